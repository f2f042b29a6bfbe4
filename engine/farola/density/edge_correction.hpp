#pragma once
// The share of a kernel that lies inside the study area W: what an edge correction divides by.
//
//   e_b(c) = integral over W of K_b(|c - u|) du          0 <= e <= 1; 1 further inside than the
//   reach
//
// Exact, by the divergence theorem. With G(r) = integral_0^r K_b(s) s ds, which is 1/(2 pi) beyond
// the kernel's reach, and theta the angle of the outline seen from c (shells counter-clockwise,
// holes clockwise),
//
//   e_b(c) = closed integral of G(r) dtheta = w(c) - sum over edges of  integral (1/(2 pi) - G(r))
//   dtheta
//
// where w is 1 inside and 0 outside, and only edges within reach have a share. On an edge at
// distance h from c, with t along it, the integrals are polynomials and arc tangents for the
// uniform, Epanechnikov, quartic and triweight kernels, with an inverse hyperbolic sine for the
// triangular, and Owen's T function, or Gauss-Legendre on short edges, for the Gaussian (which is
// not cut off here; edges beyond 6.3 b, exp(-19.8) = 2.5e-9, are left out). Absolute error at most
// 1e-6, for the compact kernels in general below 1e-12: a place within 1e-7 b of an edge is the
// mean of two places 1e-6 b to both sides of it.
//
// Many places. The Gaussian's factor is a smooth function of c: where more than twice as many are
// asked for, it is computed on a lattice of spacing b / 8 and read by the sixth-order interpolation
// of factor_lattice.hpp, at most 1e-6 off. Places that repeat are computed once.
//
// Complexity: O(edges within reach) a place near the outline, O(1) a cell away from it. Long edges
// are split, short ones kept. The same values for any number of threads, and for any division into
// rows.
//
// Diggle, "A kernel method for smoothing point process data", Applied Statistics 34 (1985): divide
// the density by e at the pixel ("uniform"; unbiased where the intensity is flat), Jones, "Simple
// boundary correction for kernel density estimation", Statistics and Computing 3 (1993): divide
// each event by e at the event ("uniform-at-point"; the density integrates over W to the total
// weight).

#include "farola/core/progress.hpp"
#include "farola/density/kernel.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/raster/grid.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace farola {

class EdgeFactors {
 public:
  /// REQUIRES valid, non-empty polygons in metres, usual_bandwidth > 0: it tunes the index and does
  /// not bind the calls below.
  EdgeFactors(const MultiPolygon& study_area, Kernel kernel, Metres usual_bandwidth);
  ~EdgeFactors();
  EdgeFactors(EdgeFactors&&) noexcept;
  EdgeFactors& operator=(EdgeFactors&&) noexcept;

  /// e_b(place), anywhere in the plane. REQUIRES bandwidth > 0. From any thread.
  double at(Point place, double bandwidth) const;

  /// e at many places, with one bandwidth for all or one for each (REQUIRES size 1 or x.size()).
  std::vector<double> at(std::span<const double> x, std::span<const double> y,
                         std::span<const double> bandwidths, const Progress& progress) const;

  /// e at the centres of `count` rows of cells from `first_row`; NaN where the centre is outside
  /// the study area by the rule of mask.hpp.
  std::vector<double> rows(const Grid& grid, std::int64_t first_row, std::int64_t count,
                           double bandwidth, const Progress& progress) const;

 private:
  struct Outline;
  std::unique_ptr<const Outline> outline_;
};

}  // namespace farola
