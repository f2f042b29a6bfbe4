// st_dbscan() against its definition, pair by pair: scattered events, stacks, lattices whose
// distances and lags lie on the limits, one place, one time, and any threads.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/st_dbscan.hpp"

#include <cmath>
#include <string>

#include "reference/st_dbscan_brute.hpp"
#include "support/draw.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::Draw;

struct Columns {
  std::vector<double> x, y, t;
};

// Times are half seconds, as those of events are.
Columns some_columns(Draw& draw, std::int64_t most) {
  Columns events;
  const std::int64_t count = draw.below(most), how = draw.below(7);
  const double side = std::exp(draw.uniform(4, 8)), days = std::exp(draw.uniform(1, 4));
  for (std::int64_t i = 0; i < count; ++i) {
    double x = draw.uniform(0, side), y = draw.uniform(0, side);
    double t = std::floor(draw.uniform(0, days * 2 * seconds_per_day)) / 2;
    if (how == 1 || how == 2) {  // lattices of 50 m and days
      x = 50.0 * static_cast<double>(draw.below(10));
      y = 50.0 * static_cast<double>(draw.below(10));
      t = seconds_per_day * static_cast<double>(draw.below(30));
    }
    if (how == 2) x += 448562.3, y += 4612445.1;
    if (how == 3) x = y = 7;
    if (how == 4) t = 5;
    if (how == 5 && draw.chance(.7)) x = draw.chance(.5) ? 10 : 190, y = 20;  // two stacks
    if (how == 6 && i > 0 && draw.chance(.7)) {                               // what comes back
      const auto back = static_cast<std::size_t>(draw.below(i));
      x = events.x[back] + (draw.chance(.4) ? 0 : 40 * draw.normal());
      y = events.y[back] + (draw.chance(.4) ? 0 : 40 * draw.normal());
      t = events.t[back] + std::floor(draw.uniform(0, 6 * seconds_per_day));
    }
    events.x.push_back(x);
    events.y.push_back(y);
    events.t.push_back(t);
  }
  return events;
}

TEST(StDbscan, AgreesWithTheTwin) {
  std::int64_t clusters = 0, border = 0;
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    Draw draw(seed);
    const Columns events = some_columns(draw, 300);
    StDbscanOptions options;
    options.distance = {draw.chance(.4) ? 50.0 * static_cast<double>(draw.below(6))
                                        : std::exp(draw.uniform(-1, 7))};
    options.time = {draw.chance(.4) ? static_cast<double>(draw.below(8)) : draw.uniform(0, 9)};
    options.minimum_points = 1 + draw.below(7);
    options.metric = static_cast<DistanceMetric>(draw.below(2));
    const StDbscan found = st_dbscan(events.x, events.y, events.t, options, Progress());
    const StDbscan truth = reference::st_dbscan_brute(events.x, events.y, events.t, options);
    ASSERT_EQ(found.cluster, truth.cluster) << "seed " << seed;
    ASSERT_EQ(found.membership, truth.membership) << "seed " << seed;
    ASSERT_EQ(found.clusters, truth.clusters) << "seed " << seed;
    clusters += found.clusters;
    for (const Membership m : found.membership) border += m == Membership::border;
  }
  EXPECT_GT(clusters, 5000);  // the cases are not all empty
  EXPECT_GT(border, 5000);
}

TEST(StDbscan, BothLimitsAreInclusive) {
  // A tenth of a day is 8640 s sharp, though .1 is a little more than a tenth.
  const std::vector<double> x = {0, .1, .2}, y = {0, 0, 0}, t = {0, 8640, 2 * 8640};
  StDbscanOptions options{.distance = {.1}, .time = {.1}, .minimum_points = 3};
  const StDbscan found = st_dbscan(x, y, t, options, Progress());
  EXPECT_EQ(found.cluster, (std::vector<std::int32_t>{1, 1, 1}));
  EXPECT_EQ(found.membership[1], Membership::core);
  EXPECT_EQ(found.membership[0], Membership::border);
}

TEST(StDbscan, TwoStacksOfFiftyThousandAreParted) {
  // One metre too far apart; pair by pair this would be 10^10 comparisons.
  std::vector<double> x, y, t;
  for (int i = 0; i < 100'000; ++i) {
    x.push_back(i % 2 == 0 ? 0 : 201);
    y.push_back(0);
    t.push_back((i / 2) % 1000);
  }
  StDbscanOptions options{.distance = {200}, .time = {7}, .minimum_points = 5};
  const StDbscan found = st_dbscan(x, y, t, options, Progress());
  EXPECT_EQ(found.clusters, 2);
  EXPECT_EQ(found.cluster[0], 1);
  EXPECT_EQ(found.cluster[1], 2);
  options.distance = {201};
  EXPECT_EQ(st_dbscan(x, y, t, options, Progress()).clusters, 1);
  for (double& time : t) time *= 4 * seconds_per_day;  // in 1000 moments, each 4 days from the last
  options.time = {3.9};
  EXPECT_EQ(st_dbscan(x, y, t, options, Progress()).clusters, 1000);
}

TEST(StDbscan, IsTheSameForAnyThreads) {
  Draw draw(5);
  Columns events;
  for (int i = 0; i < 20000; ++i) {
    events.x.push_back(draw.uniform(0, 9000));
    events.y.push_back(draw.uniform(0, 9000));
    events.t.push_back(std::floor(draw.uniform(0, 60 * seconds_per_day)));
  }
  const StDbscanOptions options{.distance = {150}, .time = {5}, .minimum_points = 5};
  std::vector<std::vector<std::int32_t>> labels;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    labels.push_back(st_dbscan(events.x, events.y, events.t, options, Progress()).cluster);
  }
  EXPECT_EQ(labels[0], labels[1]);
  EXPECT_EQ(labels[0], labels[2]);
}

}  // namespace
}  // namespace farola
