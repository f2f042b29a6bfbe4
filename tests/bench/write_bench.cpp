// Writing outputs, to a folder of the disk that TMPDIR is on, as a whole: temporary file, sync,
// rename. A raster of 2560 x 1920 cells full of positive values (argument: threads), and layers of
// points and of squares with three columns (argument: rows).
//
//   build/bench/tests/bench/write_bench

#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/io/write_raster.hpp"
#include "farola/io/write_vector.hpp"

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace farola;

std::string place(const char* name) {
  return (std::filesystem::temp_directory_path() / name).string();
}

io::WriteOptions overwriting() {
  io::WriteOptions options;
  options.overwrite = true;
  return options;
}

// As smooth as a density, with all the digits of one.
Raster some_density() {
  Raster raster;
  raster.grid = {500000, 4600000, 10, 2560, 1920};
  raster.crs = Crs::from_epsg(25830);
  raster.band = {"density", "Kernel density of events", "events/km2"};
  for (std::int64_t row = 0; row < raster.grid.rows; ++row) {
    for (std::int64_t column = 0; column < raster.grid.columns; ++column) {
      const double x = static_cast<double>(column) / 40, y = static_cast<double>(row) / 40;
      raster.values.push_back(
          static_cast<float>(1000 * (2.5 + std::sin(x) * std::cos(y) + std::sin(.37 * x + y))));
    }
  }
  return raster;
}

void write_raster(benchmark::State& state) {
  const Raster raster = some_density();
  const ThreadLimit limit(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    io::write_raster(place("farola_write_bench.tif"), {&raster, 1}, {}, overwriting(), Progress());
  }
}

io::Layer some_layer(std::int64_t rows, bool areas) {
  std::vector<Point> points;
  std::vector<MultiPolygon> squares;
  std::vector<std::int64_t> numbers;
  std::vector<double> values;
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto index = static_cast<std::uint64_t>(i);
    const double x = 500000 + 25600 * random_uniform(1, 0, index);
    const double y = 4600000 + 19200 * random_uniform(2, 0, index);
    points.push_back({x, y});
    if (areas) {
      squares.push_back({{{{x, y}, {x + 50, y}, {x + 50, y + 50}, {x, y + 50}, {x, y}}, {}}});
    }
    numbers.push_back(i);
    values.push_back(x * y);
    texts.push_back("burglary " + std::to_string(i % 10));
  }
  io::Layer layer;
  layer.name = "events";
  layer.crs = Crs::from_epsg(25830);
  if (areas) {
    layer.geometry = std::move(squares);
  } else {
    layer.geometry = std::move(points);
  }
  layer.columns = {{"number", "", numbers}, {"value", "", values}, {"kind", "", texts}};
  return layer;
}

void write_geopackage(benchmark::State& state, bool areas) {
  const io::Layer layer = some_layer(state.range(0), areas);
  for (auto _ : state) {
    io::write_geopackage(place("farola_write_bench.gpkg"), {&layer, 1}, {}, overwriting(),
                         Progress());
  }
}

BENCHMARK(write_raster)
    ->ArgName("threads")
    ->Arg(2)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(write_geopackage, points, false)
    ->ArgName("rows")
    ->Arg(500'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(write_geopackage, squares, true)
    ->ArgName("rows")
    ->Arg(500'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  for (const char* name :
       {"farola_write_bench.tif", "farola_write_bench.qml", "farola_write_bench.gpkg"}) {
    std::filesystem::remove(place(name));
  }
  return 0;
}
