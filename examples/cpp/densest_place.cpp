// The smallest whole use of the engine from C++: four events, one surface, its highest cell.

#include "farola/core/text.hpp"
#include "farola/density/kernel_density.hpp"

#include <algorithm>
#include <iostream>

int main() {
  farola::Events events;
  events.crs = farola::Crs::from_text("EPSG:25830");
  events.x = {500100, 500120, 500090, 500180};
  events.y = {4500100, 4500090, 4500110, 4500020};
  events.row = {1, 2, 3, 4};

  farola::Rejections rejections;
  const farola::Projector same(events.crs, events.crs);
  const auto projected = farola::project(std::move(events), same, rejections);

  const farola::Grid grid =
      farola::grid_over({500000, 4500000, 500200, 4500200}, farola::Metres{5});
  farola::KernelDensityOptions options;
  options.bandwidth = farola::Metres{60};
  const auto result = farola::kernel_density(projected, grid, options, farola::Progress());

  const auto& values = result.density.values;
  const auto peak = std::max_element(values.begin(), values.end()) - values.begin();
  const farola::Point at = grid.centre(peak % grid.columns, peak / grid.columns);
  std::cout << "The densest of " << farola::grouped(grid.cells()) << " cells is at "
            << static_cast<long>(at.x) << ", " << static_cast<long>(at.y) << ": "
            << values[static_cast<std::size_t>(peak)] << " events/km2\n";
}
