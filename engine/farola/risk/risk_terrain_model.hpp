#pragma once
// Risk terrain model: which features of the environment go with the events, how near, how strongly,
// and where their risks come together.
//
// Stage 1   Poisson elastic net of the counts on all variables (poisson_elastic_net.hpp),
// coefficients
//           >= 0 for an aggravating model, <= 0 for a protective one; variables whose coefficient
//           is not 0 at lambda.1se (or lambda.min) go on.
// Stage 2   stepwise selection on BIC, one variable a factor (stepwise.hpp), Poisson and negative
//           binomial; the model with the lower BIC is taken.
//
//   relative risk value  RRV_j = exp(b_j)         of a variable in the model
//   relative risk score  RRS   = exp(sum of b_j x_j) of a cell, without the intercept: a cell with
//   none
//                        of the variables has 1, and 10 means ten times its expected events
//   of one factor        exp(b_j x_j)             the product over factors is RRS
//   micro-place          a cell with RRS > mean + 2 sd of RRS over the cells (sample sd)
//
// Counts are events in the cell. Cells are those of the study area, in any order; the order decides
// the folds where these go in turn.
//
// Edge cases: fewer cells than variables: Error{data, "cells-too-few"}; no event: "no-events"; no
// variable at all: "no-variable"; nothing selected, or no variable that lowers BIC: the null model
// with RRS = 1 everywhere, no micro-place, and a warning. Factors without a variable, variables
// left out by separation or collinearity, and near ties are told in the report.
//
// The model describes association. It does not show that a feature causes events, and says nothing
// about persons. Same bits for any number of threads.
//
// Caplan, Kennedy, Barnum, Piza, "Risk terrain modeling for spatial risk assessment", Cityscape 17
// (2015); the manual of RTMDx (Rutgers Center on Public Security, 2013) describes both stages.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/risk/poisson_elastic_net.hpp"
#include "farola/risk/risk_variables.hpp"
#include "farola/risk/stepwise.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace farola {

enum class PenaltyChoice { one_standard_error, minimum };

struct RiskTerrainOptions {
  CoefficientSign sign = CoefficientSign::nonnegative;  ///< aggravating
  double alpha = .5;                                    ///< of the elastic net
  PenaltyChoice penalty = PenaltyChoice::one_standard_error;
  std::uint32_t folds = 10;           ///< REQUIRES >= 3
  std::optional<std::uint64_t> seed;  ///< folds drawn; nothing: in turn, cell i in fold i mod folds
};

struct ModelFactor {
  std::size_t column = 0;  ///< of the variables
  double coefficient = 0, standard_error = 0;
  RelativeRiskValue rrv;  ///< with its 95 % interval
};

struct RiskTerrainModel {
  CrossValidation net;
  std::vector<std::size_t> selected;  ///< columns that went on to stage 2
  StepwiseModel poisson, negative_binomial;
  CountFamily family = CountFamily::poisson;  ///< that of the lower BIC

  std::vector<ModelFactor> factors;  ///< of the model, in its order
  double intercept = 0;
  std::vector<double> score;  ///< RRS of each cell
  double mean = 1, deviation = 0, threshold = 1, largest = 1;
  std::vector<std::uint8_t> micro_place;  ///< 1 or 0 for each cell
  Report report;                          ///< values: "risk_terrain"

  const StepwiseModel& chosen() const {
    return family == CountFamily::poisson ? poisson : negative_binomial;
  }
};

/// REQUIRES counts.size() == variables.design.rows().
RiskTerrainModel risk_terrain_model(const RiskVariables& variables,
                                    std::span<const std::uint32_t> counts,
                                    const RiskTerrainOptions& options, const Progress& progress);

/// exp(b x) of one factor of the model for each cell.
std::vector<double> factor_score(const RiskVariables& variables, const ModelFactor& factor);

}  // namespace farola
