#pragma once
// The amounts of land-use classes around a cell: every cell of the window cut out by GEOS.

#include <cmath>
#include <vector>

#include "reference/coverage_brute.hpp"

namespace farola::reference {

/// In cells, by class.
inline std::vector<double> amounts_around(const std::vector<MultiPolygon>& classes,
                                          const Grid& grid, std::int64_t column, std::int64_t row,
                                          double radius) {
  const auto reach = static_cast<std::int64_t>(radius / grid.cell) + 1;
  std::vector<double> amounts(classes.size());
  for (std::int64_t dy = -reach; dy <= reach; ++dy) {
    for (std::int64_t dx = -reach; dx <= reach; ++dx) {
      if (std::hypot(static_cast<double>(dx), static_cast<double>(dy)) * grid.cell > radius)
        continue;
      for (std::size_t k = 0; k < classes.size(); ++k) {
        amounts[k] += covered_share(classes[k], grid, column + dx, row + dy);
      }
    }
  }
  return amounts;
}

}  // namespace farola::reference
