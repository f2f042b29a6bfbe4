#pragma once
// Where one set of events (cases: burglaries) is more concentrated than another (controls: homes,
// all crimes), and where that is more than chance.
//
//   f, g = kernel densities of cases and controls, each integrating to 1 over the plane (over the
//          study area with edge correction at the point), same kernel and bandwidth
//
//   measure      value at a cell      unit    no difference   where it is NaN
//   ratio        f / g                1       1               g = 0
//   log_ratio    ln(f / g)            1       0               f = 0 or g = 0
//   difference   10^6 (f - g)         1/km2   0               nowhere inside
//   and outside the study area, when one is given, NaN in all three.
//
// Densities, not intensities: n cases and m controls spread alike give ratio 1 whatever n and m are
// (spatstat's relrisk(relative = TRUE) is n/m times this ratio). Common bandwidth, as Kelsall and
// Diggle advise: the biases of f and g then largely cancel.
//
// Chance: under "which events are the cases is a matter of lot", labels are dealt anew over the
// pooled events `permutations` times (n cases each; an event keeps its weight). With T the measure,
//
//   p_upper(c) = (1 + #{permuted T(c) >= T(c)}) / (permutations + 1)     small: more cases than
//   chance p_lower(c) = (1 + #{permuted T(c) <= T(c)}) / (permutations + 1)     small: fewer
//
// compared as f* g >= f g* (ratios) or f* - g* >= f - g with 1e-6 relative slack, so that rounding
// never makes a cell significant; cells without any event in reach get 1; NaN where outside. The
// contours p_upper = 0.05 and p_lower = 0.05 are the tolerance contours. They are pointwise: 1 cell
// in 20 is inside by chance. Permutation k deals by the ranks of random_bits(seed, k, event): the
// same surfaces for any number of threads.
//
// Edge cases: no cases or no controls: Error{data, "cases-missing"}, Error{data,
// "controls-missing"}; total weight 0 likewise. Complexity: 2 (permutations + 1) kernel densities.
//
// Kelsall and Diggle, "Non-parametric estimation of spatial variation in relative risk", Statistics
// in Medicine 14 (1995); Hazelton and Davies, "Inference based on kernel estimates of the relative
// risk function in geographical epidemiology", Biometrical Journal 51 (2009).

#include "farola/density/kernel_density.hpp"
#include "farola/raster/cell_polygons.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace farola {

enum class RiskMeasure { ratio, log_ratio, difference };

struct RelativeRiskOptions {
  /// Kernel, bandwidth, edge correction, study area, method. Units are probability whatever is set;
  /// event_bandwidths and period_years REQUIRED empty (Error{usage, "relative-risk-adaptive"}).
  KernelDensityOptions density;
  RiskMeasure measure = RiskMeasure::ratio;
  int permutations =
      0;  ///< REQUIRES >= 0 (Error{usage, "permutations-negative"}); 0: no p-surfaces
  std::uint64_t seed = 1;
};

struct RelativeRisk {
  Raster risk;
  std::optional<Raster> p_upper, p_lower;
  Report report;  ///< values "relative_risk"
};

/// REQUIRES both in the same CRS (Error{data, "crs-differ"}).
RelativeRisk relative_risk(const ProjectedEvents& cases, const ProjectedEvents& controls,
                           const Grid& grid, const RelativeRiskOptions& options,
                           const Progress& progress);

/// Which of n + m events are the n cases in permutation `k`; 1 or 0 each.
std::vector<std::uint8_t> permuted_cases(std::size_t cases, std::size_t events, std::uint64_t seed,
                                         std::uint64_t k);

/// The areas inside a tolerance contour: groups of cells whose p is at most `level`, 0 < level < 1.
std::vector<CellGroup> tolerance_areas(const Raster& p, double level);

}  // namespace farola
