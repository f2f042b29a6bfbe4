// Moments stratum by stratum against those of all strata at once (exact_moments.hpp, which is
// compared with every permutation there is in knox_twin_test.cpp).

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/knox_table.hpp"
#include "farola/near_repeat/strata_moments.hpp"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "support/draw.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::Draw;

struct Case {
  std::vector<double> x, y, times, weight;
  std::vector<std::uint8_t> side;
  Bands distance, time;
  Strata strata;
  CountedEvents events() const { return {times, weight, side}; }
};

BandOptions some_bands(Draw& draw, double step) {
  BandOptions options{.edges = {draw.chance(.7) ? 0 : step}};
  for (std::int64_t k = draw.below(4); k >= 0; --k) {
    options.edges.push_back(options.edges.back() + step * static_cast<double>(1 + draw.below(3)));
  }
  options.closed = static_cast<Closed>(draw.below(2));
  options.include_ends = draw.chance(.3);
  options.open_end = draw.chance(.4);
  return options;
}

/// Events on a lattice of days; strata follow their times (months), their places, or neither.
Case some_case(Draw& draw, std::int64_t most_events, std::int64_t most_strata) {
  Case made;
  const std::int64_t count = 2 + draw.below(most_events), groups = 1 + draw.below(most_strata);
  const std::int64_t by = draw.below(3);
  const bool weighted = draw.chance(.3), sided = draw.chance(.3);
  std::vector<std::int64_t> values;
  for (std::int64_t i = 0; i < count; ++i) {
    made.x.push_back(static_cast<double>(50 * draw.below(40)));
    made.y.push_back(static_cast<double>(50 * draw.below(10)));
    made.times.push_back(static_cast<double>(draw.below(120)));
    if (weighted) made.weight.push_back(draw.chance(.1) ? 0 : draw.uniform(0, 3));
    if (sided) made.side.push_back(static_cast<std::uint8_t>(draw.below(2)));
    const double place = by == 0 ? made.times.back() / 120 : made.x.back() / 2000;
    values.push_back(by == 2 ? draw.below(groups)
                             : static_cast<std::int64_t>(place * static_cast<double>(groups)));
  }
  made.distance = Bands(some_bands(draw, 50));
  made.time = Bands(some_bands(draw, 4));
  made.strata = Strata::from_values(values);
  if (sided) made.strata = Strata::crossed({{made.side.begin(), made.side.end()}, 2}, made.strata);
  return made;
}

std::unique_ptr<ClosePairs> pairs_of(const Case& c) {
  return close_pairs(c.x, c.y, DistanceMetric::euclidean, c.distance.reach());
}

Moments at_once(const Case& c) {
  const KnoxCounts counts =
      knox_counts(*pairs_of(c), c.events(), c.distance, c.time, &c.strata, Progress());
  const Degrees time = time_degrees(c.events(), c.time, c.strata, Progress());
  return exact_moments(counts.space, time, c.strata.group, Progress());
}

TEST(StrataMomentsTwin, AreThoseOfAllStrataAtOnce) {
  int with_spread = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Draw draw(seed);
    const Case c = some_case(draw, seed % 10 == 0 ? 500 : 60, seed % 10 == 0 ? 90 : 8);
    const Moments truth = at_once(c);
    const auto found =
        strata_moments(*pairs_of(c), c.events(), c.distance, c.time, c.strata, Progress());
    ASSERT_TRUE(found) << "seed " << seed;
    ASSERT_EQ(found->mean.size(), truth.mean.size());
    EXPECT_EQ(found->time_bands, truth.time_bands);
    for (std::size_t k = 0; k < truth.mean.size(); ++k) {
      const std::string what = "seed " + std::to_string(seed) + ", cell " + std::to_string(k);
      // The variance is a sum of products that cancel in part, of the size of the mean.
      ASSERT_NEAR(found->mean[k], truth.mean[k], 1e-11 * (1 + truth.mean[k])) << what;
      ASSERT_NEAR(found->sd[k] * found->sd[k], truth.sd[k] * truth.sd[k],
                  1e-9 * (1 + truth.mean[k]))
          << what;
      with_spread += truth.sd[k] > .01;
    }
  }
  EXPECT_GT(with_spread, 1000);
}

TEST(StrataMomentsTwin, TheSameBitsForAnyThreads) {
  Draw draw(5);
  const Case c = some_case(draw, 900, 40);
  const auto moments = [&](int threads) {
    const ThreadLimit limit(threads);
    return strata_moments(*pairs_of(c), c.events(), c.distance, c.time, c.strata, Progress())
        .value();
  };
  const Moments one = moments(1), four = moments(4);
  EXPECT_EQ(one.mean, four.mean);
  EXPECT_EQ(one.sd, four.sd);
}

SpaceTimeEvents events_of(const Case& c) {
  SpaceTimeEvents events;
  events.x = c.x;
  events.y = c.y;
  for (const double day : c.times) events.from.push_back(86400 * day);
  events.until = events.from;
  for (std::size_t i = 0; i < c.x.size(); ++i) events.row.push_back(static_cast<std::int64_t>(i));
  return events;
}

TEST(StrataMomentsTwin, TheTableTakesThemForManyStrata) {
  Draw draw(3);
  Case c = some_case(draw, 400, 3);
  KnoxOptions options;
  options.distance_bands = Bands({.edges = {0, 200, 400}});
  options.time_bands = Bands({.edges = {0, 7, 14}});
  options.permutations = 0;
  std::vector<std::int64_t> days;
  for (const double t : c.times) days.push_back(static_cast<std::int64_t>(t));
  options.strata = Strata::from_values(days);
  ASSERT_GT(options.strata.groups, most_groups);
  const KnoxTable table = knox_table(events_of(c), options, Progress());
  EXPECT_EQ(table.report.values["near_repeat"]["moments_from"], "exact");
  // Shuffled within days, nothing changes.
  for (const KnoxCell& cell : table.cells) {
    EXPECT_NEAR(cell.expected, cell.observed, 1e-9 * cell.observed);
    EXPECT_EQ(cell.sd, 0);
  }
}

TEST(StrataMomentsTwin, StrataThatAllMeetInOpenBandsAreLeftToThePermutations) {
  Case c;
  std::vector<std::int64_t> kinds;
  for (int i = 0; i < 4000; ++i) {
    c.x.push_back(100 * (i % 64));
    c.y.push_back(100 * (i / 64));
    c.times.push_back(i % 365);
    kinds.push_back(i % 1300);
  }
  KnoxOptions options;
  options.distance_bands = Bands({.edges = {0, 50}, .open_end = true});
  options.time_bands = Bands({.edges = {0, 7}, .open_end = true});
  options.strata = Strata::from_values(kinds);
  options.permutations = 0;
  try {
    knox_table(events_of(c), options, Progress());
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "permutations-needed");
  }
  options.permutations = 19;
  const KnoxTable table = knox_table(events_of(c), options, Progress());
  EXPECT_EQ(table.report.values["near_repeat"]["moments_from"], "permutations");
}

}  // namespace
}  // namespace farola
