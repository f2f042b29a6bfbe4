#include "farola/risk/risk_terrain_model.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/risk/risk_terrain_report.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace farola {

namespace {

void require_input(const RiskVariables& variables, std::span<const std::uint32_t> counts,
                   const RiskTerrainOptions& options) {
  if (options.folds < 3) {
    fail_usage("folds-too-few", "folds",
               fmt::format("Cross-validation needs 3 folds or more, got {}. 10 are usual, for "
                           "example --folds 10.",
                           options.folds));
  }
  if (std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}) == 0) {
    fail_data("no-events",
              "No event lies in the cells of the study area, so there is nothing to explain. Check "
              "the filter, the study area and the coordinate system of the events.");
  }
  if (variables.variables.empty()) {
    fail_data("no-variable",
              "No variable differs between cells, so none can explain where the events are. Check "
              "that the factors lie in the study area, and the distances asked for.");
  }
  if (counts.size() <= variables.variables.size()) {
    fail_data("cells-too-few",
              fmt::format("There are {} cells for {} variables; a model needs more cells than "
                          "variables. Take smaller cells (--cell-size), a larger study area, or "
                          "fewer factors or blocks.",
                          grouped(static_cast<std::int64_t>(counts.size())),
                          grouped(static_cast<std::int64_t>(variables.variables.size()))));
  }
}

void take_model(RiskTerrainModel& result) {
  result.family = result.negative_binomial.model.bic < result.poisson.model.bic
                      ? CountFamily::negative_binomial
                      : CountFamily::poisson;
  const StepwiseModel& chosen = result.chosen();
  result.intercept = chosen.model.coefficients[0];
  for (std::size_t k = 0; k < chosen.columns.size(); ++k) {
    const double b = chosen.model.coefficients[k + 1], error = chosen.model.standard_errors[k + 1];
    result.factors.push_back({chosen.columns[k], b, error, relative_risk_value(b, error)});
  }
}

void score_cells(RiskTerrainModel& result, const RiskVariables& variables) {
  std::vector<double> linear(variables.design.rows());
  for (const ModelFactor& factor : result.factors) {
    variables.design.for_each_one(factor.column,
                                  [&](std::size_t row) { linear[row] += factor.coefficient; });
  }
  result.score.resize(linear.size());
  for (std::size_t i = 0; i < linear.size(); ++i) result.score[i] = std::exp(linear[i]);
  const HighValue high = high_value(result.score);
  result.mean = high.mean;
  result.deviation = high.deviation;
  result.threshold = high.threshold;
  result.largest = *std::ranges::max_element(result.score);
  result.micro_place.resize(linear.size());
  for (std::size_t i = 0; i < linear.size(); ++i) {
    // Scores that are equal but for the rounding of their mean are none.
    result.micro_place[i] = result.score[i] > result.threshold && high.deviation > 0;
  }
}

}  // namespace

RiskTerrainModel risk_terrain_model(const RiskVariables& variables,
                                    std::span<const std::uint32_t> counts,
                                    const RiskTerrainOptions& options, const Progress& progress) {
  require_input(variables, counts, options);
  RiskTerrainModel result;
  const std::vector<std::uint32_t> folds =
      options.seed ? folds_at_random(counts.size(), options.folds, *options.seed)
                   : folds_in_turn(counts.size(), options.folds);
  ElasticNetOptions net;
  net.alpha = options.alpha;
  net.sign = options.sign;
  result.net = cross_validated_elastic_net(variables.design, counts, folds, net,
                                           progress.part(0, .8, "choosing variables"));
  const std::size_t at =
      options.penalty == PenaltyChoice::minimum ? result.net.at_minimum : result.net.at_one_error;
  const std::vector<double>& coefficients = result.net.path.coefficients[at];
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    if (coefficients[j] != 0) result.selected.push_back(j);
  }
  const std::vector<std::size_t> factor_of = variables.factor_of_column();
  result.poisson =
      stepwise(variables.design, counts, result.selected, factor_of,
               {CountFamily::poisson, options.sign}, progress.part(.8, .85, "Poisson models"));
  result.negative_binomial = stepwise(variables.design, counts, result.selected, factor_of,
                                      {CountFamily::negative_binomial, options.sign},
                                      progress.part(.85, .95, "negative binomial models"));
  take_model(result);
  score_cells(result, variables);
  result.report = risk::risk_terrain_report(result, variables, counts, options);
  progress.finish();
  return result;
}

std::vector<double> factor_score(const RiskVariables& variables, const ModelFactor& factor) {
  std::vector<double> score(variables.design.rows(), 1.0);
  const double value = std::exp(factor.coefficient);
  variables.design.for_each_one(factor.column, [&](std::size_t row) { score[row] = value; });
  return score;
}

}  // namespace farola
