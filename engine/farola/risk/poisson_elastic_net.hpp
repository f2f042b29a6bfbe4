#pragma once
// Poisson regression of counts on 0/1 variables with the elastic net penalty: which of many,
// strongly correlated, variables go with the events at all.
//
// For N cells with counts y_i and variables x_ij, standard deviations s_j (with 1/N), the
// coefficients (a, b) at penalty lambda are the minimum of
//
//   -(1/N) sum over i of (y_i eta_i - exp(eta_i))
//        + lambda sum over j of ((1 - alpha)/2 (s_j b_j)^2 + alpha |s_j b_j|),   eta_i = a + x_i b
//
// with b_j >= 0 for all j where asked (aggravating factors), or b_j <= 0 (protective). This is what
// R's glmnet minimises for family "poisson" with standardised variables; coefficients are those of
// the variables as given (per 0/1), not standardised. A variable that is constant gets 0.
//
// Path: `path_length` penalties falling by equal ratios from lambda_max, at which every coefficient
// would be 0 (free signs), to lambda_max * smallest_ratio: 1e-4 where there are more cells than
// variables, else 1e-2. It stops early where the share of deviance explained is above .999.
//
//   deviance         2 sum over i of (y_i log(y_i / mu_i) - (y_i - mu_i)), 0 log 0 = 0
//   deviance ratio   1 - deviance / deviance of the intercept alone
//
// Cross-validation: each fold's cells are predicted from the other folds' cells, at each penalty of
// the path of all cells (computed at these penalties, where glmnet interpolates between the
// penalties of the fold's own path). With D_k(lambda) the mean deviance of fold k's n_k cells,
//
//   mean(lambda)   = sum over k of n_k D_k / N
//   error(lambda)  = sqrt(sum over k of n_k (D_k - mean)^2 / N / (K - 1))
//   lambda.min     the largest lambda where mean is smallest
//   lambda.1se     the largest lambda with mean <= (mean + error)(lambda.min)
//
// Accuracy: coefficients are within 1e-7 of the minimum of the objective. glmnet at its default
// `thresh` may itself be 1e-3 off that minimum; run it with thresh = 1e-16 to compare.
//
// Edge cases: no events: Error{data, "no-events"}; a fold without whose cells no event is left, or
// without cells: Error{data, "fold-empty"}; fewer than 3 folds: Error{usage, "folds-too-few"}; no
// variable that varies: Error{data, "no-variable"}.
//
// Complexity: a few passes over the distinct rows (column_packs.hpp) for each penalty and fold.
// Folds run in parallel; the same bits for any number of threads.
//
// Zou, Hastie, "Regularization and variable selection via the elastic net", Journal of the Royal
// Statistical Society B 67 (2005); Friedman, Hastie, Tibshirani, "Regularization paths for
// generalized linear models via coordinate descent", Journal of Statistical Software 33 (2010).

#include "farola/core/progress.hpp"
#include "farola/risk/bit_columns.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

enum class CoefficientSign { any, nonnegative, nonpositive };

struct ElasticNetOptions {
  double alpha = .5;  ///< 1: lasso, 0: ridge. REQUIRES 0 <= alpha <= 1
  CoefficientSign sign = CoefficientSign::any;
  int path_length = 100;          ///< REQUIRES >= 2
  double smallest_ratio = 0;      ///< 0: by rule; else REQUIRES 0 < ratio < 1
  std::vector<double> penalties;  ///< empty: the path; else REQUIRES falling, >= 0
};

struct ElasticNetPath {
  std::vector<double> penalty;                    ///< lambda, falling
  std::vector<double> intercept;                  ///< one for each penalty
  std::vector<std::vector<double>> coefficients;  ///< [penalty][variable]
  std::vector<double> deviance_ratio;
  double null_deviance = 0;
  std::size_t distinct_rows = 0;  ///< cells whose variables differ from those of all cells before
};

/// REQUIRES counts.size() == design.rows().
ElasticNetPath poisson_elastic_net(const BitColumns& design, std::span<const std::uint32_t> counts,
                                   const ElasticNetOptions& options, const Progress& progress);

struct CrossValidation {
  ElasticNetPath path;                                ///< of all cells
  std::vector<double> mean_deviance, standard_error;  ///< of each penalty
  std::size_t at_minimum = 0;                         ///< index of lambda.min
  std::size_t at_one_error = 0;                       ///< index of lambda.1se
};

/// `folds`: 0 … K-1 for each cell, K >= 3.
CrossValidation cross_validated_elastic_net(const BitColumns& design,
                                            std::span<const std::uint32_t> counts,
                                            std::span<const std::uint32_t> folds,
                                            const ElasticNetOptions& options,
                                            const Progress& progress);

/// Cell i in fold i mod `folds`: stated without a seed, spread over the whole grid.
std::vector<std::uint32_t> folds_in_turn(std::size_t cells, std::uint32_t folds);
/// As many cells a fold, but one, in an order drawn from the seed.
std::vector<std::uint32_t> folds_at_random(std::size_t cells, std::uint32_t folds,
                                           std::uint64_t seed);

}  // namespace farola
