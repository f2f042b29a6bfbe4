#pragma once
// A fitted regression of counts with a log link: log of a cell's mean = a + sum of b_j over its
// variables that are 1. exp(b_j) is the relative risk value (RRV) of variable j.
//
//   Bayesian information criterion   BIC = k log(cells) - 2 log-likelihood, k all parameters: the
//                                    intercept, the coefficients, and the negative binomial's theta
//   standard error                   root of the diagonal of the inverse expected information, as
//                                    R's glm and MASS' glm.nb print it
//   interval of RRV                  exp(b -+ z se), z = 1.959964 for 95 %
//
// Problems are told, not thrown, so that a search over models can leave one out; require_fitted()
// throws them by name:
//
//   separation     all events, or none, lie under a variable: its best coefficient is infinite. A
//                  coefficient that runs beyond 15 (3 million times the risk) counts as such, which
//                  finds separation by several variables together.
//   collinearity   a variable is a sum of others, or of the constant: rank of the groups' matrix,
//                  at 1e-9 of its largest pivot

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace farola {

enum class CountFamily { poisson, negative_binomial };
/// "Poisson", "negative binomial".
std::string name_of(CountFamily family);

enum class FitProblem { none, no_events, separation, collinearity, not_converging };

struct CountModel {
  CountFamily family = CountFamily::poisson;
  FitProblem problem = FitProblem::none;
  std::vector<std::size_t> problem_variables;  ///< which take part in it, ascending

  /// Of the intercept, then of each variable.
  std::vector<double> coefficients, standard_errors;
  double log_likelihood = -std::numeric_limits<double>::infinity();
  /// Variance = mean + mean^2 / theta. Infinite where the counts vary no more than Poisson's, and
  /// for the Poisson family.
  double theta = std::numeric_limits<double>::infinity();
  double theta_error = std::numeric_limits<double>::quiet_NaN();
  int parameters = 0;
  double bic = std::numeric_limits<double>::infinity();

  bool fitted() const { return problem == FitProblem::none; }
};

/// k log(cells) - 2 log-likelihood.
double bayes_information(double log_likelihood, int parameters, double cells);

/// Relative risk value of a coefficient, and its interval for a standard error.
struct RelativeRiskValue {
  double value = 1, low = 1, high = 1;
};
RelativeRiskValue relative_risk_value(double coefficient, double standard_error,
                                      double z = 1.959964);

/// Throws Error{data, "no-events" | "variables-separated" | "variables-collinear" |
/// "regression-not-converging"} naming the variables, if there is a problem. REQUIRES a name for
/// each variable.
void require_fitted(const CountModel& model, std::span<const std::string> names);

}  // namespace farola
