#pragma once
// Seeded events for tests that compare two ways of computing the same thing.

#include "farola/density/density_rows.hpp"
#include "farola/raster/grid.hpp"

#include <cstdint>
#include <vector>

#include "support/draw.hpp"

namespace farola::test {

struct EventColumns {
  std::vector<double> x, y, weight, bandwidth;
  WeightedPlaces view() const { return {x, y, weight, bandwidth}; }
};

/// Events on and around a grid: spread and clustered, some on cell centres, edges and corners, some
/// repeated, some outside.
inline EventColumns events_around(const Grid& grid, std::size_t count, Draw& draw) {
  EventColumns events;
  const Box box = grid.box();
  const Point centre{(box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2};
  for (std::size_t i = 0; i < count; ++i) {
    double x = draw.uniform(box.xmin - .2 * box.width(), box.xmax + .2 * box.width());
    double y = draw.uniform(box.ymin - .2 * box.height(), box.ymax + .2 * box.height());
    const double how = draw.uniform(0, 1);
    if (how < .15) {  // a cell centre
      x = grid.x_of(draw.below(grid.columns));
      y = grid.y_of(draw.below(grid.rows));
    } else if (how < .25) {  // a cell corner, or the middle of an edge
      x = grid.xmin + grid.cell * static_cast<double>(draw.below(2 * grid.columns + 1)) / 2;
      y = grid.ymax - grid.cell * static_cast<double>(draw.below(grid.rows + 1));
    } else if (how < .5) {
      x = centre.x + .05 * box.width() * draw.normal();
      y = centre.y + .05 * box.height() * draw.normal();
    } else if (how < .7 && i > 0) {  // a place that has an event already
      const std::size_t same = static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(i)));
      x = events.x[same];
      y = events.y[same];
    }
    events.x.push_back(x);
    events.y.push_back(y);
  }
  return events;
}

}  // namespace farola::test
