#pragma once
// From parents and components to roles, generations and the table of chains.

#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/event_distances.hpp"
#include "farola/near_repeat/near_repeat_events.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// Events by time, then by number.
std::vector<std::uint32_t> time_order(std::span<const double> times);

/// Fills role, generation, followers, originator and chain of events whose parents are set, and
/// makes the chains; distances to originators are measured by `distances`. `component`: of each
/// event, any number that close events have in common.
std::vector<Chain> make_chains(const SpaceTimeEvents& events, std::span<const double> times,
                               std::span<const std::uint32_t> component,
                               const EventDistances& distances, const NearRepeatOptions& options,
                               std::vector<NearRepeatEvent>& linked, const Progress& progress);

/// The greatest distance between two of the points: by the corners of their hull (euclidean), or by
/// the extremes of x + y and x - y (manhattan).
double span_of(std::vector<Point> points, DistanceMetric metric);

}  // namespace farola
