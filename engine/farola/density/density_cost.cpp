#include "farola/density/density_cost.hpp"

#include "farola/density/fft_density.hpp"
#include "farola/density/gaussian_grid.hpp"
#include "farola/density/triangular_density.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace farola::density {
namespace {

/// Rows and cells of a place's disc that a raster can hold at most.
double rows_touched(const CostInput& in, double radius) {
  return std::min(2 * radius + 1, static_cast<double>(in.rows));
}
double cells_touched(const CostInput& in, double radius) {
  const double box =
      rows_touched(in, radius) * std::min(2 * radius + 1, static_cast<double>(in.columns));
  return std::min(std::numbers::pi * radius * radius + 1, box);
}

}  // namespace

double sweep_cost(const CostInput& in) noexcept {
  const double step = in.kernel == Kernel::uniform        ? 1.2
                      : in.kernel == Kernel::epanechnikov ? 1.4
                      : in.kernel == Kernel::quartic      ? 1.8
                                                          : 2.2;
  const double cells = static_cast<double>(in.columns) * static_cast<double>(in.rows);
  return in.places * (30 + step * rows_touched(in, in.bandwidth)) + 4 * cells;
}

double scatter_cost(const CostInput& in) noexcept {
  const double radius = kernel_reach(in.kernel, in.bandwidth);
  const double per_cell = in.kernel == Kernel::triangular ? .7 : .4;
  return in.places * (40 + 5 * rows_touched(in, radius) + per_cell * cells_touched(in, radius));
}

double gaussian_grid_cost(const CostInput& in) noexcept {
  return 80 * in.places + .08 * GaussianGrid::work(in.bandwidth, in.columns, in.rows);
}

double fft_cost(const CostInput& in) noexcept {
  return 20 * in.places + 1.0 * fft_work(in.kernel, in.bandwidth, in.columns, in.rows);
}

double triangular_cost(const CostInput& in) noexcept {
  CostInput rim = in;
  double sum = 100 * in.places + fft_cost(in);
  for (const Kernel kernel : {Kernel::epanechnikov, Kernel::quartic, Kernel::triweight}) {
    rim.kernel = kernel;
    sum += sweep_cost(rim);
  }
  const double tip = triangular_tip(in.bandwidth);
  return sum + in.places * (40 + 5 * rows_touched(in, tip) + .9 * cells_touched(in, tip));
}

}  // namespace farola::density
