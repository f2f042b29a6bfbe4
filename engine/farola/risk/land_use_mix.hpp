#pragma once
// How mixed the land use is around every cell, within a radius.
//
// The amount of a class at a cell is its area in the cells whose centre is within the radius of the
// cell's centre (at exactly the radius counts), each with its exact share under the polygons of the
// class (coverage.hpp). From the amounts: the measures of diversity.hpp, with k the number of
// classes of the whole layer. Land without a class does not count; the last band tells how much of
// the window has one.
//
//   bands   entropy, evenness, herfindahl, hill_0, hill_1, hill_2, classified
//
// Edge cases: a window without any class, and cells outside the study area, have no data in all
// bands; with one class in the layer evenness has no data, and a warning. Land outside the grid
// counts where it is within the radius. Where polygons of different classes overlap, the ground
// counts for each, and a warning. Complexity: cells * (classes) * (rows of a window). Exact whole
// numbers are summed, so no class is there by a rounding. The same bits for any number of threads.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/raster/raster.hpp"

#include <string>
#include <vector>

namespace farola {

struct LandUseClass {
  std::string name;
  MultiPolygon polygons;  ///< valid, without overlaps: repair()
};

struct LandUseMixOptions {
  /// REQUIRES finite, > 0 (Error{usage, "radius-not-positive"}).
  Metres radius{300};
  MultiPolygon study_area = {};  ///< empty: all cells count
};

struct LandUseMix {
  std::vector<Raster> bands;
  /// values["land_use_mix"]: radius_m, cells_in_window, classes (name, km2 on the map), cells.
  Report report;
};

/// Throws Error{data, "classes-empty"} without classes, Error{cancelled}.
LandUseMix land_use_mix(const std::vector<LandUseClass>& classes, const Grid& grid, const Crs& crs,
                        const LandUseMixOptions& options, const Progress& progress);

/// Bytes that a cell takes in it, for `classes` classes.
double land_use_mix_bytes_per_cell(std::size_t classes);

}  // namespace farola
