#include "farola/risk/poisson_regression.hpp"

#include "farola/risk/log_link_fit.hpp"

namespace farola {

CountModel poisson_regression(const CountTable& table, const CountTotals& totals) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CountModel model;
  model.parameters = static_cast<int>(table.variables) + 1;
  risk::LogLinkFit fit = risk::problem_of(table);
  if (fit.problem == FitProblem::none) fit = risk::log_link_fit(table, infinity);
  model.problem = fit.problem;
  model.problem_variables = std::move(fit.problem_variables);
  if (!model.fitted()) return model;
  model.standard_errors = risk::standard_errors(table, infinity, fit.means);
  model.coefficients = std::move(fit.coefficients);
  model.log_likelihood = fit.likelihood - totals.log_factorials;
  model.bic = bayes_information(model.log_likelihood, model.parameters, totals.cells);
  return model;
}

}  // namespace farola
