// p-values by hand, and the adjusted ones against their definitions.

#include "farola/near_repeat/monte_carlo_p.hpp"

#include "farola/core/random.hpp"
#include "farola/near_repeat/time_ticks.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace farola {
namespace {

using Shuffles = std::vector<std::vector<double>>;

TEST(MonteCarloP, CountsTheObservedTableAmongTheShuffles) {
  const Shuffles shuffled{{1}, {2}, {3}, {3}, {5}};
  const auto p = [&](double observed) {
    return monte_carlo_p({observed}, shuffled, {2.8}, {1.3}, Correction::max_z, Progress());
  };
  EXPECT_DOUBLE_EQ(p(3).upper[0], 4 / 6.0);
  EXPECT_DOUBLE_EQ(p(3).lower[0], 5 / 6.0);
  EXPECT_DOUBLE_EQ(p(3).two_sided[0], 1);
  EXPECT_DOUBLE_EQ(p(9).upper[0], 1 / 6.0);
  EXPECT_DOUBLE_EQ(p(9).two_sided[0], 2 / 6.0);
  EXPECT_DOUBLE_EQ(p(0).lower[0], 1 / 6.0);
  EXPECT_DOUBLE_EQ(p(3).median[0], 3);
  EXPECT_DOUBLE_EQ(p(9).adjusted[0], 1 / 6.0);  // one cell: nothing to adjust for
}

TEST(MonteCarloP, MaxZAsksWhetherAnyCellOfAShuffleIsAsHigh) {
  // Cell 2 never varies, and takes no part.
  const Shuffles shuffled{{4, 0, 7}, {0, 4, 7}, {1, 1, 7}, {0, 0, 7}};
  const MonteCarloP p =
      monte_carlo_p({3, 1, 7}, shuffled, {1, 1, 7}, {1, 1, 0}, Correction::max_z, Progress());
  EXPECT_DOUBLE_EQ(p.upper[0], 2 / 5.0);
  EXPECT_DOUBLE_EQ(p.adjusted[0], 3 / 5.0);  // both 4s
  EXPECT_DOUBLE_EQ(p.adjusted[1], 4 / 5.0);  // and the 1, 1
  EXPECT_DOUBLE_EQ(p.adjusted[2], 1);
}

TEST(MonteCarloP, MaxZHoldsTheChanceOfOneFalseCell) {
  // 400 tables of 30 cells of noise: about 20 have a cell at or below .05; 5 standard deviations of
  // that are 22.
  int false_tables = 0;
  for (std::uint64_t table = 0; table < 400; ++table) {
    Shuffles shuffled(99, std::vector<double>(30));
    std::vector<double> observed(30);
    for (std::size_t cell = 0; cell < 30; ++cell) {
      observed[cell] = random_normal(1, table, cell);
      for (std::size_t k = 0; k < 99; ++k) {
        shuffled[k][cell] = random_normal(2, table, cell * 99 + k);
      }
    }
    const std::vector<double> zero(30), one(30, 1);
    const MonteCarloP p =
        monte_carlo_p(observed, shuffled, zero, one, Correction::max_z, Progress());
    false_tables += *std::min_element(p.adjusted.begin(), p.adjusted.end()) <= .05;
  }
  EXPECT_NEAR(false_tables, 20, 22);
  EXPECT_GT(false_tables, 2);
}

TEST(MonteCarloP, FalseDiscoveryRatesAreThoseOfThePaper) {
  // The 15 p-values of Benjamini and Hochberg's example: four are found at .05.
  const std::vector<double> p{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                              .0459, .3240, .4262, .5719, .6528, .7590, 1.000};
  const std::vector<double> rates = false_discovery_rates(p);
  EXPECT_EQ(std::count_if(rates.begin(), rates.end(), [](double q) { return q <= .05; }), 4);
  EXPECT_DOUBLE_EQ(rates[3], .0095 * 15 / 4);
  EXPECT_DOUBLE_EQ(rates[0], .0001 * 15);
  EXPECT_DOUBLE_EQ(rates[14], 1);
  EXPECT_TRUE(std::is_sorted(rates.begin(), rates.end()));
}

TEST(TimeTicks, TakeTheGreatestCommonStep) {
  const auto of = [](std::vector<double> times) { return TimeTicks::of(times); };
  EXPECT_EQ(of({86400 * 3., 86400 * 10., 86400 * 900.}).tick, 86400);
  EXPECT_EQ(of({5., 7205.}).tick, 7200);
  EXPECT_EQ(of({.5, 3., 10.5}).tick, 2.5);
  EXPECT_EQ(of({0, 1.5, 10}).tick, .5);
  // 3.7 years of hours fit into 16 bits, and one hour more does not.
  EXPECT_EQ(of({0, 3600, 3600 * 32767.}).type, TickType::int16);
  EXPECT_EQ(of({0, 3600, 3600 * 32768.}).type, TickType::int32);
  EXPECT_EQ(of({0, .25}).type, TickType::real);
  EXPECT_EQ(of({0, .5, 4e9}).type, TickType::real);
}

TEST(TimeTicks, ThresholdsCompareAsTheLimitsDo) {
  for (const double tick : {.5, 1., 3600., 86400.}) {
    const TimeTicks ticks{.start = 0, .tick = tick, .type = TickType::int16};
    for (const double at : {0., .25, .5, 1., 1.5, 1800., 3600., 5000., 604800.}) {
      for (const bool reached : {false, true}) {
        const BandLimit limit{at, reached};
        const double threshold = ticks.threshold(limit);
        for (std::int64_t gap = 0; gap <= 32767; gap += gap < 100 ? 1 : 97) {
          const double g = static_cast<double>(gap);
          ASSERT_EQ(g > threshold, !limit.below(g * tick)) << gap << " " << tick << " " << at;
        }
      }
    }
  }
}

}  // namespace
}  // namespace farola
