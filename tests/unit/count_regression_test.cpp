// Poisson and negative binomial regression against R's glm and MASS::glm.nb, both with epsilon =
// 1e-14; problems told by name.

#include "farola/risk/bit_columns.hpp"
#include "farola/risk/count_model.hpp"
#include "farola/risk/count_table.hpp"
#include "farola/risk/negative_binomial_regression.hpp"
#include "farola/risk/poisson_regression.hpp"

#include <cmath>
#include <numeric>

#include "support/expect_error.hpp"
#include "support/small_counts.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::expect_error;

CountModel fitted(CountFamily family, const BitColumns& design,
                  const std::vector<std::uint32_t>& counts, std::vector<std::size_t> columns) {
  const CountTable table = count_table(design, columns, counts);
  const CountTotals totals = count_totals(counts);
  return family == CountFamily::poisson ? poisson_regression(table, totals)
                                        : negative_binomial_regression(table, totals);
}

void expect_values(const std::vector<double>& values, const std::vector<double>& expected,
                   double tolerance) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    EXPECT_NEAR(values[k], expected[k], tolerance) << k;
  }
}

TEST(CountRegression, TotalsOfCounts) {
  const auto small = test::small_counts();
  const CountTotals totals = count_totals(small.counts);
  EXPECT_EQ(totals.cells, 300);
  EXPECT_EQ(totals.events, 1234);
  EXPECT_EQ(totals.squares, 10114);
  EXPECT_EQ(totals.above.size(), 12u);
  double log_factorials = 0;
  for (const std::uint32_t y : small.counts) log_factorials += std::lgamma(y + 1.0);
  EXPECT_NEAR(totals.log_factorials, log_factorials, 1e-9);
}

TEST(CountRegression, PoissonAsGlm) {
  const auto small = test::small_counts();
  const CountModel model = fitted(CountFamily::poisson, small.design, small.counts, {0, 1, 2});
  ASSERT_TRUE(model.fitted());
  expect_values(model.coefficients,
                {.6273183178361, -.1615654334597, .0559280181686, 1.0863805367212}, 1e-11);
  expect_values(model.standard_errors,
                {.0761180757513, .0642551224579, .0598426856798, .0777211273472}, 1e-9);
  EXPECT_NEAR(model.log_likelihood, -943.118348101, 1e-8);
  EXPECT_NEAR(model.bic, 1909.051826100, 1e-8);
  EXPECT_EQ(model.parameters, 4);
}

TEST(CountRegression, NegativeBinomialAsGlmNb) {
  const auto small = test::small_counts();
  const CountModel model =
      fitted(CountFamily::negative_binomial, small.design, small.counts, {0, 1, 2});
  ASSERT_TRUE(model.fitted());
  EXPECT_NEAR(model.theta, .863907457, 2e-9);
  // The formula of theta.ml at this theta; glm.nb prints .108537323, from its last step but one.
  EXPECT_NEAR(model.theta_error, .1085377154, 2e-9);
  expect_values(model.coefficients,
                {.6241784672071, -.1123202210690, .0381304405325, 1.0798978572685}, 1e-8);
  expect_values(model.standard_errors, {.142077517329, .152588508315, .147528067097, .150943526596},
                1e-8);
  EXPECT_NEAR(model.log_likelihood, -729.804902728, 1e-8);
  EXPECT_NEAR(model.bic, 1488.128717828, 1e-8);
  EXPECT_EQ(model.parameters, 5);  // theta counts
}

TEST(CountRegression, PublishedModelOfLeeds) {
  EXPECT_NEAR(relative_risk_value(3.0617, 0).value, 21.3638, 1e-3);
  EXPECT_NEAR(relative_risk_value(2.1578, 0).value, 8.6521, 2e-4);
  EXPECT_NEAR(std::exp(3.0617 + 2.1578), 184.842, .01);
  EXPECT_NEAR(bayes_information(-18288.17 / 2, 4, 9199), 18324.68, .005);
}

TEST(CountRegression, IntervalOfRelativeRisk) {
  const auto value = relative_risk_value(std::log(2), .1);
  EXPECT_NEAR(value.value, 2, 1e-12);
  EXPECT_NEAR(value.low, 2 * std::exp(-.1959964), 1e-9);
  EXPECT_NEAR(value.high, 2 * std::exp(.1959964), 1e-9);
}

TEST(CountRegression, CountsThatVaryLessThanPoissonGiveInfiniteTheta) {
  BitColumns design(200, 1);
  std::vector<std::uint32_t> counts(200);
  for (std::size_t i = 0; i < 200; ++i) {
    if (i % 2 == 0) design.set(i, 0);
    counts[i] = i % 2 == 0 ? 3 + (i % 4 == 0) : 1;
  }
  const CountModel poisson = fitted(CountFamily::poisson, design, counts, {0});
  const CountModel model = fitted(CountFamily::negative_binomial, design, counts, {0});
  EXPECT_TRUE(std::isinf(model.theta));
  EXPECT_EQ(model.coefficients, poisson.coefficients);
  EXPECT_NEAR(model.bic, poisson.bic + std::log(200), 1e-9);
}

TEST(CountRegression, SeparationIsNamed) {
  const auto small = test::small_counts();
  BitColumns design = small.design;
  std::vector<std::uint8_t> quiet(300);
  for (std::size_t i = 0, marked = 0; i < 300 && marked < 9; ++i) {
    if (small.counts[i] == 0) quiet[i] = 1, ++marked;
  }
  design.add(quiet);
  for (const auto family : {CountFamily::poisson, CountFamily::negative_binomial}) {
    const CountModel model = fitted(family, design, small.counts, {0, 5});
    EXPECT_EQ(model.problem, FitProblem::separation);
    EXPECT_EQ(model.problem_variables, std::vector<std::size_t>{1});
    EXPECT_TRUE(std::isinf(model.bic));
    const std::vector<std::string> names = {"bars P_100", "parks P_200"};
    expect_error([&] { require_fitted(model, names); }, ErrorKind::data, "variables-separated",
                 {"parks P_200"});
  }
}

TEST(CountRegression, SeparationByTwoVariablesTogether) {
  // No events where both are 1 or the second is 1 alone, but events under each of them.
  BitColumns design(90, 2);
  std::vector<std::uint32_t> counts(90);
  for (std::size_t i = 0; i < 90; ++i) {
    const std::size_t group = i % 3;  // 00: no events, 10: events, 11: no events
    if (group >= 1) design.set(i, 0);
    if (group == 2) design.set(i, 1);
    counts[i] = group == 1 ? 1 + i % 2 : 0;
  }
  const CountModel model = fitted(CountFamily::poisson, design, counts, {0, 1});
  EXPECT_EQ(model.problem, FitProblem::separation);
}

TEST(CountRegression, CollinearVariablesAreNamed) {
  const auto small = test::small_counts();
  BitColumns design = small.design;
  std::vector<std::uint8_t> third(300), opposite(300, 1);
  small.design.for_each_one(2, [&](std::size_t row) { third[row] = 1; });
  small.design.for_each_one(3, [&](std::size_t row) { opposite[row] = 0; });
  design.add(third);
  design.add(opposite);
  design.add(std::vector<std::uint8_t>(300, 1));
  const CountModel twice = fitted(CountFamily::poisson, design, small.counts, {0, 2, 5});
  EXPECT_EQ(twice.problem, FitProblem::collinearity);
  EXPECT_EQ(twice.problem_variables, (std::vector<std::size_t>{1, 2}));
  const CountModel opposites =
      fitted(CountFamily::negative_binomial, design, small.counts, {3, 0, 6});
  EXPECT_EQ(opposites.problem, FitProblem::collinearity);
  EXPECT_EQ(opposites.problem_variables, (std::vector<std::size_t>{0, 2}));
  const std::vector<std::string> names = {"lamps", "bars", "dark"};
  expect_error([&] { require_fitted(opposites, names); }, ErrorKind::data, "variables-collinear",
               {"lamps and dark"});
  const CountModel constant = fitted(CountFamily::poisson, design, small.counts, {0, 7});
  EXPECT_EQ(constant.problem, FitProblem::collinearity);
}

TEST(CountRegression, NoEvents) {
  const auto small = test::small_counts();
  const std::vector<std::uint32_t> none(300, 0);
  const CountModel model = fitted(CountFamily::negative_binomial, small.design, none, {0});
  EXPECT_EQ(model.problem, FitProblem::no_events);
  expect_error([&] { require_fitted(model, small.names); }, ErrorKind::data, "no-events");
}

}  // namespace
}  // namespace farola
