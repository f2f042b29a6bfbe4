#pragma once
// What shuffles say of a table of counts: p-values of each cell, and over the whole table.
//
// With X the count observed and X_1 … X_m those of m shuffles,
//   p            (1 + #{X_k >= X}) / (m + 1)       as many or more
//   p_lower      (1 + #{X_k <= X}) / (m + 1)       as few or fewer
//   p_two_sided  min(1, 2 min(p, p_lower))
// The observed table is one of the m + 1 that chance deals as likely, so p is never 0 (Phipson and
// Smyth 2010).
//
// A table of 60 cells has three with p <= 0.05 by chance. p_adjusted is p for the table as a whole:
//   max-z  (1 + #{max over cells of z_k >= z}) / (m + 1), z = (X - mean) / sd. The chance of even
//   one
//          cell at or below .05 where there is nothing is .05 (Westfall and Young 1993, single
//          step)
//   fdr    Benjamini and Hochberg 1995: of the cells at or below .05, about one in twenty is wrong
// Cells that cannot vary (sd 0) take no part; their p_adjusted is 1.

#include "farola/core/progress.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class Correction { max_z, fdr };
inline constexpr std::string_view correction_names[] = {"max-z", "fdr"};
std::string_view name_of(Correction correction) noexcept;
/// REQUIRES one of correction_names.
Correction correction_from_name(const std::string& name);

struct MonteCarloP {
  std::vector<double> upper, lower, two_sided, adjusted, median;  ///< by cell
};

/// `shuffled`: [permutation][cell]; REQUIRES at least one. `tolerance`: sums of weights closer than
/// this share of the observed are ties.
MonteCarloP monte_carlo_p(const std::vector<double>& observed,
                          const std::vector<std::vector<double>>& shuffled,
                          const std::vector<double>& mean, const std::vector<double>& sd,
                          Correction correction, const Progress& progress, double tolerance = 0);

/// Benjamini and Hochberg's step-up values, in the order of p.
std::vector<double> false_discovery_rates(const std::vector<double>& p);

}  // namespace farola
