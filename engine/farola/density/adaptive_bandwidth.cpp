#include "farola/density/adaptive_bandwidth.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/density/bandwidth.hpp"
#include "farola/density/gaussian_sums.hpp"
#include "farola/density/place_index.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace farola {
namespace {

void require_positive(double metres) {
  if (metres > 0 && std::isfinite(metres)) return;
  fail_usage(
      "bandwidth-not-positive", "bandwidth",
      fmt::format("Bandwidth must be a positive number of metres, got {} m. Give metres, for "
                  "example --bandwidth 300.",
                  plain(metres)));
}

void tell_range(AdaptiveBandwidths& found, const char* rule) {
  auto& values = found.report.values["adaptive_bandwidth"];
  values["rule"] = rule;
  if (found.bandwidths.empty()) return;
  std::vector<double> sorted = found.bandwidths;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const auto [least, most] = std::minmax_element(sorted.begin(), sorted.end());
  values["minimum_m"] = *least;
  values["median_m"] = *middle;
  values["maximum_m"] = *most;
  found.report.note(
      fmt::format("Bandwidths by {} run from {:.4g} m to {:.4g} m, half of them below {:.4g} m.",
                  rule, *least, *most, *middle));
}

}  // namespace

AdaptiveBandwidths abramson_bandwidths(const ProjectedEvents& events,
                                       const AbramsonOptions& options, const Progress& progress) {
  require_positive(options.bandwidth.value);
  const Metres pilot = options.pilot_bandwidth.value_or(options.bandwidth);
  require_positive(pilot.value);
  if (!(options.trim > 0)) {
    fail_usage(
        "trim-not-positive", "trim",
        fmt::format("Trim must be positive, got {}. It is the most that a bandwidth may exceed the "
                    "middle one, in multiples of it; for example 5.",
                    plain(options.trim)));
  }
  const PlaceIndex places(events.x(), events.y());
  progress.check();
  const auto nearest = places.distances_to_nearest(progress.part(0, .2));
  const double sigma = pilot.value * kernel_spread(options.kernel);
  const GaussianSums sums = gaussian_sums(places, nearest, sigma, progress.part(.2, 1));

  // log f(p)^(-1/2) up to a constant, which g takes out again.
  std::vector<double> log_inverse_root(places.size());
  double total = 0;
  for (std::size_t p = 0; p < places.size(); ++p) {
    log_inverse_root[p] = -.5 * std::log(places.count()[p] + std::exp(sums.log_others[p]));
    total += places.count()[p] * log_inverse_root[p];
  }
  const double log_g = total / std::max(1.0, static_cast<double>(places.events()));
  AdaptiveBandwidths found;
  found.bandwidths.resize(events.size());
  std::int64_t trimmed = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double factor = std::exp(log_inverse_root[places.place_of()[i]] - log_g);
    trimmed += factor > options.trim;
    found.bandwidths[i] = options.bandwidth.value * std::min(factor, options.trim);
  }
  tell_range(found, "abramson");
  auto& values = found.report.values["adaptive_bandwidth"];
  values["geometric_mean_m"] = options.bandwidth.value;
  values["pilot_sigma_m"] = sigma;
  values["trim"] = options.trim;
  values["trimmed_events"] = trimmed;
  note_weights_ignored(events, "Abramson's rule", found.report);
  return found;
}

AdaptiveBandwidths nearest_bandwidths(const ProjectedEvents& events, const NearestOptions& options,
                                      const Progress& progress) {
  if (options.neighbours < 1) {
    fail_usage("neighbours-not-positive", "neighbours",
               fmt::format("Neighbours must be 1 or more, got {}. For example --neighbours 15.",
                           options.neighbours));
  }
  AdaptiveBandwidths found;
  if (events.empty()) {
    tell_range(found, "k-nearest");
    progress.finish();
    return found;
  }
  if (options.neighbours >= static_cast<std::int64_t>(events.size())) {
    fail_data("neighbours-too-many",
              fmt::format("The {}-th nearest other event was asked for, and there are {} events in "
                          "all. Give a smaller --neighbours, or a fixed --bandwidth 300.",
                          options.neighbours, grouped(static_cast<std::int64_t>(events.size()))),
              "neighbours");
  }
  const PlaceIndex places(events.x(), events.y());
  progress.check();
  double floor = 0;
  if (options.floor) {
    floor = options.floor->value;
    require_positive(floor);
  } else if (places.size() > 1) {
    double sum = 0;
    for (const double d : places.distances_to_nearest(progress.part(0, .3))) sum += d;
    floor = sum / static_cast<double>(places.size());
  } else {
    fail_data(
        "bandwidth-not-selectable",
        fmt::format("All {} events lie at one place, so k-nearest has no distance to take. Give "
                    "a fixed bandwidth, for example --bandwidth 300.",
                    grouped(static_cast<std::int64_t>(events.size()))),
        "bandwidth");
  }
  std::vector<double> distance(places.size());
  for_each_block(places.size(), 256, progress.part(.3, 1),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t p = begin; p < end; ++p) {
                     distance[p] = places.distance_to_event(p, options.neighbours);
                   }
                 });
  found.bandwidths.resize(events.size());
  std::int64_t raised = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double d = distance[places.place_of()[i]];
    raised += d < floor;
    found.bandwidths[i] = std::max(d, floor);
  }
  tell_range(found, "k-nearest");
  auto& values = found.report.values["adaptive_bandwidth"];
  values["neighbours"] = options.neighbours;
  values["floor_m"] = floor;
  values["raised_to_floor"] = raised;
  note_weights_ignored(events, "The k-nearest rule", found.report);
  return found;
}

}  // namespace farola
