#pragma once
// Which of the candidate variables make the best model: stepwise in both directions on BIC.
//
// From the model of the intercept alone, each step takes the one change that lowers BIC most (by
// more than 1e-8), until none does:
//
//   add    a candidate of a factor that is not in the model yet
//   drop   a variable of the model
//   swap   a variable of the model for another candidate of the same factor
//
// so that a model never holds two variables of one factor. With a sign asked for, a model counts
// only when all its coefficients have it strictly; models with a problem (count_model.hpp) do not
// count either, and the variables at fault are told. Of equal BICs the first counts: adds in order
// of the candidates, drops and swaps in order of the model. An added variable comes last in the
// model.
//
// Near ties: changes that were not taken although their BIC is less than 2 above that of the step
// (or, at the end, of the final model). The data hardly tells such models apart (Raftery 1995: "not
// worth more than a bare mention"), and a planner may prefer the other distance.
//
// Complexity a step: candidates * (distinct rows of the candidates + fit over groups). Candidates
// are fitted in parallel; the same bits for any number of threads.
//
// Caplan, Kennedy, Miller, "Risk terrain modeling", Justice Quarterly 28 (2011); Raftery, "Bayesian
// model selection in social research", Sociological Methodology 25 (1995).

#include "farola/core/progress.hpp"
#include "farola/risk/bit_columns.hpp"
#include "farola/risk/count_model.hpp"
#include "farola/risk/poisson_elastic_net.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace farola {

inline constexpr double near_tie = 2;  ///< difference of BIC

struct StepwiseOptions {
  CountFamily family = CountFamily::poisson;
  CoefficientSign sign = CoefficientSign::any;
};

struct ModelChange {
  std::optional<std::size_t> added, dropped;  ///< columns; both: a swap
  double bic = 0;                             ///< of the model after it
};

struct StepwiseStep {
  ModelChange taken;
  std::vector<ModelChange> near_ties;  ///< by BIC
};

struct LeftOut {
  std::size_t column = 0;
  FitProblem problem = FitProblem::none;
  std::vector<std::size_t> with;  ///< columns that take part in the problem
};

struct StepwiseModel {
  std::vector<std::size_t> columns;  ///< of the final model, in its order
  CountModel model;                  ///< coefficients: intercept, then `columns`
  double null_bic = 0;
  std::vector<StepwiseStep> steps;
  std::vector<ModelChange> near_ties;  ///< of the final model
  std::vector<LeftOut> left_out;       ///< once a column, as first met
};

/// `candidates` are columns of `design`; `factor_of` tells the factor of each column of it.
/// REQUIRES counts.size() == design.rows(), factor_of.size() == design.columns().
StepwiseModel stepwise(const BitColumns& design, std::span<const std::uint32_t> counts,
                       std::span<const std::size_t> candidates,
                       std::span<const std::size_t> factor_of, const StepwiseOptions& options,
                       const Progress& progress);

/// The model of these columns alone.
CountModel fitted_model(const BitColumns& design, std::span<const std::size_t> columns,
                        std::span<const std::uint32_t> counts, CountFamily family);

}  // namespace farola
