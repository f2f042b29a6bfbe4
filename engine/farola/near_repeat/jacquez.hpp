#pragma once
// Jacquez's test: are the nearest events in place among the nearest in time?
//
// For k = 1 … neighbours:
//
//   J(k) = sum over events i and j != i of s(i, j) t(i, j),   delta J(k) = J(k) - J(k-1), J(0) = 0
//
// s(i, j) is 1 where j is one of the k nearest events of i in place, t(i, j) likewise in time, else
// 0; J(k) counts how often both hold. J is cumulative; delta J is what the k-th neighbour adds.
// Ranks, not metres or days, so neither the density of places nor of times matters, nor any
// constant.
//
// Ties. Events as far as the k-th nearest share the places that are left evenly
// (nearest_ranks.hpp): s and t are then fractions, and J does not depend on the order of the rows.
// With dates, all events of a day are tied.
//
//   expected, sd      mean and standard deviation of J(k) when the times are shuffled among the
//                     events, over all n! ways, exactly: n k² / (n-1), and permutation_variance.hpp
//   z                 (J - expected) / sd
//   delta_expected    n (2k-1) / (n-1)
//   p, p_lower, p_two_sided, p_adjusted   of J(k) by shuffles, as in monte_carlo_p.hpp; adjusted by
//                     max-z over all k
//   delta_p           (1 + shuffled delta J >= observed) / (permutations + 1)
// NaN without permutations. For all k together the report has p_max, the least p_adjusted, and
// p_simes, Simes' combination of the delta_p: min over r of m p(r) / r, p(r) the r-th least of m.
//
// Edge cases: no more events than neighbours: Error{data, "too-few-events"}. neighbours = events -
// 1: everybody is a neighbour, sd 0, z NaN, p 1. All at one place or at one time: all shares are
// the same, sd 0, z NaN, p 1, and a warning. Duplicates are each other's nearest.
//
// Complexity: events × neighbours × permutations × log, whatever lies stacked at one place or time.
// Memory: neighbours of each place. The same bits for any number of threads.
//
// Jacquez, "A k nearest neighbour test for space-time interaction", Statistics in Medicine 15
// (1996). Simes, "An improved Bonferroni procedure", Biometrika 73 (1986).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

inline constexpr int most_neighbours = 1000;

struct JacquezOptions {
  int neighbours = 10;  ///< the greatest k; REQUIRES 1 … most_neighbours
  int permutations = 999;
  std::uint64_t seed = 1;
};

struct JacquezRow {
  int k = 0;
  double j = 0, expected = 0, sd = 0, z = 0;
  double p = 0, p_lower = 0, p_two_sided = 0, p_adjusted = 0;
  double delta_j = 0, delta_expected = 0, delta_p = 0;
};

struct Jacquez {
  std::vector<JacquezRow> rows;  ///< k = 1 … neighbours
  Report report;                 ///< values: "jacquez"
};

/// `time` in any unit, best in whole or half seconds, so that equal lapses are equal. REQUIRES
/// columns of one length, finite.
Jacquez jacquez(std::span<const double> x, std::span<const double> y, std::span<const double> time,
                const JacquezOptions& options, const Progress& progress);

}  // namespace farola
