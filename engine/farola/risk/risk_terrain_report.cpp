#include "farola/risk/risk_terrain_report.hpp"

#include "farola/core/text.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace farola::risk {

namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json change_values(const ModelChange& change, const std::vector<std::string>& names) {
  Json values = Json::object();
  values["change"] = change.added && change.dropped ? "swap" : change.added ? "add" : "drop";
  if (change.added) values["added"] = names[*change.added];
  if (change.dropped) values["dropped"] = names[*change.dropped];
  values["bic"] = change.bic;
  return values;
}

Json changes_values(const std::vector<ModelChange>& changes,
                    const std::vector<std::string>& names) {
  Json list = Json::array();
  for (const ModelChange& change : changes) list.push_back(change_values(change, names));
  return list;
}

Json stage_two_values(const StepwiseModel& model, const std::vector<std::string>& names) {
  Json values = Json::object();
  values["null_bic"] = model.null_bic;
  values["steps"] = Json::array();
  for (const StepwiseStep& step : model.steps) {
    Json entry = change_values(step.taken, names);
    if (!step.near_ties.empty()) entry["near_ties"] = changes_values(step.near_ties, names);
    values["steps"].push_back(std::move(entry));
  }
  values["bic"] = model.model.bic;
  values["log_likelihood"] = model.model.log_likelihood;
  values["parameters"] = model.model.parameters;
  if (model.model.family == CountFamily::negative_binomial) {
    values["theta"] = number_or_null(model.model.theta);
    values["theta_standard_error"] = number_or_null(model.model.theta_error);
  }
  values["near_ties"] = changes_values(model.near_ties, names);
  return values;
}

Json stage_one_values(const RiskTerrainModel& model, const std::vector<std::string>& names,
                      const RiskTerrainOptions& options) {
  const CrossValidation& net = model.net;
  Json values = Json::object();
  values["alpha"] = options.alpha;
  values["folds"] = options.folds;
  values["folds_by"] = options.seed ? Json(fmt::format("seed {}", *options.seed)) : Json("turn");
  values["lambda_min"] = net.path.penalty[net.at_minimum];
  values["lambda_1se"] = net.path.penalty[net.at_one_error];
  values["taken"] = options.penalty == PenaltyChoice::minimum ? "lambda_min" : "lambda_1se";
  values["mean_deviance_at_lambda_1se"] = net.mean_deviance[net.at_one_error];
  values["distinct_rows"] = net.path.distinct_rows;
  values["selected"] = Json::array();
  for (const std::size_t column : model.selected) values["selected"].push_back(names[column]);
  return values;
}

Json factor_values(const RiskTerrainModel& model, const RiskVariables& variables) {
  Json list = Json::array();
  for (const ModelFactor& factor : model.factors) {
    const RiskVariable& variable = variables.variables[factor.column];
    Json values = Json::object();
    values["factor"] = variables.factors[variable.factor];
    values["operationalisation"] = name_of(variable.as);
    values["distance"] = variable.distance.value;
    values["coefficient"] = factor.coefficient;
    values["standard_error"] = factor.standard_error;
    values["rrv"] = factor.rrv.value;
    values["rrv_low"] = factor.rrv.low;
    values["rrv_high"] = factor.rrv.high;
    values["cells"] = variable.cells;
    list.push_back(std::move(values));
  }
  return list;
}

std::string change_words(const ModelChange& change, const std::vector<std::string>& names) {
  if (change.added && change.dropped) {
    return fmt::format("{} in the place of {}", names[*change.added], names[*change.dropped]);
  }
  return change.added ? fmt::format("{} besides", names[*change.added])
                      : fmt::format("no {}", names[*change.dropped]);
}

void warn_of_variables(Report& report, const RiskTerrainModel& model,
                       const RiskVariables& variables, const std::vector<std::string>& names) {
  for (std::size_t f = 0; f < variables.factors.size(); ++f) {
    if (variables.has_variable(f)) continue;
    report.warn(fmt::format(
        "Factor {} has no variable left: near or dense is the same in all cells of the study area, "
        "at every distance. It cannot be in the model; check its layer, or give other distances.",
        variables.factors[f]));
  }
  const auto tell = [&](const LeftOut& out) {
    std::vector<std::string> others;
    for (const std::size_t column : out.with) others.push_back(names[column]);
    report.warn(
        out.problem == FitProblem::separation
            ? fmt::format("{} was left out where it was tried: all events, or none, lie under it, "
                          "so that its effect has no finite value.",
                          names[out.column])
            : fmt::format("{} was left out where it was tried: {} in every cell.",
                          names[out.column],
                          others.empty() ? "its effect could not be told from others'"
                                         : "it says the same as " + listed(others, "and")));
  };
  for (const LeftOut& out : model.chosen().left_out) tell(out);
}

void warn_of_ties(Report& report, const RiskTerrainModel& model,
                  const std::vector<std::string>& names) {
  for (const ModelChange& tie : model.chosen().near_ties) {
    report.warn(fmt::format(
        "Near tie: a model with {} has BIC {:.2f}, only {:.2f} more than the one taken. The data "
        "hardly tells them apart.",
        change_words(tie, names), tie.bic, tie.bic - model.chosen().model.bic));
  }
  const double apart = std::abs(model.poisson.model.bic - model.negative_binomial.model.bic);
  if (apart < near_tie) {
    report.warn(
        fmt::format("The Poisson and the negative binomial model are a near tie: their BIC "
                    "differs by {:.2f}.",
                    apart));
  }
}

}  // namespace

Report risk_terrain_report(const RiskTerrainModel& model, const RiskVariables& variables,
                           std::span<const std::uint32_t> counts,
                           const RiskTerrainOptions& options) {
  const std::vector<std::string> names = variables.names();
  Report report;
  Json& values = report.values["risk_terrain"];
  values["cells"] = counts.size();
  values["events"] = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  values["variables"] = names.size();
  values["constant_variables"] = Json::array();
  for (const RiskVariable& variable : variables.constant) {
    values["constant_variables"].push_back(variables.name(variable));
  }
  values["model"] = options.sign == CoefficientSign::nonpositive   ? "protective"
                    : options.sign == CoefficientSign::nonnegative ? "aggravating"
                                                                   : "either";
  values["stage_1"] = stage_one_values(model, names, options);
  values["stage_2"]["poisson"] = stage_two_values(model.poisson, names);
  values["stage_2"]["negative_binomial"] = stage_two_values(model.negative_binomial, names);
  values["family"] = name_of(model.family);
  values["intercept"] = model.intercept;
  values["factors"] = factor_values(model, variables);
  values["rrs_mean"] = model.mean;
  values["rrs_standard_deviation"] = model.deviation;
  values["rrs_threshold"] = model.threshold;
  values["rrs_maximum"] = model.largest;
  const auto places = std::ranges::count(model.micro_place, 1);
  values["micro_places"] = places;
  if (model.factors.empty()) {
    report.warn(
        "No factor explains where the events are better than chance does: the model is empty, and "
        "the relative risk is 1 everywhere.");
  } else {
    report.note(fmt::format(
        "The {} model has the lower BIC ({:.2f} against {:.2f}) and {} factors; the largest "
        "relative risk score is {:.1f}, and {} cells lie above {:.1f} (mean + 2 standard "
        "deviations).",
        name_of(model.family), model.chosen().model.bic,
        model.family == CountFamily::poisson ? model.negative_binomial.model.bic
                                             : model.poisson.model.bic,
        model.factors.size(), model.largest, grouped(places), model.threshold));
  }
  warn_of_variables(report, model, variables, names);
  warn_of_ties(report, model, names);
  return report;
}

}  // namespace farola::risk
