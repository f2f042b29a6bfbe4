#pragma once
// Which cells count: those whose centre lies in a polygon (outline included on the west and north
// side of a scanline crossing: half-open, so that neighbouring polygons share no cell).

#include "farola/geometry/polygon.hpp"
#include "farola/raster/grid.hpp"
#include "farola/raster/raster.hpp"

#include <cstdint>
#include <vector>

namespace farola {

struct Mask {
  Grid grid;
  std::vector<std::uint8_t> inside;  ///< 1 or 0 a cell, row by row
  std::int64_t count() const;
};

/// Scanline fill in O(edges + cells), even-odd over valid polygons.
Mask mask_of(const MultiPolygon& polygons, const Grid& grid);

/// The inside flags of `count` rows from `first_row` alone, for tiles.
std::vector<std::uint8_t> mask_rows(const MultiPolygon& polygons, const Grid& grid,
                                    std::int64_t first_row, std::int64_t count);

/// Set cells outside to NaN. REQUIRES equal grids.
void apply(const Mask& mask, Raster& raster);

}  // namespace farola
