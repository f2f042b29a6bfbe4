// The Knox table: permutations counted over the close pairs of a city, beside a bare loop that
// loads the times of a pair, subtracts and compares, and does nothing else. Per pair and
// permutation:
//
//   build/bench/tests/bench/near_repeat_bench --benchmark_filter=lanes
//
// and whole tables, from columns to p-values, on 1 and 2 threads (arguments: events, permutations,
// threads):
//
//   build/bench/tests/bench/near_repeat_bench --benchmark_filter=table

#include "farola/core/parallel.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/equal_steps.hpp"
#include "farola/near_repeat/knox_table.hpp"
#include "farola/near_repeat/pair_runs.hpp"
#include "farola/near_repeat/time_lanes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "bare_loop.hpp"
#include "support/city_events.hpp"
#include <benchmark/benchmark.h>
#include <hwy/aligned_allocator.h>

namespace {

using namespace farola;

/// A city of 16 by 12 km in one year of hours; 100,000 events have some 95 million pairs within
/// 1 km.
const SpaceTimeEvents& city(std::size_t count) {
  static std::map<std::size_t, SpaceTimeEvents> made;
  SpaceTimeEvents& events = made[count];
  if (events.size() == count) return events;
  const ProjectedEvents places = test::city_events(count, 1580, 1185, 10);
  events.x.assign(places.x().begin(), places.x().end());
  events.y.assign(places.y().begin(), places.y().end());
  events.row.assign(places.row().begin(), places.row().end());
  for (std::uint64_t i = 0; i < count; ++i) {
    events.from.push_back(3600.0 * static_cast<double>(random_below(8760, 5, 0, i)));
  }
  events.until = events.from;
  return events;
}

struct Lanes {
  std::vector<PairChunk> chunks;
  hwy::AlignedFreeUniquePtr<std::int16_t[]> lines;
  std::size_t pairs = 0;
};

const Lanes& lanes_of_city() {
  static Lanes lanes;
  if (lanes.lines) return lanes;
  const SpaceTimeEvents& events = city(100'000);
  const Bands bands({.edges = Bands::edges_of_width(100, 10)});
  const auto pairs = close_pairs(events.x, events.y, DistanceMetric::euclidean, bands.reach());
  const PairRuns runs(*pairs, bands, {});
  lanes.chunks = runs.some(0, 1e9, Progress());
  lanes.lines = hwy::AllocateAligned<std::int16_t>(events.size() * lane_count);
  for (std::size_t k = 0; k < events.size() * lane_count; ++k) {
    lanes.lines[k] = static_cast<std::int16_t>(random_below(8760, 7, 0, k));
  }
  lanes.pairs = count_close_pairs(*pairs, Progress());
  return lanes;
}

void tell(benchmark::State& state, std::size_t pairs) {
  const double work = static_cast<double>(pairs * lane_count);
  state.counters["ns_per_pair_permutation"] = benchmark::Counter(
      work * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["pairs"] = static_cast<double>(pairs);
}

void lanes_bare(benchmark::State& state) {
  const Lanes& lanes = lanes_of_city();
  alignas(64) std::array<std::int16_t, lane_count> counts{};
  for (auto _ : state) {
    for (const PairChunk& chunk : lanes.chunks) {
      for (const auto& runs : chunk.runs) {
        bench::bare_loop(lanes.lines.get(), runs, 168, counts.data());
      }
    }
    benchmark::DoNotOptimize(counts);
  }
  tell(state, lanes.pairs);
}

void lanes_bands(benchmark::State& state) {
  const Lanes& lanes = lanes_of_city();
  std::vector<std::int16_t> thresholds;
  for (std::int64_t k = 1; k <= state.range(0); ++k) {
    thresholds.push_back(static_cast<std::int16_t>(k * 168 - 1));
  }
  std::vector<std::int64_t> beyond(thresholds.size() * lane_count);
  for (auto _ : state) {
    for (const PairChunk& chunk : lanes.chunks) {
      for (const auto& runs : chunk.runs) {
        count_beyond(lanes.lines.get(), runs, thresholds, beyond.data());
      }
    }
    benchmark::DoNotOptimize(beyond.data());
  }
  tell(state, lanes.pairs);
}

/// The same bands from 0 on, by their equal width.
void lanes_steps(benchmark::State& state) {
  const Lanes& lanes = lanes_of_city();
  std::vector<std::int16_t> thresholds;
  for (std::int64_t k = 0; k <= state.range(0); ++k) {
    thresholds.push_back(static_cast<std::int16_t>(k * 168 - 1));
  }
  const EqualSteps steps = EqualSteps::of(thresholds).value();
  std::vector<std::int64_t> beyond(thresholds.size() * lane_count);
  for (auto _ : state) {
    for (const PairChunk& chunk : lanes.chunks) {
      for (const auto& runs : chunk.runs) {
        count_beyond(lanes.lines.get(), runs, steps, beyond.data());
      }
    }
    benchmark::DoNotOptimize(beyond.data());
  }
  tell(state, lanes.pairs);
}

void table(benchmark::State& state) {
  const SpaceTimeEvents& events = city(static_cast<std::size_t>(state.range(0)));
  KnoxOptions options;
  options.distance_bands = Bands({.edges = Bands::edges_of_width(100, 10), .open_end = true});
  options.time_bands = Bands({.edges = Bands::edges_of_width(7, 6)});
  options.permutations = static_cast<int>(state.range(1));
  const ThreadLimit limit(static_cast<int>(state.range(2)));
  double pairs = 0;
  for (auto _ : state) {
    const KnoxTable made = knox_table(events, options, Progress());
    benchmark::DoNotOptimize(made.cells.data());
    pairs = made.report.values["near_repeat"]["close_pairs"];
  }
  state.counters["pairs"] = pairs;
  state.counters["ns_per_pair_permutation"] = benchmark::Counter(
      pairs * static_cast<double>(state.range(1)) * 1e-9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

}  // namespace

BENCHMARK(lanes_bare)->Unit(benchmark::kMillisecond);
BENCHMARK(lanes_bands)->Unit(benchmark::kMillisecond)->ArgName("edges")->DenseRange(1, 8);
BENCHMARK(lanes_steps)->Unit(benchmark::kMillisecond)->ArgName("bands")->DenseRange(2, 8, 2);
BENCHMARK(table)
    ->ArgNames({"events", "permutations", "threads"})
    ->Args({2'000, 999, 2})
    ->Args({10'000, 999, 2})
    ->Args({100'000, 999, 1})
    ->Args({100'000, 999, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

BENCHMARK_MAIN();
