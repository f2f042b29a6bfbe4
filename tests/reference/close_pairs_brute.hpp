#pragma once
// The readable twin of close_pairs(): every pair, asked in turn.

#include "farola/near_repeat/close_pairs.hpp"

#include <cmath>
#include <span>
#include <vector>

namespace farola::reference {

inline std::vector<ClosePair> close_pairs_brute(std::span<const double> x,
                                                std::span<const double> y, DistanceMetric metric,
                                                BandLimit limit) {
  std::vector<ClosePair> pairs;
  for (std::uint32_t i = 0; i < x.size(); ++i) {
    for (std::uint32_t j = i + 1; j < x.size(); ++j) {
      const double dx = x[j] - x[i], dy = y[j] - y[i];
      const double d = metric == DistanceMetric::manhattan ? std::abs(dx) + std::abs(dy)
                                                           : std::sqrt(dx * dx + dy * dy);
      if (limit.reached ? d < limit.at : d <= limit.at) pairs.push_back({i, j, d});
    }
  }
  return pairs;
}

}  // namespace farola::reference
