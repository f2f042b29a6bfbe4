#include "farola/raster/cell_polygons.hpp"

#include <array>

namespace farola {
namespace {

// Sides of a cell, walked counter-clockwise with the cell on the left.
enum Side { south, east, north, west };
constexpr std::array<int, 4> ahead_column = {1, 0, -1, 0};  // where each side is walked to
constexpr std::array<int, 4> ahead_row = {0, -1, 0, 1};     // row 0 is the northernmost
constexpr std::array<int, 4> right_column = {0, 1, 0, -1};  // the cell across the side
constexpr std::array<int, 4> right_row = {1, 0, -1, 0};

class Outliner {
 public:
  Outliner(const Grid& grid, const std::vector<std::int32_t>& label)
      : grid_(grid), label_(label), walked_(label.size(), 0) {}

  bool starts_edge(std::int64_t column, std::int64_t row, int side) const {
    return (walked_[index(column, row)] & (1 << side)) == 0 &&
           label_at(column + right_column[side], row + right_row[side]) != label_at(column, row);
  }

  // Where two cells of a group meet at a corner only, the walk stays with the same outside cell.
  // A pocket closed by such a corner becomes a hole that touches the shell in one point: valid.
  Ring walk(std::int64_t column, std::int64_t row, int side) {
    const std::int32_t group = label_at(column, row);
    const std::array<std::int64_t, 3> start = {column, row, side};
    Ring ring;
    do {
      walked_[index(column, row)] |= static_cast<std::uint8_t>(1 << side);
      const std::int64_t left_c = column + ahead_column[side], left_r = row + ahead_row[side];
      const std::int64_t right_c = left_c + right_column[side], right_r = left_r + right_row[side];
      const Point corner = end_of(column, row, side);
      if (label_at(right_c, right_r) == group) {
        column = right_c;
        row = right_r;
        side = (side + 3) % 4;
        ring.push_back(corner);
      } else if (label_at(left_c, left_r) == group) {
        column = left_c;
        row = left_r;
      } else {
        side = (side + 1) % 4;
        ring.push_back(corner);
      }
    } while (std::array<std::int64_t, 3>{column, row, side} != start);
    ring.push_back(ring.front());
    return ring;
  }

 private:
  std::size_t index(std::int64_t column, std::int64_t row) const {
    return static_cast<std::size_t>(row * grid_.columns + column);
  }
  std::int32_t label_at(std::int64_t column, std::int64_t row) const {
    if (column < 0 || row < 0 || column >= grid_.columns || row >= grid_.rows) return -1;
    return label_[index(column, row)];
  }
  Point end_of(std::int64_t column, std::int64_t row, int side) const {
    const bool is_east = side == south || side == east;
    const bool is_north = side == east || side == north;
    return {grid_.xmin + static_cast<double>(column + (is_east ? 1 : 0)) * grid_.cell,
            grid_.ymax - static_cast<double>(row + (is_north ? 0 : 1)) * grid_.cell};
  }

  const Grid& grid_;
  const std::vector<std::int32_t>& label_;
  std::vector<std::uint8_t> walked_;
};

// Numbers the edge-connected groups in the order of their lowest cell.
std::vector<CellGroup> number_groups(const Grid& grid, const std::vector<std::uint8_t>& flags,
                                     std::vector<std::int32_t>& label) {
  std::vector<CellGroup> groups;
  std::vector<std::int64_t> open;
  label.assign(flags.size(), -1);
  for (std::int64_t seed = 0; seed < grid.cells(); ++seed) {
    if (flags[static_cast<std::size_t>(seed)] == 0 || label[static_cast<std::size_t>(seed)] >= 0) {
      continue;
    }
    const auto group = static_cast<std::int32_t>(groups.size());
    groups.push_back({seed, 0, {}});
    const auto reach = [&](std::int64_t cell) {
      if (flags[static_cast<std::size_t>(cell)] == 0) return;
      if (label[static_cast<std::size_t>(cell)] >= 0) return;
      label[static_cast<std::size_t>(cell)] = group;
      open.push_back(cell);
    };
    reach(seed);
    while (!open.empty()) {
      const std::int64_t cell = open.back();
      open.pop_back();
      ++groups.back().cells;
      const std::int64_t column = cell % grid.columns, row = cell / grid.columns;
      if (column > 0) reach(cell - 1);
      if (column + 1 < grid.columns) reach(cell + 1);
      if (row > 0) reach(cell - grid.columns);
      if (row + 1 < grid.rows) reach(cell + grid.columns);
    }
  }
  return groups;
}

}  // namespace

std::vector<CellGroup> cell_groups(const Grid& grid, const std::vector<std::uint8_t>& flags,
                                   std::vector<std::int32_t>* label) {
  std::vector<std::int32_t> own;
  std::vector<std::int32_t>& labels = label != nullptr ? *label : own;
  std::vector<CellGroup> groups = number_groups(grid, flags, labels);
  Outliner outliner(grid, labels);
  for (std::int64_t row = 0; row < grid.rows; ++row) {
    for (std::int64_t column = 0; column < grid.columns; ++column) {
      const std::int32_t group = labels[static_cast<std::size_t>(row * grid.columns + column)];
      if (group < 0) continue;
      Polygon& outline = groups[static_cast<std::size_t>(group)].outline;
      for (const int side : {north, west, south, east}) {
        if (!outliner.starts_edge(column, row, side)) continue;
        Ring ring = outliner.walk(column, row, side);
        // Rows come from the north, so the first ring of a group runs along its northernmost
        // cell's north side: that is the shell. All others are holes.
        if (outline.shell.empty()) {
          outline.shell = std::move(ring);
        } else {
          outline.holes.push_back(std::move(ring));
        }
      }
    }
  }
  return groups;
}

}  // namespace farola
