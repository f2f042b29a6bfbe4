#include "farola/raster/grid.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace farola {
namespace {

// The round length 1, 2 or 5 times a power of ten nearest to `length` in ratio.
double round_length(double length) {
  const double power = std::pow(10.0, std::floor(std::log10(length)));
  double best = power;
  for (const double step : {1.0, 2.0, 5.0, 10.0}) {
    if (std::abs(std::log(step * power / length)) < std::abs(std::log(best / length))) {
      best = step * power;
    }
  }
  return best;
}

// Cells that cover `length`; a remainder below a billionth of a cell is rounding, not ground.
std::int64_t cells_over(double length, double cell) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(length / cell - 1e-9)));
}

// "0.4 GB", "26 MB": two digits at least, so that what is small is not told as nothing.
std::string bytes_text(double bytes) {
  if (bytes >= 1e9) return fmt::format("{:.1f} GB", bytes / 1e9);
  if (bytes >= 1e6) return fmt::format("{:.0f} MB", bytes / 1e6);
  return fmt::format("{:.0f} kB", bytes / 1e3);
}

// Two digits, rounded up, so that advice that must not be less is not.
std::string rounded_up(double number) {
  const int digits = std::max(0, 1 - static_cast<int>(std::floor(std::log10(number))));
  const double power = std::pow(10.0, std::floor(std::log10(number)) - 1);
  std::string text = fmt::format("{:.{}f}", std::ceil(number / power) * power, digits);
  if (digits > 0) text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

Grid grid_over(const Box& extent, Metres cell_size) {
  const double cell = cell_size.value;
  if (!(cell > 0) || !std::isfinite(cell)) {
    fail_usage("cell-size-not-positive", "cell-size",
               fmt::format("Cell size must be positive and finite, got {} m. Give metres, for "
                           "example --cell-size 25.",
                           plain(cell)));
  }
  if (extent.empty() || !std::isfinite(extent.width()) || !std::isfinite(extent.height())) {
    fail_usage("extent-empty", "extent",
               fmt::format("The extent must have its minimum below its maximum, got {} {} {} {}. "
                           "Give --extent XMIN YMIN XMAX YMAX in metres of the target CRS.",
                           plain(extent.xmin), plain(extent.ymin), plain(extent.xmax),
                           plain(extent.ymax)));
  }
  // Beyond 2^53 cells a count is no longer a whole number; no raster is that large.
  if (extent.width() / cell > 1e9 || extent.height() / cell > 1e9) {
    fail_usage(
        "grid-too-large", "cell-size",
        fmt::format("A cell size of {} m over {} m x {} m gives more than 1,000,000,000 cells "
                    "in a row. Give a larger --cell-size or a smaller --extent.",
                    plain(cell), fmt::format("{:.0f}", extent.width()),
                    fmt::format("{:.0f}", extent.height())));
  }
  Grid grid;
  grid.xmin = extent.xmin;
  grid.ymax = extent.ymax;
  grid.cell = cell;
  grid.columns = cells_over(extent.width(), cell);
  grid.rows = cells_over(extent.height(), cell);
  return grid;
}

Metres default_cell_size(const Box& extent, Metres bandwidth) {
  const double shorter = std::min(extent.width(), extent.height());
  const double longer = std::max(extent.width(), extent.height());
  const double side = shorter > 0 ? shorter : longer;
  double cell = side > 0 ? side / 500 : 1;
  if (bandwidth.value > 0) cell = std::clamp(cell, bandwidth.value / 10, bandwidth.value / 4);
  cell = round_length(cell);
  // Rounding may have left the range that the bandwidth asks for; the finer neighbour is in it.
  while (bandwidth.value > 0 && cell > bandwidth.value / 4) cell = round_length(cell * .45);
  return Metres{cell};
}

void require_fits(const Grid& grid, double bytes_per_cell, double bound_bytes,
                  const std::string& bound_name) {
  const double cells = static_cast<double>(grid.columns) * static_cast<double>(grid.rows);
  const double bytes = cells * bytes_per_cell;
  if (bytes <= bound_bytes) return;
  const double factor = std::sqrt(bytes / bound_bytes);
  fail_usage(
      "grid-too-large", "cell-size",
      fmt::format("A cell size of {} m gives {} x {} cells, which need {}; {} allows {}. A cell "
                  "size of {} m would fit: give --cell-size {} or a smaller --extent.",
                  plain(grid.cell), grouped(grid.columns), grouped(grid.rows), bytes_text(bytes),
                  bound_name, bytes_text(bound_bytes), rounded_up(grid.cell * factor * 1.001),
                  rounded_up(grid.cell * factor * 1.001)));
}

}  // namespace farola
