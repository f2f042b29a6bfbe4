// proximity() against every feature in turn, on grids of several windows.

#include "farola/core/parallel.hpp"
#include "farola/raster/mask.hpp"
#include "farola/risk/proximity.hpp"

#include <algorithm>
#include <cmath>

#include "reference/nearest_feature_brute.hpp"
#include "support/draw.hpp"
#include "support/drawn_shapes.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

FactorFeatures drawn_features(int trial, const Box& box, test::Draw& draw) {
  const auto place = [&] {
    return Point{draw.uniform(box.xmin, box.xmax), draw.uniform(box.ymin, box.ymax)};
  };
  FactorFeatures features;
  if (trial % 3 != 1) {
    for (std::int64_t k = draw.below(60); k >= 0; --k) {
      const Point p = place();
      features.x.push_back(p.x);
      features.y.push_back(p.y);
    }
  }
  if (trial % 3 != 0) {
    for (std::int64_t k = draw.below(40); k >= 0; --k) {
      const Point from = place();
      features.lines.push_back({from, k == 0 ? from : place()});
    }
  }
  if (trial % 2 == 0) features.polygons = test::stars(box, 1 + draw.below(6), 400, draw);
  return features;
}

TEST(Proximity, WithinAMillimetreOfEveryFeatureInTurn) {
  test::Draw draw(4401);
  for (int trial = 0; trial < 12; ++trial) {
    // Wider than a window on one side, so that windows meet.
    const Grid grid{440000, 4474000, draw.uniform(5, 60), 60 + draw.below(20), 61 + draw.below(20)};
    const Box box = grid.box().grown(trial % 4 == 3 ? -200 : 300);
    const FactorFeatures features = drawn_features(trial, box, draw);
    ProximityOptions options;
    if (trial % 2 == 1) options.maximum = Metres{draw.uniform(50, 800)};
    if (trial % 4 >= 2) options.study_area = test::stars(box, 2, 900, draw);
    const Proximity result = proximity(features, grid, Crs(), options, Progress());
    const Mask area =
        options.study_area.empty() ? Mask{grid, {}} : mask_of(options.study_area, grid);
    for (std::int64_t row = 0; row < grid.rows; ++row) {
      for (std::int64_t column = 0; column < grid.columns; ++column) {
        const double expected = reference::nearest_feature(features, grid.centre(column, row));
        const float found = result.distance.at(column, row);
        const bool outside =
            !area.inside.empty() &&
            area.inside[static_cast<std::size_t>(row * grid.columns + column)] == 0;
        if (outside || (options.maximum && expected > options.maximum->value)) {
          ASSERT_TRUE(std::isnan(found)) << "trial " << trial;
        } else {
          ASSERT_NEAR(found, expected, 1e-3) << "trial " << trial;
        }
      }
    }
  }
}

TEST(Proximity, ManyFeaturesAtOnePlaceAndOnOneLine) {
  const Grid grid{0, 3000, 10, 300, 300};
  FactorFeatures features;
  for (int k = 0; k < 2000; ++k) {
    features.x.push_back(1500);
    features.y.push_back(1500);
    features.lines.push_back({{-5000, 10.0 + k % 3}, {9000, 10.0 + k % 3}});
  }
  const Proximity result = proximity(features, grid, Crs(), {}, Progress());
  for (std::int64_t cell = 0; cell < grid.cells(); cell += 97) {
    const Point p = grid.centre(cell % grid.columns, cell / grid.columns);
    const double line = p.y >= 12 ? p.y - 12 : p.y <= 10 ? 10 - p.y : 0;
    ASSERT_NEAR(result.distance.values[static_cast<std::size_t>(cell)],
                std::min(std::hypot(p.x - 1500, p.y - 1500), line), 1e-3);
  }
}

TEST(Proximity, TheSameBitsForAnyThreads) {
  test::Draw draw(4402);
  const Grid grid{440000, 4474000, 7, 300, 170};
  const FactorFeatures features = drawn_features(2, grid.box().grown(100), draw);
  std::vector<std::vector<float>> runs;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    runs.push_back(proximity(features, grid, Crs(), {}, Progress()).distance.values);
  }
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_EQ(runs[0], runs[2]);
}

}  // namespace
}  // namespace farola
