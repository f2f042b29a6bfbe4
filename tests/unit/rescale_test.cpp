// Rescaling by hand, and what it refuses.

#include "farola/risk/rescale.hpp"

#include "farola/raster/raster.hpp"

#include <cmath>

#include "support/expect_error.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

const std::vector<float> metres = {100, 0, no_data, 400, 200};

Rescaler of(const Rescaling& rescaling, const std::vector<float>& values = metres) {
  return {rescaling, values, "bars"};
}

TEST(Rescale, MinimumMaximumByHand) {
  const Rescaler f = of({.method = RescaleMethod::minimum_maximum});
  EXPECT_DOUBLE_EQ(f(0), 0);
  EXPECT_DOUBLE_EQ(f(100), .25);
  EXPECT_DOUBLE_EQ(f(400), 1);
  EXPECT_TRUE(std::isnan(f(no_data)));
  const Rescaler falling = of({.method = RescaleMethod::minimum_maximum, .reversed = true});
  EXPECT_DOUBLE_EQ(falling(100), .75);
}

TEST(Rescale, LinearIsCutAtItsEnds) {
  const Rescaler rising = of({.method = RescaleMethod::linear, .zero = 50, .one = 250});
  EXPECT_DOUBLE_EQ(rising(0), 0);
  EXPECT_DOUBLE_EQ(rising(100), .25);
  EXPECT_DOUBLE_EQ(rising(400), 1);
  const Rescaler falling = of({.method = RescaleMethod::linear, .zero = 250, .one = 50});
  EXPECT_DOUBLE_EQ(falling(100), .75);
  EXPECT_DOUBLE_EQ(falling(400), 0);
}

TEST(Rescale, PowerByHand) {
  const Rescaler f = of({.method = RescaleMethod::power, .exponent = 2});
  EXPECT_DOUBLE_EQ(f(200), .25);
  const Rescaler root = of({.method = RescaleMethod::power, .one = 900, .exponent = .5});
  EXPECT_DOUBLE_EQ(root(100), 1. / 3);
}

TEST(Rescale, MembershipsByHand) {
  // 1/(1 + 2^-3), 1/(1 + 2^3); both 1/2 at the midpoint, 0 and 1 at 0.
  const Rescaler large = of({.method = RescaleMethod::large, .midpoint = 200, .spread = 3});
  EXPECT_NEAR(large(400), 8. / 9, 1e-15);
  EXPECT_DOUBLE_EQ(large(200), .5);
  EXPECT_DOUBLE_EQ(large(0), 0);
  const Rescaler small = of({.method = RescaleMethod::small, .midpoint = 200, .spread = 3});
  EXPECT_NEAR(small(400), 1. / 9, 1e-15);
  EXPECT_DOUBLE_EQ(small(0), 1);
  const Rescaler gaussian =
      of({.method = RescaleMethod::gaussian, .midpoint = 200, .spread = .0001});
  EXPECT_NEAR(gaussian(100), std::exp(-1.), 1e-15);
  EXPECT_DOUBLE_EQ(gaussian(200), 1);
  const Rescaler near = of({.method = RescaleMethod::near, .midpoint = 200, .spread = .0001});
  EXPECT_NEAR(near(100), .5, 1e-15);
  EXPECT_NEAR(near(400), .2, 1e-15);
}

TEST(Rescale, RangesAndTheEndOfTheHighest) {
  Rescaling r{.method = RescaleMethod::ranges};
  r.ranges = {{100, 400, .5}, {0, 100, 1}};
  const Rescaler f = of(r);
  EXPECT_EQ(f(0), 1);
  EXPECT_EQ(f(99.9), 1);
  EXPECT_EQ(f(100), .5);
  EXPECT_EQ(f(400), .5);
  EXPECT_TRUE(std::isnan(f(401)));
  EXPECT_EQ(f.lowest(), .5);
  EXPECT_EQ(f.highest(), 1);
}

TEST(Rescale, ClassesAndTheRest) {
  const std::vector<float> codes = {3, 1, 2, no_data};
  Rescaling r{.method = RescaleMethod::classes};
  r.classes = {{3, .2}, {1, .9}};
  std::string message;
  EXPECT_EQ(test::code_of([&] { of(r, codes); }, &message), "values-without-score");
  EXPECT_THAT(message,
              testing::HasSubstr("Layer bars has 1 cells in none of its classes, the first "
                                 "with the value 2"));
  r.otherwise = 0;
  EXPECT_EQ(of(r, codes)(2), 0);
  r.otherwise = NAN;
  EXPECT_TRUE(std::isnan(of(r, codes)(2)));
  EXPECT_EQ(of(r, codes)(3), .2);
}

TEST(Rescale, AConstantLayerIsNamed) {
  const std::vector<float> flat = {7, 7, no_data};
  test::expect_error([&] { of({.method = RescaleMethod::minimum_maximum}, flat); }, ErrorKind::data,
                     "layer-constant", {"Layer bars is 7 in every cell", "linear"});
  test::expect_error([&] { of({.method = RescaleMethod::power}, flat); }, ErrorKind::data,
                     "layer-constant");
  // Where the ends are given, it has a score.
  EXPECT_DOUBLE_EQ(of({.method = RescaleMethod::linear, .zero = 0, .one = 14}, flat)(7), .5);
}

TEST(Rescale, RefusesLayersThatCannotBe) {
  const float infinite = std::numeric_limits<float>::infinity();
  test::expect_error([&] { of({}, {no_data, no_data}); }, ErrorKind::data, "layer-empty", {"bars"});
  test::expect_error([&] { of({}, {1, infinite}); }, ErrorKind::data, "layer-infinite", {"bars"});
  test::expect_error(
      [&] {
        of({.method = RescaleMethod::small, .midpoint = 2}, {1, -3});
      },
      ErrorKind::data, "layer-negative", {"the lowest -3", "linear"});
}

TEST(Rescale, RefusesRescalingsThatMakeNoSense) {
  const auto usage = [](const Rescaling& r, const char* code, const char* words) {
    test::expect_error([&] { of(r); }, ErrorKind::usage, code, {"bars", words});
  };
  usage({.method = RescaleMethod::linear, .zero = 1}, "rescale-ends-missing", "one = 500");
  usage({.method = RescaleMethod::linear, .zero = 1, .one = 1}, "rescale-ends", "must differ");
  usage({.method = RescaleMethod::power, .exponent = 0}, "rescale-exponent", "got 0");
  usage({.method = RescaleMethod::large}, "rescale-midpoint", "positive, got 0");
  usage({.method = RescaleMethod::near, .spread = -1}, "rescale-spread", "got -1");
  usage({.method = RescaleMethod::ranges}, "rescale-ranges", "no ranges");
  usage({.method = RescaleMethod::classes}, "rescale-classes", "no classes");
  Rescaling r{.method = RescaleMethod::ranges};
  r.ranges = {{0, 10, 1}, {5, 20, 2}};
  usage(r, "rescale-ranges", "0 to 10 and 5 to 20 overlap");
  r.ranges = {{10, 0, 1}};
  usage(r, "rescale-ranges", "from less to more");
  Rescaling c{.method = RescaleMethod::classes, .reversed = true};
  c.classes = {{1, 1}, {1, 2}};
  usage(c, "rescale-reversed", "reversed");
  c.reversed = false;
  usage(c, "rescale-classes", "class 1 has two scores");
  test::expect_error([] { rescale_method("gausian", "bars"); }, ErrorKind::usage,
                     "rescale-method-unknown", {"Did you mean gaussian?"});
}

}  // namespace
}  // namespace farola
