#pragma once
// Triangular kernel density with one wide bandwidth b, at a cost that grows with b and not with
// b^2.
//
// The cone 1 - r/b is no polynomial, and it is smooth but at its tip and on its rim. So it is
// split:
//
//   t = 1 - r^2/b^2,   1 - r/b = 1 - sqrt(1 - t) = t/2 + t^2/8 + t^3/16 + 5 t^4/128 + …
//
//   rim      t/2 + t^2/8 + t^3/16 within b: an Epanechnikov, a quartic and a triweight kernel, by
//            the exact sweep
//   tip      (q(r) - r) / b within a few cells, a; there q, the Taylor polynomial of the distance
//            in r^2 about a^2 up to the seventh power, stands for the distance:
//            q = a (1 - sum_1^7 a_k (1 - r^2/a^2)^k), a_k the coefficients above; summed cell by
//            cell as by the direct scatter
//   smooth   what is left, by the Fourier transform of fft_density.hpp with 8 x 8 cells an event
//
// Only the last is approximate. It has three continuous derivatives on the rim and seven at a.
// Lagrange's interpolation between the middle two of 8 nodes h = 1 cell apart errs by at most
// .01368 max|f''''| (Peano's kernel, evaluated) or .001069 max|f^(8)|, and by 1 + 1.4883 times as
// much on both axes together (Lebesgue's constant). Along any line |f''''| <= 15 / b^4 within 8
// cells of the rim when b >= 32, and elsewhere |f^(8)| <= 135135 / (b a^7), which is that of q. So,
// per unit of weight and as a share of the cone's height, the error is at most
//
//   rim   .5106 / b^4          tip   359.2 / (b a^7)
//
// and as a share of the peak 13.5 times the larger: the weight within b + 6 cells of a place has
// all its kernels within 2b + 6, so the density somewhere reaches 1 / 13.5 of it (12 times (1 +
// 3/b)^2). The tip's radius a is chosen for 2e-7: 14 to 17 cells. Hence 6.9 / b^4, below 1e-6 from
// b = 52 cells on, for the worst arrangement of events.
//
// Cells out of reach are set to exactly 0 by reach.hpp, and so is what falls below 0. The same bits
// for any number of threads and any vector width.

#include "farola/core/progress.hpp"
#include "farola/density/exact_sweep.hpp"
#include "farola/density/fft_density.hpp"
#include "farola/density/places.hpp"

#include <cstdint>
#include <vector>

namespace farola::density {

/// Largest error of a cell as a share of the peak; `radius` in cells. 1 where there is no bound.
double triangular_error_bound(double radius) noexcept;

/// a, in cells.
double triangular_tip(double radius) noexcept;

class TriangularDensity {
 public:
  /// Transforms at once, in parallel. `radius` in cells, REQUIRES >= 52. The places must outlive
  /// this and have one class. Throws Error{cancelled}.
  TriangularDensity(const Places& places, double radius, std::int64_t columns, std::int64_t rows,
                    const Progress& progress);

  /// Adds sum w K(r)/K(0) to a strip that holds 0. `workspace` as for sweep().
  void add(const Strip& strip, std::vector<double>& workspace, const Progress& progress) const;

 private:
  void add_tips(const Strip& strip, const Progress& progress) const;

  const Places* places_;
  double radius_, tip_;
  FftDensity smooth_;
};

}  // namespace farola::density
