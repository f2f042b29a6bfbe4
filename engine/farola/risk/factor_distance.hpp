#pragma once
// Exact distance from the cells of a study area to a factor: points, lines and polygons.
//
// In metres from the centre of the cell, straight: the smallest sqrt(dx^2 + dy^2) to a point or a
// segment; 0 inside a polygon, else to its outline (holes are outside). Without features NaN.
// Features outside the grid count. Complexity and method: feature_distances.hpp; windows of cells
// in parallel, those without a wanted cell left out.

#include "farola/core/progress.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/geometry/segment_index.hpp"
#include "farola/raster/grid.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// The features of a factor, in metres of one projected CRS.
struct FactorFeatures {
  std::vector<double> x, y;
  std::vector<Segment> lines;
  MultiPolygon polygons;  ///< valid, without overlaps: repair()
  bool empty() const { return x.empty() && lines.empty() && polygons.empty(); }
};

/// `cells`: row * columns + column, in the order of the result. REQUIRES fewer than 2^32.
std::vector<double> factor_distance(const FactorFeatures& features, const Grid& grid,
                                    std::span<const std::int64_t> cells, const Progress& progress);

}  // namespace farola
