// Distances to points, lines and polygons against every feature in turn.

#include "farola/risk/factor_distance.hpp"

#include <cmath>

#include "reference/nearest_feature_brute.hpp"
#include "support/draw.hpp"
#include "support/drawn_shapes.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

TEST(FactorDistance, AsEveryFeatureInTurn) {
  test::Draw draw(21);
  for (int trial = 0; trial < 30; ++trial) {
    const Grid grid{440000, 4474000, draw.uniform(5, 60), 20 + draw.below(20), 15 + draw.below(20)};
    const Box box = grid.box().grown(200);
    const auto place = [&] {
      return Point{draw.uniform(box.xmin, box.xmax), draw.uniform(box.ymin, box.ymax)};
    };
    FactorFeatures features;
    if (trial % 3 != 1) {
      for (std::int64_t k = draw.below(30); k >= 0; --k) {
        const Point p = place();
        features.x.push_back(p.x);
        features.y.push_back(p.y);
      }
    }
    if (trial % 3 != 0) {
      for (std::int64_t k = draw.below(20); k >= 0; --k) {
        const Point from = place();
        features.lines.push_back({from, k == 0 ? from : place()});
      }
    }
    if (trial % 2 == 0) {
      features.polygons = test::stars(box, 1 + draw.below(4), 150, draw);
    }
    std::vector<std::int64_t> cells;
    for (std::int64_t cell = 0; cell < grid.cells(); ++cell) {
      if (draw.chance(.7)) cells.push_back(cell);
    }
    const auto distances = factor_distance(features, grid, cells, Progress());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Point centre = grid.centre(cells[i] % grid.columns, cells[i] / grid.columns);
      ASSERT_NEAR(distances[i], reference::nearest_feature(features, centre), 2e-9)
          << "trial " << trial;
    }
  }
}

TEST(FactorDistance, NoFeatureIsNoDistance) {
  const Grid grid{0, 100, 10, 10, 10};
  const std::vector<std::int64_t> cells = {0, 99};
  const auto distances = factor_distance({}, grid, cells, Progress());
  EXPECT_TRUE(std::isnan(distances[0]) && std::isnan(distances[1]));
}

}  // namespace
}  // namespace farola
