// The Knox table against its twin: counts on random, tied and edge-bound input; the exact moments
// against every permutation there is; the shuffles against the same shuffles counted pair by pair.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/knox_counts.hpp"
#include "farola/near_repeat/knox_permutations.hpp"
#include "farola/near_repeat/knox_table.hpp"
#include "farola/near_repeat/time_lanes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "reference/knox_brute.hpp"
#include "support/draw.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using reference::knox_brute;
using reference::KnoxInput;
using test::Draw;

constexpr double day = 86400;

struct Case {
  SpaceTimeEvents events;
  KnoxOptions options;
  Bands seconds;  // the time bands
  KnoxInput input() const {
    return {events.x, events.y, events.times(options.moment), events.weight, options.side};
  }
};

std::vector<double> some_edges(Draw& draw, double step) {
  std::vector<double> edges{draw.chance(.7) ? 0 : step};
  const std::int64_t count = 1 + draw.below(9);
  for (std::int64_t k = 0; k < count; ++k) {
    edges.push_back(edges.back() + step * static_cast<double>(1 + draw.below(3)));
  }
  return edges;
}

/// Events on a lattice or anywhere, at whole days, hours, seconds or anywhen; some in pairs.
Case some_case(Draw& draw, std::int64_t most) {
  Case made;
  SpaceTimeEvents& e = made.events;
  const std::int64_t count = 2 + draw.below(most);
  const bool lattice = draw.chance(.5);
  const std::int64_t clock = draw.below(4);
  for (std::int64_t i = 0; i < count; ++i) {
    const bool again = i > 0 && draw.chance(.15);
    e.x.push_back(again     ? e.x.back()
                  : lattice ? 50.0 * static_cast<double>(draw.below(12))
                            : draw.uniform(0, 600));
    e.y.push_back(again     ? e.y.back()
                  : lattice ? 50.0 * static_cast<double>(draw.below(12))
                            : draw.uniform(0, 600));
    double t = draw.uniform(0, 60) * day;
    if (clock == 0) t = day * std::floor(t / day);
    if (clock == 1) t = 3600 * std::floor(t / 3600);
    if (clock == 2) t = std::floor(t);
    e.from.push_back(t);
    e.until.push_back(draw.chance(.3) && clock < 3 ? t + 7 * std::floor(draw.uniform(0, 9000)) : t);
    e.row.push_back(i + 1);
  }
  KnoxOptions& o = made.options;
  BandOptions distance{.edges = some_edges(draw, 50)}, time{.edges = some_edges(draw, 2)};
  distance.closed = static_cast<Closed>(draw.below(2));
  time.closed = static_cast<Closed>(draw.below(2));
  distance.include_ends = draw.chance(.3);
  time.include_ends = draw.chance(.3);
  distance.open_end = draw.chance(.6);
  time.open_end = draw.chance(.6);
  distance.has_same = distance.edges[0] == 0 && draw.chance(.3);
  distance.same = draw.chance(.5) ? 0 : 10;
  o.distance_bands = Bands(distance);
  o.time_bands = Bands(time);
  o.metric = static_cast<DistanceMetric>(draw.below(2));
  o.moment = static_cast<Moment>(draw.below(3));
  made.seconds = o.time_bands.scaled(day);
  if (draw.chance(.3)) {
    for (std::int64_t i = 0; i < count; ++i) {
      e.weight.push_back(draw.chance(.1) ? 0 : draw.uniform(0, 3));
    }
  }
  if (draw.chance(.3)) {
    for (std::int64_t i = 0; i < count; ++i) {
      o.side.push_back(static_cast<std::uint8_t>(draw.below(2)));
    }
    o.side[0] = 0;
    o.side[1] = 1;
  }
  return made;
}

Strata some_strata(Draw& draw, std::size_t count, std::int64_t groups) {
  std::vector<std::int64_t> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(draw.below(groups));
  return Strata::from_values(values);
}

void expect_cells(const std::vector<double>& found, const std::vector<double>& truth, const Case& c,
                  const std::string& what) {
  ASSERT_EQ(found.size(), truth.size()) << what;
  const double all = static_cast<double>(c.events.size() * c.events.size());
  for (std::size_t k = 0; k < truth.size(); ++k) {
    if (c.events.weight.empty()) {
      ASSERT_EQ(found[k], truth[k]) << what << ", cell " << k;
    } else {
      ASSERT_NEAR(found[k], truth[k], 1e-11 * all) << what << ", cell " << k;
    }
  }
}

TEST(KnoxTwin, CountsAreThoseOfEveryPair) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Draw draw(seed);
    Case c = some_case(draw, 120);
    c.options.permutations = 0;
    const KnoxTable table = knox_table(c.events, c.options, Progress());
    std::vector<double> found;
    for (const KnoxCell& cell : table.cells) found.push_back(cell.observed);
    expect_cells(found,
                 knox_brute(c.input(), c.options.metric, c.options.distance_bands, c.seconds), c,
                 "seed " + std::to_string(seed));
  }
}

TEST(KnoxTwin, SnappedCoordinatesFallOnTheirEdges) {
  // One decimal: 448562.3 - 448462.3 is not 100 in binary, and is with --snap 0.1.
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Draw draw(seed);
    Case c = some_case(draw, 80);
    c.options.permutations = 0;
    c.options.snap = .1;
    KnoxInput exact = c.input();
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      const std::int64_t kx = 5 * draw.below(1200), ky = 5 * draw.below(1200);
      c.events.x[i] = (4485623 + static_cast<double>(kx)) / 10;
      c.events.y[i] = (46124451 + static_cast<double>(ky)) / 10;
      exact.x[i] = static_cast<double>(kx);
      exact.y[i] = static_cast<double>(ky);
    }
    const KnoxTable table = knox_table(c.events, c.options, Progress());
    std::vector<double> found;
    for (const KnoxCell& cell : table.cells) found.push_back(cell.observed);
    expect_cells(
        found, knox_brute(exact, c.options.metric, c.options.distance_bands.scaled(10), c.seconds),
        c, "seed " + std::to_string(seed));
  }
}

/// Every permutation within groups, once.
template <class Visit>
void each_permutation(const Strata& groups, std::size_t count, const Visit& visit) {
  std::vector<std::uint32_t> source(count);
  std::iota(source.begin(), source.end(), 0U);
  do {
    bool within = true;
    for (std::size_t i = 0; i < count; ++i) within = within && groups.of(source[i]) == groups.of(i);
    if (within) visit(source);
  } while (std::next_permutation(source.begin(), source.end()));
}

TEST(KnoxTwin, ExactMomentsAreThoseOfEveryPermutationThereIs) {
  int cells_with_spread = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    Draw draw(seed);
    Case c = some_case(draw, 5);
    c.options.permutations = 0;
    const std::size_t count = c.events.size();
    if (draw.chance(.5)) c.options.strata = some_strata(draw, count, 3);
    Strata groups = c.options.strata;
    if (!c.options.side.empty()) {
      groups = Strata::crossed({{c.options.side.begin(), c.options.side.end()}, 2}, groups);
    }
    const KnoxTable table = knox_table(c.events, c.options, Progress());
    KnoxInput input = c.input();
    const std::vector<double> times = input.times;
    std::vector<double> sum(table.cells.size()), squares(table.cells.size());
    double permutations = 0;
    std::vector<std::vector<double>> all;
    each_permutation(groups, count, [&](const std::vector<std::uint32_t>& source) {
      for (std::size_t i = 0; i < count; ++i) input.times[i] = times[source[i]];
      all.push_back(knox_brute(input, c.options.metric, c.options.distance_bands, c.seconds));
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += all.back()[k];
      ++permutations;
    });
    for (const std::vector<double>& counts : all) {
      for (std::size_t k = 0; k < sum.size(); ++k) {
        squares[k] += std::pow(counts[k] - sum[k] / permutations, 2);
      }
    }
    for (std::size_t k = 0; k < sum.size(); ++k) {
      const double mean = sum[k] / permutations, sd = std::sqrt(squares[k] / permutations);
      ASSERT_NEAR(table.cells[k].expected, mean, 1e-10 * (1 + mean)) << "seed " << seed;
      ASSERT_NEAR(table.cells[k].sd, sd, 1e-6 * (1 + mean)) << "seed " << seed << ", cell " << k;
      cells_with_spread += sd > 1e-3;
    }
  }
  EXPECT_GT(cells_with_spread, 300);
}

PermutationOptions shuffling_of(const Case& c, Draw& draw) {
  PermutationOptions options;
  options.count = static_cast<int>(1 + draw.below(70));
  options.seed = static_cast<std::uint64_t>(draw.below(1000));
  options.moment = c.options.moment;
  options.side = c.options.side;
  if (!options.side.empty()) options.strata = {{options.side.begin(), options.side.end()}, 2};
  if (draw.chance(.3)) {
    options.strata = Strata::crossed(options.strata, some_strata(draw, c.events.size(), 4));
  }
  return options;
}

KnoxPermutations shuffled(const Case& c, const PermutationOptions& options) {
  const Bands& distance = c.options.distance_bands;
  const auto pairs = close_pairs(c.events.x, c.events.y, c.options.metric, distance.reach());
  const std::vector<double> times = c.events.times(c.options.moment, options.seed, 0);
  const KnoxCounts counts = knox_counts(*pairs, {times, c.events.weight, c.options.side}, distance,
                                        c.seconds, nullptr, Progress());
  return knox_permutations(*pairs, c.events, distance, c.seconds, counts.observed, options,
                           Progress());
}

TEST(KnoxTwin, ShufflesAreCountedAsTheTwinCountsThem) {
  int types[3] = {};
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    Draw draw(seed);
    Case c = some_case(draw, 60);
    if (draw.chance(.2)) c.options.moment = Moment::random;
    const PermutationOptions options = shuffling_of(c, draw);
    const KnoxPermutations found = shuffled(c, options);
    ++types[static_cast<int>(found.ticks.type)];
    ASSERT_EQ(found.cells.size(), static_cast<std::size_t>(options.count));
    const Permutations permutations(c.events.size(), options.strata, options.seed);
    KnoxInput input = c.input();
    for (std::uint64_t p = 1; p <= found.cells.size(); ++p) {
      const std::vector<double> times = c.events.times(c.options.moment, options.seed, p);
      const std::vector<std::uint32_t> source = permutations.source(p);
      for (std::size_t i = 0; i < times.size(); ++i) input.times[i] = times[source[i]];
      expect_cells(found.cells[p - 1],
                   knox_brute(input, c.options.metric, c.options.distance_bands, c.seconds), c,
                   "seed " + std::to_string(seed) + ", permutation " + std::to_string(p));
    }
  }
  EXPECT_GT(types[0], 10);  // int16
  EXPECT_GT(types[1], 10);  // int32
  EXPECT_GT(types[2], 10);  // double
}

TEST(KnoxTwin, CountedOverRunsIsTheSameAsEventByEvent) {
  int over_runs = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Draw draw(seed);
    const Case c = some_case(draw, 300);
    const Bands& distance = c.options.distance_bands;
    const auto pairs = close_pairs(c.events.x, c.events.y, c.options.metric, distance.reach());
    const std::vector<double> times = c.events.times(c.options.moment, 1, 0);
    const CountedEvents events{times, c.events.weight, c.options.side};
    const Strata one;
    const auto counted = [&](double memory) {
      return knox_counts(*pairs, events, distance, c.seconds, &one, Progress(), memory);
    };
    const KnoxCounts truth = counted(0), found = counted(1e9);
    EXPECT_TRUE(truth.runs.empty());
    over_runs += !found.runs.empty();
    ASSERT_EQ(found.observed.below, truth.observed.below) << "seed " << seed;
    ASSERT_EQ(found.observed.row, truth.observed.row) << "seed " << seed;
    ASSERT_EQ(found.space.value, truth.space.value) << "seed " << seed;
    ASSERT_EQ(found.space.square, truth.space.square) << "seed " << seed;
    PermutationOptions options = shuffling_of(c, draw);
    const auto shuffles = [&](const std::vector<PairChunk>& runs) {
      return knox_permutations(*pairs, c.events, distance, c.seconds, truth.observed, options,
                               Progress(), runs);
    };
    ASSERT_TRUE(shuffles({}).cells == shuffles(found.runs).cells) << "seed " << seed;
  }
  EXPECT_GT(over_runs, 20);
}

TEST(KnoxTwin, RunsThatDoNotFitAreCountedEventByEvent) {
  Draw draw(1);
  std::vector<double> x, y, times;
  for (int i = 0; i < 2500; ++i) {  // 3.1 million pairs, 12.5 MB of runs
    x.push_back(draw.uniform(0, 500));
    y.push_back(draw.uniform(0, 500));
    times.push_back(static_cast<double>(draw.below(365)));
  }
  const Bands distance({.edges = {0, 100, 200, 400, 1000}, .open_end = true});
  const Bands time({.edges = {0, 7, 14}});
  const auto pairs = close_pairs(x, y, DistanceMetric::euclidean, distance.reach());
  const Strata one;
  const auto counted = [&](double memory) {
    return knox_counts(*pairs, {times, {}, {}}, distance, time, &one, Progress(), memory);
  };
  const KnoxCounts truth = counted(0);
  for (const double memory : {1e9, 8e6, 12e6}) {
    const KnoxCounts found = counted(memory);
    EXPECT_EQ(found.runs.empty(), memory < 1e9) << memory;
    EXPECT_EQ(found.observed.below, truth.observed.below) << memory;
    EXPECT_EQ(found.space.value, truth.space.value) << memory;
  }
}

TEST(KnoxTwin, ARunLongerThanACounterIsCountedWhole) {
  // 200,000 pairs of one event with two others: 16 bits count to 32,767.
  alignas(64) std::array<std::int16_t, 3 * lane_count> lines{};
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    lines[lane_count + lane] = static_cast<std::int16_t>(10 * lane);
    lines[2 * lane_count + lane] = std::numeric_limits<std::int16_t>::max();
  }
  constexpr std::uint32_t length = 200'000;
  std::vector<std::uint32_t> runs{0, length};
  for (std::uint32_t k = 0; k < length; ++k) runs.push_back(k % 4 == 0 ? 2 : 1);
  runs.insert(runs.end(), {0, 3, 1, 1, 2});
  const std::vector<std::int16_t> thresholds{5, 95, -1, 32766, 32767, 0, 100, 200, 300};
  std::vector<std::int64_t> beyond(thresholds.size() * lane_count, 7);
  count_beyond(lines.data(), runs, thresholds, beyond.data());
  for (std::size_t t = 0; t < thresholds.size(); ++t) {
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      std::int64_t truth = 7;
      if (static_cast<int>(10 * lane) > thresholds[t]) truth += length / 4 * 3 + 2;
      if (std::numeric_limits<std::int16_t>::max() > thresholds[t]) truth += length / 4 + 1;
      EXPECT_EQ(beyond[t * lane_count + lane], truth) << thresholds[t] << ", lane " << lane;
    }
  }
}

TEST(KnoxTwin, TheSameBitsForAnyThreadsAndAnyMemory) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    Draw draw(seed);
    Case c = some_case(draw, 2000);
    PermutationOptions options = shuffling_of(c, draw);
    options.count = 70;
    const auto truth = shuffled(c, options);
    for (const int threads : {1, 2, 5}) {
      const ThreadLimit limit(threads);
      options.memory = threads == 2 ? 1 : 400e6;
      const auto found = shuffled(c, options);
      EXPECT_TRUE(found.cells == truth.cells) << "seed " << seed << ", " << threads << " threads";
    }
  }
}

TEST(KnoxTwin, ProgressRisesToOneAndACancelIsHeardOnTheWay) {
  Draw draw(11);
  Case c = some_case(draw, 1500);
  c.options.permutations = 200;
  double last = 0;
  bool rising = true;
  knox_table(c.events, c.options, Progress([&](double fraction, const std::string&) {
               rising = rising && fraction >= last;
               last = fraction;
             }));
  EXPECT_TRUE(rising);
  EXPECT_EQ(last, 1);
  for (const double at : {0.0, .06, .3, .7}) {
    const Progress* whole = nullptr;
    const Progress progress([&](double fraction, const std::string&) {
      if (fraction >= at) whole->cancel();
    });
    whole = &progress;
    EXPECT_THROW(knox_table(c.events, c.options, progress), Error) << at;
  }
}

}  // namespace
}  // namespace farola
