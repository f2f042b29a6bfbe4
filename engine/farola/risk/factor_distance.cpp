#include "farola/risk/factor_distance.hpp"

#include "farola/core/parallel.hpp"
#include "farola/risk/feature_distances.hpp"

#include <limits>

namespace farola {

std::vector<double> factor_distance(const FactorFeatures& features, const Grid& grid,
                                    std::span<const std::int64_t> cells, const Progress& progress) {
  std::vector<double> distances(cells.size(), std::numeric_limits<double>::quiet_NaN());
  if (features.empty()) return distances;
  const risk::FeatureDistances exact(features, grid);
  const std::vector<risk::CellWindow> windows = risk::windows_of(grid);
  const std::int64_t across = (grid.columns + risk::window_side - 1) / risk::window_side;
  std::vector<std::vector<std::uint32_t>> wanted(windows.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::int64_t column = cells[i] % grid.columns, row = cells[i] / grid.columns;
    wanted[static_cast<std::size_t>(row / risk::window_side * across + column / risk::window_side)]
        .push_back(static_cast<std::uint32_t>(i));
  }
  for_each_block(windows.size(), 1, progress, [&](std::size_t w, std::size_t, std::size_t) {
    if (wanted[w].empty()) return;
    const risk::CellWindow& window = windows[w];
    std::vector<double> all(static_cast<std::size_t>(window.columns * window.rows));
    exact.fill(window, all);
    for (const std::uint32_t i : wanted[w]) {
      const std::int64_t column = cells[i] % grid.columns - window.column;
      const std::int64_t row = cells[i] / grid.columns - window.row;
      distances[i] = all[static_cast<std::size_t>(row * window.columns + column)];
    }
  });
  return distances;
}

}  // namespace farola
