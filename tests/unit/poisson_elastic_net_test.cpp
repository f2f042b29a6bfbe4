// The elastic net against R's glmnet 4.1-6 with thresh = 1e-16: its own minimum, to some 1e-8. At
// its default thresh it stops up to 3e-3 before that.

#include "farola/risk/poisson_elastic_net.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "support/expect_error.hpp"
#include "support/risk_terrain_city.hpp"
#include "support/shared_data.hpp"
#include "support/small_counts.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::expect_error;

struct Reference {
  double alpha;
  CoefficientSign sign;
  std::array<double, 6> coefficients;  // at lambda = .05
  double deviance_ratio;
};

TEST(PoissonElasticNet, SmallCountsAsGlmnet) {
  const auto small = test::small_counts();
  using enum CoefficientSign;
  const std::array<Reference, 6> references = {
      {{.5,
        any,
        {.5678181373, -.1490586112, .0318951479, 1.0594366901, .0585719291, .2437082038},
        .1855051968},
       {.5,
        nonnegative,
        {.5278594359, 0, .0329574915, 1.0582536868, .0550596112, .2430377565},
        .1808882992},
       {.5, nonpositive, {1.4545542956, -.1412506630, 0, 0, 0, 0}, .0041570394},
       {1,
        any,
        {.5865795210, -.1356083624, .0201618848, 1.0486034222, .0465553639, .2323385755},
        .1850567433},
       {1,
        nonnegative,
        {.5500493026, 0, .0210913191, 1.0475560462, .0433329989, .2317123388},
        .1805408718},
       {1, nonpositive, {1.4509736496, -.1281106789, 0, 0, 0, 0}, .0040612260}}};
  for (const Reference& reference : references) {
    ElasticNetOptions options;
    options.alpha = reference.alpha;
    options.sign = reference.sign;
    options.penalties = {.5, .1, .05};
    const auto path = poisson_elastic_net(small.design, small.counts, options, Progress());
    ASSERT_EQ(path.coefficients.size(), 3u);
    EXPECT_NEAR(path.intercept[2], reference.coefficients[0], 1e-8);
    for (std::size_t j = 0; j < 5; ++j) {
      EXPECT_NEAR(path.coefficients[2][j], reference.coefficients[j + 1], 1e-8) << j;
    }
    EXPECT_NEAR(path.deviance_ratio[2], reference.deviance_ratio, 1e-9);
    EXPECT_NEAR(path.null_deviance, 1444.108907270, 1e-8);
  }
}

TEST(PoissonElasticNet, PathFallsFromTheLargestPenaltyAsGlmnet) {
  const auto small = test::small_counts();
  const auto path = poisson_elastic_net(small.design, small.counts, {}, Progress());
  EXPECT_NEAR(path.penalty[0], 3.4338888889, 1e-9);
  EXPECT_NEAR(path.penalty[1], 3.1288316642, 1e-9);
  EXPECT_NEAR(path.penalty[49], .0359739609, 1e-10);
  EXPECT_EQ(path.penalty.size(), 100u);
  EXPECT_EQ(std::ranges::count(path.coefficients[0], 0.0), 5);
}

TEST(PoissonElasticNet, CrossValidationAsGlmnetAtTheSamePenalties) {
  const auto small = test::small_counts();
  ElasticNetOptions options;
  options.penalties = {1, .5, .2, .1, .05, .02, .01};
  const auto validation = cross_validated_elastic_net(small.design, small.counts,
                                                      folds_in_turn(300, 5), options, Progress());
  const std::array<double, 7> mean = {4.2202536135, 4.1438028066, 4.1152495022, 4.1183005388,
                                      4.1234774979, 4.1280417721, 4.1299228314};
  const std::array<double, 7> error = {.1086695265, .1333690711, .1580702834, .1723602049,
                                       .1813031827, .1869766523, .1889843232};
  for (std::size_t k = 0; k < 7; ++k) {
    EXPECT_NEAR(validation.mean_deviance[k], mean[k], 1e-7);
    EXPECT_NEAR(validation.standard_error[k], error[k], 1e-7);
  }
  EXPECT_EQ(validation.at_minimum, 2u);
  EXPECT_EQ(validation.at_one_error, 0u);
}

/// lambda.1se = .0492538860951 of the path; glmnet(…, thresh = 1e-16).
const std::map<std::string, double>& chicago_coefficients() {
  static const std::map<std::string, double> coefficients = {
      {"req311_abandoned_buildings_P_100", .1255670486},
      {"req311_abandoned_buildings_P_200", .1060838431},
      {"req311_abandoned_buildings_P_300", .1626806263},
      {"req311_abandoned_buildings_P_400", .0206000404},
      {"req311_abandoned_buildings_P_500", .0733888268},
      {"req311_abandoned_buildings_P_600", .1578057978},
      {"req311_abandoned_buildings_D_300", .0199443797},
      {"req311_abandoned_buildings_D_400", .0800408155},
      {"req311_abandoned_buildings_D_500", .1052990957},
      {"req311_abandoned_buildings_D_600", .1713317496},
      {"req311_abandoned_cars_P_100", .1912436462},
      {"req311_abandoned_cars_P_200", .4536373657},
      {"req311_abandoned_cars_P_300", .1221242325},
      {"req311_abandoned_cars_D_300", .0457028295},
      {"req311_graffiti_P_100", .1254786644},
      {"req311_graffiti_D_200", .0479370738},
      {"req311_graffiti_D_300", .1747647234},
      {"liquor_retail_P_100", .0999761028},
      {"liquor_retail_P_200", .0888566045},
      {"liquor_retail_P_300", .0061687473},
      {"liquor_retail_P_400", .0591657359},
      {"liquor_retail_P_500", .0263319098},
      {"liquor_retail_P_600", .0404186872},
      {"liquor_retail_D_400", .0937107654},
      {"liquor_retail_D_600", .0027341196},
      {"req311_street_lights_out_P_100", .0420436866},
      {"req311_street_lights_out_P_200", .1805519721},
      {"req311_sanitation_P_100", .2897096818},
      {"req311_sanitation_P_200", .4313144822},
      {"req311_sanitation_P_300", .1611705705},
      {"req311_sanitation_P_400", .0011252580},
      {"req311_sanitation_D_300", .0504086628}};
  return coefficients;
}

TEST(PoissonElasticNet, ChicagoAsGlmnet) {
  FAROLA_REQUIRE_SHARED(path, "oracles/rtm_chicago/chi.csv.gz");
  const auto city = test::risk_terrain_city(path);
  ElasticNetOptions options;
  options.sign = CoefficientSign::nonnegative;
  const auto validation = cross_validated_elastic_net(
      city.design, city.before, folds_in_turn(city.x.size(), 10), options, Progress());
  EXPECT_EQ(validation.at_minimum, 64u);
  ASSERT_EQ(validation.at_one_error, 25u);
  EXPECT_NEAR(validation.path.penalty[25], .0492538860951, 1e-12);
  EXPECT_NEAR(validation.path.null_deviance, 17896.14931547, 1e-7);
  EXPECT_NEAR(validation.path.intercept[25], -2.6956263602, 1e-7);
  const auto& expected = chicago_coefficients();
  for (std::size_t j = 0; j < city.names.size(); ++j) {
    const auto found = expected.find(city.names[j]);
    const double coefficient = found == expected.end() ? 0 : found->second;
    EXPECT_NEAR(validation.path.coefficients[25][j], coefficient, 1e-7) << city.names[j];
  }
  // Folds at the same penalties, thresh = 1e-14.
  EXPECT_NEAR(validation.mean_deviance[25], .9733952177, 1e-7);
  EXPECT_NEAR(validation.mean_deviance[59], .9579198929, 1e-7);
  EXPECT_NEAR(validation.standard_error[25], .0153985086, 1e-7);
}

TEST(PoissonElasticNet, SameBitsForAnyThreads) {
  const auto small = test::small_counts();
  std::vector<CrossValidation> runs;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    runs.push_back(cross_validated_elastic_net(small.design, small.counts,
                                               folds_at_random(300, 10, 7), {}, Progress()));
  }
  for (const auto& run : runs) {
    EXPECT_EQ(run.path.coefficients, runs[0].path.coefficients);
    EXPECT_EQ(run.mean_deviance, runs[0].mean_deviance);
    EXPECT_EQ(run.standard_error, runs[0].standard_error);
  }
}

TEST(PoissonElasticNet, ConstantAndRepeatedVariables) {
  const auto small = test::small_counts();
  BitColumns design = small.design;
  design.add(std::vector<std::uint8_t>(300, 0));
  design.add(std::vector<std::uint8_t>(300, 1));
  std::vector<std::uint8_t> third(300);
  small.design.for_each_one(2, [&](std::size_t row) { third[row] = 1; });
  design.add(third);
  ElasticNetOptions options;
  options.penalties = {.5, .05};
  const auto path = poisson_elastic_net(design, small.counts, options, Progress());
  EXPECT_EQ(path.coefficients[1][5], 0);
  EXPECT_EQ(path.coefficients[1][6], 0);
  // The ridge shares between equal variables equally.
  EXPECT_GT(path.coefficients[1][2], .4);
  EXPECT_NEAR(path.coefficients[1][2], path.coefficients[1][7], 1e-8);
}

TEST(PoissonElasticNet, FoldsAreAsEqualAsCanBe) {
  EXPECT_EQ(folds_in_turn(7, 3), (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2, 0}));
  auto drawn = folds_at_random(1003, 10, 5);
  EXPECT_NE(drawn, folds_at_random(1003, 10, 6));
  EXPECT_EQ(drawn, folds_at_random(1003, 10, 5));
  std::ranges::sort(drawn);
  auto in_turn = folds_in_turn(1003, 10);
  std::ranges::sort(in_turn);
  EXPECT_EQ(drawn, in_turn);
}

TEST(PoissonElasticNet, RefusesWhatHasNoAnswer) {
  const auto small = test::small_counts();
  const std::vector<std::uint32_t> none(300, 0);
  const Progress progress;
  expect_error([&] { poisson_elastic_net(small.design, none, {}, progress); }, ErrorKind::data,
               "no-events", {"study area"});
  expect_error([&] { poisson_elastic_net(BitColumns(300, 2), small.counts, {}, progress); },
               ErrorKind::data, "no-variable", {"distances"});
  ElasticNetOptions options;
  options.alpha = 1.5;
  expect_error([&] { poisson_elastic_net(small.design, small.counts, options, progress); },
               ErrorKind::usage, "alpha-out-of-range", {"1.5"});
  options.alpha = .5;
  options.penalties = {.1, .1};
  expect_error([&] { poisson_elastic_net(small.design, small.counts, options, progress); },
               ErrorKind::usage, "penalties-not-falling");
  const auto validate = [&](std::vector<std::uint32_t> folds) {
    return [&, folds] {
      cross_validated_elastic_net(small.design, small.counts, folds, {}, progress);
    };
  };
  expect_error(validate(folds_in_turn(300, 2)), ErrorKind::usage, "folds-too-few", {"got 2"});
  auto folds = folds_in_turn(300, 3);
  for (std::size_t i = 0; i < 300; ++i) folds[i] = small.counts[i] > 0 ? 2 : folds[i];
  expect_error(validate(folds), ErrorKind::data, "fold-empty", {"All events", "fold 3"});
  folds = folds_in_turn(300, 5);
  std::ranges::replace(folds, 1u, 2u);
  expect_error(validate(folds), ErrorKind::data, "fold-empty", {"no cells"});
}

TEST(PoissonElasticNet, CancelStops) {
  const auto small = test::small_counts();
  Progress progress;
  progress.cancel();
  expect_error([&] { poisson_elastic_net(small.design, small.counts, {}, progress); },
               ErrorKind::cancelled, "cancelled");
}

}  // namespace
}  // namespace farola
