// Writes one file and ends: the victim of whole_or_absent_test.cpp.
//   write_once raster|strips|geopackage PATH SIZE BYTES   (BYTES: no file may grow beyond; 0: no
//   limit)

#include "farola/core/error.hpp"
#include "farola/core/random.hpp"
#include "farola/io/write_raster.hpp"
#include "farola/io/write_vector.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/resource.h>

namespace {

using namespace farola;

Raster raster_of(std::int64_t size) {
  Raster raster;
  raster.grid = {430000, 4480000, 25, size, size};
  raster.crs = Crs::from_epsg(25830);
  raster.band = {"density", "Kernel density of events", "events/km2"};
  for (std::int64_t i = 0; i < size * size; ++i) {
    raster.values.push_back(
        static_cast<float>(random_uniform(7, 0, static_cast<std::uint64_t>(i))));
  }
  return raster;
}

io::WriteOptions overwriting() {
  io::WriteOptions options;
  options.overwrite = true;
  return options;
}

void write_strips(const std::string& path, const Raster& raster) {
  io::RasterWriter writer(path, raster.grid, raster.crs, raster.band, {}, overwriting());
  for (std::int64_t row = 0; row < raster.grid.rows; ++row) writer.rows(row, raster.row(row));
  writer.finish(Progress());
}

io::Layer layer_of(std::int64_t size) {
  std::vector<Point> points;
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i < size; ++i) {
    const auto index = static_cast<std::uint64_t>(i);
    points.push_back({430000 + 9000 * random_uniform(7, 1, index),
                      4480000 + 9000 * random_uniform(7, 2, index)});
    numbers.push_back(i);
  }
  io::Layer layer;
  layer.name = "events";
  layer.crs = Crs::from_epsg(25830);
  layer.geometry = std::move(points);
  layer.columns = {{"number", "Counted from 0", std::move(numbers)}};
  return layer;
}

}  // namespace

int main(int count, char** words) {
  if (count != 5) return 2;
  const std::string kind = words[1], path = words[2];
  const std::int64_t size = std::atoll(words[3]);
  if (const auto limit = static_cast<rlim_t>(std::atoll(words[4])); limit > 0) {
    const rlimit bytes{limit, limit};
    ::setrlimit(RLIMIT_FSIZE, &bytes);
    std::signal(SIGXFSZ, SIG_IGN);  // then a write fails as on a full disk
  }
  try {
    if (kind == "raster") {
      const Raster raster = raster_of(size);
      io::write_raster(path, {&raster, 1}, {}, overwriting(), Progress());
    } else if (kind == "strips") {
      write_strips(path, raster_of(size));
    } else {
      const io::Layer layer = layer_of(size);
      io::write_geopackage(path, {&layer, 1}, {}, overwriting(), Progress());
    }
  } catch (const Error& error) {
    std::printf("%s: %s\n", error.code().c_str(), error.what());
    return 3;
  }
  return 0;
}
