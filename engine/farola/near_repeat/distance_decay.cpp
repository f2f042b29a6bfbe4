#include "farola/near_repeat/distance_decay.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

namespace farola {

std::string_view name_of(DistanceDecay decay) noexcept {
  return distance_decay_names[static_cast<std::size_t>(decay)];
}

DistanceDecay distance_decay_from_name(const std::string& name) {
  const auto* const found =
      std::find(std::begin(distance_decay_names), std::end(distance_decay_names), name);
  return static_cast<DistanceDecay>(found - std::begin(distance_decay_names));
}

double decay_reach(DistanceDecay decay, double scale, double tail) {
  const double logarithm = -std::log(tail);
  return decay == DistanceDecay::gaussian ? scale * std::sqrt(2 * logarithm) : scale * logarithm;
}

DecayDensity::DecayDensity(DistanceDecay decay, double scale, double precision)
    : decay_(decay), scale_(scale), precision_(precision) {
  constexpr double pi = std::numbers::pi;
  if (decay == DistanceDecay::gaussian) {
    peak_ = 1 / (2 * pi * scale * scale);
    steepness_ = 1 / (2 * scale * scale);
    return;
  }
  peak_ = 1 / (2 * pi * scale);
  steepness_ = 1 / scale;
  inner_ = -std::expm1(-precision / scale) / (pi * precision * precision);
  inner_mean_ = scale - precision / std::expm1(precision / scale);
}

double DecayDensity::score(double statistic) const {
  return decay_ == DistanceDecay::gaussian ? statistic / (scale_ * scale_) - 2
                                           : statistic / scale_ - 1;
}

std::vector<GaussianPart> after_steps(DistanceDecay decay, double scale, int steps) {
  if (decay == DistanceDecay::gaussian) {
    return {{scale * std::sqrt(static_cast<double>(steps)), 1}};
  }
  // The chi distribution with `steps` degrees of freedom, cut into classes of equal probability by
  // the midpoint rule; its density is c^(steps - 1) exp(-c^2 / 2) up to a factor.
  constexpr int slices = 20'000;
  const double degrees = steps;
  const double highest = std::sqrt(degrees) + 8;
  std::vector<double> density(slices);
  double total = 0, second = 0;
  const double mode = std::sqrt(std::max(0.0, degrees - 1));
  const auto at = [&](int k) { return (k + .5) * highest / slices; };
  for (int k = 0; k < slices; ++k) {
    const double c = at(k);
    const double log_mode = mode > 0 ? (degrees - 1) * std::log(c / mode) : 0;
    density[static_cast<std::size_t>(k)] = std::exp(log_mode - (c * c - mode * mode) / 2);
    total += density[static_cast<std::size_t>(k)];
    second += density[static_cast<std::size_t>(k)] * c * c;
  }
  std::vector<double> variance(exponential_parts);
  double before = 0;
  for (int k = 0; k < slices; ++k) {
    const double share = density[static_cast<std::size_t>(k)] / total;
    const auto part = std::min(exponential_parts - 1, static_cast<int>(before * exponential_parts));
    // To the variance of the whole exactly: what the slices make of it, divided out.
    variance[static_cast<std::size_t>(part)] +=
        share * at(k) * at(k) * exponential_parts * degrees / (second / total);
    before += share;
  }
  std::vector<GaussianPart> parts;
  for (const double v : variance) {
    parts.push_back({scale * std::sqrt(v), 1.0 / exponential_parts});
  }
  return parts;
}

}  // namespace farola
