#pragma once
// How long each way takes, for the choice among them. It depends on the input alone, never on the
// machine or the threads, so that the same command gives the same bits everywhere.
//
// The constants are nanoseconds on one core of an AMD EPYC (Zen 5, 2.6 GHz, AVX-512), GCC 12 -O3,
// found with tests/bench/density_bench on 1,000,000 places and 2560 x 1920 cells; ratios matter,
// not the machine.

#include "farola/density/kernel.hpp"

#include <cstdint>

namespace farola::density {

struct CostInput {
  Kernel kernel = Kernel::quartic;
  double bandwidth = 1;  ///< in cells
  double places = 0;
  std::int64_t columns = 0, rows = 0;
};

double sweep_cost(const CostInput& input) noexcept;
double scatter_cost(const CostInput& input) noexcept;
double gaussian_grid_cost(const CostInput& input) noexcept;
double fft_cost(const CostInput& input) noexcept;
double triangular_cost(const CostInput& input) noexcept;

}  // namespace farola::density
