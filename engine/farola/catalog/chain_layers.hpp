#pragma once
// Chains as the faces hand them on.

#include "farola/io/write_vector.hpp"
#include "farola/near_repeat/near_repeat_events.hpp"
#include "farola/near_repeat/space_time_events.hpp"

#include <span>
#include <vector>

namespace farola::catalog {

/// Layers, each with its style:
///   events   points in the order of the input: row, time (the moment taken), kind where kinds were
///            read, role, chain, generation, followers, parent_row, parent_lag_days,
///            parent_distance_m, originator_row, originator_lag_days, originator_distance_m.
///            Nothing else of the source comes along.
///   links    lines from child to parent: child_row, parent_row, role, chain, lag_days, distance_m.
///            No geometry where both are at the very same point.
///   chains   points at the mean of each chain's places: chain, events, originators, repeats,
///            near_repeats, generations, weight, first, last, duration_days, span_m.
/// What is not there (the parent of an originator, the chain of an isolated event) is NULL.
std::vector<io::Layer> chain_layers(const SpaceTimeEvents& events, std::span<const double> times,
                                    const NearRepeatEvents& found);

}  // namespace farola::catalog
