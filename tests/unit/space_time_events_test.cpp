// Events with their times as numbers, and permutations of them.

#include "farola/near_repeat/space_time_events.hpp"

#include "farola/core/error.hpp"
#include "farola/core/random.hpp"
#include "farola/near_repeat/permutation.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "reference/projected_points.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

constexpr Timestamp day = 86400;

ProjectedEvents timed(std::vector<Timestamp> from, std::vector<Timestamp> until = {}) {
  Events events;
  events.crs = Crs::from_epsg(25830);
  for (std::size_t i = 0; i < from.size(); ++i) {
    events.x.push_back(500000 + static_cast<double>(i));
    events.y.push_back(4600000);
    events.row.push_back(static_cast<std::int64_t>(i) + 1);
  }
  events.from = std::move(from);
  events.until = std::move(until);
  return test::projected(std::move(events));
}

TEST(SpaceTimeEvents, TimesAreSecondsSinceTheMidnightBeforeTheFirst) {
  const Timestamp start = 16800 * day;
  const SpaceTimeEvents events = space_time_events(timed({start + 3 * day + 5, start + 7200}));
  EXPECT_EQ(events.origin, start);
  EXPECT_EQ(events.times(Moment::midpoint), (std::vector<double>{3.0 * day + 5, 7200}));
  // Before 1970 too.
  EXPECT_EQ(space_time_events(timed({-1})).origin, -day);
}

TEST(SpaceTimeEvents, AMomentOfAnInterval) {
  const Timestamp start = 16800 * day;
  const SpaceTimeEvents events =
      space_time_events(timed({start, start + 10}, {start + day - 1, start + 13}));
  EXPECT_EQ(events.times(Moment::earliest), (std::vector<double>{0, 10}));
  EXPECT_EQ(events.times(Moment::latest), (std::vector<double>{day - 1, 13}));
  EXPECT_EQ(events.times(Moment::midpoint), (std::vector<double>{(day - 1) / 2.0, 11.5}));
  std::map<double, int> drawn;
  for (std::uint64_t draw = 0; draw < 4000; ++draw) {
    ++drawn[events.times(Moment::random, 1, draw)[1]];
  }
  // 10, 11, 12 and 13, each 1,000 times give or take 5 standard deviations of 27.
  ASSERT_EQ(drawn.size(), 4U);
  for (const auto& [second, times] : drawn) EXPECT_NEAR(times, 1000, 137) << second;
  EXPECT_EQ(events.times(Moment::random, 1, 3), events.times(Moment::random, 1, 3));
  EXPECT_NE(events.times(Moment::random, 1, 3), events.times(Moment::random, 2, 3));
}

TEST(SpaceTimeEvents, DatesAndMonthsAreKnownAsSuch) {
  const Timestamp start = 16800 * day;
  const TimePrecisions found = time_precisions(
      space_time_events(timed({start, start + 60, start + day, start},
                              {start + day - 1, start + 120, start + 31 * day + day - 1, start})));
  EXPECT_EQ(found.dates, 1);
  EXPECT_EQ(found.longer, 1);
  EXPECT_EQ(found.months, 1);
  EXPECT_EQ(found.longest, 31.0 * day - 1);
}

TEST(SpaceTimeEvents, WithoutTimesTheyAreRefusedWithTheRemedy) {
  for (const auto& events :
       {test::projected(test::Points{{500000}, {4600000}}), timed({16800 * day, no_time})}) {
    try {
      space_time_events(events);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "time-missing");
      EXPECT_NE(std::string(error.what()).find("--time"), std::string::npos);
    }
  }
}

TEST(Permutations, EachIsAPermutationAndAFunctionOfSeedAndNumber) {
  const Permutations permutations(1000, {}, 7);
  std::vector<std::uint32_t> source = permutations.source(3);
  EXPECT_EQ(source, Permutations(1000, {}, 7).source(3));
  EXPECT_NE(source, permutations.source(4));
  EXPECT_NE(source, Permutations(1000, {}, 8).source(3));
  std::sort(source.begin(), source.end());
  for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_EQ(source[i], i);
}

TEST(Permutations, AllOrdersOfFourAreAsLikely) {
  std::map<std::vector<std::uint32_t>, int> seen;
  const Permutations permutations(4, {}, 11);
  for (std::uint64_t number = 1; number <= 24000; ++number) ++seen[permutations.source(number)];
  ASSERT_EQ(seen.size(), 24U);
  // 1,000 each; the chi-square of 23 degrees of freedom is below 49.7 but once in 1,000.
  double chi2 = 0;
  for (const auto& [order, times] : seen) chi2 += (times - 1000.0) * (times - 1000.0) / 1000;
  EXPECT_LT(chi2, 49.7);
}

TEST(Permutations, StrataKeepTheirValues) {
  std::vector<std::int64_t> values;
  for (std::uint64_t i = 0; i < 500; ++i) {
    values.push_back(static_cast<std::int64_t>(random_below(7, 1, 0, i)) * 100);
  }
  const Strata strata = Strata::from_values(values);
  EXPECT_EQ(strata.groups, 7U);
  const Permutations permutations(500, strata, 1);
  const auto source = permutations.source(5);
  int moved = 0;
  for (std::uint32_t i = 0; i < 500; ++i) {
    EXPECT_EQ(values[source[i]], values[i]);
    moved += source[i] != i;
  }
  EXPECT_GT(moved, 400);
}

}  // namespace
}  // namespace farola
