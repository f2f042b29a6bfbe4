#include "farola/core/error.hpp"
#include "farola/core/random.hpp"
#include "farola/geometry/point_index.hpp"
#include "farola/geometry/polygon.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

const char* const square_with_hole =
    "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2))";

TEST(Polygon, AreaTakesHolesOut) {
  EXPECT_DOUBLE_EQ(area_of(polygons_from_wkt(square_with_hole)), 96);
}

TEST(Polygon, AreaKeepsItsDigitsAtUtmCoordinates) {
  const MultiPolygon square = polygons_from_wkt(
      "POLYGON ((500000.1 4600000.1, 500000.2 4600000.1, 500000.2 4600000.2, 500000.1 4600000.2, "
      "500000.1 4600000.1))");
  // The corners themselves are only good to 1e-9 of a metre.
  EXPECT_NEAR(area_of(square), .01, 1e-9);
}

TEST(Polygon, ReadersOrientShellsCounterClockwise) {
  const MultiPolygon clockwise = polygons_from_wkt("POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0))");
  EXPECT_EQ(clockwise[0].shell[1], (Point{1, 0}));
}

TEST(Polygon, RepairsABowTieAndSaysWhy) {
  const RepairedPolygons result = repair(
      {{{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}, {}}, {{{5, 0}, {6, 0}, {6, 1}, {5, 0}}, {}}});
  EXPECT_EQ(result.repaired, 1);
  EXPECT_THAT(result.problem, testing::HasSubstr("Self-intersection"));
  EXPECT_DOUBLE_EQ(area_of(result.polygons), 2.5);
}

TEST(Polygon, RepairDissolvesOverlaps) {
  const RepairedPolygons result = repair({{{{0, 0}, {2, 0}, {2, 1}, {0, 1}, {0, 0}}, {}},
                                          {{{1, 0}, {3, 0}, {3, 1}, {1, 1}, {1, 0}}, {}}});
  EXPECT_EQ(result.repaired, 0);
  ASSERT_EQ(result.polygons.size(), 1u);
  EXPECT_DOUBLE_EQ(area_of(result.polygons), 3);
}

TEST(Polygon, TextAndBinaryRoundTrip) {
  const MultiPolygon polygons = polygons_from_wkt(square_with_hole);
  EXPECT_EQ(polygons_from_wkt(wkt_of(polygons)), polygons);
  EXPECT_EQ(polygons_from_wkb(wkb_of(polygons)), polygons);
  EXPECT_THROW(polygons_from_wkt("POLYGON ((0 0"), Error);
}

TEST(Polygon, SetOperations) {
  const MultiPolygon a = polygons_from_wkt("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))");
  const MultiPolygon b = polygons_from_wkt("POLYGON ((1 1, 3 1, 3 3, 1 3, 1 1))");
  EXPECT_DOUBLE_EQ(area_of(union_of(a, b)), 7);
  EXPECT_DOUBLE_EQ(area_of(intersection_of(a, b)), 1);
}

TEST(PolygonIndex, OutlineCountsAsInsideAndHolesDoNot) {
  const PolygonIndex index(polygons_from_wkt(square_with_hole));
  EXPECT_TRUE(index.contains({1, 1}));
  EXPECT_TRUE(index.contains({0, 5}));
  EXPECT_TRUE(index.contains({10, 10}));
  EXPECT_TRUE(index.contains({2, 3}));
  EXPECT_FALSE(index.contains({3, 3}));
  EXPECT_FALSE(index.contains({11, 5}));
}

TEST(PointIndex, AgreesWithBruteForce) {
  const std::size_t count = 500;
  std::vector<double> x(count), y(count);
  for (std::size_t i = 0; i < count; ++i) {
    // A coarse lattice, so that there are ties and duplicates.
    x[i] = static_cast<double>(random_below(30, 1, 0, i)) + 500000;
    y[i] = static_cast<double>(random_below(30, 1, 1, i)) + 4600000;
  }
  const PointIndex index(x, y);
  EXPECT_EQ(index.size(), count);
  for (std::size_t i = 0; i < 50; ++i) {
    const Point from{x[i], y[i]};
    std::vector<double> distances;
    std::vector<std::uint32_t> near;
    for (std::size_t j = 0; j < count; ++j) {
      const double distance =
          std::sqrt((x[j] - from.x) * (x[j] - from.x) + (y[j] - from.y) * (y[j] - from.y));
      if (j != i) distances.push_back(distance);
      if (distance <= 5) near.push_back(static_cast<std::uint32_t>(j));
    }
    std::sort(distances.begin(), distances.end());
    for (const int k : {1, 2, 7}) {
      EXPECT_DOUBLE_EQ(index.distance_to_nearest(from, k, static_cast<std::int64_t>(i)),
                       distances[static_cast<std::size_t>(k - 1)]);
    }
    EXPECT_EQ(index.within(from, 5), near);
  }
  EXPECT_EQ(index.distance_to_nearest({0, 0}, 501), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace farola
