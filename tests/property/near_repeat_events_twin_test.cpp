// near_repeat_events() against every pair asked in turn, and what must hold of any result.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/chain_table.hpp"
#include "farola/near_repeat/near_repeat_events.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "reference/near_repeat_events_brute.hpp"
#include "support/draw.hpp"
#include "support/space_time_points.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::day;
using test::Draw;

NearRepeatOptions some_options(Draw& draw) {
  NearRepeatOptions options;
  options.distance = {draw.chance(.5) ? 50.0 * static_cast<double>(draw.below(8))
                                      : draw.uniform(0, 400)};
  options.time = {draw.chance(.5) ? 1.0 + static_cast<double>(draw.below(14))
                                  : draw.uniform(.01, 20)};
  if (draw.chance(.3)) options.same_place = {50.0 * static_cast<double>(draw.below(3))};
  options.closed = static_cast<Closed>(draw.below(2));
  options.metric = static_cast<DistanceMetric>(draw.below(2));
  options.parent = static_cast<ParentRule>(draw.below(2));
  return options;
}

void expect_same(const std::vector<NearRepeatEvent>& found,
                 const std::vector<NearRepeatEvent>& truth, const std::string& what) {
  ASSERT_EQ(found.size(), truth.size()) << what;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::string at = what + ", event " + std::to_string(i);
    ASSERT_EQ(found[i].role, truth[i].role) << at;
    ASSERT_EQ(found[i].parent, truth[i].parent) << at;
    ASSERT_EQ(found[i].originator, truth[i].originator) << at;
    ASSERT_EQ(found[i].chain, truth[i].chain) << at;
    ASSERT_EQ(found[i].generation, truth[i].generation) << at;
    ASSERT_EQ(found[i].followers, truth[i].followers) << at;
    ASSERT_EQ(found[i].parent_distance, truth[i].parent_distance) << at;
    ASSERT_EQ(found[i].parent_lag, truth[i].parent_lag) << at;
    ASSERT_EQ(found[i].originator_distance, truth[i].originator_distance) << at;
    ASSERT_EQ(found[i].originator_lag, truth[i].originator_lag) << at;
  }
}

TEST(NearRepeatEvents, AgreeWithTheTwin) {
  std::size_t linked = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Draw draw(seed);
    const SpaceTimeEvents events = test::some_events(draw);
    const NearRepeatOptions options = some_options(draw);
    const auto found = near_repeat_events(events, events.from, options, Progress());
    const auto truth = reference::near_repeat_events_brute(events, events.from, options);
    expect_same(found.events, truth, "seed " + std::to_string(seed));
    for (const NearRepeatEvent& event : found.events) linked += event.parent != no_event;
  }
  EXPECT_GT(linked, 3000U);  // the draws do make chains
}

TEST(NearRepeatEvents, ChainsAddUp) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Draw draw(seed + 1000);
    SpaceTimeEvents events = test::some_events(draw);
    for (std::size_t i = 0; i < events.size(); ++i) events.weight.push_back(draw.uniform(0, 3));
    const NearRepeatOptions options = some_options(draw);
    const auto found = near_repeat_events(events, events.from, options, Progress());
    std::uint32_t members = 0;
    double earlier = -1;
    for (std::size_t k = 0; k < found.chains.size(); ++k) {
      const Chain& chain = found.chains[k];
      std::vector<std::uint32_t> own;
      for (std::uint32_t i = 0; i < events.size(); ++i) {
        if (found.events[i].chain == k + 1) own.push_back(i);
      }
      ASSERT_EQ(own.size(), chain.events);
      ASSERT_GE(chain.events, 2U);
      ASSERT_EQ(chain.originators + chain.repeats + chain.near_repeats, chain.events);
      ASSERT_GE(chain.originators, 1U);
      ASSERT_EQ(found.events[chain.first].role, Role::originator);
      double span = 0, weight = 0, x = 0;
      for (const std::uint32_t i : own) {
        ASSERT_GE(events.from[i], events.from[chain.first]);
        ASSERT_LE(events.from[i], events.from[chain.last]);
        weight += events.weight[i];
        x += events.x[i] / chain.events;
        for (const std::uint32_t j : own) {
          span = std::max(span, distance_between(options.metric, events.x[i] - events.x[j],
                                                 events.y[i] - events.y[j]));
        }
      }
      ASSERT_NEAR(chain.span, span, 1e-9 * (1 + span));
      ASSERT_NEAR(chain.weight, weight, 1e-9);
      ASSERT_NEAR(chain.centre.x, x, 1e-6);
      ASSERT_EQ(chain.duration, events.from[chain.last] - events.from[chain.first]);
      ASSERT_GE(events.from[chain.first], earlier) << "numbered by their first event";
      earlier = events.from[chain.first];
      members += chain.events;
    }
    const auto isolated = std::count_if(found.events.begin(), found.events.end(),
                                        [](const auto& e) { return e.role == Role::isolated; });
    ASSERT_EQ(members + static_cast<std::size_t>(isolated), events.size());
  }
}

TEST(NearRepeatEvents, AreTheSameForAnyThreads) {
  Draw draw(11);
  std::vector<double> x, y, t;
  for (int i = 0; i < 20000; ++i) {
    x.push_back(std::round(draw.uniform(0, 4000) / 20) * 20);
    y.push_back(std::round(draw.uniform(0, 4000) / 20) * 20);
    t.push_back(std::floor(draw.uniform(0, 300)));
  }
  const SpaceTimeEvents events = test::at_days(x, y, t);
  NearRepeatOptions options;
  options.distance = {60};
  options.time = {5};
  NearRepeatEvents first;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    NearRepeatEvents found = near_repeat_events(events, events.from, options, Progress());
    if (threads == 1) {
      first = std::move(found);
      EXPECT_GT(first.chains.size(), 100U);
      continue;
    }
    expect_same(found.events, first.events, std::to_string(threads) + " threads");
    EXPECT_EQ(found.report.values, first.report.values);
    EXPECT_EQ(found.report.notes, first.report.notes);
  }
}

// 1.25e9 pairs, if they were made.
TEST(NearRepeatEvents, AStackOfFiftyThousandIsOneChain) {
  const std::size_t count = 50'000;
  Draw draw(5);
  std::vector<double> t;
  for (std::size_t i = 0; i < count; ++i) t.push_back(draw.uniform(0, 300));
  std::vector<double> x(count, 5), y(count, 7);
  for (std::size_t i = 0; i < 200; ++i) x[i * 3] += draw.uniform(-150, 150);
  const SpaceTimeEvents events = test::at_days(x, y, t);
  const auto found = near_repeat_events(events, events.from, {}, Progress());
  ASSERT_EQ(found.chains.size(), 1U);
  EXPECT_EQ(found.chains[0].events, count);
  EXPECT_EQ(found.chains[0].originators, 1U);
  const SpaceTimeEvents at_once = test::at_days(
      std::vector<double>(count, 1), std::vector<double>(count, 1), std::vector<double>(count, 3));
  const auto one = near_repeat_events(at_once, at_once.from, {}, Progress());
  ASSERT_EQ(one.chains.size(), 1U);
  EXPECT_EQ(one.chains[0].repeats, count - 1);
  EXPECT_EQ(one.report.values["near_repeat_events"]["links_at_the_same_time"], count - 1);
}

TEST(NearRepeatEvents, StopWhenCancelled) {
  Draw draw(5);
  const SpaceTimeEvents events = test::at_days({1, 2}, {1, 2}, {1, 2});
  const Progress progress;
  progress.cancel();
  EXPECT_THROW(near_repeat_events(events, events.from, {}, progress), Error);
}

TEST(SpanOf, IsThatOfEveryPair) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draw draw(seed);
    std::vector<Point> points;
    const auto count = static_cast<std::size_t>(draw.below(30));
    const bool lattice = draw.chance(.5), line = draw.chance(.2);
    for (std::size_t i = 0; i < count; ++i) {
      Point p{draw.uniform(-100, 100), draw.uniform(-100, 100)};
      if (lattice) p = {std::round(p.x / 40), std::round(p.y / 40)};
      if (line) p.y = 3 * p.x;
      points.push_back(p);
    }
    for (const auto metric : {DistanceMetric::euclidean, DistanceMetric::manhattan}) {
      double truth = 0;
      for (const Point& a : points) {
        for (const Point& b : points) {
          truth = std::max(truth, distance_between(metric, a.x - b.x, a.y - b.y));
        }
      }
      EXPECT_NEAR(span_of(points, metric), truth, 1e-12 * (1 + truth)) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace farola
