#include "farola/raster/mask.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace farola {
namespace {

// For each row the x at which the row's centre line crosses an outline: an edge counts when
// y0 <= y < y1, so a vertex on the line is crossed once and a horizontal edge never.
std::vector<std::vector<double>> crossings(const MultiPolygon& polygons, const Grid& grid,
                                           std::int64_t first, std::int64_t count) {
  std::vector<std::vector<double>> rows(static_cast<std::size_t>(count));
  const auto add = [&](Point a, Point b) {
    if (a.y == b.y) return;
    if (a.y > b.y) std::swap(a, b);
    // Rows whose centre may lie in [a.y, b.y); one more on each side, for rounding.
    const auto top = static_cast<std::int64_t>(std::floor((grid.ymax - b.y) / grid.cell - .5)) - 1;
    const auto bottom =
        static_cast<std::int64_t>(std::ceil((grid.ymax - a.y) / grid.cell - .5)) + 1;
    for (std::int64_t row = std::max(top, first); row <= std::min(bottom, first + count - 1);
         ++row) {
      const double y = grid.y_of(row);
      if (!(a.y <= y && y < b.y)) continue;
      rows[static_cast<std::size_t>(row - first)].push_back(a.x +
                                                            (y - a.y) / (b.y - a.y) * (b.x - a.x));
    }
  };
  const auto add_ring = [&](const Ring& ring) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) add(ring[i], ring[i + 1]);
  };
  for (const Polygon& polygon : polygons) {
    add_ring(polygon.shell);
    for (const Ring& hole : polygon.holes) add_ring(hole);
  }
  return rows;
}

// The first column whose centre is at or right of x.
std::int64_t column_from(double x, const Grid& grid) {
  auto column = static_cast<std::int64_t>(std::clamp(std::ceil((x - grid.xmin) / grid.cell - .5),
                                                     -1.0, static_cast<double>(grid.columns) + 1));
  while (column > 0 && grid.x_of(column - 1) >= x) --column;
  while (column < grid.columns && grid.x_of(column) < x) ++column;
  return std::clamp<std::int64_t>(column, 0, grid.columns);
}

}  // namespace

std::int64_t Mask::count() const {
  return std::accumulate(inside.begin(), inside.end(), std::int64_t{0});
}

std::vector<std::uint8_t> mask_rows(const MultiPolygon& polygons, const Grid& grid,
                                    std::int64_t first_row, std::int64_t count) {
  std::vector<std::uint8_t> inside(static_cast<std::size_t>(count * grid.columns), 0);
  auto rows = crossings(polygons, grid, first_row, count);
  for_each_block(rows.size(), 64, Progress(), [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row) {
      std::vector<double>& at = rows[row];
      std::sort(at.begin(), at.end());
      for (std::size_t i = 0; i + 1 < at.size(); i += 2) {
        const auto line = inside.begin() + static_cast<std::ptrdiff_t>(row) * grid.columns;
        const std::int64_t from = column_from(at[i], grid), to = column_from(at[i + 1], grid);
        if (from < to) std::fill(line + from, line + to, std::uint8_t{1});
      }
    }
  });
  return inside;
}

Mask mask_of(const MultiPolygon& polygons, const Grid& grid) {
  return {grid, mask_rows(polygons, grid, 0, grid.rows)};
}

void apply(const Mask& mask, Raster& raster) {
  if (!(mask.grid == raster.grid)) {
    fail_data("grid-mismatch", "The mask and the raster are on different grids.");
  }
  for (std::size_t i = 0; i < raster.values.size(); ++i) {
    if (mask.inside[i] == 0) raster.values[i] = no_data;
  }
}

}  // namespace farola
