#pragma once
// How far every cell is from the nearest feature, as a raster.
//
//   distance(c) = smallest sqrt(dx^2 + dy^2) from the centre of c to a point, a line or the outline
//                 of a polygon; 0 for a centre inside a polygon (not in its holes). Unit: m
//
// Straight, not along streets. Features outside the grid and outside the study area count: the
// nearest lamp may stand across the border. Exact but for the rounding to Float32, which is at most
// 1 mm up to 32 km. NaN outside the study area and, where a maximum is given, beyond it (a cell at
// exactly the maximum has a value). Many features at one place are as one. The same bits for any
// number of threads. Complexity: feature_distances.hpp.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/raster/raster.hpp"
#include "farola/risk/factor_distance.hpp"

#include <optional>

namespace farola {

struct ProximityOptions {
  /// Cells further than this have no data. REQUIRES finite, > 0 (Error{usage,
  /// "maximum-not-positive"}).
  std::optional<Metres> maximum = {};
  /// Cells whose centre is outside have no data. In the CRS of the features; empty: all count.
  MultiPolygon study_area = {};
};

struct Proximity {
  Raster distance;
  /// values["proximity"]: cells with a value, nearest_m, furthest_m, mean_m, beyond_maximum.
  Report report;
};

/// Throws Error{data, "features-empty"} without features, Error{cancelled}.
Proximity proximity(const FactorFeatures& features, const Grid& grid, const Crs& crs,
                    const ProximityOptions& options, const Progress& progress);

}  // namespace farola
