// Mantel's test against its readable twin on random events, stacks and lattices; its moments
// against every shuffle there is; the same bits for any threads; cancel.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/mantel.hpp"
#include "farola/near_repeat/mantel_shuffles.hpp"
#include "farola/near_repeat/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "reference/mantel_brute.hpp"
#include "support/space_time_points.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::Draw;

std::vector<std::uint32_t> as_they_are(std::size_t n) {
  std::vector<std::uint32_t> source(n);
  std::iota(source.begin(), source.end(), 0U);
  return source;
}

/// The definition for each row, over the shuffles that the engine deals.
void expect_twin(const SpaceTimeEvents& events, const MantelOptions& options) {
  const std::size_t n = events.size();
  const Mantel found = mantel(events.x, events.y, events.from, options, Progress());
  const Permutations permutations(n, Strata{}, options.seed);
  for (const MantelRow& row : found.rows) {
    const auto pairs = reference::mantel_pairs(events.x, events.y, events.from, options.transform,
                                               row.space_constant, row.time_constant);
    const double z = reference::mantel_z(pairs, as_they_are(n));
    EXPECT_NEAR(row.statistic, z, 1e-12 * z);
    if (row.sd > 0) {
      EXPECT_NEAR(row.r, reference::mantel_r(pairs), 1e-9);
    } else {
      EXPECT_TRUE(std::isnan(row.z));
    }
    int above = 0, below = 0;
    for (int m = 1; m <= options.permutations; ++m) {
      const double own =
          reference::mantel_z(pairs, permutations.source(static_cast<std::uint64_t>(m)));
      above += own >= z * (1 - 1e-11);
      below += own <= z * (1 + 1e-11);
    }
    EXPECT_EQ(row.p, (1. + above) / (1 + options.permutations)) << n << ' ' << row.space_constant;
    EXPECT_EQ(row.p_lower, (1. + below) / (1 + options.permutations));
    EXPECT_GE(row.p_adjusted, row.p);
  }
}

TEST(Mantel, AgreesWithTheTwin) {
  Draw draw(1);
  int looked_at = 0;
  while (looked_at < 24) {
    const SpaceTimeEvents events = test::some_events(draw, 150);
    if (events.size() < 3) continue;
    ++looked_at;
    MantelOptions options;
    options.permutations = 39;
    options.seed = static_cast<std::uint64_t>(looked_at);
    options.space_constants = {1, 150};
    options.time_constants = {.5, 7};
    expect_twin(events, options);
    options.transform = PairTransform::none;
    expect_twin(events, options);
  }
}

// All 720 ways to deal six times, among them ties in place and in time.
TEST(Mantel, MomentsAreThoseOfAllShuffles) {
  const std::vector<double> x{0, 100, 100, 350, 20, 800}, y{0, 0, 0, 70, 20, 100};
  std::vector<double> t{0, 1, 1, 5, 30, 31};
  for (double& day : t) day *= 86400;
  for (const PairTransform transform : {PairTransform::none, PairTransform::reciprocal}) {
    MantelOptions options;
    options.transform = transform;
    options.space_constants = {50};
    options.permutations = 0;
    const MantelRow row = mantel(x, y, t, options, Progress()).rows[0];
    const auto pairs = reference::mantel_pairs(x, y, t, transform, 50, 1);
    std::vector<std::uint32_t> source = as_they_are(6);
    double sum = 0, squares = 0, ways = 0;
    do {
      const double z = reference::mantel_z(pairs, source);
      sum += z;
      squares += z * z;
      ++ways;
    } while (std::next_permutation(source.begin(), source.end()));
    EXPECT_EQ(ways, 720);
    EXPECT_NEAR(row.expected, sum / ways, 1e-12 * row.expected);
    EXPECT_NEAR(row.sd, std::sqrt(squares / ways - sum / ways * sum / ways), 1e-9 * row.sd);
    EXPECT_TRUE(std::isnan(row.p));
  }
}

// From 2,000 events on, pairs are taken in single precision: as far from double as is promised.
TEST(Mantel, SinglePrecisionIsCloseEnough) {
  Draw draw(2);
  std::vector<double> x, y, t;
  for (int i = 0; i < 2050; ++i) {
    x.push_back(440000 + draw.uniform(0, 9000));
    y.push_back(4470000 + draw.uniform(0, 9000));
    t.push_back(60. * static_cast<double>(draw.below(525600)));  // minutes of a year
  }
  std::vector<double> odd = t;
  odd[0] += 1e-3;  // no whole ticks, and lapses that are the same but for a trace
  for (const PairTransform transform : {PairTransform::none, PairTransform::reciprocal}) {
    MantelOptions options;
    options.transform = transform;
    options.permutations = 9;
    const MantelShuffles fast = mantel_shuffles(x, y, t, options, Progress());
    const MantelShuffles slow = mantel_shuffles(x, y, odd, options, Progress());
    EXPECT_TRUE(fast.single);
    EXPECT_FALSE(slow.single);
    const double exact = mantel(x, y, t, options, Progress()).rows[0].statistic;
    for (std::size_t m = 0; m <= 9; ++m) {
      EXPECT_NEAR(fast.statistics[m][0], slow.statistics[m][0], 1e-8 * exact);
    }
    EXPECT_NEAR(fast.statistics[0][0], exact, 1e-8 * exact);
    EXPECT_NEAR(slow.statistics[0][0], exact, 1e-8 * exact);
  }
}

TEST(Mantel, TheSameForAnyThreads) {
  Draw draw(3);
  std::vector<double> x, y, t;
  for (int i = 0; i < 2300; ++i) {
    x.push_back(draw.uniform(0, 5000));
    y.push_back(draw.uniform(0, 5000));
    t.push_back(86400. * static_cast<double>(draw.below(90)));
  }
  MantelOptions options;
  options.permutations = 39;
  options.space_constants = {1, 200};
  std::vector<Mantel> found;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    found.push_back(mantel(x, y, t, options, Progress()));
  }
  for (std::size_t k = 1; k < found.size(); ++k) {
    for (std::size_t row = 0; row < 2; ++row) {
      EXPECT_EQ(std::memcmp(&found[0].rows[row], &found[k].rows[row], sizeof found[0].rows[row]),
                0);
    }
  }
}

TEST(Mantel, ProgressRisesAndCancelIsHeard) {
  Draw draw(4);
  std::vector<double> x, y, t;
  for (int i = 0; i < 300; ++i) {
    x.push_back(draw.uniform(0, 5000));
    y.push_back(draw.uniform(0, 5000));
    t.push_back(draw.uniform(0, 1e6));
  }
  MantelOptions options;
  options.permutations = 99;
  double last = 0;
  const Progress progress([&](double fraction, const std::string&) {
    EXPECT_GE(fraction, last);
    last = fraction;
  });
  mantel(x, y, t, options, progress);
  EXPECT_EQ(last, 1);
  for (const double when : {.05, .5}) {
    const Progress* self = nullptr;
    const Progress stopped([&](double fraction, const std::string&) {
      if (fraction > when) self->cancel();
    });
    self = &stopped;
    EXPECT_THROW(mantel(x, y, t, options, stopped), Error);
  }
}

}  // namespace
}  // namespace farola
