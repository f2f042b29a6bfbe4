#pragma once
// The share of a cell under polygons, as GEOS cuts it.

#include "farola/geometry/polygon.hpp"
#include "farola/raster/grid.hpp"

namespace farola::reference {

inline MultiPolygon square_of(const Grid& grid, std::int64_t column, std::int64_t row) {
  const double west = grid.xmin + static_cast<double>(column) * grid.cell, east = west + grid.cell;
  const double north = grid.ymax - static_cast<double>(row) * grid.cell, south = north - grid.cell;
  return {{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}, {}}};
}

inline double covered_share(const MultiPolygon& polygons, const Grid& grid, std::int64_t column,
                            std::int64_t row) {
  return area_of(intersection_of(polygons, square_of(grid, column, row))) / grid.cell_area();
}

}  // namespace farola::reference
