#pragma once
// The readable twin of mantel(): both matrices written out, r as of any two columns, each shuffle
// by its definition.

#include "farola/near_repeat/mantel.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace farola::reference {

struct MantelPairs {
  std::vector<std::vector<double>> f, g;  ///< of events i and j
};

inline MantelPairs mantel_pairs(const std::vector<double>& x, const std::vector<double>& y,
                                const std::vector<double>& seconds, PairTransform transform,
                                double space_constant, double time_constant) {
  const std::size_t n = x.size();
  MantelPairs pairs{std::vector<std::vector<double>>(n, std::vector<double>(n)),
                    std::vector<std::vector<double>>(n, std::vector<double>(n))};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double d = std::hypot(x[i] - x[j], y[i] - y[j]);
      const double u = std::abs(seconds[i] - seconds[j]) / 86400;
      const bool plain = transform == PairTransform::none;
      pairs.f[i][j] = plain ? d : 1 / (d + space_constant);
      pairs.g[i][j] = plain ? u : 1 / (u + time_constant);
    }
  }
  return pairs;
}

/// Z when event i has the time of event source[i].
inline double mantel_z(const MantelPairs& pairs, const std::vector<std::uint32_t>& source) {
  double sum = 0;
  for (std::size_t i = 0; i < source.size(); ++i) {
    for (std::size_t j = i + 1; j < source.size(); ++j) {
      sum += pairs.f[i][j] * pairs.g[source[i]][source[j]];
    }
  }
  return sum;
}

inline double mantel_r(const MantelPairs& pairs) {
  std::vector<double> a, b;
  for (std::size_t i = 0; i < pairs.f.size(); ++i) {
    for (std::size_t j = i + 1; j < pairs.f.size(); ++j) {
      a.push_back(pairs.f[i][j]);
      b.push_back(pairs.g[i][j]);
    }
  }
  const double count = static_cast<double>(a.size());
  const double mean_a = std::accumulate(a.begin(), a.end(), 0.) / count,
               mean_b = std::accumulate(b.begin(), b.end(), 0.) / count;
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    ab += (a[k] - mean_a) * (b[k] - mean_b);
    aa += (a[k] - mean_a) * (a[k] - mean_a);
    bb += (b[k] - mean_b) * (b[k] - mean_b);
  }
  return ab / std::sqrt(aa * bb);
}

}  // namespace farola::reference
