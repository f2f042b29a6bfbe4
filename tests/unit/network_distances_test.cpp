#include "farola/streets/network_distances.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"

#include <cmath>
#include <limits>

#include "reference/lehmer_points.hpp"
#include "support/street_map.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::StreetMap;
using test::streets_of;
using testing::ElementsAre;
using testing::Pair;

constexpr double everything = std::numeric_limits<double>::infinity();

SnappedPoints snapped(const StreetGraph& graph, const std::vector<Point>& points,
                      double maximum = 100) {
  std::vector<double> x, y;
  for (const Point& p : points) {
    x.push_back(p.x);
    y.push_back(p.y);
  }
  return snap(graph, x, y, graph.crs(), {Metres{maximum}});
}

std::vector<NetworkPair> all_pairs(const StreetGraph& graph, const SnappedPoints& points,
                                   double reach) {
  std::vector<NetworkPair> all;
  visit_network_pairs(NetworkPairs(graph, points, Metres{reach}), Progress(),
                      [&](std::span<const NetworkPair> block) {
                        all.insert(all.end(), block.begin(), block.end());
                      });
  return all;
}

TEST(Snapping, NearestStreetAndPositionAlongIt) {
  const StreetGraph graph(streets_of({{{0, 0}, {60, 0}, {60, 80}}, {{0, 200}, {60, 200}}}), {});
  const SnappedPoints points = snapped(graph, {{30, 4}, {63, 40}, {-30, -40}, {70, 201}}, 50);
  EXPECT_THAT(points.edge, ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(points.position, ElementsAre(30, 100, 0, 60));
  EXPECT_THAT(points.off, ElementsAre(4, 3, 50, std::sqrt(101)));
  EXPECT_EQ(place_on(graph, 0, 100), (Point{60, 40}));
  EXPECT_EQ(place_on(graph, 0, 0), (Point{0, 0}));
  EXPECT_EQ(place_on(graph, 0, 140), (Point{60, 80}));
  EXPECT_EQ(points.report.values["snapping"]["max_off"], 50);
}

TEST(Snapping, TiesGoToTheFirstStreetAndTheLowestPosition) {
  // (5, 5) is as far from both legs of the first as from the second line.
  const StreetGraph graph(streets_of({{{0, 10}, {0, 0}, {10, 0}}, {{10, 0}, {10, 10}}}), {});
  const SnappedPoints points = snapped(graph, {{5, 5}, {10, 0}});
  EXPECT_THAT(points.edge, ElementsAre(0, 0));
  EXPECT_THAT(points.position, ElementsAre(5, 20));
}

TEST(Snapping, TooFarIsNowhereAndInNoPair) {
  const StreetGraph graph(streets_of({{{0, 0}, {100, 0}}}), {});
  const SnappedPoints points = snapped(graph, {{10, 0}, {20, 100.5}, {30, 100}});
  EXPECT_THAT(points.edge, ElementsAre(0, SnappedPoints::nowhere, 0));
  EXPECT_EQ(points.too_far, 1u);
  EXPECT_EQ(points.off[1], 100.5);
  EXPECT_EQ(all_pairs(graph, points, everything), (std::vector<NetworkPair>{{0, 2, 20}}));
  const NetworkPairs pairs(graph, points, Metres{50});
  EXPECT_THAT(pairs.order(), ElementsAre(0, 2));
  std::vector<NetworkPairs::Neighbour> none;
  pairs.neighbours_of(1, none);
  EXPECT_TRUE(none.empty());
}

TEST(Snapping, Refusals) {
  const StreetGraph graph(streets_of({{{0, 0}, {100, 0}}}), {});
  const std::vector<double> at{1};
  for (const double bad : {-1., std::nan("")}) {
    try {
      snap(graph, at, at, graph.crs(), {Metres{bad}});
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "street-distance-negative");
    }
  }
  try {
    snap(graph, at, at, Crs::from_epsg(25831));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "crs-differs");
  }
}

TEST(NetworkDistances, RoundTheCorner) {
  const StreetMap map(R"(
A--1-B----C
|    2    |
D----E-3--F
)");
  // From 1 to 3 by B and E; to 2 round B.
  EXPECT_THAT(map.distances(1000), ElementsAre(Pair("12", 30), Pair("13", 60), Pair("23", 30)));
}

TEST(NetworkDistances, ReachCountsItself) {
  const StreetMap map("A-1--2---3-B");
  EXPECT_THAT(map.distances(40), ElementsAre(Pair("12", 30), Pair("23", 40)));
  EXPECT_THAT(map.distances(39.999), ElementsAre(Pair("12", 30)));
  EXPECT_TRUE(map.distances(29.999).empty());
}

TEST(NetworkDistances, BesideARiverThereIsOnlyTheBridge) {
  const StreetMap map(R"(
A-1------------------B
|
C-2------------------D
)");
  EXPECT_THAT(map.distances(everything), ElementsAre(Pair("12", 60)));
}

TEST(NetworkDistances, ABridgeIsNoCorner) {
  const StreetMap map(R"(
     A
     1
B-2--#----C
     |    |
     D----+
)");
  // By C, the corner and D, then up; at a crossroads 40.
  EXPECT_THAT(map.distances(everything), ElementsAre(Pair("12", 30 + 50 + 20 + 50 + 30)));
  EXPECT_THAT(map.distances(everything, {Metres{.1}, true}), ElementsAre(Pair("12", 40)));
}

TEST(NetworkDistances, NoStreetBetweenNoDistance) {
  const StreetMap map(R"(
A-1--2-B   C-3--D
)");
  EXPECT_THAT(map.distances(everything), ElementsAre(Pair("12", 30)));
}

TEST(NetworkDistances, TheOtherWayRoundARingMayBeShorter) {
  const std::vector<Point> ring = {{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}};
  const StreetGraph graph(streets_of({ring}), {});
  const SnappedPoints points = snapped(graph, {{10, 0}, {0, 30}, {100, 50}});
  EXPECT_THAT(points.position, ElementsAre(10, 370, 150));
  EXPECT_THAT(all_pairs(graph, points, everything),
              testing::UnorderedElementsAre(NetworkPair{0, 1, 40}, NetworkPair{0, 2, 140},
                                            NetworkPair{1, 2, 180}));
  // A long bend beside a short cut between its ends.
  const StreetGraph bend(streets_of({{{0, 0}, {0, 100}, {50, 100}, {50, 0}}, {{0, 0}, {50, 0}}}),
                         {});
  const SnappedPoints two = snapped(bend, {{0, 10}, {50, 10}});
  EXPECT_EQ(all_pairs(bend, two, 100), (std::vector<NetworkPair>{{0, 1, 70}}));
}

TEST(NetworkDistances, OnePlaceIsZeroApartAndAStackIsNotHeldInMemory) {
  const StreetGraph graph(streets_of({{{0, 0}, {100, 0}}, {{100, 0}, {100, 100}}}), {});
  constexpr std::uint64_t n = 5000;
  std::vector<Point> stack(n, {40, 3});
  stack.push_back({100, 40});
  const NetworkPairs pairs(graph, snapped(graph, stack), Metres{50});
  std::uint64_t count = 0, largest = 0;
  visit_network_pairs(pairs, Progress(), [&](std::span<const NetworkPair> block) {
    count += block.size();
    largest = std::max<std::uint64_t>(largest, block.size());
    for (const NetworkPair& pair : block) ASSERT_EQ(pair.distance, 0);
  });
  EXPECT_EQ(count, n * (n - 1) / 2);
  EXPECT_LE(largest, 1u << 18);
  EXPECT_EQ(all_pairs(graph, snapped(graph, stack), 0).size(), count);
}

TEST(NetworkDistances, NoPointsNoPairs) {
  const StreetGraph graph(streets_of({{{0, 0}, {100, 0}}}), {});
  EXPECT_TRUE(all_pairs(graph, snapped(graph, {}), 100).empty());
  EXPECT_TRUE(all_pairs(graph, snapped(graph, {{1, 1}}), 100).empty());
}

TEST(NetworkDistances, CancelFromTheVisitorEndsTheRun) {
  const StreetGraph graph(streets_of({{{0, 0}, {100, 0}}}), {});
  const NetworkPairs pairs(graph, snapped(graph, std::vector<Point>(5000, {40, 3})), Metres{50});
  ASSERT_GT(pairs.blocks(), 20u);
  const Progress progress;
  int calls = 0;
  try {
    visit_network_pairs(pairs, progress, [&](std::span<const NetworkPair>) {
      ++calls;
      progress.cancel();
    });
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::cancelled);
  }
  EXPECT_EQ(calls, 1);
}

// pairdist.lpp of spatstat on the same streets and points: reference/make_network_values.R.
TEST(NetworkDistances, AsSpatstatOnAShakenGrid) {
  test::Lehmer u(20260303);
  constexpr std::size_t columns = 7, rows = 6;
  std::vector<Point> corners;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      const double x = 100 * static_cast<double>(c) + 40 * u();
      corners.push_back({x, 100 * static_cast<double>(r) + 40 * u()});
    }
  }
  std::vector<std::vector<Point>> lines;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      const std::size_t k = r * columns + c;
      if (u() < .75 && c + 1 < columns) lines.push_back({corners[k], corners[k + 1]});
      if (u() < .75 && r + 1 < rows) lines.push_back({corners[k], corners[k + columns]});
    }
  }
  ASSERT_EQ(lines.size(), 54u);
  std::vector<Point> at;
  for (int i = 0; i < 40; ++i) {
    const auto& line = lines[static_cast<std::size_t>(u() * static_cast<double>(lines.size()))];
    const double t = u();
    at.push_back(
        {line[0].x + t * (line[1].x - line[0].x), line[0].y + t * (line[1].y - line[0].y)});
  }
  const StreetGraph graph(streets_of(lines), {});
  EXPECT_NEAR(graph.length() / 1000, 5.423337738, 1e-9);
  const SnappedPoints points = snapped(graph, at);
  const auto pairs = all_pairs(graph, points, everything);
  ASSERT_EQ(pairs.size(), 780u);
  double sum = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> of;
  for (const NetworkPair& pair : pairs) {
    sum += pair.distance;
    of[{pair.i + 1, pair.j + 1}] = pair.distance;  // as R counts
  }
  EXPECT_NEAR(sum, 356736.198157, 1e-3);
  EXPECT_NEAR((of[{1, 2}]), 460.170855, 2e-6);
  EXPECT_NEAR((of[{1, 3}]), 566.519549, 2e-6);
  EXPECT_NEAR((of[{2, 30}]), 849.220785, 2e-6);
  EXPECT_NEAR((of[{7, 40}]), 383.618706, 2e-6);
  EXPECT_NEAR((of[{10, 20}]), 155.158188, 2e-6);
  EXPECT_NEAR((of[{39, 40}]), 919.881932, 2e-6);
  const std::pair<double, std::size_t> within[] = {{50, 15}, {100, 33}, {200, 110}, {500, 444}};
  for (const auto& [reach, count] : within)
    EXPECT_EQ(all_pairs(graph, points, reach).size(), count) << reach;
}

}  // namespace
}  // namespace farola
