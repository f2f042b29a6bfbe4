#include "farola/density/space_time_density.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double oldest_half_lives = 50;

void require_options(const SpaceTimeOptions& options) {
  if (options.now == no_time) {
    fail_usage("now-missing", "now",
               "A prospective density needs the moment it is made for. Give it, for example --now "
               "2026-01-31T08:00.");
  }
  if (options.space.period_years) {
    fail_usage(
        "period-with-now", "period",
        fmt::format("A prospective density is a rate per day already, so --period {} does not go "
                    "with it. Leave --period out.",
                    plain(*options.space.period_years)));
  }
  if (options.span.value > 0 && std::isfinite(options.span.value)) return;
  const bool window = options.time_kernel == TimeKernel::window;
  fail_usage(
      window ? "window-not-positive" : "half-life-not-positive", window ? "window" : "half-life",
      fmt::format("The {0} must be a positive number of days, got {1}. Give days, for example "
                  "--{0} {2}.",
                  window ? "window" : "half-life", plain(options.span.value), window ? 60 : 14));
}

}  // namespace

TimeWeights time_weights(const ProjectedEvents& events, const SpaceTimeOptions& options) {
  require_options(options);
  const auto from = events.from(), until = events.until();
  if (from.empty() && !events.empty()) {
    fail_data("time-missing",
              "A prospective density needs the time of each event, and these have none. Name the "
              "field, for example --time date.",
              "time");
  }
  const double span = options.span.value;
  const bool window = options.time_kernel == TimeKernel::window;
  TimeWeights found;
  found.weight.assign(events.size(), 0);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (from[i] == no_time) {
      ++found.without_time;
      continue;
    }
    const bool interval = !until.empty() && until[i] != no_time && until[i] > from[i];
    const Timestamp at = interval ? from[i] + (until[i] - from[i]) / 2 : from[i];
    if (at > options.now) {
      ++found.after_now;
      continue;
    }
    const double age = static_cast<double>(options.now - at) / seconds_per_day;
    if (window ? age >= span : age > oldest_half_lives * span) {
      ++found.too_old;
      continue;
    }
    ++found.used;
    found.weight[i] = events.weight_of(i) *
                      (window ? 1 / span : std::numbers::ln2 / span * std::exp2(-age / span));
  }
  return found;
}

std::string unit_text(const SpaceTimeOptions& options) {
  const std::string unit = unit_text(options.space);
  return options.space.units == DensityUnits::probability ? unit : unit + "/day";
}

KernelDensity space_time_density(const ProjectedEvents& events, const Grid& grid,
                                 const SpaceTimeOptions& options, const Progress& progress) {
  TimeWeights weights = time_weights(events, options);
  progress.check();
  std::vector<std::uint8_t> used(events.size());
  KernelDensityOptions space = options.space;
  space.event_bandwidths.clear();
  for (std::size_t i = 0; i < events.size(); ++i) {
    used[i] = weights.weight[i] > 0;
    if (used[i] && i < options.space.event_bandwidths.size()) {
      space.event_bandwidths.push_back(options.space.event_bandwidths[i]);
    }
  }
  KernelDensity found = kernel_density(events.with_weights(std::move(weights.weight)).kept(used),
                                       grid, space, progress);
  found.density.band = {"density", "Prospective density of events", unit_text(options)};

  const bool window = options.time_kernel == TimeKernel::window;
  Report report;
  report.values["space_time"] = {{"now", iso_text(options.now)},
                                 {"time_kernel", window ? "window" : "exponential"},
                                 {window ? "window_days" : "half_life_days", options.span.value},
                                 {"events_used", weights.used},
                                 {"events_after_now", weights.after_now},
                                 {"events_too_old", weights.too_old},
                                 {"events_without_time", weights.without_time}};
  report.note(fmt::format(
      "{} events up to {} count, {}.", grouped(weights.used), iso_text(options.now),
      window ? fmt::format("those of the last {} days alike", plain(options.span.value))
             : fmt::format("half as much with each {} days of age", plain(options.span.value))));
  if (weights.after_now > 0) {
    report.note(fmt::format("{} events after that were left out.", grouped(weights.after_now)));
  }
  if (weights.used == 0 && !events.empty()) {
    report.warn(fmt::format(
        "None of {} events counts at {}: {} are later, {} too old, {} without a time. The density "
        "is 0 "
        "everywhere; give another --now.",
        grouped(static_cast<std::int64_t>(events.size())), iso_text(options.now),
        grouped(weights.after_now), grouped(weights.too_old), grouped(weights.without_time)));
  }
  report.append(found.report);
  found.report = std::move(report);
  return found;
}

}  // namespace farola
