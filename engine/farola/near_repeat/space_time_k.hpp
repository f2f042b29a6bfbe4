#pragma once
// The space-time K function: do events that are close in place come close in time?
//
// For n events in a window W and a period [begin, end], T = end - begin, at distance s and time t:
//
//   K(s,t) = |W| T / (n (n-1))  sum over i, j != i of w(i, j) v(i, j) [d(i, j) <= s] [u(i, j) <= t]
//   K(s)   = |W| / (n (n-1))    sum over i, j != i of w(i, j) [d(i, j) <= s]         square metres
//   K(t)   = T / (n (n-1))      sum over i, j != i of v(i, j) [u(i, j) <= t]         days
//
// w is the weight of pair_weights.hpp (none, isotropic, translate), d the distance and u the time
// between two events. v makes up for time outside the period: 1 where u = 0 or t(i) - u and t(i) +
// u both lie strictly within it, 2 where one of them does not; 1 without the correction. If time
// has nothing to do with place K(s,t) = K(s) K(t), and
//
//   D(s,t) = K(s,t) - K(s) K(t)       square metres × days: expected further events per intensity
//   excess = D(s,t) / (K(s) K(t))     share of pairs beyond chance; NaN when K(s) K(t) = 0
//   se     = standard deviation of D when the times are shuffled among the events, exactly
//            (permutation_variance.hpp); R(s,t) = D / se, NaN when se = 0
//
// Monte Carlo: the times are shuffled `permutations` times. p of a cell is (1 + shuffled D >=
// observed) / (m + 1), p_lower with <=; p_max compares the greatest R of the table with the
// greatest of each shuffled table, and p_sum the sum of all D (splancs' stmctest) likewise. Without
// permutations all are NaN.
//
// Edge cases: fewer than two events: Error{data, "too-few-events"}; window without area, period
// without length (all at one time): Error{data, …}. Pairs at one place and time count from s = 0, t
// = 0 on.
//
// Complexity: pairs within the greatest distance × permutations, and pairs within the greatest time
// once. Memory: 64 shuffled times for each event. The same bits for any number of threads.
//
// Diggle, Chetwynd, Häggkvist, Morris, "Second-order analysis of space-time clustering",
// Statistical Methods in Medical Research 4 (1995).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/near_repeat/pair_weights.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct SpaceTimeKOptions {
  std::vector<double> distances;  ///< metres; REQUIRES ascending, finite, >= 0, one positive
  std::vector<double> times;      ///< days; likewise
  PairCorrection correction = PairCorrection::isotropic;  ///< REQUIRES not border
  bool time_correction = true;                            ///< v
  double begin = 0, end = 0;  ///< days on the clock of the events; REQUIRES all events within
  int permutations = 999;
  std::uint64_t seed = 1;
};

struct SpaceTimeKCell {
  double distance = 0, time = 0;
  double k = 0, k_space = 0, k_time = 0;
  double d = 0, excess = 0, se = 0, residual = 0;
  double p = 0, p_lower = 0;
};

struct SpaceTimeK {
  std::vector<SpaceTimeKCell> cells;  ///< distance by distance, time by time
  double sum_d = 0;                   ///< of all cells
  double max_residual = 0;
  double p_sum = 0, p_max = 0;
  Report report;  ///< values: "space_time_k"
};

/// `time` in days. REQUIRES columns of one length, places in the window.
SpaceTimeK space_time_k(std::span<const double> x, std::span<const double> y,
                        std::span<const double> time, const MultiPolygon& window,
                        const SpaceTimeKOptions& options, const Progress& progress);

}  // namespace farola
