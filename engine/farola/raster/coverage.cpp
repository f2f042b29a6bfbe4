#include "farola/raster/coverage.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <cmath>

namespace farola {
namespace {

constexpr std::int64_t block_rows = 32;

/// In cells: u to the east, v to the south, from the north-west corner of the grid.
struct Edge {
  double u0, v0, u1, v1;
  double sign;
};

void add_ring(const Ring& ring, double sign, const Grid& grid,
              std::vector<std::vector<Edge>>& blocks) {
  if (signed_area(ring) < 0) sign = -sign;
  for (std::size_t k = 1; k < ring.size(); ++k) {
    const Edge edge{(ring[k - 1].x - grid.xmin) / grid.cell,
                    (grid.ymax - ring[k - 1].y) / grid.cell, (ring[k].x - grid.xmin) / grid.cell,
                    (grid.ymax - ring[k].y) / grid.cell, sign};
    const double top = std::max(std::min(edge.v0, edge.v1), 0.0);
    const double bottom = std::min(std::max(edge.v0, edge.v1), static_cast<double>(grid.rows));
    if (edge.v0 == edge.v1 || top >= bottom) continue;
    const auto first = static_cast<std::size_t>(top) / block_rows;
    const auto last = std::min(static_cast<std::size_t>(bottom) / block_rows, blocks.size() - 1);
    for (std::size_t block = first; block <= last; ++block) blocks[block].push_back(edge);
  }
}

/// The piece of an edge in one row, from ua to ub, of signed height `height`. What lies east of it
/// counts from its own column on; the row is summed up from the west afterwards.
void add_in_row(double* row, std::int64_t columns, double ua, double ub, double height) {
  double low = std::min(ua, ub), high = std::max(ua, ub);
  const auto width = static_cast<double>(columns);
  if (low >= width) return;
  if (high <= 0) {
    row[0] += height;
    return;
  }
  const auto add = [&](std::int64_t column, double from, double to, double part) {
    const double west = (from + to) / 2 - static_cast<double>(column);
    row[column] += part * (1 - west);
    row[column + 1] += part * west;
  };
  if (low >= 0 && std::floor(low) == std::floor(high)) {
    return add(static_cast<std::int64_t>(low), low, high, height);
  }
  const double per_column = height / (high - low);
  if (low < 0) {
    row[0] -= per_column * low;
    low = 0;
  }
  high = std::min(high, width);
  for (auto column = static_cast<std::int64_t>(low); static_cast<double>(column) < high; ++column) {
    const double from = std::max(low, static_cast<double>(column));
    const double to = std::min(high, static_cast<double>(column + 1));
    add(column, from, to, per_column * (to - from));
  }
}

void add_edge(const Edge& edge, std::int64_t first_row, std::int64_t rows, std::int64_t columns,
              std::vector<double>& sums) {
  const double slope = (edge.u1 - edge.u0) / (edge.v1 - edge.v0);
  const auto u_at = [&](double v) {
    return v == edge.v0 ? edge.u0 : v == edge.v1 ? edge.u1 : edge.u0 + (v - edge.v0) * slope;
  };
  const double top = std::max(std::min(edge.v0, edge.v1), static_cast<double>(first_row));
  const double bottom = std::min(std::max(edge.v0, edge.v1), static_cast<double>(first_row + rows));
  for (auto row = static_cast<std::int64_t>(top); static_cast<double>(row) < bottom; ++row) {
    const double north = static_cast<double>(row), south = north + 1;
    const double from = std::clamp(edge.v0, north, south), to = std::clamp(edge.v1, north, south);
    if (from == to) continue;
    add_in_row(sums.data() + (row - first_row) * (columns + 1), columns, u_at(from), u_at(to),
               (to - from) * edge.sign);
  }
}

}  // namespace

std::vector<std::uint32_t> coverage_of(const MultiPolygon& polygons, const Grid& grid,
                                       const Progress& progress) {
  std::vector<std::uint32_t> shares(static_cast<std::size_t>(grid.cells()));
  std::vector<std::vector<Edge>> blocks(
      static_cast<std::size_t>((grid.rows + block_rows - 1) / block_rows));
  if (blocks.empty()) return shares;
  for (const Polygon& polygon : polygons) {
    add_ring(polygon.shell, 1, grid, blocks);
    for (const Ring& hole : polygon.holes) add_ring(hole, -1, grid, blocks);
  }
  for_each_block(blocks.size(), 1, progress, [&](std::size_t block, std::size_t, std::size_t) {
    if (blocks[block].empty()) return;
    const std::int64_t first = static_cast<std::int64_t>(block) * block_rows;
    const std::int64_t rows = std::min(block_rows, grid.rows - first);
    std::vector<double> sums(static_cast<std::size_t>(rows * (grid.columns + 1)));
    for (const Edge& edge : blocks[block]) add_edge(edge, first, rows, grid.columns, sums);
    for (std::int64_t row = 0; row < rows; ++row) {
      double sum = 0;
      for (std::int64_t column = 0; column < grid.columns; ++column) {
        sum += sums[static_cast<std::size_t>(row * (grid.columns + 1) + column)];
        shares[static_cast<std::size_t>((first + row) * grid.columns + column)] =
            static_cast<std::uint32_t>(
                std::lround(std::clamp(sum, 0.0, 1.0) * static_cast<double>(whole_cell)));
      }
    }
  });
  return shares;
}

}  // namespace farola
