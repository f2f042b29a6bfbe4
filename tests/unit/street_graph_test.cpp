#include "farola/streets/street_graph.hpp"

#include "farola/core/error.hpp"
#include "farola/core/random.hpp"

#include <cmath>
#include <limits>

#include "support/street_map.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::StreetMap;
using test::streets_of;
using testing::ElementsAre;
using testing::HasSubstr;
using Lines = std::vector<std::vector<Point>>;

StreetGraph graph_of(const Lines& lines, StreetOptions options = {}) {
  return StreetGraph(streets_of(lines), options);
}

std::string code_of(const auto& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return "none";
}

TEST(StreetGraph, CornersAreNodesAndStreetsEdges) {
  const StreetMap map(R"(
A----B----C
|    |
D----E    F----G
)");
  const StreetGraph graph(map.streets(), {});
  EXPECT_EQ(graph.node_count(), 7u);
  EXPECT_EQ(graph.edge_count(), 6u);
  EXPECT_EQ(graph.length(), 50 + 50 + 20 + 20 + 50 + 50);
  ASSERT_EQ(graph.components().size(), 2u);
  EXPECT_EQ(graph.components()[0].length, 190);
  EXPECT_EQ(graph.components()[0].nodes, 5u);
  EXPECT_EQ(graph.components()[1].edges, 1u);
  const auto& values = graph.report().values["streets"];
  EXPECT_EQ(values["components"], 2);
  EXPECT_NEAR(values["largest_component_share"].get<double>(), 190. / 240, 1e-12);
  EXPECT_EQ(values["km"], .24);
  ASSERT_EQ(graph.report().warnings.size(), 1u);
  EXPECT_THAT(graph.report().warnings[0], HasSubstr("79.2 %"));
}

TEST(StreetGraph, LinesMeetAtSharedInnerVertices) {
  // Both pass through (50, 0), which ends neither; (20, 0) is of one line alone.
  const StreetGraph graph =
      graph_of({{{0, 0}, {20, 0}, {50, 0}, {100, 0}}, {{50, -30}, {50, 0}, {50, 40}}});
  EXPECT_EQ(graph.node_count(), 5u);
  EXPECT_EQ(graph.edge_count(), 4u);
  EXPECT_THAT(graph.shape(0), ElementsAre(Point{0, 0}, Point{20, 0}, Point{50, 0}));
  EXPECT_THAT(graph.along(0), ElementsAre(0, 20, 50));
  EXPECT_EQ(graph.edge(3).length, 40);
  EXPECT_EQ(graph.report().values["streets"]["crossings"], 0);
}

TEST(StreetGraph, BridgesStayApartUnlessAskedOtherwise) {
  const StreetMap map(R"(
     A
     |
B----#----C
     |
     D
)");
  const StreetGraph apart(map.streets(), {});
  EXPECT_EQ(apart.components().size(), 2u);
  EXPECT_EQ(apart.report().values["streets"]["crossings"], 1);
  EXPECT_THAT(apart.report().notes, testing::Contains(HasSubstr("--join-crossings")));
  const StreetGraph joined(map.streets(), {Metres{.1}, true});
  EXPECT_EQ(joined.components().size(), 1u);
  EXPECT_EQ(joined.node_count(), 5u);
  EXPECT_EQ(joined.edge_count(), 4u);
  EXPECT_EQ(joined.length(), 140);
}

TEST(StreetGraph, ThreeStreetsThroughOnePointMeetThere) {
  const Lines lines = {{{-10, 0}, {10, 0}}, {{0, -10}, {0, 10}}, {{-7, -7}, {7, 7}}};
  const StreetGraph graph = graph_of(lines, {Metres{.1}, true});
  EXPECT_EQ(graph.node_count(), 7u);
  EXPECT_EQ(graph.edge_count(), 6u);
  EXPECT_EQ(graph.report().values["streets"]["crossings"], 3);
}

TEST(StreetGraph, AnEndOnAnotherStreetJoinsIt) {
  const StreetGraph graph = graph_of({{{0, 0}, {100, 0}}, {{40, 50}, {40, .05}}});
  EXPECT_EQ(graph.components().size(), 1u);
  EXPECT_EQ(graph.edge_count(), 3u);
  EXPECT_EQ(graph.report().values["streets"]["ends_joined"], 1);
  // Too far for the tolerance, and an inner vertex does not join.
  EXPECT_EQ(graph_of({{{0, 0}, {100, 0}}, {{40, 50}, {40, .2}}}).components().size(), 2u);
  EXPECT_EQ(graph_of({{{0, 0}, {100, 0}}, {{40, 50}, {40, 0}, {40, -50}}}).components().size(), 2u);
}

TEST(StreetGraph, EndsWithinTheToleranceAreOne) {
  const Lines lines = {{{0, 0}, {50, 0}}, {{50.06, .05}, {90, 0}}};
  EXPECT_EQ(graph_of(lines).components().size(), 1u);
  EXPECT_EQ(graph_of(lines, {Metres{.05}, false}).components().size(), 2u);
  EXPECT_EQ(graph_of(lines, {Metres{0}, false}).components().size(), 2u);
  EXPECT_EQ(graph_of({{{0, 0}, {50, 0}}, {{50, 0}, {90, 0}}}, {Metres{0}, false}).node_count(), 3u);
}

TEST(StreetGraph, DenseVerticesDoNotChain) {
  std::vector<Point> dense;
  for (int i = 0; i <= 1000; ++i) dense.push_back({.05 * i, 0});
  const StreetGraph graph = graph_of({dense});
  EXPECT_EQ(graph.node_count(), 2u);
  EXPECT_NEAR(graph.length(), 50, .1 + 1e-6);  // the last vertex moves by the tolerance at most
}

TEST(StreetGraph, DuplicatesAndLinesOfNoLengthAreLeftOutAndCounted) {
  const StreetGraph graph = graph_of({{{0, 0}, {50, 0}, {100, 0}},
                                      {{100, 0}, {50, .03}, {0, 0}},  // the other way round
                                      {{50, 0}, {100, 0}, {150, 0}},  // half of it again
                                      {{70, 70}, {70, 70}},
                                      {{70, 70}, {70.05, 70}}});
  EXPECT_EQ(graph.edge_count(), 3u);
  EXPECT_EQ(graph.length(), 150);
  const auto& values = graph.report().values["streets"];
  EXPECT_EQ(values["lines"], 5);
  EXPECT_EQ(values["duplicate_lines"], 1);
  EXPECT_EQ(values["duplicate_stretches"], 1);
  EXPECT_EQ(values["no_length"], 2);
  EXPECT_THAT(graph.report().notes, testing::Contains(HasSubstr("1 street lines repeat")));
}

TEST(StreetGraph, RingsAreLoopsAndTwoWaysBetweenCornersAreTwoEdges) {
  const StreetGraph graph = graph_of({{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}},
                                      {{0, 0}, {-50, 0}},
                                      {{0, 0}, {-25, 5}, {-50, 0}}});
  EXPECT_EQ(graph.node_count(), 2u);
  EXPECT_EQ(graph.edge_count(), 3u);
  EXPECT_EQ(graph.edge(0).from, graph.edge(0).to);
  EXPECT_EQ(graph.edge(0).length, 40);
  EXPECT_EQ(graph.ways(0).size(), 3u);
  EXPECT_EQ(graph.ways(1).size(), 2u);
}

TEST(StreetGraph, ALineThatTurnsBackIsWalkedOnce) {
  const StreetGraph graph = graph_of({{{0, 0}, {100, 0}, {0, 0}}, {{0, 0}, {0, 50}, {0, 20}}});
  EXPECT_EQ(graph.edge_count(), 3u);  // of the second, 0 to 20 and 20 to 50
  EXPECT_EQ(graph.length(), 150);
}

TEST(StreetGraph, TheOrderOfVerticesAndDirectionDoNotChangeTheNetwork) {
  Lines lines, turned;
  for (std::uint64_t k = 0; k < 60; ++k) {
    std::vector<Point> line;
    for (std::uint64_t v = 0; v < 4; ++v) {
      line.push_back({std::floor(9 * random_uniform(3, k, 2 * v)) * 10,
                      std::floor(9 * random_uniform(3, k, 2 * v + 1)) * 10});
    }
    lines.push_back(line);
    turned.insert(turned.begin(), {line.rbegin(), line.rend()});
  }
  for (const bool join : {false, true}) {
    const StreetGraph a = graph_of(lines, {Metres{.1}, join});
    const StreetGraph b = graph_of(turned, {Metres{.1}, join});
    EXPECT_EQ(a.node_count(), b.node_count());
    EXPECT_EQ(a.edge_count(), b.edge_count());
    EXPECT_NEAR(a.length(), b.length(), 1e-6);
    EXPECT_EQ(a.components().size(), b.components().size());
  }
}

TEST(StreetGraph, Refusals) {
  EXPECT_EQ(code_of([] { graph_of({}); }), "streets-empty");
  EXPECT_EQ(code_of([] { graph_of({{{1, 1}, {1, 1}}}); }), "streets-empty");
  for (const double bad : {-1., std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(code_of([&] {
                graph_of({{{0, 0}, {1, 0}}}, {Metres{bad}, false});
              }),
              "street-tolerance-negative");
  }
  StreetLines degrees;
  degrees.crs = Crs::from_epsg(4326);
  degrees.add(std::vector<Point>{{-3.7, 40.4}, {-3.6, 40.4}}, 1);
  Report report;
  EXPECT_EQ(code_of([&] { project(degrees, Projector(degrees.crs, degrees.crs), report); }),
            "target-crs-geographic");
  degrees.add(std::vector<Point>{{-3.7, 40.4}, {-3.6, 95}}, 2);
  const ProjectedStreets placed =
      project(degrees, Projector(degrees.crs, Crs::from_epsg(25830)), report);
  EXPECT_EQ(placed.size(), 1u);
  EXPECT_EQ(report.values["street_layer"]["outside_crs_area"], 1);
  EXPECT_EQ(report.warnings.size(), 1u);
}

TEST(StreetGraph, CancelIsHeard) {
  const Progress cancelled;
  cancelled.cancel();
  EXPECT_EQ(code_of([&] {
              StreetGraph(streets_of({{{0, 0}, {9, 0}}}), {}, cancelled);
            }),
            "cancelled");
}

}  // namespace
}  // namespace farola
