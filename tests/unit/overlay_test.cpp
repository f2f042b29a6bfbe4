// Overlays by hand, their rules for no data and constraints, and what they refuse.

#include "farola/risk/overlay.hpp"

#include <cmath>

#include "support/expect_error.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

Raster raster_of(std::vector<float> values) {
  const Grid grid{440000, 4480000, 100, static_cast<std::int64_t>(values.size()), 1};
  return {grid, Crs::from_epsg(25830), {}, std::move(values)};
}

OverlayLayer layer_of(std::string name, std::vector<float> values, double weight = 1) {
  return {std::move(name), raster_of(std::move(values)), {.method = RescaleMethod::none}, weight};
}

Overlay of(const std::vector<OverlayLayer>& layers, const OverlayOptions& options = {},
           const std::vector<OverlayConstraint>& constraints = {}) {
  return overlay(layers, constraints, options, Progress());
}

OverlayOptions by(Combination combination) {
  OverlayOptions options;
  options.combination = combination;
  return options;
}

double of_memberships(Combination combination, double gamma = .9) {
  OverlayOptions options = by(combination);
  options.gamma = gamma;
  const double m[] = {.2, .5, .8};
  const double w[] = {.5, .25, .25};
  return combined(m, w, options);
}

TEST(Overlay, CombinationsByHand) {
  EXPECT_DOUBLE_EQ(of_memberships(Combination::fuzzy_and), .2);
  EXPECT_DOUBLE_EQ(of_memberships(Combination::fuzzy_or), .8);
  EXPECT_NEAR(of_memberships(Combination::fuzzy_product), .08, 1e-15);
  EXPECT_NEAR(of_memberships(Combination::fuzzy_sum), .92, 1e-15);
  EXPECT_NEAR(of_memberships(Combination::fuzzy_gamma), .720639, 5e-7);
  // The ends of gamma are the product and the sum.
  EXPECT_NEAR(of_memberships(Combination::fuzzy_gamma, 0), .08, 1e-15);
  EXPECT_NEAR(of_memberships(Combination::fuzzy_gamma, 1), .92, 1e-15);
  EXPECT_NEAR(of_memberships(Combination::weighted_sum), .425, 1e-15);
  // (.2^2 * .5 * .8)^(1/4)
  EXPECT_NEAR(of_memberships(Combination::weighted_product), std::sqrt(std::sqrt(.016)), 1e-15);
}

TEST(Overlay, KeepsDecimalsAndTellsItsWeights) {
  const Overlay found = of({layer_of("bars", {.1F, .9F}, 3), layer_of("lamps", {.4F, .6F}, 1)});
  EXPECT_EQ(found.weights, (std::vector<double>{.75, .25}));
  EXPECT_FLOAT_EQ(found.score.values[0], .175F);
  EXPECT_FLOAT_EQ(found.score.values[1], .825F);
  EXPECT_FLOAT_EQ(found.contributions[0].values[0], .075F);
  EXPECT_FLOAT_EQ(found.contributions[1].values[0], .1F);
  EXPECT_EQ(found.contributions[1].band.name, "contribution_lamps");
  EXPECT_THAT(found.report.notes,
              testing::Contains("The weights add up to 4, and are taken over that: bars 0.75 and "
                                "lamps 0.25."));
}

TEST(Overlay, NoDataByBothRules) {
  const std::vector<OverlayLayer> layers = {layer_of("bars", {.2F, no_data, no_data}, 3),
                                            layer_of("lamps", {no_data, .6F, no_data}, 1)};
  EXPECT_EQ(test::code_of([&] { of(layers); }), "no-cell-left");
  OverlayOptions options;
  options.missing = MissingRule::leave_out;
  const Overlay found = of(layers, options);
  EXPECT_FLOAT_EQ(found.score.values[0], .2F);
  EXPECT_FLOAT_EQ(found.score.values[1], .6F);
  EXPECT_TRUE(std::isnan(found.score.values[2]));
  EXPECT_FLOAT_EQ(found.contributions[1].values[1], .6F);
  EXPECT_TRUE(std::isnan(found.contributions[0].values[1]));
  EXPECT_EQ(found.report.values["overlay"]["without_data"], 1);
}

TEST(Overlay, ALayerOfWeightZeroCountsForNothing) {
  const Overlay found = of({layer_of("bars", {.2F, .4F}), layer_of("lamps", {no_data, 1}, 0)});
  EXPECT_FLOAT_EQ(found.score.values[0], .2F);
  EXPECT_FLOAT_EQ(found.score.values[1], .4F);
  // In a product 0 to the power of 0 is 1.
  const Overlay product = of({layer_of("bars", {.2F, .4F}), layer_of("lamps", {0, 1}, 0)},
                             by(Combination::weighted_product));
  EXPECT_FLOAT_EQ(product.score.values[0], .2F);
}

TEST(Overlay, ConstraintsExclude) {
  const std::vector<OverlayLayer> layers = {layer_of("bars", {.1F, .2F, .3F, .4F})};
  const Overlay found = of(layers, {}, {{"land", raster_of({1, 0, 2, no_data}), {}, {}}});
  EXPECT_FLOAT_EQ(found.score.values[0], .1F);
  EXPECT_TRUE(std::isnan(found.score.values[1]));
  EXPECT_FLOAT_EQ(found.score.values[2], .3F);
  EXPECT_TRUE(std::isnan(found.score.values[3]));
  EXPECT_EQ(found.report.values["overlay"]["excluded"], 2);
  const Overlay between = of(layers, {}, {{"slope", raster_of({1, 0, 2, 3}), 0, 1}});
  EXPECT_EQ(between.report.values["overlay"]["excluded"], 2);
  EXPECT_FLOAT_EQ(between.score.values[1], .2F);
}

TEST(Overlay, AConstraintDoesNotMoveTheEndsOfALayer) {
  OverlayLayer layer = layer_of("bars", {0, 50, 100});
  layer.rescaling.method = RescaleMethod::minimum_maximum;
  const Overlay found = of({layer}, {}, {{"land", raster_of({1, 1, 0}), {}, {}}});
  EXPECT_FLOAT_EQ(found.score.values[1], .5F);
}

TEST(Overlay, OneLayerIsStableWhateverItsWeight) {
  OverlayOptions options;
  options.sensitivity = WeightDraws{.draws = 50};
  const Overlay found = of({layer_of("bars", {.1F, .2F, .3F, .4F, no_data})}, options);
  ASSERT_TRUE(found.stability);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(found.stability->values[i], 1);
  EXPECT_TRUE(std::isnan(found.stability->values[4]));
}

// Two cells, (1, 0) and (0, 1), of equal weights: they tie, both in the first tenth. In every draw
// one is in front, and the other falls to the sixth: one of the two stays.
TEST(Overlay, StabilityOfATie) {
  OverlayOptions options;
  options.sensitivity = WeightDraws{.draws = 2000, .range = .2, .seed = 5};
  const Overlay found = of({layer_of("bars", {1, 0}), layer_of("lamps", {0, 1})}, options);
  const double a = found.stability->values[0], b = found.stability->values[1];
  EXPECT_NEAR(a + b, 1, 1e-6);
  EXPECT_NEAR(a, .5, .05);  // 4.5 standard deviations of 2000 draws
}

TEST(Overlay, TenthsByHand) {
  std::vector<double> scores;
  for (int i = 0; i < 20; ++i) scores.push_back(i);
  const auto tenths = tenths_of(scores);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(tenths[i], 9 - i / 2);
  // Three cells: 0, 10/3 and 20/3.
  EXPECT_EQ(tenths_of(std::vector<double>{5, 1, 3}), (std::vector<std::uint8_t>{0, 6, 3}));
  EXPECT_EQ(tenths_of(std::vector<double>{2, 2, 2, 1}), (std::vector<std::uint8_t>{0, 0, 0, 7}));
}

TEST(Overlay, DrawnWeightsStayInTheirRangeAndAddUp) {
  const std::vector<double> weights = {.5, .5, 0};
  const WeightDraws options{.draws = 1000, .range = .2, .seed = 9};
  double least = 1, most = 0;
  for (std::int64_t draw = 0; draw < 1000; ++draw) {
    const auto drawn = drawn_weights(weights, options, draw);
    EXPECT_NEAR(drawn[0] + drawn[1], 1, 1e-15);
    EXPECT_EQ(drawn[2], 0);
    least = std::min(least, drawn[0]);
    most = std::max(most, drawn[0]);
  }
  // .8/(.8 + 1.2) to 1.2/(1.2 + .8), and near both in a thousand draws.
  EXPECT_GE(least, .4);
  EXPECT_LE(most, .6);
  EXPECT_LT(least, .42);
  EXPECT_GT(most, .58);
}

TEST(Overlay, RefusesLayersThatDoNotGoTogether) {
  const auto fails = [](const std::vector<OverlayLayer>& layers, const OverlayOptions& options,
                        ErrorKind kind, const char* code, const char* words) {
    test::expect_error([&] { of(layers, options); }, kind, code, {words});
  };
  const OverlayLayer bars = layer_of("bars", {.1F, .2F});
  fails({}, {}, ErrorKind::usage, "layers-missing", "no layer");
  fails({bars, bars}, {}, ErrorKind::usage, "layer-name-twice", "bars");
  fails({bars, layer_of("lamps", {1, 2, 3})}, {}, ErrorKind::data, "grids-differ",
        "Layer lamps has 3 x 1 cells");
  OverlayLayer elsewhere = layer_of("lamps", {1, 2});
  elsewhere.raster.crs = Crs::from_epsg(25829);
  fails({bars, elsewhere}, {}, ErrorKind::data, "crs-differ", "gdalwarp");
  fails({layer_of("bars", {1, 2}, -1)}, {}, ErrorKind::usage, "weight-invalid", "got -1");
  fails({layer_of("bars", {1, 2}, 0)}, {}, ErrorKind::usage, "weight-invalid", "add up to 0");
  fails({layer_of("bars", {1, 2})}, by(Combination::fuzzy_and), ErrorKind::data,
        "membership-out-of-range", "from 1 to 2");
  fails({layer_of("bars", {-1, 2})}, by(Combination::weighted_product), ErrorKind::data,
        "membership-out-of-range", "not negative");
  OverlayOptions gamma = by(Combination::fuzzy_gamma);
  gamma.gamma = 1.5;
  fails({bars}, gamma, ErrorKind::usage, "gamma-out-of-range", "got 1.5");
  OverlayOptions sensitive = by(Combination::fuzzy_or);
  sensitive.sensitivity = WeightDraws{};
  fails({bars}, sensitive, ErrorKind::usage, "sensitivity-without-weights", "fuzzy-or");
  sensitive.combination = Combination::weighted_sum;
  sensitive.sensitivity->range = 2;
  fails({bars}, sensitive, ErrorKind::usage, "range-out-of-range", "got 200 %");
  sensitive.sensitivity = WeightDraws{.draws = 0};
  fails({bars}, sensitive, ErrorKind::usage, "draws-out-of-range", "got 0");
}

TEST(Overlay, StopsWhenCancelled) {
  const Progress progress;
  progress.cancel();
  const std::vector<OverlayLayer> layers = {layer_of("bars", {.1F, .2F})};
  EXPECT_EQ(test::code_of([&] { overlay(layers, {}, {}, progress); }), "cancelled");
  const Progress done;
  overlay(layers, {}, {}, done);
  EXPECT_EQ(done.fraction(), 1);
}

}  // namespace
}  // namespace farola
