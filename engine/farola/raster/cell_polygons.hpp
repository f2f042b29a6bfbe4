#pragma once
// Outlines of groups of cells, along cell edges, so that area = number of cells * cell area
// exactly.

#include "farola/geometry/polygon.hpp"
#include "farola/raster/grid.hpp"

#include <cstdint>
#include <vector>

namespace farola {

struct CellGroup {
  std::int64_t first_cell = 0;  ///< lowest index (row * columns + column): a stable name
  std::int64_t cells = 0;
  Polygon outline;  ///< one part (cells joined by edges), holes where there are any
};

/// Groups of edge-connected cells whose flag is not 0, by ascending first_cell; vertices only where
/// the outline turns. `label` (optional, sized like flags) receives the group's index or -1.
std::vector<CellGroup> cell_groups(const Grid& grid, const std::vector<std::uint8_t>& flags,
                                   std::vector<std::int32_t>* label = nullptr);

}  // namespace farola
