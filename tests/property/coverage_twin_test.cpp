// Shares of cells under polygons against GEOS' intersections.

#include "farola/core/parallel.hpp"
#include "farola/raster/coverage.hpp"

#include <numeric>

#include "reference/coverage_brute.hpp"
#include "support/draw.hpp"
#include "support/drawn_shapes.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

TEST(Coverage, AsGeosCutsTheCells) {
  test::Draw draw(51);
  for (int trial = 0; trial < 12; ++trial) {
    const Grid grid{440000, 4474000, draw.uniform(5, 60), 8 + draw.below(12), 30 + draw.below(8)};
    // Some shapes lie across the edges of the grid, some beside it.
    const MultiPolygon polygons =
        test::stars(grid.box().grown(150), 1 + draw.below(5), 12 * grid.cell, draw);
    const auto shares = coverage_of(polygons, grid, Progress());
    for (std::int64_t row = 0; row < grid.rows; ++row) {
      for (std::int64_t column = 0; column < grid.columns; ++column) {
        const double share =
            shares[static_cast<std::size_t>(row * grid.columns + column)] / double{whole_cell};
        ASSERT_NEAR(share, reference::covered_share(polygons, grid, column, row), 1e-7)
            << "trial " << trial << ", cell " << column << " " << row;
      }
    }
  }
}

TEST(Coverage, SharesAddUpToTheArea) {
  test::Draw draw(52);
  const Grid grid{440000, 4474000, 10, 300, 200};
  const MultiPolygon polygons = test::stars(grid.box().grown(-300), 9, 250, draw);
  const auto shares = coverage_of(polygons, grid, Progress());
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0) / whole_cell;
  EXPECT_NEAR(sum * grid.cell_area(), area_of(polygons), 1e-6 * area_of(polygons));
}

TEST(Coverage, NoTraceBesideABorderAlongTheGrid) {
  // 0.1 is no binary number: the borders are a rounding off the edges of the cells.
  const Grid grid{440000.1, 4474000.3, .1, 12, 12};
  const MultiPolygon square = {{{{440000.4, 4473999.6},
                                 {440000.8, 4473999.6},
                                 {440000.8, 4474000.0},
                                 {440000.4, 4474000.0},
                                 {440000.4, 4473999.6}},
                                {}}};
  const auto shares = coverage_of(square, grid, Progress());
  for (std::int64_t row = 0; row < 12; ++row) {
    for (std::int64_t column = 0; column < 12; ++column) {
      const bool in = column >= 3 && column < 7 && row >= 3 && row < 7;
      EXPECT_EQ(shares[static_cast<std::size_t>(row * 12 + column)], in ? whole_cell : 0)
          << column << " " << row;
    }
  }
}

TEST(Coverage, TheSameBitsForAnyThreads) {
  test::Draw draw(53);
  const Grid grid{0, 2000, 7, 300, 170};
  const MultiPolygon polygons = test::stars(grid.box(), 12, 400, draw);
  std::vector<std::vector<std::uint32_t>> runs;
  for (const int threads : {1, 3}) {
    const ThreadLimit limit(threads);
    runs.push_back(coverage_of(polygons, grid, Progress()));
  }
  EXPECT_EQ(runs[0], runs[1]);
}

}  // namespace
}  // namespace farola
