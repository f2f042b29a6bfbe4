// Pairs of events along the streets of Porto Alegre: 2,025 km of streets, events anywhere along
// them, up to 30 m off. Arguments: events, reach in metres, threads. Needs the shared data.
//
//   build/bench/tests/bench/network_bench

#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/io/read_lines.hpp"
#include "farola/streets/network_distances.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "support/shared_data.hpp"
#include <benchmark/benchmark.h>

namespace {

using namespace farola;

struct Town {
  ProjectedStreets streets;
  StreetGraph graph;
};

const Town& porto_alegre() {
  static const Town town = [] {
    const auto path = test::shared_file("data/porto_alegre/poa_streets.gpkg");
    Report report;
    const StreetLines lines =
        io::read_street_lines({.path = path.value(), .layer = "streets"}, report);
    ProjectedStreets streets = project(lines, Projector(lines.crs, Crs::from_epsg(32722)), report);
    StreetGraph graph(streets, {});
    return Town{std::move(streets), std::move(graph)};
  }();
  return town;
}

struct Columns {
  std::vector<double> x, y;
};

Columns events_along(const StreetGraph& graph, std::size_t count) {
  std::vector<double> ends;
  double sum = 0;
  for (std::uint32_t e = 0; e < graph.edge_count(); ++e)
    ends.push_back(sum += graph.edge(e).length);
  Columns events;
  for (std::size_t i = 0; i < count; ++i) {
    const double at = sum * random_uniform(1, 0, i);
    const auto e =
        static_cast<std::uint32_t>(std::upper_bound(ends.begin(), ends.end(), at) - ends.begin());
    const double begin = e == 0 ? 0 : ends[e - 1];
    const Point p = place_on(graph, e, std::min(at - begin, graph.edge(e).length));
    events.x.push_back(p.x + 30 * (random_uniform(1, 1, i) - .5));
    events.y.push_back(p.y + 30 * (random_uniform(1, 2, i) - .5));
  }
  return events;
}

void joining_streets(benchmark::State& state) {
  const Town& town = porto_alegre();
  const ThreadLimit limit(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    const StreetGraph graph(town.streets, {});
    benchmark::DoNotOptimize(graph.edge_count());
  }
}

void snapping(benchmark::State& state) {
  const StreetGraph& graph = porto_alegre().graph;
  const Columns events = events_along(graph, static_cast<std::size_t>(state.range(0)));
  const ThreadLimit limit(static_cast<int>(state.range(1)));
  for (auto _ : state) {
    const SnappedPoints points = snap(graph, events.x, events.y, graph.crs());
    benchmark::DoNotOptimize(points.edge.data());
  }
}

void pairs_within_reach(benchmark::State& state) {
  const StreetGraph& graph = porto_alegre().graph;
  const Columns events = events_along(graph, static_cast<std::size_t>(state.range(0)));
  const SnappedPoints points = snap(graph, events.x, events.y, graph.crs());
  const ThreadLimit limit(static_cast<int>(state.range(2)));
  std::uint64_t count = 0;
  for (auto _ : state) {
    count = 0;
    const NetworkPairs pairs(graph, points, Metres{static_cast<double>(state.range(1))});
    visit_network_pairs(pairs, Progress(),
                        [&](std::span<const NetworkPair> block) { count += block.size(); });
  }
  state.counters["pairs"] = static_cast<double>(count);
}

BENCHMARK(joining_streets)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(snapping)
    ->Args({100'000, 1})
    ->Args({100'000, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(pairs_within_reach)
    ->Args({100'000, 200, 1})
    ->Args({100'000, 1000, 1})
    ->Args({100'000, 1000, 2})
    ->Args({11'701, 1000, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
