#pragma once
// Values on a grid, row by row from the north-west corner. NaN is no data.

#include "farola/raster/grid.hpp"

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace farola {

inline constexpr float no_data = std::numeric_limits<float>::quiet_NaN();

/// What a band holds, for its label in a GIS.
struct BandInfo {
  std::string name;         ///< "density"
  std::string description;  ///< "Kernel density of events"
  std::string unit;         ///< "events/km2"
};

struct Raster {
  Grid grid;
  Crs crs;
  BandInfo band;
  std::vector<float> values;  ///< rows * columns

  float& at(std::int64_t column, std::int64_t row) {
    return values[static_cast<std::size_t>(row * grid.columns + column)];
  }
  float at(std::int64_t column, std::int64_t row) const {
    return values[static_cast<std::size_t>(row * grid.columns + column)];
  }
  std::span<const float> row(std::int64_t r) const {
    return {values.data() + r * grid.columns, static_cast<std::size_t>(grid.columns)};
  }
};

/// Cells in a block of the sums: part of what the last digit of a statistic depends on.
inline constexpr std::size_t statistics_block = 1 << 16;

/// Exact minimum, maximum, mean and population standard deviation of the values that are not NaN,
/// summed in double over fixed blocks in order.
struct RasterStatistics {
  std::int64_t valid = 0;
  double minimum = std::numeric_limits<double>::quiet_NaN();
  double maximum = std::numeric_limits<double>::quiet_NaN();
  double mean = std::numeric_limits<double>::quiet_NaN();
  double standard_deviation = std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
};
RasterStatistics statistics_of(std::span<const float> values);

}  // namespace farola
