#include "farola/risk/negative_binomial_regression.hpp"

#include "farola/risk/log_link_fit.hpp"

#include <algorithm>

namespace farola {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest_theta = 1e8;

/// First and second derivative of the log-likelihood by theta.
struct Slope {
  double first = 0, second = 0;
};

Slope slope_in_theta(const CountTable& table, const CountTotals& totals,
                     std::span<const double> means, double theta) {
  Slope slope;
  for (std::size_t k = 1; k < totals.above.size(); ++k) {
    const double above = totals.above[k], i = static_cast<double>(k), sum = theta + i;
    slope.first -= above * i / (theta * sum);
    slope.second += above * i * (theta + sum) / (theta * theta * sum * sum);
  }
  for (std::size_t g = 0; g < table.groups(); ++g) {
    const double n = table.cells[g], s = table.events[g], mean = means[g], sum = theta + mean;
    const double share = mean / (theta * sum);
    slope.first += (n * theta + s) * share - n * std::log1p(mean / theta);
    slope.second += 2 * n * share - (n * theta + s) * share * (theta + sum) / (theta * sum);
  }
  return slope;
}

/// The theta at which the likelihood of these means is largest, by Newton's steps in its logarithm.
double best_theta(const CountTable& table, const CountTotals& totals, std::span<const double> means,
                  double theta) {
  for (int iteration = 0; iteration < 100 && theta < largest_theta; ++iteration) {
    const Slope slope = slope_in_theta(table, totals, means, theta);
    const double first = theta * slope.first;
    const double second = theta * theta * slope.second + first;
    const double newton = second < 0 ? -first / second : std::copysign(1.0, first);
    const double step = std::clamp(newton, -1.0, 1.0);
    theta *= std::exp(step);
    if (std::abs(step) < 1e-12) break;
  }
  return theta;
}

/// Excess of the squared residuals over Poisson's: positive where theta is finite.
double excess_variance(const CountTable& table, const CountTotals& totals,
                       std::span<const double> means) {
  double excess = totals.squares - totals.events;
  for (std::size_t g = 0; g < table.groups(); ++g) {
    excess += means[g] * (table.cells[g] * means[g] - 2 * table.events[g]);
  }
  return excess;
}

/// The part of the log-likelihood that log_link_fit leaves out.
double part_of_counts(const CountTotals& totals, double theta) {
  double part = -totals.log_factorials;
  for (std::size_t k = 1; k < totals.above.size(); ++k) {
    part += totals.above[k] * std::log1p(static_cast<double>(k) / theta);
  }
  return part;
}

}  // namespace

CountModel negative_binomial_regression(const CountTable& table, const CountTotals& totals) {
  CountModel model;
  model.family = CountFamily::negative_binomial;
  model.parameters = static_cast<int>(table.variables) + 2;
  risk::LogLinkFit fit = risk::problem_of(table);
  if (fit.problem == FitProblem::none) fit = risk::log_link_fit(table, infinity);
  const double excess =
      fit.problem == FitProblem::none ? excess_variance(table, totals, fit.means) : 0;
  if (excess > 1e-9 * totals.squares) {
    double squares = 0;
    for (std::size_t g = 0; g < table.groups(); ++g) {
      squares += table.cells[g] * fit.means[g] * fit.means[g];
    }
    const risk::LogLinkFit poisson = fit;
    model.theta = squares / excess;
    for (int round = 0; round < 100; ++round) {
      const double theta = best_theta(table, totals, fit.means, model.theta);
      const double change = std::abs(theta / model.theta - 1);
      model.theta = theta;
      if (theta >= largest_theta) break;
      fit = risk::log_link_fit(table, theta, fit.coefficients);
      if (fit.problem != FitProblem::none || (round > 0 && change < 1e-11)) break;
    }
    if (model.theta >= largest_theta) {
      model.theta = infinity;
      fit = poisson;
    }
  }
  model.problem = fit.problem;
  model.problem_variables = std::move(fit.problem_variables);
  if (!model.fitted()) return model;
  model.standard_errors = risk::standard_errors(table, model.theta, fit.means);
  model.coefficients = std::move(fit.coefficients);
  model.log_likelihood = fit.likelihood - totals.log_factorials;
  if (std::isfinite(model.theta)) {
    model.log_likelihood = fit.likelihood + part_of_counts(totals, model.theta);
    const Slope slope = slope_in_theta(table, totals, fit.means, model.theta);
    if (slope.second < 0) model.theta_error = 1 / std::sqrt(-slope.second);
  }
  model.bic = bayes_information(model.log_likelihood, model.parameters, totals.cells);
  return model;
}

}  // namespace farola
