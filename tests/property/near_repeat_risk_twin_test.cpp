// NearRepeatRisk against every event asked of every cell, weights against every pair, and what must
// hold of any zones.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/knox_table.hpp"
#include "farola/near_repeat/knox_weights.hpp"
#include "farola/near_repeat/near_repeat_risk.hpp"
#include "farola/near_repeat/risk_zones.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "reference/knox_brute.hpp"
#include "reference/near_repeat_risk_brute.hpp"
#include "support/draw.hpp"
#include "support/space_time_points.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::day;
using test::Draw;

NearRepeatRiskOptions some_options(Draw& draw, const SpaceTimeEvents& events) {
  NearRepeatRiskOptions options;
  options.weighting = static_cast<Weighting>(draw.below(3));
  const double last =
      events.from.empty() ? 0 : *std::max_element(events.from.begin(), events.from.end());
  options.now = static_cast<Timestamp>(draw.uniform(.4, 1.1) * last) + 1;
  options.reach = {draw.uniform(50, 400)};
  options.memory = {draw.uniform(1, 60)};
  options.half_distance = {draw.uniform(20, 200)};
  options.half_life = {draw.uniform(1, 20)};
  options.metric = static_cast<DistanceMetric>(draw.below(2));
  if (options.weighting == Weighting::bands) {
    const Closed closed = draw.chance(.5) ? Closed::left : Closed::right;
    const bool ends = draw.chance(.5);
    options.bands.distance = Bands({.edges = {0, 60, 200},
                                    .closed = closed,
                                    .include_ends = ends,
                                    .has_same = draw.chance(.5)});
    options.bands.time =
        Bands({.edges = {0, 5 * day, 21 * day}, .closed = closed, .include_ends = ends});
    for (std::size_t k = 0; k < options.bands.distance.size() * 2; ++k) {
      options.bands.weight.push_back(draw.uniform(0, 2));
    }
  }
  return options;
}

SpaceTimeEvents weighted_events(Draw& draw) {
  SpaceTimeEvents events = test::some_events(draw, 120);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (draw.chance(.3)) events.until[i] += draw.uniform(0, 5) * day;
    events.weight.push_back(draw.chance(.8) ? 1 : draw.uniform(0, 3));
  }
  return events;
}

TEST(NearRepeatRisk, AgreesWithTheTwin) {
  double greatest = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    Draw draw(seed);
    const SpaceTimeEvents events = weighted_events(draw);
    const std::vector<double> times = events.times(Moment::midpoint);
    const NearRepeatRiskOptions options = some_options(draw, events);
    const Grid grid = grid_over(Box{-120, -90, 500, 450}, Metres{draw.uniform(15, 60)});
    const double later = draw.chance(.5) ? 0 : std::floor(draw.uniform(0, 20)) * day;
    const NearRepeatRisk risk(events, times, options);
    const auto found = risk.on(grid, later, Progress());
    const auto truth = reference::near_repeat_risk_brute(events, times, options, grid, later);
    ASSERT_EQ(found.size(), truth.size());
    for (std::size_t cell = 0; cell < truth.size(); ++cell) {
      ASSERT_NEAR(found[cell], truth[cell], 1e-11 * (1 + truth[cell])) << "seed " << seed;
      const auto at = static_cast<std::int64_t>(cell);
      ASSERT_EQ(risk.at(grid, at % grid.columns, at / grid.columns, later), found[cell]);
      greatest = std::max(greatest, truth[cell]);
    }
  }
  EXPECT_GT(greatest, 5);  // the draws do make risk
}

// From events to weights to a surface, and the same pair by pair: the weight of a band is its pairs
// over those of its margins, less one.
TEST(NearRepeatRisk, OfAKnoxTableAgreesWithTheTwin) {
  int surfaces = 0;
  for (std::uint64_t seed = 1; surfaces < 12 && seed <= 200; ++seed) {
    Draw draw(seed + 900);
    const SpaceTimeEvents events = test::some_events(draw, 150);
    if (events.size() < 30) continue;
    KnoxOptions knox;
    knox.distance_bands = Bands({.edges = {0, 60, 200, 500}, .has_same = draw.chance(.5)});
    knox.time_bands = Bands({.edges = {0, 3, 12, 30}});
    knox.permutations = 99;
    const KnoxTable table = knox_table(events, knox, Progress());
    NearRepeatRiskOptions options;
    options.weighting = Weighting::bands;
    options.now =
        static_cast<Timestamp>(*std::max_element(events.from.begin(), events.from.end()) + day);
    try {
      options.bands = knox_weights(table, day, knox.permutations, .05).bands;
    } catch (const Error&) {
      continue;
    }
    ++surfaces;
    BandWeights twin = options.bands;
    const reference::KnoxInput input{events.x, events.y, events.from, {}, {}};
    const auto pairs = reference::knox_brute(input, knox.metric, knox.distance_bands, twin.time);
    const auto by_distance = reference::knox_brute(input, knox.metric, knox.distance_bands,
                                                   Bands({.edges = {0, 1}, .open_end = true}));
    const auto by_time = reference::knox_brute(
        input, knox.metric, Bands({.edges = {0, 1}, .open_end = true}), twin.time);
    const double n = static_cast<double>(events.size()), all = n * (n - 1) / 2;
    for (std::size_t k = 0; k < table.cells.size(); ++k) {
      const std::size_t d = k / 3, t = k % 3;
      const double expected =
          (by_distance[2 * d] + by_distance[2 * d + 1]) * (by_time[t] + by_time[3 + t]) / all;
      const double excess = pairs[k] / expected - 1;
      const bool counts = table.cells[k].p_adjusted <= .05 && excess > 0;
      twin.weight[k] = counts ? excess : 0;
      ASSERT_NEAR(options.bands.weight[k], twin.weight[k], 1e-12 * (1 + excess)) << "seed " << seed;
    }
    const Grid grid = grid_over(Box{-120, -90, 500, 450}, Metres{30});
    NearRepeatRiskOptions other = options;
    other.bands = twin;
    const auto found = NearRepeatRisk(events, events.from, options).on(grid, 0, Progress());
    const auto truth = reference::near_repeat_risk_brute(events, events.from, other, grid, 0);
    for (std::size_t cell = 0; cell < truth.size(); ++cell) {
      ASSERT_NEAR(found[cell], truth[cell], 1e-10 * (1 + truth[cell])) << "seed " << seed;
    }
  }
  EXPECT_EQ(surfaces, 12);
}

TEST(NearRepeatRisk, IsTheSameForAnyThreads) {
  Draw draw(4);
  std::vector<double> x, y, t;
  for (int i = 0; i < 5000; ++i) {
    x.push_back(draw.uniform(0, 5000));
    y.push_back(draw.uniform(0, 5000));
    t.push_back(draw.uniform(0, 30));
  }
  const SpaceTimeEvents events = test::at_days(x, y, t);
  NearRepeatRiskOptions options;
  options.now = static_cast<Timestamp>(30 * day);
  const Grid grid = grid_over(Box{0, 0, 5000, 5000}, Metres{25});
  std::vector<std::vector<double>> found;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    found.push_back(NearRepeatRisk(events, events.from, options).on(grid, 0, Progress()));
  }
  EXPECT_EQ(found[0], found[1]);
  EXPECT_EQ(found[0], found[2]);
  const Progress progress;
  progress.cancel();
  EXPECT_THROW(NearRepeatRisk(events, events.from, options).on(grid, 0, progress), Error);
}

// Zones hold the highest cells within the budget, and end on the first day on which they would no
// longer be among them.
TEST(RiskZones, HoldTheHighestCellsUntilTheyFall) {
  std::size_t seen = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Draw draw(seed + 500);
    const SpaceTimeEvents events = weighted_events(draw);
    const NearRepeatRiskOptions options = some_options(draw, events);
    const std::vector<double> times = events.times(Moment::midpoint);
    const NearRepeatRisk risk(events, times, options);
    const Grid grid = grid_over(Box{-120, -90, 500, 450}, Metres{30});
    Raster surface = risk_raster(risk, grid, events.crs, Progress());
    for (float& value : surface.values) {
      if (draw.chance(.1)) value = no_data;
    }
    RiskZoneOptions wanted;
    wanted.area_budget = draw.uniform(1, 40);
    const RiskZones found = risk_zones(surface, risk, wanted, Progress());

    std::vector<float> values;
    double total = 0;
    for (const float value : surface.values) {
      if (std::isnan(value)) continue;
      values.push_back(value);
      total += value;
    }
    std::sort(values.rbegin(), values.rend());
    const auto most =
        static_cast<std::size_t>(wanted.area_budget / 100 * static_cast<double>(values.size()));
    const auto positive = static_cast<std::size_t>(
        std::count_if(values.begin(), values.end(), [](float v) { return v > 0; }));
    const std::size_t taken = std::min(most, positive);
    std::int64_t cells = 0;
    double share = 0, last = 2;
    for (const RiskZone& zone : found.zones) {
      ++seen;
      cells += zone.cells;
      share += zone.share_of_risk;
      ASSERT_LE(zone.share_of_risk, last);
      last = zone.share_of_risk;
      ASSERT_NEAR(area_of({zone.outline}), zone.area, 1e-6);
      ASSERT_GE(zone.mean, found.threshold * (1 - 1e-9));
      ASSERT_GE(zone.days, 1);
      ASSERT_LE(zone.days, std::ceil(risk.options().memory.value));
      ASSERT_EQ(zone.expires, options.now + zone.days * 86400);
    }
    ASSERT_EQ(static_cast<std::size_t>(cells), taken);
    if (taken == 0) continue;
    ASSERT_EQ(found.threshold, values[taken - 1]);
    double highest = 0;
    for (std::size_t k = 0; k < taken; ++k) highest += values[k] / total;
    ASSERT_NEAR(share, highest, 1e-9);
    // The day before the first zone's end, some cell of the surface is still above the threshold.
    int longest = 0;
    for (const RiskZone& zone : found.zones) longest = std::max(longest, zone.days);
    if (longest < 2) continue;
    const auto before = risk.on(grid, (longest - 1) * day, Progress());
    ASSERT_GT(*std::max_element(before.begin(), before.end()), found.threshold * (1 - 1e-6));
  }
  EXPECT_GT(seen, 60U);
}

}  // namespace
}  // namespace farola
