// Jacquez's test against its readable twin on random events, stacks and lattices; its moments
// against every shuffle there is; the same bits for any threads; cancel.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/jacquez.hpp"
#include "farola/near_repeat/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "reference/jacquez_brute.hpp"
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

TEST(Jacquez, AgreesWithTheTwin) {
  Draw draw(1);
  int looked_at = 0;
  while (looked_at < 30) {
    const SpaceTimeEvents events = test::some_events(draw, 90);
    const std::size_t n = events.size();
    if (n < 2) continue;
    ++looked_at;
    JacquezOptions options;
    options.neighbours = static_cast<int>(std::min<std::size_t>(n - 1, 1 + draw.below(12)));
    options.permutations = 19;
    options.seed = static_cast<std::uint64_t>(looked_at);
    const Jacquez found = jacquez(events.x, events.y, events.from, options, Progress());
    const Permutations permutations(n, Strata{}, options.seed);
    std::vector<double> before(20);
    double own_before = 0;
    for (const JacquezRow& row : found.rows) {
      const auto space = reference::shares_in_space(events.x, events.y, row.k);
      const auto time = reference::shares_in_time(events.from, row.k);
      const double j = reference::jacquez_j(space, time, as_they_are(n));
      EXPECT_NEAR(row.j, j, 1e-9 * (1 + j));
      EXPECT_NEAR(row.delta_j, j - own_before, 1e-9 * (1 + j));
      int above = 0, below = 0, grown = 0;
      for (std::size_t m = 1; m <= 19; ++m) {
        const double shuffled = reference::jacquez_j(space, time, permutations.source(m));
        above += shuffled >= j - 1e-9 * (1 + j);
        below += shuffled <= j + 1e-9 * (1 + j);
        grown += shuffled - before[m] >= j - own_before - 1e-9 * (1 + j);
        before[m] = shuffled;
      }
      own_before = j;
      EXPECT_EQ(row.p, (1. + above) / 20) << looked_at << " k " << row.k;
      EXPECT_EQ(row.p_lower, (1. + below) / 20);
      EXPECT_EQ(row.delta_p, (1. + grown) / 20);
      EXPECT_GE(row.p_adjusted, row.p);
    }
  }
}

// All 720 ways to deal six times, among them ties in place and in time.
TEST(Jacquez, MomentsAreThoseOfAllShuffles) {
  const std::vector<double> x{0, 100, 100, 350, 20, 800}, y{0, 0, 0, 70, 20, 100};
  const std::vector<double> t{0, 1, 1, 5, 30, 31};
  JacquezOptions options;
  options.neighbours = 5;
  options.permutations = 0;
  for (const JacquezRow& row : jacquez(x, y, t, options, Progress()).rows) {
    const auto space = reference::shares_in_space(x, y, row.k);
    const auto time = reference::shares_in_time(t, row.k);
    std::vector<std::uint32_t> source = as_they_are(6);
    double sum = 0, squares = 0;
    do {
      const double j = reference::jacquez_j(space, time, source);
      sum += j;
      squares += j * j;
    } while (std::next_permutation(source.begin(), source.end()));
    EXPECT_NEAR(row.expected, sum / 720, 1e-9);
    EXPECT_NEAR(row.expected, 6. * row.k * row.k / 5, 1e-9);
    EXPECT_NEAR(row.sd * row.sd, squares / 720 - sum / 720 * sum / 720, 1e-9);
    EXPECT_EQ(row.sd > 0, row.k < 5);
    EXPECT_TRUE(std::isnan(row.p));
  }
}

TEST(Jacquez, TheSameForAnyThreadsAndAnyOrderOfRows) {
  Draw draw(3);
  std::vector<double> x, y, t;
  for (int i = 0; i < 1500; ++i) {
    x.push_back(std::round(draw.uniform(0, 3000) / 50) * 50);
    y.push_back(std::round(draw.uniform(0, 3000) / 50) * 50);
    t.push_back(static_cast<double>(draw.below(90)));
  }
  JacquezOptions options;
  options.permutations = 39;
  std::vector<Jacquez> found;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    found.push_back(jacquez(x, y, t, options, Progress()));
  }
  for (std::size_t k = 1; k < found.size(); ++k) {
    for (std::size_t row = 0; row < found[0].rows.size(); ++row) {
      EXPECT_EQ(std::memcmp(&found[0].rows[row], &found[k].rows[row], sizeof found[0].rows[row]),
                0);
    }
  }
  std::reverse(x.begin(), x.end());
  std::reverse(y.begin(), y.end());
  std::reverse(t.begin(), t.end());
  const Jacquez turned = jacquez(x, y, t, options, Progress());
  for (std::size_t row = 0; row < turned.rows.size(); ++row) {
    EXPECT_NEAR(turned.rows[row].j, found[0].rows[row].j, 1e-9 * found[0].rows[row].j);
    EXPECT_NEAR(turned.rows[row].sd, found[0].rows[row].sd, 1e-9 * found[0].rows[row].sd);
  }
}

// 20,000 events at two addresses on two days: entries are places and times, not events.
TEST(Jacquez, StacksDoNotEatTheMachine) {
  std::vector<double> x(20000, 5), y(20000, 5), t(20000, 1);
  for (std::size_t i = 0; i < 10000; ++i) t[i] = 2;
  for (std::size_t i = 0; i < 5000; ++i) x[i] = 50;
  JacquezOptions options;
  options.permutations = 19;
  const JacquezRow row = jacquez(x, y, t, options, Progress()).rows[0];
  EXPECT_NEAR(row.expected, 20000. / 19999, 1e-9);
  // 5,000 at the second address, all of its day; 10,000 and 5,000 of each day at the first.
  EXPECT_NEAR(row.j, 5000. / 9999 + 10000. / 14999 + 5000. * 4999 / 14999 / 9999, 1e-9);
  EXPECT_GT(row.z, 100);
  EXPECT_EQ(row.p, .05);
}

TEST(Jacquez, ProgressRisesAndCancelIsHeard) {
  Draw draw(4);
  std::vector<double> x, y, t;
  for (int i = 0; i < 300; ++i) {
    x.push_back(draw.uniform(0, 5000));
    y.push_back(draw.uniform(0, 5000));
    t.push_back(draw.uniform(0, 1e6));
  }
  JacquezOptions options;
  options.permutations = 99;
  double last = 0;
  const Progress progress([&](double fraction, const std::string&) {
    EXPECT_GE(fraction, last);
    last = fraction;
  });
  jacquez(x, y, t, options, progress);
  EXPECT_EQ(last, 1);
  for (const double when : {.05, .5}) {
    const Progress* self = nullptr;
    const Progress stopped([&](double fraction, const std::string&) {
      if (fraction > when) self->cancel();
    });
    self = &stopped;
    EXPECT_THROW(jacquez(x, y, t, options, stopped), Error);
  }
}

}  // namespace
}  // namespace farola
