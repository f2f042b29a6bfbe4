#pragma once
// Events as the near-repeat analyses take them: places in metres, times in seconds.
//
// A time is whole or half seconds since `origin`, so that differences of days and hours are exact
// in a double: 7 days are 604,800, and never 6.999. An event that happened some time between `from`
// and `until` (both ends counted) gets one moment of that interval:
//
//   midpoint (default)   half-way
//   earliest, latest     from, until
//   random               a whole second drawn evenly from the interval, by (seed, draw, event)
//
// A date without a clock is the interval from 00:00:00 to 23:59:59, so the midpoints of two dates
// lie whole days apart.

#include "farola/events/projected_events.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class Moment { midpoint, earliest, latest, random };
inline constexpr std::string_view moment_names[] = {"midpoint", "earliest", "latest", "random"};
std::string_view name_of(Moment moment) noexcept;
/// REQUIRES one of moment_names.
Moment moment_from_name(const std::string& name);

struct SpaceTimeEvents {
  Crs crs;
  std::vector<double> x, y;         ///< metres, in crs
  std::vector<double> from, until;  ///< seconds since origin, from <= until
  Timestamp origin = 0;
  std::vector<std::int64_t> row;  ///< in the source
  // Empty, or as long as x.
  std::vector<double> weight;
  std::vector<std::int32_t> kind;  ///< index into kinds, -1: none
  std::vector<std::string> kinds;
  std::vector<std::int32_t> stratum;  ///< index into strata, -1: none
  std::vector<std::string> strata;

  std::size_t size() const { return x.size(); }
  double weight_of(std::size_t i) const { return weight.empty() ? 1.0 : weight[i]; }

  /// The time of each event. `draw` numbers the draws of Moment::random: 0, 1, 2 …
  std::vector<double> times(Moment moment, std::uint64_t seed = 1, std::uint64_t draw = 0) const;
};

/// Throws Error{data, "time-missing"} when the events have no times, or one of them has none
/// (catalog rejects these before). `origin` is the midnight before the earliest start.
SpaceTimeEvents space_time_events(const ProjectedEvents& events);

/// How well the events' times are known.
struct TimePrecisions {
  std::int64_t dates = 0;   ///< a whole calendar day, from midnight to the last second
  std::int64_t longer = 0;  ///< an interval of more than a day, months among them
  std::int64_t months = 0;  ///< a whole calendar month or more
  double longest = 0;       ///< seconds
};
TimePrecisions time_precisions(const SpaceTimeEvents& events);

}  // namespace farola
