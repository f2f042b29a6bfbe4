#pragma once
// A north-up grid of square cells. Row 0 is the northernmost; values belong to cell centres.
//
//   centre of (column, row) = (xmin + (column + 1/2) c, ymax - (row + 1/2) c)

#include "farola/core/units.hpp"
#include "farola/crs/crs.hpp"
#include "farola/geometry/point.hpp"

#include <cstdint>
#include <string>

namespace farola {

struct Grid {
  double xmin = 0;  ///< west edge
  double ymax = 0;  ///< north edge
  double cell = 1;  ///< side of a cell, in units of the CRS (metres)
  std::int64_t columns = 0;
  std::int64_t rows = 0;

  std::int64_t cells() const { return columns * rows; }
  double xmax() const { return xmin + static_cast<double>(columns) * cell; }
  double ymin() const { return ymax - static_cast<double>(rows) * cell; }
  Box box() const { return {xmin, ymin(), xmax(), ymax}; }
  double x_of(std::int64_t column) const {
    return xmin + (static_cast<double>(column) + .5) * cell;
  }
  double y_of(std::int64_t row) const { return ymax - (static_cast<double>(row) + .5) * cell; }
  Point centre(std::int64_t column, std::int64_t row) const { return {x_of(column), y_of(row)}; }
  double cell_area() const { return cell * cell; }
  bool operator==(const Grid&) const = default;
};

/// The grid that starts at the upper left corner of `extent` and covers it with whole cells.
/// Throws Error{usage, "cell-size-not-positive"}, Error{usage, "extent-empty"}.
Grid grid_over(const Box& extent, Metres cell_size);

/// Cell size when none is given: a round length (1, 2, 5 times a power of ten) so that the shorter
/// side of the extent has about 500 cells, not finer than a tenth of the bandwidth when one is
/// given and not coarser than a quarter of it.
Metres default_cell_size(const Box& extent, Metres bandwidth);

/// Throws Error{usage, "grid-too-large"} when `bytes_per_cell` * cells exceeds `bound_bytes`,
/// naming the cell size that would fit.
void require_fits(const Grid& grid, double bytes_per_cell, double bound_bytes,
                  const std::string& bound_name);

}  // namespace farola
