#pragma once
// The mean and standard deviation that a cell of the Knox table has when times are shuffled,
// without shuffling.
//
// A band of distance makes a graph of the events: a pair is joined when its distance is in the
// band. A band of time makes another. A cell counts the pairs joined in both. With
//   n_A, n_B   pairs joined in each graph,      N = n(n-1)/2        pairs there are
//   p_A, p_B   2-paths, Σ d(d-1)/2 over events, T3 = n (n-1)(n-2)/2  2-paths there are
//   T4 = N(N-1)/2 - T3                          pairs of pairs that share no event
// a shuffle of the times gives (Barton and David 1966 for the variance; Mantel 1967)
//   mean    = n_A n_B / N
//   E[X^2]  = mean + 2 p_A p_B / T3 + 2 (n_A(n_A-1)/2 - p_A) (n_B(n_B-1)/2 - p_B) / T4
//   sd      = sqrt(E[X^2] - mean^2)
//
// What is computed is the same sum about the means: each pair counts its value less the mean of its
// graph, so nothing large cancels and the open bands (nearly all pairs) keep their digits. In that
// form it holds for weights as well (a pair counts w_i w_j), and for shuffles within groups:
// pairs are then parted by the groups of their ends, and each kind of pair has its own mean. Two
// kinds of event (bivariate) are two groups between which alone pairs count.
//
// Work: events × groups^2 × bands, then groups^3 × cells.

#include "farola/core/progress.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// How each event is joined to the events of each group, in each band.
struct Degrees {
  std::size_t events = 0, groups = 1, bands = 0;
  std::vector<double> value;   ///< [(event * groups + group) * bands + band]: sum over its pairs
  std::vector<double> square;  ///< of the pairs' squares; empty where every pair counts 1

  double* of(std::size_t event, std::size_t group) {
    return value.data() + (event * groups + group) * bands;
  }
  const double* of(std::size_t event, std::size_t group) const {
    return value.data() + (event * groups + group) * bands;
  }
  double* squares_of(std::size_t event, std::size_t group) {
    return square.data() + (event * groups + group) * bands;
  }
};

struct Moments {
  std::size_t time_bands = 0;
  std::vector<double> mean, sd;  ///< [distance band * time bands + time band]
};

/// Most groups that are worked out at once; for more see strata_moments.hpp.
inline constexpr std::size_t most_groups = 64;

/// `space`: the graphs of the distance bands. `time`: those of the time bands; its squares are its
/// values. `group`: of each event, empty for one group. REQUIRES the same events and groups.
Moments exact_moments(const Degrees& space, const Degrees& time,
                      std::span<const std::uint32_t> group, const Progress& progress);

}  // namespace farola
