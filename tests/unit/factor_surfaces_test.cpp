// Proximity and land-use mix by hand.

#include "farola/core/error.hpp"
#include "farola/risk/diversity.hpp"
#include "farola/risk/land_use_mix.hpp"
#include "farola/risk/proximity.hpp"

#include <cmath>

#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::code_of;

MultiPolygon square(double west, double south, double east, double north) {
  return {{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}, {}}};
}

TEST(Diversity, FiftyThirtyTwenty) {
  const double amounts[] = {50, 30, 20};
  const Diversity mix = diversity(amounts);
  EXPECT_NEAR(mix.entropy, 1.029653, 5e-7);
  EXPECT_NEAR(mix.evenness, .937231, 5e-7);
  EXPECT_NEAR(mix.herfindahl, .38, 1e-12);
  EXPECT_EQ(mix.hill_0, 3);
  EXPECT_NEAR(mix.hill_1, 2.800094, 5e-7);
  EXPECT_NEAR(mix.hill_2, 2.631579, 5e-7);
}

TEST(Diversity, OneClassAndNone) {
  const double one[] = {0, 7, 0};
  const Diversity alone = diversity(one);
  EXPECT_EQ(alone.entropy, 0);
  EXPECT_EQ(alone.evenness, 0);
  EXPECT_EQ(alone.herfindahl, 1);
  EXPECT_EQ(alone.hill_0, 1);
  EXPECT_EQ(alone.hill_1, 1);
  EXPECT_EQ(alone.hill_2, 1);
  const double only[] = {7};
  EXPECT_TRUE(std::isnan(diversity(only).evenness));
  const double none[] = {0, 0};
  EXPECT_TRUE(std::isnan(diversity(none).entropy));
  EXPECT_TRUE(std::isnan(diversity(none).hill_0));
}

TEST(Proximity, ByHand) {
  const Grid grid{0, 100, 10, 10, 10};
  FactorFeatures features;
  features.polygons = square(20, 20, 40, 40);
  const Raster distance = proximity(features, grid, Crs(), {}, Progress()).distance;
  EXPECT_EQ(distance.at(2, 6), 0);                             // (25, 35): inside
  EXPECT_EQ(distance.at(5, 6), 15);                            // (55, 35): 15 m east
  EXPECT_FLOAT_EQ(distance.at(4, 5), std::hypot(5.F, 5.F));    // (45, 45): from the corner
  EXPECT_FLOAT_EQ(distance.at(9, 0), std::hypot(55.F, 55.F));  // (95, 95)
  EXPECT_EQ(distance.band.unit, "m");
}

TEST(Proximity, NothingBeyondTheMaximumAndOutsideTheStudyArea) {
  const Grid grid{0, 100, 10, 10, 10};
  FactorFeatures features;
  features.x = {5};
  features.y = {95};
  ProximityOptions options;
  options.maximum = Metres{30};
  options.study_area = square(0, 80, 100, 100);
  const Proximity result = proximity(features, grid, Crs(), options, Progress());
  EXPECT_EQ(result.distance.at(0, 0), 0);
  EXPECT_EQ(result.distance.at(3, 0), 30);  // exactly the maximum
  EXPECT_TRUE(std::isnan(result.distance.at(4, 0)));
  EXPECT_TRUE(std::isnan(result.distance.at(0, 2)));  // 20 m away, but outside
  EXPECT_EQ(result.report.values["proximity"]["cells"], 7);
  EXPECT_EQ(result.report.values["proximity"]["beyond_maximum"], 13);
}

TEST(Proximity, RefusesWhatMakesNoSense) {
  const Grid grid{0, 100, 10, 10, 10};
  FactorFeatures features;
  EXPECT_EQ(code_of([&] { proximity(features, grid, Crs(), {}, Progress()); }), "features-empty");
  features.x = {5};
  features.y = {95};
  ProximityOptions options;
  options.maximum = Metres{-30};
  EXPECT_EQ(code_of([&] { proximity(features, grid, Crs(), options, Progress()); }),
            "maximum-not-positive");
  const Progress cancelled;
  cancelled.cancel();
  EXPECT_EQ(code_of([&] { proximity(features, grid, Crs(), {}, cancelled); }), "cancelled");
}

TEST(LandUseMix, ByHand) {
  // A window of one cell and its four neighbours; the border of the homes halves the middle column.
  const Grid grid{0, 30, 10, 3, 3};
  const std::vector<LandUseClass> classes = {{"homes", square(0, 0, 15, 30)},
                                             {"shops", square(15, 10, 30, 30)},
                                             {"park", square(15, 0, 30, 10)}};
  LandUseMixOptions options;
  options.radius = Metres{10};
  const LandUseMix mix = land_use_mix(classes, grid, Crs(), options, Progress());
  const double amounts[] = {2.5, 2, .5};
  const Diversity expected = diversity(amounts);
  EXPECT_FLOAT_EQ(mix.bands[0].at(1, 1), static_cast<float>(expected.entropy));
  EXPECT_FLOAT_EQ(mix.bands[1].at(1, 1), static_cast<float>(expected.evenness));
  EXPECT_FLOAT_EQ(mix.bands[2].at(1, 1), static_cast<float>(expected.herfindahl));
  EXPECT_EQ(mix.bands[3].at(1, 1), 3);
  EXPECT_EQ(mix.bands[6].at(1, 1), 1);
  // In the corner two of the five cells lie outside all classes.
  EXPECT_FLOAT_EQ(mix.bands[6].at(0, 0), .6F);
  EXPECT_EQ(mix.bands[3].at(0, 0), 2);
}

TEST(LandUseMix, AnEmptyWindowHasNoDataAndOverlapsAreTold) {
  const Grid grid{0, 100, 10, 10, 10};
  const std::vector<LandUseClass> classes = {{"homes", square(0, 80, 20, 100)},
                                             {"shops", square(10, 80, 30, 100)}};
  LandUseMixOptions options;
  options.radius = Metres{15};
  const LandUseMix mix = land_use_mix(classes, grid, Crs(), options, Progress());
  for (const Raster& band : mix.bands) EXPECT_TRUE(std::isnan(band.at(9, 9)));
  EXPECT_EQ(mix.report.values["land_use_mix"]["overlapping_cells"], 2);
  EXPECT_THAT(mix.report.warnings, testing::Contains(testing::HasSubstr("overlap in 2 cells")));
  EXPECT_EQ(code_of([&] { land_use_mix({}, grid, Crs(), options, Progress()); }), "classes-empty");
  options.radius = Metres{0};
  EXPECT_EQ(code_of([&] { land_use_mix(classes, grid, Crs(), options, Progress()); }),
            "radius-not-positive");
}

}  // namespace
}  // namespace farola
