#pragma once
// The readable twin of jacquez(): for each pair of events, how many are nearer and how many as far.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace farola::reference {

/// Share of j among the k nearest of i, by the distances of i to all.
inline double share_of_nearest(const std::vector<double>& distance, std::size_t i, std::size_t j,
                               int k) {
  double nearer = 0, as_far = 0;
  for (std::size_t other = 0; other < distance.size(); ++other) {
    if (other == i) continue;
    nearer += distance[other] < distance[j];
    as_far += distance[other] == distance[j];
  }
  return std::clamp((k - nearer) / as_far, 0., 1.);
}

/// s(i, j) or t(i, j) for all i and j.
using Shares = std::vector<std::vector<double>>;

inline Shares shares_in_space(const std::vector<double>& x, const std::vector<double>& y, int k) {
  const std::size_t n = x.size();
  Shares shares(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> micrometres(n);
    for (std::size_t j = 0; j < n; ++j) {
      const double dx = x[j] - x[i], dy = y[j] - y[i];
      micrometres[j] = std::round(std::sqrt(dx * dx + dy * dy) * 1e6);
    }
    for (std::size_t j = 0; j < n; ++j) {
      if (j != i) shares[i][j] = share_of_nearest(micrometres, i, j, k);
    }
  }
  return shares;
}

inline Shares shares_in_time(const std::vector<double>& time, int k) {
  const std::size_t n = time.size();
  Shares shares(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> lapse(n);
    for (std::size_t j = 0; j < n; ++j) lapse[j] = std::abs(time[j] - time[i]);
    for (std::size_t j = 0; j < n; ++j) {
      if (j != i) shares[i][j] = share_of_nearest(lapse, i, j, k);
    }
  }
  return shares;
}

/// J when event i has the time of event source[i].
inline double jacquez_j(const Shares& space, const Shares& time,
                        const std::vector<std::uint32_t>& source) {
  double sum = 0;
  for (std::size_t i = 0; i < source.size(); ++i) {
    for (std::size_t j = 0; j < source.size(); ++j) {
      if (i != j) sum += space[i][j] * time[source[i]][source[j]];
    }
  }
  return sum;
}

}  // namespace farola::reference
