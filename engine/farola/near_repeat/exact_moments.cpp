#include "farola/near_repeat/exact_moments.hpp"

#include <algorithm>
#include <cmath>

namespace farola {
namespace {

/// What the formula asks of one band's graph. A pair of an event of group g with one of group h is
/// of kind (g, h); both orders hold the same.
struct GraphSums {
  std::vector<double> total;    ///< [g * G + h]: sum over the pairs of that kind
  std::vector<double> squares;  ///< of the pairs' values less the mean of their kind
  std::vector<double> shared;  ///< [(g * G + h) * G + k]: over ordered pairs of pairs that share an
                               ///< event of g and go on to h and to k, products of the same
};

struct Groups {
  std::size_t count = 1;
  std::vector<double> size;

  double pairs(std::size_t g, std::size_t h) const {
    return g == h ? size[g] * (size[g] - 1) / 2 : size[g] * size[h];
  }
  /// Ordered pairs of pairs that share an event of g and go on to an event of h and another of k.
  double forks(std::size_t g, std::size_t h, std::size_t k) const {
    const double second = size[h] - (g == h);
    const double third = size[k] - (g == k) - (h == k);
    return std::max(0.0, size[g]) * std::max(0.0, second) * std::max(0.0, third);
  }
};

GraphSums sums_of(const Degrees& degrees, std::size_t band, const Groups& groups,
                  std::span<const std::uint32_t> group) {
  const std::size_t G = groups.count;
  GraphSums sums{std::vector<double>(G * G), std::vector<double>(G * G),
                 std::vector<double>(G * G * G)};
  std::vector<double> raw(G * G);
  for (std::size_t i = 0; i < degrees.events; ++i) {
    const std::size_t g = group.empty() ? 0 : group[i];
    for (std::size_t h = 0; h < G; ++h) {
      const std::size_t at = (i * G + h) * degrees.bands + band;
      sums.total[g * G + h] += degrees.value[at];
      raw[g * G + h] += degrees.square.empty() ? degrees.value[at] : degrees.square[at];
    }
  }
  std::vector<double> mean(G * G);
  for (std::size_t g = 0; g < G; ++g) {
    for (std::size_t h = 0; h < G; ++h) {
      const std::size_t at = g * G + h;
      if (g == h) {  // each pair was met from both ends
        sums.total[at] /= 2;
        raw[at] /= 2;
      }
      const double pairs = groups.pairs(g, h);
      mean[at] = pairs > 0 ? sums.total[at] / pairs : 0;
      sums.squares[at] = std::max(0.0, raw[at] - sums.total[at] * mean[at]);
    }
  }
  std::vector<double> centred(G);
  for (std::size_t i = 0; i < degrees.events; ++i) {
    const std::size_t g = group.empty() ? 0 : group[i];
    for (std::size_t h = 0; h < G; ++h) {
      centred[h] = degrees.value[(i * G + h) * degrees.bands + band] -
                   mean[g * G + h] * (groups.size[h] - (g == h));
    }
    for (std::size_t h = 0; h < G; ++h) {
      if (centred[h] == 0) continue;
      double* const row = sums.shared.data() + (g * G + h) * G;
      for (std::size_t k = 0; k < G; ++k) row[k] += centred[h] * centred[k];
    }
  }
  for (std::size_t g = 0; g < G; ++g) {
    for (std::size_t h = 0; h < G; ++h) {
      // The pairs that were taken twice are no pair of pairs.
      sums.shared[(g * G + h) * G + h] -= sums.squares[g * G + h] * (g == h ? 2 : 1);
    }
  }
  return sums;
}

double quotient(double above, double below) { return below > 0 ? above / below : 0; }

double mean_of(const GraphSums& a, const GraphSums& b, const Groups& groups) {
  double mean = 0;
  for (std::size_t g = 0; g < groups.count; ++g) {
    for (std::size_t h = g; h < groups.count; ++h) {
      const std::size_t at = g * groups.count + h;
      mean += quotient(a.total[at] * b.total[at], groups.pairs(g, h));
    }
  }
  return mean;
}

double variance_of(const GraphSums& a, const GraphSums& b, const Groups& groups) {
  const std::size_t G = groups.count;
  double variance = 0;
  for (std::size_t g = 0; g < G; ++g) {
    for (std::size_t h = g; h < G; ++h) {
      const std::size_t at = g * G + h;
      const double pairs = groups.pairs(g, h);
      if (a.squares[at] == 0 && b.squares[at] == 0) continue;
      // The pair with itself.
      variance += quotient(a.squares[at] * b.squares[at], pairs);
      // With another pair of its kind that shares no event: all products sum to 0, so these are
      // what the others leave.
      double a_apart = -a.squares[at] - a.shared[at * G + h];
      double b_apart = -b.squares[at] - b.shared[at * G + h];
      double apart = pairs * (pairs - 1) - groups.forks(g, h, h);
      if (g != h) {
        const std::size_t back = (h * G + g) * G + g;
        a_apart -= a.shared[back];
        b_apart -= b.shared[back];
        apart -= groups.forks(h, g, g);
      }
      variance += quotient(a_apart * b_apart, apart);
    }
    for (std::size_t h = 0; h < G; ++h) {
      for (std::size_t k = 0; k < G; ++k) {
        const std::size_t at = (g * G + h) * G + k;
        const double product = a.shared[at] * b.shared[at];
        if (product == 0) continue;
        const double forks = groups.forks(g, h, k);
        variance += quotient(product, forks);
        // Pairs of two kinds that have the group g in common, and no event.
        if (h != k) variance += quotient(product, groups.pairs(g, h) * groups.pairs(g, k) - forks);
      }
    }
  }
  return variance;
}

}  // namespace

Moments exact_moments(const Degrees& space, const Degrees& time,
                      std::span<const std::uint32_t> group, const Progress& progress) {
  Groups groups{space.groups, std::vector<double>(space.groups)};
  for (std::size_t i = 0; i < space.events; ++i) groups.size[group.empty() ? 0 : group[i]] += 1;
  std::vector<GraphSums> in_time;
  for (std::size_t k = 0; k < time.bands; ++k) {
    progress.check();
    in_time.push_back(sums_of(time, k, groups, group));
  }
  Moments moments{time.bands, {}, {}};
  for (std::size_t s = 0; s < space.bands; ++s) {
    const GraphSums in_space = sums_of(space, s, groups, group);
    for (const GraphSums& b : in_time) {
      progress.check();
      const double mean = mean_of(in_space, b, groups);
      const double variance = variance_of(in_space, b, groups);
      // What rounding leaves of a variance of 0 (every pair in the band, say) is no variance.
      const double noise = 1e-12 * (mean + 1);
      moments.mean.push_back(mean);
      moments.sd.push_back(variance > noise ? std::sqrt(variance) : 0);
    }
  }
  return moments;
}

}  // namespace farola
