#include "farola/near_repeat/scan_plan.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/st_dbscan.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double most_steps = 100'000;
constexpr double most_centres = 1e7;
constexpr std::size_t sampled_centres = 256;

void require(const SpaceTimeScanOptions& options) {
  const double radius = options.maximum_radius.value, share = options.maximum_share;
  if (!(radius > 0)) {
    fail_usage("maximum-radius-not-positive", "maximum-radius",
               fmt::format("Maximum radius must be positive, got {} m. Give metres, for example "
                           "--maximum-radius 1000.",
                           plain(radius)));
  }
  if (!(share > 0 && share <= 100)) {
    fail_usage("maximum-share-out-of-range", "maximum-share",
               fmt::format("Maximum share must be more than 0 and at most 100 %, got {}. Give for "
                           "example --maximum-share 10.",
                           plain(share)));
  }
  if (!(options.time_step.value > 0) || !std::isfinite(options.time_step.value)) {
    fail_usage("time-step-not-positive", "time-step",
               fmt::format("Time step must be positive, got {} days. Give days, for example "
                           "--time-step 1.",
                           plain(options.time_step.value)));
  }
  if (!std::isfinite(options.maximum_duration.value) ||
      options.maximum_duration.value < options.time_step.value) {
    fail_usage("maximum-days-too-short", "maximum-days",
               fmt::format("Maximum days must be at least one time step, {} days, got {}. Give for "
                           "example --maximum-days 30, or a smaller --time-step.",
                           plain(options.time_step.value), plain(options.maximum_duration.value)));
  }
  if (!std::isfinite(options.centre_spacing.value) || options.centre_spacing.value < 0) {
    fail_usage("centre-spacing-negative", "centre-spacing",
               fmt::format("Centre spacing must be positive, or 0 for centres at the events, got "
                           "{} m. Give metres, for example --centre-spacing 250.",
                           plain(options.centre_spacing.value)));
  }
  const auto at_least = [](std::int64_t value, std::int64_t least, const std::string& parameter,
                           const char* name, const char* code) {
    if (value >= least) return;
    fail_usage(parameter + code, parameter,
               fmt::format("{} must be at least {}, got {}. Give for example --{} {}.", name, least,
                           value, parameter, std::max<std::int64_t>(least, 3)));
  };
  at_least(options.minimum_events, 2, "minimum-events", "Minimum events", "-too-small");
  at_least(options.maximum_clusters, 1, "maximum-clusters", "Maximum clusters", "-too-small");
  at_least(options.permutations, 0, "permutations", "Permutations", "-negative");
}

void cut_into_steps(ScanPlan& plan, std::span<const double> times,
                    const SpaceTimeScanOptions& options) {
  plan.step_seconds = seconds_in(options.time_step);
  if (times.empty()) return;
  const auto index = [&](double time) { return std::floor(time / plan.step_seconds); };
  const auto [low, high] = std::minmax_element(times.begin(), times.end());
  const double first = index(*low), steps = index(*high) - first + 1;
  if (steps > most_steps) {
    fail_usage("time-step-too-fine", "time-step",
               fmt::format("The events span {:.0f} steps of {} days, more than {:.0f}. Give for "
                           "example --time-step {:.2g}.",
                           steps, plain(options.time_step.value), most_steps,
                           options.time_step.value * steps / most_steps * 1.1));
  }
  plan.starts = first * plan.step_seconds;
  for (const double time : times) {
    plan.step.push_back(static_cast<std::int32_t>(index(time) - first));
  }
}

void set_margins(ScanPlan& plan, const SpaceTimeScanOptions& options) {
  plan.margins = margins_of(plan.step);
  // A hair more, for 0.3 days hold three steps of 0.1.
  const double wanted = options.maximum_duration.value / options.time_step.value * (1 + 1e-12);
  const double half = std::max(1, plan.margins.steps / 2);
  plan.margins.longest = static_cast<std::int32_t>(std::min(std::floor(wanted), half));
  plan.margins.current = options.period == ScanPeriod::current;
  plan.margins.minimum = options.minimum_events;
}

std::vector<Point> centres_of(const ScanPlan& plan, const Box& box,
                              const SpaceTimeScanOptions& options) {
  const double spacing = options.centre_spacing.value;
  if (spacing == 0 || box.empty()) return plan.discs.places();
  const double wanted = (box.width() / spacing + 1) * (box.height() / spacing + 1);
  if (wanted > most_centres) {
    fail_usage("scan-too-large", "centre-spacing",
               fmt::format("Centres every {} m make {:.3g} of them, more than {:.3g}. Give for "
                           "example --centre-spacing {:.2g}.",
                           plain(spacing), wanted, most_centres,
                           spacing * std::sqrt(wanted / most_centres) * 1.1));
  }
  return lattice_over(box, spacing);
}

}  // namespace

ScanPlan plan_scan(std::span<const double> x, std::span<const double> y,
                   std::span<const double> times, const SpaceTimeScanOptions& options) {
  require(options);
  ScanPlan plan{ScanDiscs(x, y), {}, {}, {}, 0, 0, 0, 0};
  cut_into_steps(plan, times, options);
  set_margins(plan, options);
  Box box;
  for (const Point& place : plan.discs.places()) box.extend(place);
  plan.centres = centres_of(plan, box, options);
  // Discs need not be larger than all there is.
  const double all = 2 * (box.width() + box.height()) + 1;
  plan.maximum_radius = std::min(options.maximum_radius.value, all);
  plan.most_in_disc = static_cast<std::size_t>(
      std::floor(static_cast<double>(x.size()) * options.maximum_share / 100 * (1 + 1e-12)));
  return plan;
}

double estimated_work(const ScanPlan& plan, double maximum_radius, const Progress& progress) {
  const std::size_t count = plan.centres.size();
  const std::size_t sample = std::min(count, sampled_centres);
  WindowScan scan(plan.margins);
  for (std::size_t k = 0; k < sample; ++k) {
    progress.check();
    const Discs discs =
        plan.discs.around(plan.centres[k * count / sample], maximum_radius, plan.most_in_disc);
    scan.reset(discs.count());
    scan.scan(discs, discs.rings.size(), plan.step);
  }
  return sample == 0 ? 0
                     : static_cast<double>(scan.work()) * static_cast<double>(count) /
                           static_cast<double>(sample);
}

void require_reasonable(const ScanPlan& plan, const SpaceTimeScanOptions& options,
                        const Progress& progress, Report& report) {
  const double passes = options.permutations + 1;
  const double once = estimated_work(plan, plan.maximum_radius, progress);
  report.values["scan"]["estimated_work"] = once * passes;
  if (once * passes <= options.most_work) return;
  double radius = plan.maximum_radius;
  while (radius > 1 && estimated_work(plan, radius, progress) * passes > options.most_work) {
    radius *= .8;
  }
  // Two digits, rounded down.
  const double unit = std::pow(10, std::floor(std::log10(radius)) - 1);
  const double fits = std::floor(radius / unit) * unit;
  const double permutations = std::floor(options.most_work / once) - 1;
  fail_usage(
      "scan-too-large", "maximum-radius",
      fmt::format("A scan of {} centres with discs up to {:.0f} m, windows up to {} steps "
                  "and {} permutations takes about {:.1e} steps of work, more than {:.1e}. "
                  "Give for example --maximum-radius {}{}, or a longer --time-step.",
                  grouped(static_cast<std::int64_t>(plan.centres.size())), plan.maximum_radius,
                  plan.margins.longest, options.permutations, once * passes, options.most_work,
                  plain(fits),
                  permutations >= 19 ? fmt::format(", --permutations {:.0f}", permutations) : ""));
}

}  // namespace farola
