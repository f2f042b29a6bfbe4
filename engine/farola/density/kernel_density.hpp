#pragma once
// Kernel density of events on a grid.
//
//   f(c) = scale * sum_i  w_i K_b(|c - p_i|) / e        for each cell centre c, in event order sums
//
// with K_b of kernel.hpp; b fixed, or b_i of each event (adaptive). The edge factor e is 1 (none),
// e(c) = integral over the study area of K_b(|c - u|) du (Diggle's correction at the pixel:
// "uniform"), or e(p_i) (at the point: "uniform-at-point", Jones-Diggle; conserves the total
// weight).
//
//   unit                scale                       what a cell holds
//   events_per_km2      10^6 (per m^2 -> per km^2)  intensity; integrates to the total weight
//   probability         1 / total weight            1/m^2; integrates to 1
//   expected_per_cell   cell area in m^2            events expected in the cell; sums to total
//   weight and divided by `period_years` when that is given ("events/km2/year").
//
// At the pixel needs one bandwidth for all events. A factor below 1e-6 counts as 1e-6.
//
// Edge cases: no event gives 0 everywhere; a cell out of every event's reach is exactly 0; events
// outside the grid count for the cells in their reach; no value is negative. Cells outside the
// study area are NaN when one is given (mask). Exact duplicates are summed as one weight.
//
// Method "exact": error at most 1e-9 of the peak against the brute-force twin (tests/reference),
// work O(events * rows they touch + cells) for uniform, epanechnikov, quartic and triweight
// (exact_sweep.hpp), O(events + cells) for the Gaussian with one bandwidth (gaussian_grid.hpp), and
// O(events * cells in reach) for the triangular, the Gaussian with varying bandwidths, and
// bandwidths of a few cells (direct_scatter.hpp). A coordinate is no better than its double: at
// 4,600,000 m that is 1e-9 m, and an event moved by that much may move a value by more than 1e-9
// when the bandwidth is below 1 m. Method "fft": error bound stated in fft_density.hpp and tested.
// "automatic" takes the fastest whose guaranteed error is at most 1e-6 of the peak: that is the
// exact one, but for the triangular kernel over 52 cells or more (triangular_density.hpp) and the
// triweight over more than 475, both with many events (density_cost.hpp). The same bits for any
// number of threads; and for any processor of one architecture, but for the C library's exp() and
// sin().

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/density/density_rows.hpp"
#include "farola/density/kernel.hpp"
#include "farola/events/projected_events.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/raster/raster.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace farola {

enum class DensityUnits { events_per_km2, probability, expected_per_cell };
enum class EdgeCorrection { none, uniform, uniform_at_point };

struct KernelDensityOptions {
  Kernel kernel = Kernel::quartic;
  /// REQUIRES finite, > 0 (Error{usage, "bandwidth-not-positive"}). No default here: the faces
  /// choose one by a selector, see bandwidth.hpp.
  Metres bandwidth{0};
  /// One bandwidth in metres per event (adaptive; see adaptive_bandwidth.hpp), or empty: fixed.
  /// Then `bandwidth` is only told. REQUIRES size() == events.size(), each > 0.
  std::vector<double> event_bandwidths;
  DensityUnits units = DensityUnits::events_per_km2;
  EdgeCorrection edge_correction = EdgeCorrection::none;  ///< others REQUIRE a study area
  /// Valid polygons in the events' CRS; empty: no mask.
  MultiPolygon study_area;
  /// Rates: divide by this many years. REQUIRES > 0.
  std::optional<double> period_years;
  DensityMethod method = DensityMethod::automatic;
};

/// Receives finished rows [first_row, first_row + values.size()/columns), in ascending order.
using RowSink = std::function<void(std::int64_t first_row, std::span<const float> values)>;

struct KernelDensity {
  Raster density;
  Report report;  ///< method taken, its error bound, distinct places, timings
};

/// Throws Error{usage, …} for options, Error{cancelled}.
KernelDensity kernel_density(const ProjectedEvents& events, const Grid& grid,
                             const KernelDensityOptions& options, const Progress& progress);

/// The same values, handed over in strips of rows so that a raster larger than memory can be
/// written; holds at most about `strip_bytes` of cells at a time.
Report kernel_density_rows(const ProjectedEvents& events, const Grid& grid,
                           const KernelDensityOptions& options, double strip_bytes,
                           const RowSink& sink, const Progress& progress);

/// "events/km2", "1/m2", "events/cell", with "/year" when a rate.
std::string unit_text(const KernelDensityOptions& options);

}  // namespace farola
