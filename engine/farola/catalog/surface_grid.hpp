#pragma once
// The grid of a surface made from one layer: --extent, else the study area, else the box of the
// features; --cell-size, else a round length.

#include "farola/catalog/arguments.hpp"
#include "farola/catalog/feature_input.hpp"
#include "farola/core/report.hpp"
#include "farola/raster/grid.hpp"

namespace farola::catalog {

/// `scale`: a length that cells must resolve, or 0 m. values["cell_size"], values["grid"]. Throws
/// Error{usage, "grid-too-large"}, Error{data, "extent-misses-data"} for an extent in degrees,
/// Error{data, "extent-needed"} where all features are at one place.
Grid surface_grid(const PreparedFeatures& prepared, const Arguments& arguments, Metres scale,
                  double bytes_per_cell, Report& report);

}  // namespace farola::catalog
