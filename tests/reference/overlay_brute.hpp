#pragma once
// Overlay and rank stability as the heads of overlay.hpp and weight_stability.hpp say them, cell by
// cell and pair by pair.

#include "farola/core/random.hpp"
#include "farola/risk/overlay.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace farola::test {

inline double brute_rescaled(double v, const Rescaling& r, const std::vector<float>& layer) {
  double low = 1e300, high = -1e300;
  for (const float value : layer) {
    if (std::isnan(value)) continue;
    low = std::min<double>(low, value);
    high = std::max<double>(high, value);
  }
  if (std::isnan(v)) return v;
  const auto cut = [](double x) { return x < 0 ? 0 : x > 1 ? 1 : x; };
  double m = v;
  switch (r.method) {
    case RescaleMethod::none:
      break;
    case RescaleMethod::minimum_maximum:
      m = (v - low) / (high - low);
      break;
    case RescaleMethod::linear:
      m = cut((v - *r.zero) / (*r.one - *r.zero));
      break;
    case RescaleMethod::power:
      m = std::pow(cut((v - r.zero.value_or(low)) / (r.one.value_or(high) - r.zero.value_or(low))),
                   r.exponent);
      break;
    case RescaleMethod::large:
      m = v == 0 ? 0 : 1 / (1 + std::exp(-r.spread * std::log(v / r.midpoint)));
      break;
    case RescaleMethod::small:
      m = v == 0 ? 1 : 1 / (1 + std::exp(r.spread * std::log(v / r.midpoint)));
      break;
    case RescaleMethod::gaussian:
      m = std::exp(-r.spread * (v - r.midpoint) * (v - r.midpoint));
      break;
    case RescaleMethod::near:
      m = 1 / (1 + r.spread * (v - r.midpoint) * (v - r.midpoint));
      break;
    case RescaleMethod::ranges: {
      m = r.otherwise.value_or(NAN);
      double end = -1e300;
      for (const ScoreRange& range : r.ranges) end = std::max(end, range.to);
      for (const ScoreRange& range : r.ranges) {
        if (v >= range.from && (v < range.to || (v == end && range.to == end))) m = range.score;
      }
      break;
    }
    case RescaleMethod::classes:
      m = r.otherwise.value_or(NAN);
      for (const ScoreClass& entry : r.classes) {
        if (entry.code == v) m = entry.score;
      }
      break;
  }
  return r.reversed ? 1 - m : m;
}

/// Memberships and weights of the layers that count, in one cell.
inline double brute_combined(std::vector<double> m, std::vector<double> w,
                             const OverlayOptions& options) {
  const bool weighted = options.combination == Combination::weighted_sum ||
                        options.combination == Combination::weighted_product;
  std::vector<double> there, weights;
  for (std::size_t k = 0; k < m.size(); ++k) {
    if (weighted && w[k] == 0) continue;
    if (std::isnan(m[k])) {
      if (options.missing == MissingRule::no_score) return NAN;
      continue;
    }
    there.push_back(m[k]);
    weights.push_back(weighted ? w[k] : 0);
  }
  if (there.empty()) return NAN;
  double total = 0, sum = 0, product = 1, power = 1, rest = 1;
  for (const double weight : weights) total += weight;
  for (std::size_t k = 0; k < there.size(); ++k) {
    sum += weights[k] / total * there[k];
    power *= std::pow(there[k], weights[k] / total);
    product *= there[k];
    rest *= 1 - there[k];
  }
  switch (options.combination) {
    case Combination::weighted_sum:
      return sum;
    case Combination::weighted_product:
      return power;
    case Combination::fuzzy_and:
      return *std::min_element(there.begin(), there.end());
    case Combination::fuzzy_or:
      return *std::max_element(there.begin(), there.end());
    case Combination::fuzzy_product:
      return product;
    case Combination::fuzzy_sum:
      return 1 - rest;
    case Combination::fuzzy_gamma:
      return std::pow(1 - rest, options.gamma) * std::pow(product, 1 - options.gamma);
  }
  return NAN;
}

inline int brute_tenth(const std::vector<double>& scores, std::size_t cell) {
  std::size_t greater = 0;
  for (const double other : scores) greater += other > scores[cell];
  return std::min<int>(9, static_cast<int>(10 * greater / scores.size()));
}

/// `memberships` cell by cell, without NaN.
inline std::vector<double> brute_stability(const std::vector<std::vector<double>>& memberships,
                                           const std::vector<double>& weights,
                                           const OverlayOptions& options) {
  const auto tenths = [&](const std::vector<double>& by) {
    std::vector<double> scores;
    for (const auto& m : memberships) scores.push_back(brute_combined(m, by, options));
    std::vector<int> found;
    for (std::size_t i = 0; i < scores.size(); ++i) found.push_back(brute_tenth(scores, i));
    return found;
  };
  const auto given = tenths(weights);
  std::vector<double> stability(memberships.size(), 0);
  for (std::int64_t draw = 0; draw < options.sensitivity->draws; ++draw) {
    std::vector<double> by = weights;
    for (std::size_t k = 0; k < by.size(); ++k) {
      const double u =
          random_uniform(options.sensitivity->seed, static_cast<std::uint64_t>(draw), k);
      by[k] *= 1 - options.sensitivity->range + 2 * options.sensitivity->range * u;
    }
    const auto drawn = tenths(by);
    for (std::size_t i = 0; i < stability.size(); ++i) stability[i] += drawn[i] == given[i];
  }
  for (double& share : stability) share /= static_cast<double>(options.sensitivity->draws);
  return stability;
}

}  // namespace farola::test
