#pragma once
// The exact share of every cell that lies under polygons.
//
// The share of cell (c, r) is the sum over the edges of all outlines of the signed area between the
// edge and the east side of the cell, within the cell's row: the trapezoid where the edge runs
// through the cell, the whole height where it runs west of it. Going down a row of an outline that
// runs counter-clockwise adds, going up takes away; holes the other way round.
//
// Shares are whole numbers of 2^-24, which a float holds exactly: the error is at most 3e-8 of a
// cell, neighbours along a common border add up to a whole, and no cell beside a border that runs
// along the grid gets a trace of rounding. Complexity: cells + cells that edges run through. The
// same bits for any number of threads.

#include "farola/core/progress.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/raster/grid.hpp"

#include <cstdint>
#include <vector>

namespace farola {

/// A cell that lies wholly under polygons.
inline constexpr std::uint32_t whole_cell = 1U << 24;

/// Parts of whole_cell, row by row. REQUIRES valid polygons without overlaps, as repair() gives
/// them. Throws Error{cancelled}.
std::vector<std::uint32_t> coverage_of(const MultiPolygon& polygons, const Grid& grid,
                                       const Progress& progress);

}  // namespace farola
