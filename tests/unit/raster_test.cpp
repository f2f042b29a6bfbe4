#include "farola/raster/raster.hpp"

#include "farola/core/error.hpp"
#include "farola/core/random.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/raster/cell_polygons.hpp"
#include "farola/raster/grid.hpp"
#include "farola/raster/mask.hpp"

#include <cmath>
#include <functional>
#include <numeric>

#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::code_of;

TEST(Grid, StartsAtTheUpperLeftCornerAndCoversTheExtent) {
  const Grid grid = grid_over({100, 200, 1050, 900}, Metres{100});
  EXPECT_EQ(grid.columns, 10);
  EXPECT_EQ(grid.rows, 7);
  EXPECT_EQ(grid.xmin, 100);
  EXPECT_EQ(grid.ymax, 900);
  EXPECT_EQ(grid.centre(0, 0), (Point{150, 850}));
  EXPECT_EQ(grid.ymin(), 200);
  EXPECT_EQ(grid.xmax(), 1100);
}

TEST(Grid, AWholeNumberOfCellsGetsNoExtraOne) {
  EXPECT_EQ(grid_over({0, 0, .3, .1}, Metres{.1}).columns, 3);
  EXPECT_EQ(grid_over({5, 5, 5, 5}, Metres{10}).cells(), 1);
}

TEST(Grid, BadCellSizesNameTheRuleAndTheRemedy) {
  std::string message;
  for (const double cell : {0.0, -25.0, std::nan(""), HUGE_VAL}) {
    EXPECT_EQ(code_of(
                  [&] {
                    grid_over({0, 0, 10, 10}, Metres{cell});
                  },
                  &message),
              "cell-size-not-positive");
    EXPECT_THAT(message, testing::HasSubstr("--cell-size 25"));
  }
  EXPECT_EQ(code_of([&] { grid_over({10, 0, 0, 10}, Metres{1}); }, &message), "extent-empty");
  EXPECT_EQ(code_of([&] { grid_over({0, 0, 1e9, 10}, Metres{1e-3}); }, &message), "grid-too-large");
}

TEST(Grid, DefaultCellSizeIsRoundAndFitsTheBandwidth) {
  EXPECT_EQ(default_cell_size({0, 0, 30000, 25000}, Metres{0}).value, 50);
  for (double bandwidth = 3; bandwidth < 5000; bandwidth *= 1.17) {
    const double cell = default_cell_size({0, 0, 30000, 25000}, Metres{bandwidth}).value;
    EXPECT_LE(cell, bandwidth / 4) << bandwidth;
    EXPECT_GE(cell, bandwidth / 30) << bandwidth;
  }
}

TEST(Grid, TooLargeNamesACellSizeThatDoesFit) {
  std::string message;
  const Grid grid = grid_over({0, 0, 1e6, 1e6}, Metres{1});
  EXPECT_EQ(code_of([&] { require_fits(grid, 4, 1e9, "--memory"); }, &message), "grid-too-large");
  const auto at = message.find("--cell-size ");
  ASSERT_NE(at, std::string::npos);
  const double advised = std::stod(message.substr(at + 12));
  EXPECT_NO_THROW(require_fits(grid_over(grid.box(), Metres{advised}), 4, 1e9, "--memory"));
  EXPECT_LT(advised, 1.2 * std::sqrt(4000.0));  // and not absurdly coarse
}

TEST(Grid, AdviceIsWrittenAsPeopleWriteNumbers) {
  const Grid fine = grid_over({0, 0, 1e6, 1e6}, Metres{1e-2});
  test::expect_error([&] { require_fits(fine, 16, 3e9, "the disk"); }, ErrorKind::usage,
                     "grid-too-large",
                     {"A cell size of 0.01 m gives 100,000,000 x 100,000,000 cells, which need "
                      "160000000.0 GB; the disk allows 3.0 GB. A cell size of 74 m would fit: give "
                      "--cell-size 74 or a smaller --extent."});
  const Grid small = grid_over({0, 0, 1000, 1000}, Metres{.001});
  test::expect_error(
      [&] { require_fits(small, 16, 3e6, "memory"); }, ErrorKind::usage, "grid-too-large",
      {"memory allows 3 MB. A cell size of 2.4 m would fit: give --cell-size 2.4 or"});
}

TEST(Raster, StatisticsSkipNoDataAndKeepDigits) {
  std::vector<float> values(200'001, 1000.5f);
  values[7] = no_data;
  values[8] = 999.5f;
  values[9] = 1001.5f;
  const RasterStatistics s = statistics_of(values);
  EXPECT_EQ(s.valid, 200'000);
  EXPECT_EQ(s.minimum, 999.5);
  EXPECT_EQ(s.maximum, 1001.5);
  EXPECT_DOUBLE_EQ(s.mean, 1000.5);
  EXPECT_NEAR(s.standard_deviation, std::sqrt(2.0 / 200'000), 1e-12);
  EXPECT_TRUE(std::isnan(statistics_of(std::vector<float>(3, no_data)).mean));
}

MultiPolygon random_star(std::uint64_t seed) {
  Ring ring;
  const int corners = 40;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::acos(-1.0) * i / corners;
    const double radius = 5 + 20 * random_uniform(seed, 0, static_cast<std::uint64_t>(i));
    ring.push_back({500000 + radius * std::cos(angle), 4600000 + radius * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return repair({{ring,
                  {{{500000, 4600000}, {500002, 4600000}, {500001, 4600003}, {500000, 4600000}}}}})
      .polygons;
}

TEST(Mask, AgreesWithPointInPolygonAwayFromOutlines) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const MultiPolygon star = random_star(seed);
    const Grid grid = grid_over({499970, 4599970, 500030, 4600030}, Metres{.37});
    const Mask mask = mask_of(star, grid);
    const PolygonIndex index(star);
    std::int64_t wrong = 0;
    for (std::int64_t row = 0; row < grid.rows; ++row) {
      for (std::int64_t column = 0; column < grid.columns; ++column) {
        wrong += (mask.inside[static_cast<std::size_t>(row * grid.columns + column)] != 0) !=
                 index.contains(grid.centre(column, row));
      }
    }
    EXPECT_EQ(wrong, 0) << seed;
  }
}

TEST(Mask, NeighboursShareNoCellAndLeaveNone) {
  // Two rectangles that meet exactly on cell centres.
  const Grid grid = grid_over({0, 0, 10, 10}, Metres{1});
  const Mask west = mask_of(polygons_from_wkt("POLYGON ((0 0, 4.5 0, 4.5 10, 0 10, 0 0))"), grid);
  const Mask east =
      mask_of(polygons_from_wkt("POLYGON ((4.5 0, 10 0, 10 10, 4.5 10, 4.5 0))"), grid);
  for (std::size_t i = 0; i < west.inside.size(); ++i)
    EXPECT_EQ(west.inside[i] + east.inside[i], 1);
  EXPECT_EQ(west.count(), 40);
}

TEST(Mask, TilesEqualTheWhole) {
  const MultiPolygon star = random_star(3);
  const Grid grid = grid_over({499970, 4599970, 500030, 4600030}, Metres{.5});
  const Mask whole = mask_of(star, grid);
  std::vector<std::uint8_t> pieces;
  for (std::int64_t row = 0; row < grid.rows; row += 7) {
    const auto part = mask_rows(star, grid, row, std::min<std::int64_t>(7, grid.rows - row));
    pieces.insert(pieces.end(), part.begin(), part.end());
  }
  EXPECT_EQ(pieces, whole.inside);
}

TEST(CellGroups, OutlinesAreValidAndHoldExactlyTheirCells) {
  const Grid grid = grid_over({500000, 4600000, 500020, 4600015}, Metres{1});
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    // From sparse to nearly full, so that corners touch and holes nest.
    const double share = .2 + .6 * random_uniform(seed, 9, 0);
    std::vector<std::uint8_t> flags(static_cast<std::size_t>(grid.cells()));
    for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = random_uniform(seed, 1, i) < share;
    std::vector<std::int32_t> label;
    const std::vector<CellGroup> groups = cell_groups(grid, flags, &label);
    std::int64_t cells = 0;
    std::vector<std::uint8_t> covered(flags.size(), 0);
    for (std::size_t g = 0; g < groups.size(); ++g) {
      cells += groups[g].cells;
      const RepairedPolygons checked = repair({groups[g].outline});
      ASSERT_EQ(checked.repaired, 0) << "seed " << seed << ": " << checked.problem;
      EXPECT_EQ(area_of({groups[g].outline}), static_cast<double>(groups[g].cells));
      const Mask mask = mask_of({groups[g].outline}, grid);
      for (std::size_t i = 0; i < flags.size(); ++i) {
        EXPECT_EQ(mask.inside[i] != 0, label[i] == static_cast<std::int32_t>(g));
        covered[i] |= mask.inside[i];
      }
    }
    EXPECT_EQ(covered, flags);
    EXPECT_EQ(cells, std::accumulate(flags.begin(), flags.end(), std::int64_t{0}));
  }
}

TEST(CellGroups, CornersDoNotJoinAndVerticesOnlyTurn) {
  const Grid grid = grid_over({0, 0, 3, 3}, Metres{1});
  const auto diagonal = cell_groups(grid, {1, 0, 0, 0, 1, 0, 0, 0, 0});
  EXPECT_EQ(diagonal.size(), 2u);
  const auto bar = cell_groups(grid, {1, 1, 1, 0, 0, 0, 0, 0, 0});
  ASSERT_EQ(bar.size(), 1u);
  EXPECT_EQ(bar[0].outline.shell.size(), 5u);
  const auto ring = cell_groups(grid, {1, 1, 1, 1, 0, 1, 1, 1, 1});
  ASSERT_EQ(ring[0].outline.holes.size(), 1u);
  EXPECT_TRUE(cell_groups(grid, std::vector<std::uint8_t>(9, 0)).empty());
}

}  // namespace
}  // namespace farola
