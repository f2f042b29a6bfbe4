// Outlines of clusters, and the table of those that ST-DBSCAN found.

#include "farola/near_repeat/dense_clusters.hpp"

#include "farola/near_repeat/cluster_outlines.hpp"

#include <cmath>
#include <numbers>

#include "support/draw.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::Draw;

TEST(ClusterOutlines, ACircleHoldsAllWithinItsRadius) {
  const Polygon circle = circle_around({1000, 2000}, 50);
  EXPECT_EQ(circle.shell.size(), 65U);
  EXPECT_EQ(circle.shell.front(), circle.shell.back());
  // 64 corners outside: more than the circle's area by tan(a)/a, a = pi/64.
  const double a = std::numbers::pi / 64;
  EXPECT_NEAR(signed_area(circle.shell), std::numbers::pi * 2500 * std::tan(a) / a, 1e-6);
  for (double angle = 0; angle < 7; angle += .01) {
    EXPECT_TRUE(convex_contains(
        circle, {1000 + 49.999999 * std::cos(angle), 2000 + 49.999999 * std::sin(angle)}));
  }
  EXPECT_FALSE(convex_contains(circle, {1050.1, 2000}));
}

TEST(ClusterOutlines, HullsAreConvexAndHoldTheirPlaces) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draw draw(seed);
    std::vector<Point> places;
    const std::int64_t count = 1 + draw.below(40);
    for (std::int64_t k = 0; k < count; ++k) {
      places.push_back({448000 + 10.0 * static_cast<double>(draw.below(20)),
                        4612000 + (seed % 3 == 0 ? 0 : draw.uniform(0, 300))});
    }
    const Polygon hull = grown_hull(places, 20);
    ASSERT_GE(hull.shell.size(), 65U) << seed;
    ASSERT_GE(signed_area(hull.shell), std::numbers::pi * 400) << seed;
    for (const Point& place : places) {
      for (const double angle : {0.0, 1.0, 2.5, 4.0}) {
        ASSERT_TRUE(convex_contains(
            hull, {place.x + 19.999 * std::cos(angle), place.y + 19.999 * std::sin(angle)}))
            << seed;
      }
    }
    EXPECT_FALSE(convex_contains(hull, {448000 - 21, 4612000}));
    EXPECT_EQ(repair({hull}).repaired, 0) << seed;  // valid
  }
}

TEST(ClusterOutlines, TheHullOfASquareIsItsCorners) {
  const std::vector<Point> hull =
      convex_hull({{0, 0}, {2, 0}, {1, 1}, {2, 2}, {0, 2}, {1, 0}, {2, 2}, {0, 1}});
  EXPECT_EQ(hull, (std::vector<Point>{{0, 0}, {2, 0}, {2, 2}, {0, 2}}));
  EXPECT_EQ(convex_hull({{3, 3}, {3, 3}}).size(), 1U);
}

// Two clusters of days 1-3 and 10-11, one event between them in place and later in time.
TEST(DenseClusters, AreCountedAgainstTheirMargins) {
  const double day = seconds_per_day;
  const std::vector<double> x = {0, 10, 1000, 1010, 1020, 500, 5}, y(7, 0);
  const std::vector<double> t = {10 * day, 11 * day, day, 2 * day, 3 * day, 50 * day, 50 * day};
  const StDbscanOptions options{.distance = {30}, .time = {2}, .minimum_points = 2};
  const StDbscan found = st_dbscan(x, y, t, options, Progress());
  ASSERT_EQ(found.clusters, 2);
  const auto clusters = dense_clusters(x, y, t, found, options, Progress());
  ASSERT_EQ(clusters.size(), 2U);
  EXPECT_EQ(clusters[0].number, 2);  // by events
  EXPECT_EQ(clusters[0].events, 3);
  EXPECT_EQ(clusters[0].core, 3);
  EXPECT_EQ(clusters[0].first, day);
  EXPECT_EQ(clusters[0].last, 3 * day);
  EXPECT_DOUBLE_EQ(clusters[0].centre.x, 1010);
  EXPECT_DOUBLE_EQ(clusters[0].radius, 10);
  EXPECT_DOUBLE_EQ(clusters[0].expected, 3 * 3 / 7.0);
  EXPECT_EQ(clusters[1].number, 1);
  EXPECT_DOUBLE_EQ(clusters[1].expected, 3 * 2 / 7.0);  // the event at 5 m of day 50 is in its area
  EXPECT_DOUBLE_EQ(clusters[1].ratio, 2 / (6 / 7.0));
  const std::vector<double> address(3, 4612445.1);
  const StDbscan stack = st_dbscan(address, address, address, options, Progress());
  EXPECT_EQ(dense_clusters(address, address, address, stack, options, Progress())[0].radius, 0);
  EXPECT_TRUE(dense_clusters({}, {}, {}, StDbscan{}, options, Progress()).empty());
}

}  // namespace
}  // namespace farola
