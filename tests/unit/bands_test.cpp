// Bands: where each value goes, at the edges above all, and what is refused.

#include "farola/near_repeat/bands.hpp"

#include "farola/core/error.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace farola {
namespace {

std::string code_of(const BandOptions& options) {
  try {
    const Bands bands(options, "distance-bands", "m");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("--"), std::string::npos) << error.what();
    return error.code();
  }
  return "";
}

TEST(Bands, ClosedLeftGivesAnEdgeToTheBandAbove) {
  const Bands bands({.edges = {0, 200, 400}}, "distance-bands", "m");
  EXPECT_EQ(bands.index_of(0), 0);
  EXPECT_EQ(bands.index_of(std::nextafter(200, 0)), 0);
  EXPECT_EQ(bands.index_of(200), 1);
  EXPECT_EQ(bands.index_of(400), -1);
  EXPECT_EQ(bands.labels(), "[0,200) [200,400) m");
  EXPECT_EQ(bands.label(1), "[200,400) m");
}

TEST(Bands, ClosedRightGivesAnEdgeToTheBandBelow) {
  const Bands bands({.edges = {0, 200, 400}, .closed = Closed::right});
  EXPECT_EQ(bands.index_of(0), -1);
  EXPECT_EQ(bands.index_of(std::numeric_limits<double>::denorm_min()), 0);
  EXPECT_EQ(bands.index_of(200), 0);
  EXPECT_EQ(bands.index_of(std::nextafter(200, 300)), 1);
  EXPECT_EQ(bands.index_of(400), 1);
  EXPECT_EQ(bands.index_of(std::nextafter(400, 500)), -1);
  EXPECT_EQ(bands.labels(), "(0,200] (200,400]");
}

TEST(Bands, OutermostEndsAreIncludedWhenAsked) {
  const Bands left({.edges = {0, 200, 400}, .include_ends = true});
  EXPECT_EQ(left.index_of(400), 1);
  EXPECT_EQ(left.index_of(std::nextafter(400, 500)), -1);
  EXPECT_EQ(left.labels(), "[0,200) [200,400]");
  const Bands right({.edges = {0, 200, 400}, .closed = Closed::right, .include_ends = true});
  EXPECT_EQ(right.index_of(0), 0);
  EXPECT_EQ(right.labels(), "[0,200] (200,400]");
}

TEST(Bands, TheOpenBandTakesWhatIsBeyondTheLastEdge) {
  const Bands left({.edges = {0, 7, 14}, .include_ends = true, .open_end = true});
  EXPECT_EQ(left.index_of(14), 2);  // the open band has it, so the end is not in the finite one
  EXPECT_EQ(left.index_of(1e300), 2);
  EXPECT_EQ(left.labels(), "[0,7) [7,14) [14,inf)");
  EXPECT_EQ(left.finite(), 2U);
  EXPECT_EQ(left.size(), 3U);
  const Bands right({.edges = {0, 7, 14}, .closed = Closed::right, .open_end = true});
  EXPECT_EQ(right.index_of(14), 1);
  EXPECT_EQ(right.index_of(0), -1);
  EXPECT_EQ(right.labels(), "(0,7] (7,14] (14,inf)");
}

TEST(Bands, SamePlaceIsABandOfItsOwn) {
  const Bands exact({.edges = {0, 200, 400}, .has_same = true}, "distance-bands", "m");
  EXPECT_EQ(exact.index_of(0), 0);
  EXPECT_EQ(exact.index_of(1e-12), 1);
  EXPECT_EQ(exact.index_of(200), 2);
  EXPECT_EQ(exact.labels(), "same place [0,0] (0,200) [200,400) m");
  const Bands near({.edges = {0, 200, 400}, .closed = Closed::right, .has_same = true, .same = 5});
  EXPECT_EQ(near.index_of(0), 0);
  EXPECT_EQ(near.index_of(5), 0);
  EXPECT_EQ(near.index_of(std::nextafter(5, 6)), 1);
  EXPECT_EQ(near.labels(), "same place [0,5] (5,200] (200,400]");
}

TEST(Bands, WidthTimesCountIsAProductNotASum) {
  const std::vector<double> edges = Bands::edges_of_width(.1, 10);
  ASSERT_EQ(edges.size(), 11U);
  EXPECT_EQ(edges[3], 3 * .1);
  EXPECT_EQ(edges[10], 1.0);
}

TEST(Bands, ScaledToSecondsTheyAreWhole) {
  const Bands days({.edges = {0, .1, 7}}, "time-bands", "days");
  const Bands seconds = days.scaled(86400, "s");
  EXPECT_EQ(seconds.limits()[1].at, 8640.0);
  EXPECT_EQ(seconds.limits()[2].at, 604800.0);
  EXPECT_EQ(seconds.labels(), "[0,8640) [8640,604800) s");
}

TEST(Bands, RefusesWhatAreNoBands) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(code_of({.edges = {}}), "distance-bands-too-few");
  EXPECT_EQ(code_of({.edges = {5}}), "distance-bands-too-few");
  EXPECT_EQ(code_of({.edges = {0, nan}}), "distance-bands-not-a-number");
  EXPECT_EQ(code_of({.edges = {0, std::numeric_limits<double>::infinity()}}),
            "distance-bands-not-a-number");
  EXPECT_EQ(code_of({.edges = {-1, 5}}), "distance-bands-negative");
  EXPECT_EQ(code_of({.edges = {0, 400, 200}}), "distance-bands-not-increasing");
  EXPECT_EQ(code_of({.edges = {0, 200, 200}}), "distance-bands-not-increasing");
  EXPECT_EQ(code_of({.edges = {10, 200}, .has_same = true}), "distance-bands-overlap-same");
  EXPECT_EQ(code_of({.edges = {0, 200}, .has_same = true, .same = 200}),
            "distance-bands-overlap-same");
  EXPECT_EQ(code_of({.edges = {0, 200}, .has_same = true, .same = -1}), "same-place-negative");
  EXPECT_EQ(code_of({.edges = {0, 200}, .has_same = true, .same = nan}), "same-place-negative");
  EXPECT_THROW(Bands::edges_of_width(0, 5), Error);
  EXPECT_THROW(Bands::edges_of_width(5, 0), Error);
}

}  // namespace
}  // namespace farola
