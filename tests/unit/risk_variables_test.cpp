// 0/1 variables from distances and densities, by hand.

#include "farola/risk/risk_variables.hpp"

#include <cmath>
#include <limits>

#include "support/expect_error.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::expect_error;
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

std::vector<double> metres(const std::vector<Metres>& distances) {
  std::vector<double> values;
  for (const Metres d : distances) values.push_back(d.value);
  return values;
}

TEST(RiskVariables, DistancesInBlocks) {
  EXPECT_EQ(metres(block_distances(Metres{120}, 3, false)), (std::vector<double>{120, 240, 360}));
  EXPECT_EQ(metres(block_distances(Metres{120}, 1.5, true)), (std::vector<double>{60, 120, 180}));
  EXPECT_EQ(metres(block_distances(Metres{100}, 2.9, false)), (std::vector<double>{100, 200}));
  EXPECT_EQ(block_distances(Metres{100}, .1 * 15, true).size(), 3u);
}

TEST(RiskVariables, BadBlocksAreRefused) {
  expect_error([] { block_distances(Metres{-5}, 3, false); }, ErrorKind::usage,
               "block-length-not-positive", {"-5 m", "--block-length 120"});
  expect_error([] { block_distances(Metres{nan_value}, 3, false); }, ErrorKind::usage,
               "block-length-not-positive");
  expect_error([] { block_distances(Metres{100}, .5, false); }, ErrorKind::usage,
               "blocks-out-of-range", {"got 0.5", "blocks=3"});
  expect_error([] { block_distances(Metres{100}, nan_value, true); }, ErrorKind::usage,
               "blocks-out-of-range");
  expect_error([] { block_distances(Metres{100}, 1e9, true); }, ErrorKind::usage,
               "blocks-out-of-range");
}

TEST(RiskVariables, NearIsAtMostTheDistance) {
  RiskVariables variables(5, {"bars", "parks"});
  const std::vector<double> distances = {0, 100, 100.001, 250, nan_value};
  const std::vector<Metres> within = {Metres{100}, Metres{200}, Metres{300}, Metres{1e9}};
  variables.add_proximity(0, distances, within);
  ASSERT_EQ(variables.names(), (std::vector<std::string>{"bars_P_100", "bars_P_200", "bars_P_300",
                                                         "bars_P_1000000000"}));
  EXPECT_EQ(variables.variables[0].cells, 2u);
  EXPECT_EQ(variables.variables[1].cells, 3u);
  EXPECT_EQ(variables.variables[3].cells, 4u);  // NaN is near nothing
  EXPECT_TRUE(variables.design.at(1, 0));
  EXPECT_FALSE(variables.design.at(2, 0));
  EXPECT_EQ(variables.words(variables.variables[1]), "within 200 m of bars");
  EXPECT_TRUE(variables.has_variable(0));
  EXPECT_FALSE(variables.has_variable(1));
}

TEST(RiskVariables, ConstantOnesAreLeftOutAndKept) {
  RiskVariables variables(3, {"bars"});
  const std::vector<double> distances = {150, 170, 450};
  const std::vector<Metres> within = {Metres{100}, Metres{200}, Metres{500}};
  variables.add_proximity(0, distances, within);
  EXPECT_EQ(variables.names(), std::vector<std::string>{"bars_P_200"});
  ASSERT_EQ(variables.constant.size(), 2u);
  EXPECT_EQ(variables.constant[0].cells, 0u);
  EXPECT_EQ(variables.constant[1].cells, 3u);
}

TEST(RiskVariables, DenseIsAboveMeanAndTwoSampleDeviations) {
  std::vector<double> densities(12, 1.0);
  densities[3] = 5;
  densities[7] = nan_value;  // not in the mean
  // 10 ones and a 5: mean 15/11, sum of squares (10 * 16 + 1600)/121.
  const HighValue high = high_value(densities);
  EXPECT_NEAR(high.mean, 15.0 / 11, 1e-15);
  EXPECT_NEAR(high.deviation, std::sqrt(1760.0 / 121 / 10), 1e-15);
  EXPECT_NEAR(high.threshold, 15.0 / 11 + 2 * std::sqrt(1760.0 / 1210), 1e-15);
  RiskVariables variables(12, {"bars"});
  variables.add_density(0, densities, Metres{300.5});
  ASSERT_EQ(variables.names(), std::vector<std::string>{"bars_D_300.5"});
  EXPECT_EQ(variables.variables[0].cells, 1u);
  EXPECT_TRUE(variables.design.at(3, 0));
  EXPECT_EQ(variables.words(variables.variables[0]), "with many bars within 300.5 m");
  variables.add_density(0, std::vector<double>(12, 1.0), Metres{100});
  EXPECT_EQ(variables.constant.size(), 1u);
}

TEST(RiskVariables, HighValueOfNothing) {
  EXPECT_EQ(high_value({}).threshold, 0);
  EXPECT_EQ(high_value(std::vector<double>{4}).threshold, 4);
}

}  // namespace
}  // namespace farola
