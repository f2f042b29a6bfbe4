// Near repeats along the streets, on maps drawn with characters.

#include "farola/near_repeat/street_distances.hpp"

#include "farola/near_repeat/knox_table.hpp"
#include "farola/near_repeat/near_repeat_events.hpp"
#include "farola/streets/distances_from.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/space_time_points.hpp"
#include "support/street_map.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::StreetMap;
using testing::ElementsAre;

// A river between two banks, and one bridge: 1 and 2 look at each other over it, 100 m as the crow
// flies and 260 m on foot. 3 is beside 1. 4 is on an island that no street leads to.
const char* const river = R"(
A-31-------B
           |
           |          C--4-D
           |
           |
           |
           |
           |
           |
           |
D--2-------E
)";

struct Town {
  StreetGraph graph;
  SnappedPoints points;
  SpaceTimeEvents events;
};

/// Events at the points that are named, in the order of the names, on these days.
Town town_of(const StreetMap& map, const std::vector<double>& days) {
  StreetGraph graph(map.streets(), {});
  std::vector<double> x, y;
  for (const auto& [name, at] : map.places().named) {
    x.push_back(map.places().x[at]);
    y.push_back(map.places().y[at]);
  }
  SnappedPoints points = snap(graph, x, y, graph.crs());
  return {std::move(graph), std::move(points), test::at_days(x, y, days)};
}

std::vector<double> observed(const Town& town, const BandOptions& bands) {
  KnoxOptions options;
  options.permutations = 0;
  options.distance_bands = Bands(bands);
  options.time_bands = Bands({.edges = {0, 7}});
  const auto pairs = street_close_pairs(town.graph, town.points, options.distance_bands.reach());
  std::vector<double> found;
  for (const KnoxCell& cell : knox_table(town.events, *pairs, options, Progress()).cells) {
    found.push_back(cell.observed);
  }
  return found;
}

TEST(StreetDistances, ARiverIsNoStreet) {
  const Town town = town_of(StreetMap(river), {0, 1, 2, 3});
  // 1-3 is 10 m, 1-2 260 m by the bridge, 2-3 270 m; nothing leads to 4: the open band.
  EXPECT_THAT(observed(town, {.edges = {0, 100, 250, 265}}), ElementsAre(1, 0, 1));
  EXPECT_THAT(observed(town, {.edges = {0, 100, 500}, .open_end = true}), ElementsAre(1, 2, 3));
  KnoxOptions plane;
  plane.permutations = 0;
  plane.distance_bands = Bands({.edges = {0, 100.3}});
  plane.time_bands = Bands({.edges = {0, 7}});
  EXPECT_EQ(knox_table(town.events, plane, Progress()).cells[0].observed, 2);
}

TEST(StreetDistances, TheEdgeBelongsToTheBandThatTheRuleSays) {
  const Town town = town_of(StreetMap(river), {0, 1, 2, 3});
  EXPECT_THAT(observed(town, {.edges = {0, 260}}), ElementsAre(1));
  EXPECT_THAT(observed(town, {.edges = {0, 260}, .include_ends = true}), ElementsAre(2));
  EXPECT_THAT(observed(town, {.edges = {0, 260}, .closed = Closed::right}), ElementsAre(2));
  EXPECT_THAT(observed(town, {.edges = {260, 270}}), ElementsAre(1));
  EXPECT_THAT(observed(town, {.edges = {260, 270}, .closed = Closed::right}), ElementsAre(1));
  EXPECT_THAT(observed(town, {.edges = {260, 270}, .closed = Closed::right, .include_ends = true}),
              ElementsAre(2));
}

TEST(StreetDistances, DoorsThatFaceEachOtherAreTheSamePlace) {
  const Town town = town_of(StreetMap(R"(
   a
A------B
   b
)"),
                            {0, 3});
  EXPECT_THAT(observed(town, {.edges = {0, 50}, .has_same = true}), ElementsAre(1, 0));
  const auto found = near_repeat_events(town.events, town.events.from,
                                        *street_distances(town.graph, town.points), {}, Progress());
  EXPECT_EQ(found.events[1].role, Role::repeat);
  EXPECT_EQ(found.chains.at(0).span, 20) << "spans stay as the crow flies";
}

TEST(StreetDistances, ChainsGoRoundTheCorner) {
  // 1 to 2 to 3 along a street that comes back: 3 is 20 m from 1 over the yards, 100 m on foot.
  const Town town = town_of(StreetMap(R"(
A-1---B
      |
D-3-2-C
)"),
                            {0, 2, 4});
  NearRepeatOptions options;
  options.distance = {90};
  const auto distances = street_distances(town.graph, town.points);
  const auto found =
      near_repeat_events(town.events, town.events.from, *distances, options, Progress());
  EXPECT_EQ(found.events[1].parent, 0U);
  EXPECT_EQ(found.events[1].parent_distance, 80);
  EXPECT_EQ(found.events[2].parent, 1U);
  EXPECT_EQ(found.events[2].generation, 2U);
  EXPECT_EQ(found.events[2].originator, 0U);
  EXPECT_EQ(found.events[2].originator_distance, 100) << "beyond the distance, along the streets";
  const auto& told = found.report.values["near_repeat_events"];
  EXPECT_EQ(told["distance_metric"], "network");
  EXPECT_THAT(found.report.notes.at(0), testing::HasSubstr("90 m along the streets"));
}

TEST(StreetDistances, SomeOfTheEventsAreNumberedByTheirPlaceAmongThem) {
  const Town town = town_of(StreetMap(river), {0, 1, 2, 3});
  const auto distances = street_distances(town.graph, town.points);
  EXPECT_EQ(distances->events(), 4U);
  EXPECT_EQ(distances->metric(), "network");
  const std::vector<std::uint32_t> some{2, 0};
  const auto pairs = distances->close_pairs(some, {50, true});
  std::vector<Neighbour> near;
  pairs->neighbours_of(1, near);
  ASSERT_EQ(near.size(), 1U);
  EXPECT_EQ(near[0].event, 0U);
  EXPECT_EQ(near[0].distance, 10);
}

TEST(DistancesFrom, StopsAtTheBoundAndWhereNoStreetLeads) {
  const Town town = town_of(StreetMap(river), {0, 1, 2, 3});
  const SnappedPoints& at = town.points;
  DistancesFrom search(town.graph);
  const auto to = [&](std::size_t k) { return search.to(at.edge[k], at.position[k]); };
  constexpr double nowhere = std::numeric_limits<double>::infinity();
  search.start_at(at.edge[0], at.position[0], nowhere, Progress());
  EXPECT_EQ(to(0), 0);
  EXPECT_EQ(to(1), 260);
  EXPECT_EQ(to(2), 10);
  EXPECT_EQ(to(3), nowhere);
  search.start_at(at.edge[0], at.position[0], 260, Progress());
  EXPECT_EQ(to(1), 260);
  search.start_at(at.edge[0], at.position[0], std::nextafter(260, 0), Progress());
  EXPECT_EQ(to(1), nowhere);
  search.start_at(at.edge[0], at.position[0], 5, Progress());
  EXPECT_EQ(to(2), nowhere);
}

}  // namespace
}  // namespace farola
