#pragma once
// The readable twin of kernel_density(): the definition, cell by cell, event by event.

#include "farola/density/density_rows.hpp"
#include "farola/density/kernel.hpp"
#include "farola/raster/grid.hpp"

#include <cmath>
#include <vector>

namespace farola::reference {

/// sum_i w_i K_b(|c - p_i|) at every cell centre.
inline std::vector<double> kernel_density_brute(const WeightedPlaces& events, const Grid& grid,
                                                Kernel kernel) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(grid.cells()));
  for (std::int64_t row = 0; row < grid.rows; ++row) {
    for (std::int64_t column = 0; column < grid.columns; ++column) {
      const Point c = grid.centre(column, row);
      double sum = 0;
      for (std::size_t i = 0; i < events.x.size(); ++i) {
        const double weight = events.weight.empty() ? 1 : events.weight[i];
        const double bandwidth = events.bandwidth[events.bandwidth.size() > 1 ? i : 0];
        const double dx = c.x - events.x[i], dy = c.y - events.y[i];
        sum += weight * kernel_value(kernel, std::sqrt(dx * dx + dy * dy), bandwidth);
      }
      values.push_back(sum);
    }
  }
  return values;
}

}  // namespace farola::reference
