#include "farola/risk/count_model.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <fmt/format.h>

namespace farola {

std::string name_of(CountFamily family) {
  return family == CountFamily::poisson ? "Poisson" : "negative binomial";
}

double bayes_information(double log_likelihood, int parameters, double cells) {
  return parameters * std::log(cells) - 2 * log_likelihood;
}

RelativeRiskValue relative_risk_value(double coefficient, double standard_error, double z) {
  return {std::exp(coefficient), std::exp(coefficient - z * standard_error),
          std::exp(coefficient + z * standard_error)};
}

void require_fitted(const CountModel& model, std::span<const std::string> names) {
  std::vector<std::string> involved;
  for (const std::size_t variable : model.problem_variables) involved.push_back(names[variable]);
  const std::string which = listed(involved, "and");
  switch (model.problem) {
    case FitProblem::none:
      return;
    case FitProblem::no_events:
      fail_data("no-events",
                "No event lies in the cells of the study area, so there is nothing to explain. "
                "Check the filter, the study area and the coordinate system of the events.");
    case FitProblem::separation:
      fail_data("variables-separated",
                fmt::format("All events, or none, lie under {}: the coefficient has no finite "
                            "value. Leave the variable out, or take a larger distance.",
                            which));
    case FitProblem::collinearity:
      fail_data("variables-collinear",
                fmt::format("{} say the same in every cell: one follows from the others, so their "
                            "effects cannot be told apart. Leave one out.",
                            which));
    case FitProblem::not_converging:
      fail_data("regression-not-converging",
                "The regression found no maximum of the likelihood. Look for cells with counts far "
                "above all others, or give fewer variables.");
  }
}

}  // namespace farola
