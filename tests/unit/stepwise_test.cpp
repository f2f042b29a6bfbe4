// Stepwise selection: the model worked in R step by step (glm, MASS::glm.nb), to all digits it
// gives.

#include "farola/risk/stepwise.hpp"

#include "farola/core/parallel.hpp"

#include <cmath>
#include <map>

#include "support/expect_error.hpp"
#include "support/risk_terrain_city.hpp"
#include "support/shared_data.hpp"
#include "support/small_counts.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

struct Chicago {
  test::RiskTerrainCity city;
  std::vector<std::size_t> candidates, factor_of;
};

Chicago chicago(const std::string& path) {
  Chicago made{test::risk_terrain_city(path), {}, {}};
  ElasticNetOptions options;
  options.sign = CoefficientSign::nonnegative;
  options.penalties = {.0492538860951};
  const auto net = poisson_elastic_net(made.city.design, made.city.before, options, Progress());
  for (std::size_t j = 0; j < made.city.names.size(); ++j) {
    made.factor_of.push_back(j / 12);  // six distances, proximity and density
    if (net.coefficients[0][j] != 0) made.candidates.push_back(j);
  }
  return made;
}

std::vector<double> bic_of_steps(const StepwiseModel& model) {
  std::vector<double> bic = {model.null_bic};
  for (const StepwiseStep& step : model.steps) bic.push_back(step.taken.bic);
  return bic;
}

void expect_near(const std::vector<double>& values, const std::vector<double>& expected,
                 double tolerance) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    EXPECT_NEAR(values[k], expected[k], tolerance) << k;
  }
}

void expect_coefficients(const Chicago& chicago, const StepwiseModel& found,
                         const std::map<std::string, std::pair<double, double>>& expected) {
  ASSERT_EQ(found.columns.size() + 1, expected.size());
  for (std::size_t k = 0; k <= found.columns.size(); ++k) {
    const std::string name = k == 0 ? "" : chicago.city.names[found.columns[k - 1]];
    ASSERT_TRUE(expected.contains(name)) << name;
    EXPECT_NEAR(found.model.coefficients[k], expected.at(name).first, 6e-7) << name;
    EXPECT_NEAR(found.model.standard_errors[k], expected.at(name).second, 6e-7) << name;
  }
}

TEST(Stepwise, ChicagoPoissonStepByStep) {
  FAROLA_REQUIRE_SHARED(path, "oracles/rtm_chicago/chi.csv.gz");
  const Chicago made = chicago(path);
  ASSERT_EQ(made.candidates.size(), 32u);
  const auto found = stepwise(made.city.design, made.city.before, made.candidates, made.factor_of,
                              {CountFamily::poisson, CoefficientSign::nonnegative}, Progress());
  expect_near(bic_of_steps(found),
              {27942.885, 25534.225, 25004.010, 24564.644, 24421.120, 24333.581, 24257.591,
               24244.646, 24243.373},
              5.1e-4);
  expect_coefficients(made, found,
                      {{"", {-3.039190, .067774}},
                       {"req311_abandoned_cars_P_200", {1.265198, .067623}},
                       {"req311_abandoned_buildings_P_300", {.584274, .025923}},
                       {"req311_street_lights_out_P_200", {.456308, .044745}},
                       {"req311_graffiti_P_100", {.227930, .025597}},
                       {"req311_sanitation_P_100", {.518973, .026541}},
                       {"liquor_retail_P_400", {.239384, .025757}}});
  // The last two steps are swaps, and 24244.646 is a near tie of the final 24243.373.
  const auto& last = found.steps.back().taken;
  EXPECT_TRUE(last.added && last.dropped);
  ASSERT_FALSE(found.near_ties.empty());
  EXPECT_NEAR(found.near_ties[0].bic, 24244.646, 5.1e-4);
}

TEST(Stepwise, ChicagoNegativeBinomialStepByStep) {
  FAROLA_REQUIRE_SHARED(path, "oracles/rtm_chicago/chi.csv.gz");
  const Chicago made = chicago(path);
  const auto found =
      stepwise(made.city.design, made.city.before, made.candidates, made.factor_of,
               {CountFamily::negative_binomial, CoefficientSign::nonnegative}, Progress());
  expect_near(bic_of_steps(found),
              {26431.76, 24687.173, 24246.763, 23930.690, 23823.856, 23750.960, 23695.366}, 1e-3);
  EXPECT_NEAR(found.model.theta, 1.655846, 1e-6);
  expect_coefficients(made, found,
                      {{"", {-3.357371, .076966}},
                       {"req311_sanitation_P_200", {.982459, .059016}},
                       {"req311_abandoned_cars_P_200", {1.078939, .073004}},
                       {"req311_abandoned_buildings_P_300", {.587111, .030328}},
                       {"req311_graffiti_P_100", {.254707, .030275}},
                       {"req311_street_lights_out_P_200", {.418513, .049974}},
                       {"liquor_retail_P_200", {.291395, .035627}}});
  EXPECT_TRUE(found.near_ties.empty());
}

TEST(Stepwise, SignsAreKept) {
  const auto small = test::small_counts();
  const std::vector<std::size_t> all = {0, 1, 2, 3, 4}, own = {0, 1, 2, 3, 4};
  using enum CoefficientSign;
  const auto of = [&](CoefficientSign sign) {
    return stepwise(small.design, small.counts, all, own, {CountFamily::poisson, sign}, Progress());
  };
  const auto free = of(any), up = of(nonnegative), down = of(nonpositive);
  EXPECT_EQ(free.columns, (std::vector<std::size_t>{2, 4, 0}));
  EXPECT_EQ(up.columns, (std::vector<std::size_t>{2, 4}));
  EXPECT_EQ(down.columns, (std::vector<std::size_t>{0}));
  EXPECT_LT(down.model.coefficients[1], 0);
}

TEST(Stepwise, OneVariableOfAFactor) {
  const auto small = test::small_counts();
  const std::vector<std::size_t> all = {0, 1, 2, 3, 4}, same(5, 0);
  const auto found = stepwise(small.design, small.counts, all, same, {}, Progress());
  EXPECT_EQ(found.columns, std::vector<std::size_t>{2});
}

TEST(Stepwise, EqualVariablesAreATieAndTheFirstIsTaken) {
  const auto small = test::small_counts();
  BitColumns design = small.design;
  std::vector<std::uint8_t> third(300);
  small.design.for_each_one(2, [&](std::size_t row) { third[row] = 1; });
  design.add(third);
  const std::vector<std::size_t> candidates = {2, 5, 4}, own = {0, 1, 2, 3, 4, 5};
  const auto found = stepwise(design, small.counts, candidates, own, {}, Progress());
  ASSERT_FALSE(found.steps.empty());
  EXPECT_EQ(found.steps[0].taken.added, 2u);
  ASSERT_EQ(found.steps[0].near_ties.size(), 1u);
  EXPECT_EQ(found.steps[0].near_ties[0].added, 5u);
  EXPECT_EQ(found.steps[0].near_ties[0].bic, found.steps[0].taken.bic);
  ASSERT_EQ(found.left_out.size(), 1u);  // once its twin is in, it adds nothing
  EXPECT_EQ(found.left_out[0].column, 5u);
  EXPECT_EQ(found.left_out[0].problem, FitProblem::collinearity);
  EXPECT_EQ(found.left_out[0].with, std::vector<std::size_t>{2});
}

TEST(Stepwise, NothingThatHelpsIsTheNullModel) {
  const auto small = test::small_counts();
  const std::vector<std::size_t> none, own = {0, 1, 2, 3, 4}, useless = {1, 3};
  const auto empty = stepwise(small.design, small.counts, none, own, {}, Progress());
  EXPECT_TRUE(empty.columns.empty());
  EXPECT_EQ(empty.model.bic, empty.null_bic);
  const auto found = stepwise(small.design, small.counts, useless, own, {}, Progress());
  EXPECT_TRUE(found.columns.empty());
  EXPECT_NEAR(found.model.coefficients[0], std::log(1234. / 300), 1e-12);
}

TEST(Stepwise, SameBitsForAnyThreads) {
  const auto small = test::small_counts();
  const std::vector<std::size_t> all = {0, 1, 2, 3, 4}, own = {0, 1, 2, 3, 4};
  std::vector<StepwiseModel> runs;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    runs.push_back(stepwise(small.design, small.counts, all, own,
                            {CountFamily::negative_binomial, CoefficientSign::any}, Progress()));
  }
  for (const auto& run : runs) {
    EXPECT_EQ(run.columns, runs[0].columns);
    EXPECT_EQ(run.model.coefficients, runs[0].model.coefficients);
    EXPECT_EQ(run.model.bic, runs[0].model.bic);
  }
}

TEST(Stepwise, AllZeroEventsAndCancel) {
  const auto small = test::small_counts();
  const std::vector<std::size_t> all = {0, 1}, own = {0, 1, 2, 3, 4};
  const std::vector<std::uint32_t> zeros(300, 0);
  test::expect_error([&] { stepwise(small.design, zeros, all, own, {}, Progress()); },
                     ErrorKind::data, "no-events");
  Progress progress;
  progress.cancel();
  test::expect_error([&] { stepwise(small.design, small.counts, all, own, {}, progress); },
                     ErrorKind::cancelled, "cancelled");
}

}  // namespace
}  // namespace farola
