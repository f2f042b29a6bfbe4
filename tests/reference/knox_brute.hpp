#pragma once
// The readable twin of the Knox table: every pair, asked of every band, for the times given.

#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/close_pairs.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

namespace farola::reference {

struct KnoxInput {
  std::vector<double> x, y, times;
  std::vector<double> weight;      // empty: all 1
  std::vector<std::uint8_t> side;  // empty: every pair counts
};

inline bool in_band(const Band& band, double value) {
  const bool above = band.from.reached ? value >= band.from.at : value > band.from.at;
  const bool below = band.to.reached ? value < band.to.at : value <= band.to.at;
  return above && (band.open || below);
}

/// [distance band * time bands + time band], with the distance of each pair i < j.
template <class Distance>
std::vector<double> knox_brute_of(const KnoxInput& in, const Distance& between,
                                  const Bands& distance, const Bands& time) {
  std::vector<double> cells(distance.size() * time.size());
  for (std::size_t i = 0; i < in.x.size(); ++i) {
    for (std::size_t j = i + 1; j < in.x.size(); ++j) {
      if (!in.side.empty() && in.side[i] == in.side[j]) continue;
      const double d = between(i, j);
      const double t = std::abs(in.times[j] - in.times[i]);
      const double w = in.weight.empty() ? 1 : in.weight[i] * in.weight[j];
      for (std::size_t s = 0; s < distance.size(); ++s) {
        for (std::size_t k = 0; k < time.size(); ++k) {
          if (in_band(distance[s], d) && in_band(time[k], t)) cells[s * time.size() + k] += w;
        }
      }
    }
  }
  return cells;
}

inline std::vector<double> knox_brute(const KnoxInput& in, DistanceMetric metric,
                                      const Bands& distance, const Bands& time) {
  const auto between = [&](std::size_t i, std::size_t j) {
    const double dx = in.x[j] - in.x[i], dy = in.y[j] - in.y[i];
    return metric == DistanceMetric::manhattan ? std::abs(dx) + std::abs(dy)
                                               : std::sqrt(dx * dx + dy * dy);
  };
  return knox_brute_of(in, between, distance, time);
}

}  // namespace farola::reference
