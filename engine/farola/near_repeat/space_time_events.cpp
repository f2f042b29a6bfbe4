#include "farola/near_repeat/space_time_events.hpp"

#include "farola/core/error.hpp"
#include "farola/core/random.hpp"
#include "farola/core/units.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace farola {
namespace {

/// Streams of random numbers are numbered; moments are drawn far from the permutations' streams.
constexpr std::uint64_t first_moment_stream = std::uint64_t{1} << 40;

}  // namespace

std::string_view name_of(Moment moment) noexcept {
  return moment_names[static_cast<std::size_t>(moment)];
}

Moment moment_from_name(const std::string& name) {
  const auto* const found = std::find(std::begin(moment_names), std::end(moment_names), name);
  return static_cast<Moment>(found - std::begin(moment_names));
}

std::vector<double> SpaceTimeEvents::times(Moment moment, std::uint64_t seed,
                                           std::uint64_t draw) const {
  if (moment == Moment::earliest) return from;
  if (moment == Moment::latest) return until;
  std::vector<double> times(from);
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double length = until[i] - from[i];
    if (moment == Moment::midpoint) {
      times[i] += length / 2;
    } else if (length > 0) {
      const auto seconds = static_cast<std::uint64_t>(length) + 1;
      times[i] += static_cast<double>(random_below(seconds, seed, first_moment_stream + draw, i));
    }
  }
  return times;
}

SpaceTimeEvents space_time_events(const ProjectedEvents& events) {
  const auto from = events.from(), until = events.until();
  const auto missing = std::count(from.begin(), from.end(), no_time);
  if (from.empty() || missing > 0) {
    fail_data("time-missing",
              from.empty() ? std::string("The events have no times, and how soon crime comes back "
                                         "needs them. Name the field with the time, for example "
                                         "--time date.")
                           : fmt::format("{} of the events have no time. Leave them out, or name "
                                         "the field with the time, for example --time date.",
                                         missing),
              "time");
  }
  SpaceTimeEvents made;
  made.crs = events.crs();
  made.x.assign(events.x().begin(), events.x().end());
  made.y.assign(events.y().begin(), events.y().end());
  made.row.assign(events.row().begin(), events.row().end());
  made.weight.assign(events.weight().begin(), events.weight().end());
  made.kind = events.columns().kind;
  made.kinds = events.columns().kinds;
  made.stratum = events.columns().stratum;
  made.strata = events.columns().strata;
  const Timestamp first = from.empty() ? 0 : *std::min_element(from.begin(), from.end());
  const auto day = static_cast<Timestamp>(seconds_per_day);
  made.origin = first - ((first % day) + day) % day;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const bool interval = !until.empty() && until[i] != no_time && until[i] > from[i];
    made.from.push_back(static_cast<double>(from[i] - made.origin));
    made.until.push_back(static_cast<double>((interval ? until[i] : from[i]) - made.origin));
  }
  return made;
}

TimePrecisions time_precisions(const SpaceTimeEvents& events) {
  TimePrecisions found;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double length = events.until[i] - events.from[i] + 1;
    found.longest = std::max(found.longest, length - 1);
    if (length < seconds_per_day) continue;
    const bool whole_days =
        std::fmod(events.from[i], seconds_per_day) == 0 && std::fmod(length, seconds_per_day) == 0;
    found.dates += whole_days && length == seconds_per_day;
    found.longer += length > seconds_per_day;
    found.months += whole_days && length >= 28 * seconds_per_day;
  }
  return found;
}

}  // namespace farola
