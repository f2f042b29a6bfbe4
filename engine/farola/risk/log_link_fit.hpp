#pragma once
// The coefficients that maximise the likelihood of counts with a log link for a given theta
// (infinite: Poisson), by Fisher scoring over the groups of a CountTable.
//
// For a group of n cells and s events, with mean mu of a cell:
//
//   score        sum of (s - n mu) / (1 + mu/theta) x       information   sum of n mu / (1 +
//   mu/theta)
//                                                                         x x^T
//   likelihood   sum of s log mu - (n theta + s) log(1 + mu/theta)      (theta infinite: s log mu -
//   n
//                mu), without the terms that do not depend on the coefficients
//
// Steps that lower the likelihood are halved; it is done when no coefficient moves by more than
// 1e-10. The likelihood is concave for Poisson, and for the negative binomial has one maximum in
// all that is met here. Complexity: groups * variables^2 an iteration.

#include "farola/risk/count_model.hpp"
#include "farola/risk/count_table.hpp"

#include <vector>

namespace farola::risk {

struct LogLinkFit {
  FitProblem problem = FitProblem::none;
  std::vector<std::size_t> problem_variables;
  std::vector<double> coefficients;  ///< intercept first
  std::vector<double> means;         ///< of a cell, for each group
  double likelihood = 0;
};

/// `start`: coefficients, or empty for the mean alone. REQUIRES events in the table.
LogLinkFit log_link_fit(const CountTable& table, double theta, std::vector<double> start = {});

/// Roots of the diagonal of the inverse information.
std::vector<double> standard_errors(const CountTable& table, double theta,
                                    std::span<const double> means);

/// What keeps any log-link fit of this table from having one finite maximum, seen from the table
/// alone: no events, a variable that separates, a variable that follows from others.
LogLinkFit problem_of(const CountTable& table);

}  // namespace farola::risk
