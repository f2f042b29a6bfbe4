#include "farola/near_repeat/street_cells.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <tuple>

namespace farola {
namespace {
constexpr std::size_t rows_per_block = 8;
}

StreetCells::StreetCells(const StreetGraph& streets, const SnappedPoints& places, Metres reach,
                         Metres cell_distance)
    : index_(streets), places_(streets, places, reach), cell_distance_(cell_distance.value) {}

std::optional<StreetCells::Cell> StreetCells::cell_at(const Grid& grid, std::int64_t column,
                                                      std::int64_t row) const {
  const StreetIndex::Found found = index_.nearest({grid.x_of(column), grid.y_of(row)});
  if (!(found.off <= cell_distance_)) return std::nullopt;
  return Cell{row * grid.columns + column, found.edge, found.position};
}

std::vector<StreetCells::Cell> StreetCells::cells_of(const Grid& grid,
                                                     const Progress& progress) const {
  const auto rows = static_cast<std::size_t>(grid.rows);
  std::vector<std::vector<Cell>> parts((rows + rows_per_block - 1) / rows_per_block);
  for_each_block(rows, rows_per_block, progress,
                 [&](std::size_t begin, std::size_t end, std::size_t block) {
                   for (std::size_t row = begin; row < end; ++row) {
                     progress.check();
                     for (std::int64_t column = 0; column < grid.columns; ++column) {
                       const auto cell = cell_at(grid, column, static_cast<std::int64_t>(row));
                       if (cell) parts[block].push_back(*cell);
                     }
                   }
                 });
  std::vector<Cell> cells;
  for (const auto& part : parts) cells.insert(cells.end(), part.begin(), part.end());
  std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) {
    return std::tie(a.edge, a.cell) < std::tie(b.edge, b.cell);
  });
  return cells;
}

void StreetCells::near(const Cell& cell, std::vector<Neighbour>& places,
                       const Progress& progress) const {
  std::vector<NetworkPairs::Neighbour> found;
  places_.near(cell.edge, cell.position, found, progress);
  for (const NetworkPairs::Neighbour& place : found)
    places.push_back({place.point, place.distance});
}

}  // namespace farola
