#include "farola/near_repeat/time_precision.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/core/units.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace farola {

void require_fine_times(const SpaceTimeEvents& events, const Bands& bands, const Bands& labels,
                        Moment moment, Report& report) {
  const TimePrecisions found = time_precisions(events);
  const auto half = static_cast<std::int64_t>(events.size()) / 2;
  double narrowest = std::numeric_limits<double>::infinity();
  bool whole_days = true;
  for (const Band& band : bands.all()) {
    if (!band.open) narrowest = std::min(narrowest, band.to.at - band.from.at);
    whole_days = whole_days && (band.open || std::fmod(band.to.at, seconds_per_day) == 0) &&
                 std::fmod(band.from.at, seconds_per_day) == 0;
  }
  if (!whole_days && found.dates > half) {
    fail_data("dates-without-hours",
              fmt::format("{} of {} events have a date and no hour, and time bands {} ask for "
                          "hours. Give bands of whole days, for example --time-bands 0,7,14,21 "
                          "--time-unit days, or name a field with the clock, --time.",
                          grouped(found.dates), grouped(static_cast<std::int64_t>(events.size())),
                          labels.labels()),
              "time-bands");
  }
  if (narrowest < 28 * seconds_per_day && found.months > half) {
    fail_data(
        "months-without-days",
        fmt::format("{} of {} events have a month and no day, and time bands {} ask for days. "
                    "Give bands of 28 days or more, for example --time-bands 0,62,124, or "
                    "data with dates.",
                    grouped(found.months), grouped(static_cast<std::int64_t>(events.size())),
                    labels.labels()),
        "time-bands");
  }
  std::int64_t vague = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    vague += events.until[i] - events.from[i] >= narrowest;
  }
  report.values["near_repeat"]["events_vaguer_than_a_band"] = vague;
  if (vague == 0 || moment == Moment::random) return;
  report.warn(fmt::format(
      "{} of {} events may have happened at any moment of an interval longer than the narrowest "
      "time band; the {} was taken. See what --moment random gives.",
      grouped(vague), grouped(static_cast<std::int64_t>(events.size())),
      moment == Moment::midpoint ? "midpoint" : std::string(name_of(moment)) + " possible moment"));
}

}  // namespace farola
