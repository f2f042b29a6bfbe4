// Risk terrain models of made-up cities: both stages, 10-fold cross-validation, Poisson and
// negative binomial. Arguments: columns, rows, factors (each as proximity and density within 1, 2
// and 3 blocks), threads.
//
//   build/bench/tests/bench/risk_bench --benchmark_filter=model
//
// With FAROLA_RISK_DESIGN=FILE the first city's design is written there as bytes for R (cells x
// variables column by column, then counts), with its size in FILE.txt.

#include "farola/core/parallel.hpp"
#include "farola/risk/risk_terrain_model.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <tuple>

#include "support/risk_factors_city.hpp"
#include <benchmark/benchmark.h>

namespace {

using namespace farola;

void write_design(const test::FactorsCity& city) {
  const char* path = std::getenv("FAROLA_RISK_DESIGN");
  if (path == nullptr) return;
  const BitColumns& design = city.variables.design;
  std::ofstream file(path, std::ios::binary);
  for (std::size_t j = 0; j < design.columns(); ++j) {
    for (std::size_t i = 0; i < design.rows(); ++i) file.put(design.at(i, j) ? 1 : 0);
  }
  for (const std::uint32_t count : city.counts) file.put(static_cast<char>(count));
  std::ofstream(std::string(path) + ".txt") << design.rows() << ' ' << design.columns() << '\n';
}

const test::FactorsCity& city_of(const benchmark::State& state) {
  using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t>;
  static std::map<Key, test::FactorsCity> made;
  const Key key{state.range(0), state.range(1), state.range(2)};
  const auto found = made.find(key);
  if (found != made.end()) return found->second;
  const auto factors = static_cast<std::size_t>(state.range(2));
  const auto& city =
      made.emplace(key, test::factors_city(state.range(0), state.range(1), factors, 3))
          .first->second;
  write_design(city);
  return city;
}

void model(benchmark::State& state) {
  const test::FactorsCity& city = city_of(state);
  const ThreadLimit limit(static_cast<int>(state.range(3)));
  for (auto _ : state) {
    const auto found = risk_terrain_model(city.variables, city.counts, {}, Progress());
    state.counters["variables"] = static_cast<double>(city.variables.variables.size());
    state.counters["distinct_rows"] = static_cast<double>(found.net.path.distinct_rows);
    state.counters["selected"] = static_cast<double>(found.selected.size());
    state.counters["factors"] = static_cast<double>(found.factors.size());
  }
}
BENCHMARK(model)
    ->Args({132, 107, 12, 2})
    ->Args({350, 300, 29, 1})
    ->Args({350, 300, 29, 2})
    ->Args({1000, 1000, 60, 2})
    ->Unit(benchmark::kSecond)
    ->Iterations(1)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
