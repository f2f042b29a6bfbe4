#pragma once
// Kernel density by Fourier transform: events are binned to the cells, and the bins are convolved
// with the kernel sampled at whole cells. The work does not grow with the bandwidth, the result is
// approximate.
//
// Binning keeps moments: an event's weight goes to the 3 x 3 nearest cell centres by Lagrange's
// quadratic, t (t-1)/2, 1 - t^2, t (t+1)/2 for its distance t in [-1/2, 1/2] from the middle one;
// total, centre and second moments are those of the event. A kernel K with u = r/b and b in cells
// then has at every cell an error of at most, per unit of weight in reach and as a share of K(0),
//
//   kernel        smoothness             on one axis                      both axes (x 2.25)
//   uniform       a step                 (no bound that falls with b)
//   triangular    |K'| <= 1/b            .75 / b                          1.7 / b
//   epanechnikov  |K'| <= 2/b            1.5 / b                          3.4 / b
//   quartic       |K''| <= 8/b^2         .25 * 8 / b^2                    4.5 / b^2
//   triweight     |K'''| <= 48/b^3       .0625 * 48 / b^3                 6.75 / b^3
//
// 2.25 = 1 + 1.25, the second being the Lebesgue constant of the quadratic on [-1/2, 1/2]. If W is
// the weight within b of a place, the disc of radius 2b around it holds all the mass of their
// kernels, so the density has a peak of at least W / (4 pi b^2) = W K(0) / (4 k), k = pi b^2 K(0);
// the bound as a share of the peak (of the surface, on or off the grid) is 4k times the table: see
// fft_error_bound(). For the Gaussian the third derivative is below 1.9 times the height of a
// Gaussian of standard deviation sqrt(2) s, whose density nowhere exceeds the peak: 2.25 * .0625 *
// 2 * 1.9 < .6 (h/s)^3 of it. The bounds are for the worst arrangement of events; errors over a
// city are far below.
//
// What falls below 0 is set to 0; cells out of every event's reach are set to exactly 0 by
// reach.hpp. The same bits for any number of threads. Transforms by kissfft (BSD-3-Clause); the
// upper half of the raster is the real part and the lower half the imaginary part of one array.

#include "farola/core/progress.hpp"
#include "farola/density/exact_sweep.hpp"
#include "farola/density/kernel.hpp"
#include "farola/density/places.hpp"

#include <complex>
#include <cstdint>
#include <functional>
#include <vector>

namespace farola::density {

/// Largest error of a cell as a share of the peak; `bandwidth` in cells.
double fft_error_bound(Kernel kernel, double bandwidth) noexcept;

/// Bytes that FftDensity holds.
double fft_bytes(Kernel kernel, double bandwidth, std::int64_t columns, std::int64_t rows) noexcept;
/// Complex multiply-adds, about: length * log2(length) over all transforms.
double fft_work(Kernel kernel, double bandwidth, std::int64_t columns, std::int64_t rows) noexcept;

/// Among how many cell centres on each axis an event is shared.
enum class FftBinning {
  three,  ///< as above
  eight,  ///< Lagrange's of degree 7 between the middle two, for smoother kernels
};

struct FftKernel {
  double reach;                         ///< in cells; no place reaches farther
  std::function<double(double)> value;  ///< by distance in cells; 0 from `reach` on
  FftBinning binning = FftBinning::three;
};

/// K(r)/K(0); `bandwidth` in cells.
FftKernel fft_kernel(Kernel kernel, double bandwidth);

class FftDensity {
 public:
  /// Convolves at once, in parallel. REQUIRES places of one class. Throws Error{cancelled}.
  FftDensity(const Places& places, const FftKernel& kernel, std::int64_t columns, std::int64_t rows,
             const Progress& progress);

  /// Adds sum w value(r) to a strip.
  void add(const Strip& strip) const;

 private:
  using Complex = std::complex<double>;
  template <FftBinning binning>
  void bin(const Places& places, std::int64_t first, std::int64_t end);
  void sample_kernel(const FftKernel& kernel, const Progress& progress);
  void filter_columns(std::int64_t first, std::int64_t end);

  std::int64_t columns_, rows_, half_;  // rows of the upper half
  std::int64_t margin_;                 // cells around the raster that hold events in reach
  std::int64_t width_, height_;         // of the array
  std::vector<Complex> array_;
  std::vector<double> kernel_;  // rows 0 … margin of the kernel, transformed along the row
};

}  // namespace farola::density
