#pragma once
// Exact kernel density for the kernels (1 - r^2/b^2)^m, m = 0 … 3: uniform, Epanechnikov, quartic
// and triweight, in work proportional to (places * rows they touch + cells).
//
// On one row of cells, at distance p from a place, the kernel is
//     w (c - s (t - q)^2)^m,   c = 1 - p^2/b^2,   s = 1/b^2,
// a polynomial of degree 2m in the column t, inside |t - q| <= sqrt(b^2 - p^2) and 0 outside. So
// each place adds the coefficients of its polynomial at the first column of the interval and takes
// them away after the last; running sums over the columns then hold, at each cell, the coefficients
// of the sum of all kernels open there. The coefficients of t^l are polynomials of degree m in c,
//     sum_k  c^(m-k) (-s)^k binom(m, k) binom(2k, l) (-q)^(2k-l),
// so what depends on the row is one scalar; the coefficients lie side by side, and a step of the
// sweep is a few vector operations whatever m is.
//
// Rounding. Columns are counted from the middle of a tile of at most tile_columns() cells, which
// keeps |t|, |q| below about 4 to 14 b. One lane counts the open places: it is an exact integer,
// and where it is 0 the sums are set to 0, so that a cell out of every reach is exactly 0 and what
// rounding leaves behind does not travel. The interval's ends come from b^2 - p^2 and not from c: a
// cell exactly at distance b is inside for the uniform kernel, and outside for the others, which
// are 0 there. What falls below 0 by rounding is set to 0.
//
// The order of all sums is fixed by the places, each lane is computed alone, and no multiply is
// fused with an add: the same bits for any number of threads and any vector width.

#include "farola/core/progress.hpp"
#include "farola/density/kernel.hpp"
#include "farola/density/places.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola::density {

/// Rows that are swept together.
inline constexpr std::int64_t strip_rows = 8;

/// Whether sweep() knows the kernel.
bool can_sweep(Kernel kernel) noexcept;

/// Radii below this many cells are left to the direct scatter: it is as fast, and the sweep's
/// polynomials would be steep.
inline constexpr double smallest_swept_radius = 4;

/// Columns of a tile for places of at least `radius` on a raster of `columns`.
std::int64_t tile_columns(Kernel kernel, double radius, std::int64_t columns) noexcept;

/// The part of the raster that is being filled: strip_rows rows from first_row, all columns.
struct Strip {
  std::int64_t first_row = 0;
  std::int64_t columns = 0;
  std::size_t stride = 0;  ///< doubles from row to row, at least columns + strip_padding
  double* values = nullptr;
};
inline constexpr std::size_t strip_padding = 16;

/// Adds sum w (1 - r^2/b^2)^m of one class of places to the strip. `workspace` is kept between
/// calls. REQUIRES can_sweep(kernel), radii >= smallest_swept_radius.
void sweep(Kernel kernel, const Places& places, const Places::Class& of, const Strip& strip,
           std::vector<double>& workspace, const Progress& progress);

}  // namespace farola::density
