// land_use_mix() against windows cut out by GEOS.

#include "farola/core/parallel.hpp"
#include "farola/raster/mask.hpp"
#include "farola/risk/diversity.hpp"
#include "farola/risk/land_use_mix.hpp"

#include <cmath>

#include "reference/land_use_mix_brute.hpp"
#include "support/draw.hpp"
#include "support/drawn_shapes.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

std::vector<LandUseClass> drawn_classes(const Box& box, double size, std::int64_t count,
                                        test::Draw& draw) {
  std::vector<LandUseClass> classes;
  for (std::int64_t k = 0; k < count; ++k) {
    classes.push_back({"class " + std::to_string(k), test::stars(box, 2, size, draw)});
  }
  return classes;
}

TEST(LandUseMix, AsWindowsCutOutByGeos) {
  test::Draw draw(61);
  for (int trial = 0; trial < 6; ++trial) {
    const double cell = draw.uniform(5, 60);
    const Grid grid{440000, 4474000, cell, 6 + draw.below(5), 7 + draw.below(5)};
    const double radius = cell * draw.uniform(.5, 3.2);
    // Around the grid as well: windows reach out of it.
    const auto classes = drawn_classes(grid.box().grown(2 * cell), 3 * cell, 2 + trial % 3, draw);
    std::vector<MultiPolygon> shapes;
    for (const LandUseClass& each : classes) shapes.push_back(each.polygons);
    LandUseMixOptions options;
    options.radius = Metres{radius};
    const LandUseMix result = land_use_mix(classes, grid, Crs(), options, Progress());
    for (std::int64_t row = 0; row < grid.rows; ++row) {
      for (std::int64_t column = 0; column < grid.columns; ++column) {
        const auto amounts = reference::amounts_around(shapes, grid, column, row, radius);
        double total = 0;
        bool a_trace = false;  // too little for the whole numbers of coverage_of()
        for (const double amount : amounts) {
          total += amount;
          a_trace = a_trace || (amount > 0 && amount < 1e-6);
        }
        if (a_trace) continue;
        const float entropy = result.bands[0].at(column, row);
        if (total == 0) {
          ASSERT_TRUE(std::isnan(entropy));
          continue;
        }
        const Diversity expected = diversity(amounts);
        ASSERT_NEAR(entropy, expected.entropy, 1e-5) << "trial " << trial;
        ASSERT_NEAR(result.bands[1].at(column, row), expected.evenness, 1e-5);
        ASSERT_NEAR(result.bands[2].at(column, row), expected.herfindahl, 1e-5);
        ASSERT_EQ(result.bands[3].at(column, row), expected.hill_0);
        ASSERT_NEAR(result.bands[4].at(column, row), expected.hill_1, 1e-4);
        ASSERT_NEAR(result.bands[5].at(column, row), expected.hill_2, 1e-4);
      }
    }
  }
}

TEST(LandUseMix, TheSameBitsForAnyThreads) {
  test::Draw draw(62);
  const Grid grid{440000, 4474000, 10, 120, 90};
  const auto classes = drawn_classes(grid.box(), 300, 4, draw);
  std::vector<std::vector<float>> runs;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    LandUseMixOptions options;
    options.radius = Metres{95};
    LandUseMix mix = land_use_mix(classes, grid, Crs(), options, Progress());
    runs.push_back(std::move(mix.bands[6].values));
    for (float& value : runs.back()) value = std::isnan(value) ? -1 : value;
  }
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_EQ(runs[0], runs[2]);
}

}  // namespace
}  // namespace farola
