// fit_self_exciting() against the fit by definition, and its parts against all pairs.

#include "farola/core/random.hpp"
#include "farola/near_repeat/background_sums.hpp"
#include "farola/near_repeat/recent_events.hpp"
#include "farola/near_repeat/self_exciting.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "reference/self_exciting_brute.hpp"
#include "support/draw.hpp"
#include "support/self_exciting_city.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::Draw;

class SelfExcitingTwin : public testing::TestWithParam<bool> {};

TEST_P(SelfExcitingTwin, FindsWhatAllPairsFind) {
  const bool exponential = GetParam();
  for (const std::uint64_t seed : {1, 2, 3}) {
    test::SelfExcitingTruth truth;
    truth.background = 250;
    truth.days = 200;
    truth.side = 3000;
    truth.exponential = exponential;
    const ProjectedEvents events = test::as_events(test::simulated(truth, seed));
    SelfExcitingOptions options;
    options.start = test::simulation_start;
    options.now = test::simulation_start + 200 * Timestamp{86400};
    options.bandwidth = Metres{400};
    options.decay = exponential ? DistanceDecay::exponential : DistanceDecay::gaussian;
    options.tolerance = 1e-9;
    options.max_iterations = 3000;
    const SelfExcitingFit fit = fit_self_exciting(events, options, Progress());
    ASSERT_TRUE(fit.converged);

    std::vector<double> x(events.x().begin(), events.x().end());
    std::vector<double> y(events.y().begin(), events.y().end()), t;
    for (const Timestamp from : events.from()) {
      t.push_back(static_cast<double>(from - test::simulation_start) / 86400);
    }
    const Box even = even_box(events.box(), 400);
    // The twin creeps, step by step; these are enough for it to stand still.
    const test::BruteTrigger brute = test::brute_fit(
        x, y, t, 200, 400, even.width() * even.height(), even_share, exponential, 10, 100);
    // Cut-off and lattice leave 2e-6 each; EM may magnify that some ten times.
    EXPECT_NEAR(fit.branching_ratio.value / brute.theta, 1, 1e-4) << seed;
    EXPECT_NEAR(fit.half_life.value * brute.omega / std::numbers::ln2, 1, 1e-4) << seed;
    EXPECT_NEAR(fit.scale.value / brute.scale, 1, 1e-4) << seed;
    EXPECT_NEAR(fit.log_likelihood, brute.log_likelihood, .01) << seed;
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_NEAR(fit.background_probability[i], brute.background[i], 1e-3) << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Decays, SelfExcitingTwin, testing::Bool());

TEST(BackgroundSums, LatticeAndDirectAgreeWithAllPairs) {
  Draw draw(5);
  std::vector<double> x, y, weight;
  for (int i = 0; i < 600; ++i) {
    const bool again = i > 0 && draw.chance(.2);
    const auto of = static_cast<std::size_t>(again ? draw.below(i) : 0);
    x.push_back(again ? x[of] : 448562.3 + 900 * draw.normal());
    y.push_back(again ? y[of] : 4612445.1 + 500 * draw.normal());
    weight.push_back(draw.uniform(0, 1));
  }
  for (const double b : {30.0, 150.0, 2000.0}) {
    const double peak = 1 / (2 * std::numbers::pi * b * b);
    std::vector<double> brute(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t j = 0; j < x.size(); ++j) {
        const double square = std::pow(x[i] - x[j], 2) + std::pow(y[i] - y[j], 2);
        if (j != i) brute[i] += weight[j] * peak * std::exp(-square / (2 * b * b));
      }
    }
    using Way = BackgroundSums::Way;
    const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
    const auto direct = BackgroundSums(x, y, b, Way::direct).at_events(weight, Progress());
    const auto lattice = BackgroundSums(x, y, b, Way::lattice).at_events(weight, Progress());
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_NEAR(direct[i], brute[i], 1e-10 * total * peak) << b;
      EXPECT_NEAR(lattice[i], brute[i], 2e-6 * total * peak) << b;
    }
  }
  // A small bandwidth in a wide city would need too many nodes; a wide one has all places for
  // pairs.
  EXPECT_EQ(BackgroundSums(x, y, .5).way(), BackgroundSums::Way::direct);
  EXPECT_EQ(BackgroundSums(x, y, 30).way(), BackgroundSums::Way::direct);
  EXPECT_EQ(BackgroundSums(x, y, 2000).way(), BackgroundSums::Way::lattice);
}

TEST(RecentEvents, AreThoseOfAllEventsAskedInTurn) {
  Draw draw(7);
  for (int round = 0; round < 40; ++round) {
    std::vector<double> x, y, t;
    const auto count = 1 + draw.below(200);
    const double scale = std::exp(draw.uniform(0, 8));
    const bool lattice = draw.chance(.4);  // distances and ages that lie on the limits
    for (std::int64_t i = 0; i < count; ++i) {
      x.push_back(lattice ? 10.0 * static_cast<double>(draw.below(9)) : scale * draw.normal());
      y.push_back(lattice ? 10.0 * static_cast<double>(draw.below(9)) : scale * draw.normal());
      t.push_back(lattice ? static_cast<double>(draw.below(20)) : draw.uniform(0, 20));
    }
    std::sort(t.begin(), t.end());
    const double reach = lattice ? 20 : scale * draw.uniform(.01, 3), memory = 5;
    const RecentEvents recent(x, y, t, reach);
    for (std::size_t i = 0; i < x.size(); ++i) {
      std::map<std::uint32_t, double> found;
      recent.visit_before(i, memory, [&](std::uint32_t j, double age, double square) {
        EXPECT_EQ(age, t[i] - t[j]);
        EXPECT_TRUE(found.emplace(j, square).second);
      });
      for (std::uint32_t j = 0; j < x.size(); ++j) {
        const double square = std::pow(x[j] - x[i], 2) + std::pow(y[j] - y[i], 2);
        const bool wanted = t[j] < t[i] && t[j] >= t[i] - memory && square <= reach * reach;
        EXPECT_EQ(found.contains(j), wanted);
      }
    }
  }
}

}  // namespace
}  // namespace farola
