#pragma once
// Negative binomial regression of counts on 0/1 variables by maximum likelihood of the coefficients
// and of theta, for counts that vary more than Poisson's: variance = mean + mean^2 / theta.
//
//   log-likelihood = sum over cells of (log Gamma(y + theta) - log Gamma(theta) - log y!
//                    + theta log theta + y log mu - (y + theta) log(mu + theta))
//
// The joint maximum, to which R's MASS::glm.nb converges as its tolerances are tightened; standard
// errors of the coefficients are those at this theta, that of theta is from the observed
// information, both as glm.nb. Coefficients and theta are found in turn: they are orthogonal, so
// this takes a few rounds. BIC counts theta as a parameter.
//
// Edge cases: where counts vary no more than Poisson's (sum of (y - mu)^2 - y is not positive at
// the Poisson fit), or theta runs beyond 1e8, theta is infinite, coefficients and likelihood are
// Poisson's and BIC still counts theta: the Poisson model wins. Problems: count_model.hpp.
//
// Lawless, "Negative binomial and mixed Poisson regression", Canadian Journal of Statistics 15
// (1987); Venables, Ripley, "Modern applied statistics with S", Springer (2002).

#include "farola/risk/count_model.hpp"
#include "farola/risk/count_table.hpp"

namespace farola {

/// REQUIRES the totals of the same cells.
CountModel negative_binomial_regression(const CountTable& table, const CountTotals& totals);

}  // namespace farola
