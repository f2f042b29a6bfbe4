#pragma once
// Poisson regression of counts on 0/1 variables by maximum likelihood.
//
//   log-likelihood = sum over cells of (y log mu - mu - log y!),   log mu = a + sum of b_j x_j
//
// Coefficients, standard errors and likelihood are those of R's glm(family = poisson). Over groups
// of cells (count_table.hpp), which loses nothing. Problems (no events, separation, collinearity)
// are told in the model: count_model.hpp.
//
// McCullagh, Nelder, "Generalized linear models", Chapman and Hall (1989).

#include "farola/risk/count_model.hpp"
#include "farola/risk/count_table.hpp"

namespace farola {

/// REQUIRES the totals of the same cells.
CountModel poisson_regression(const CountTable& table, const CountTotals& totals);

}  // namespace farola
