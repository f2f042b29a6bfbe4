#include "farola/io/read_lines.hpp"
#include "farola/streets/network_distances.hpp"
#include "farola/streets/snapping.hpp"
#include "farola/streets/street_graph.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "support/expect_error.hpp"
#include "support/shared_data.hpp"
#include "temporary_folder.hpp"
#include "written_layers.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::io {
namespace {

using test::expect_error;
using test::TemporaryFolder;
using test::write_layer;
using testing::ElementsAre;

TEST(StreetLayer, LinesOfAllKindsAreTakenAndTheRestIsCounted) {
  const TemporaryFolder folder;
  const std::string path = folder.path("streets.gpkg");
  write_layer(path, "GPKG", "streets", 25830, wkbUnknown, {},
              {{"LINESTRING (0 0,10 0)", {}},
               {"MULTILINESTRING Z ((0 0 5,0 10 5,0 20 7),(50 50 1,60 60 1))", {}},
               {"GEOMETRYCOLLECTION (POINT (1 1),LINESTRING (3 3,4 4))", {}},
               {"CIRCULARSTRING (200 0,201 1,202 0)", {}},
               {"", {}},
               {"LINESTRING EMPTY", {}},
               {"POINT (1 2)", {}},
               {"POLYGON ((0 0,1 0,1 1,0 0))", {}}});
  Report report;
  const StreetLines lines = read_street_lines({.path = path}, report);
  EXPECT_EQ(lines.crs.code(), "EPSG:25830");
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_THAT(lines.line(1), ElementsAre(Point{0, 0}, Point{0, 10}, Point{0, 20}));
  EXPECT_GT(lines.line(4).size(), 10u);  // an arc in straight pieces
  EXPECT_THAT(lines.feature, ElementsAre(1, 2, 2, 3, 4));
  const auto& values = report.values["street_layer"];
  EXPECT_EQ(values["features"], 8);
  EXPECT_EQ(values["lines"], 5);
  EXPECT_EQ(values["empty"], 2);
  EXPECT_EQ(values["not_lines"], 2);
  ASSERT_EQ(report.warnings.size(), 1u);
  EXPECT_THAT(report.warnings[0], testing::HasSubstr("Point"));
}

TEST(StreetLayer, LayerAndFilter) {
  const TemporaryFolder folder;
  const std::string path = folder.path("city.gpkg");
  write_layer(path, "GPKG", "roads", 4326, wkbLineString, {{"kind", OFTString}},
              {{"LINESTRING (0 0,1 0)", {"foot"}}, {"LINESTRING (0 0,2 0)", {"motor"}}});
  write_layer(path, "GPKG", "places", 4326, wkbPoint, {}, {{"POINT (1 2)", {}}});
  Report report;
  const StreetLines lines =
      read_street_lines({.path = path, .layer = "roads", .where = "kind = 'foot'"}, report);
  EXPECT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines.crs.is_geographic());
  expect_error([&] { read_street_lines({.path = path}, report); }, ErrorKind::usage, "layer-needed",
               {"--streets-layer roads"});
  expect_error([&] { read_street_lines({.path = path, .layer = "road"}, report); },
               ErrorKind::usage, "layer-unknown", {"Did you mean --streets-layer roads?"});
  expect_error(
      [&] { read_street_lines({.path = path, .layer = "roads", .where = "width > 3"}, report); },
      ErrorKind::usage, "where-unreadable", {"--streets-where"});
  expect_error(
      [&] { read_street_lines({.path = path, .layer = "roads", .where = "1=1; DROP"}, report); },
      ErrorKind::usage, "where-not-one-expression", {"--streets-where"});
  expect_error([&] { read_street_lines({.path = path, .layer = "places"}, report); },
               ErrorKind::data, "streets-empty", {"1 features", "such as a Point"});
  expect_error(
      [&] { read_street_lines({.path = path, .layer = "roads", .where = "kind = 'air'"}, report); },
      ErrorKind::data, "streets-empty", {"--streets-where"});
}

TEST(StreetLayer, Refusals) {
  const TemporaryFolder folder;
  Report report;
  const std::string unplaced = folder.path("unplaced.gpkg");
  write_layer(unplaced, "GPKG", "a", 0, wkbLineString, {}, {{"LINESTRING (0 0,1 0)", {}}});
  expect_error([&] { read_street_lines({.path = unplaced}, report); }, ErrorKind::data,
               "crs-missing", {"--streets-crs"});
  EXPECT_EQ(read_street_lines({.path = unplaced, .crs = "EPSG:25830"}, report).crs.code(),
            "EPSG:25830");
  expect_error([&] { read_street_lines({.path = folder.path("none.gpkg")}, report); },
               ErrorKind::file, "cannot-open");
  expect_error([&] { read_street_lines({.path = folder.file("a.csv", "x\n1\n")}, report); },
               ErrorKind::usage, "streets-csv");
  expect_error([&] { read_street_lines({.path = "/vsicurl/http://localhost/a.gpkg"}, report); },
               ErrorKind::usage, "remote-refused");
  const Progress cancelled;
  cancelled.cancel();
  expect_error(
      [&] { read_street_lines({.path = unplaced, .crs = "EPSG:25830"}, report, cancelled); },
      ErrorKind::cancelled, "cancelled");
}

StreetGraph graph_in(const StreetLines& lines, const Crs& crs, StreetOptions options) {
  Report report;
  return StreetGraph(project(lines, Projector(lines.crs, crs), report), options);
}

// Counted by a script that joins equal coordinates alone (no tolerance), with SciPy's
// connected_components.
TEST(StreetLayer, WashingtonAndPortoAlegreAsCountedByOtherMeans) {
  FAROLA_REQUIRE_SHARED(washington, "data/washington_dc/dc_downtown.gpkg");
  FAROLA_REQUIRE_SHARED(porto_alegre, "data/porto_alegre/poa_streets.gpkg");
  Report report;
  const StreetLines dc =
      read_street_lines({.path = washington, .layer = "street_centrelines"}, report);
  EXPECT_EQ(dc.size(), 1507u);
  const StreetGraph centre = graph_in(dc, dc.crs, {Metres{0}, false});
  EXPECT_EQ(centre.report().values["streets"]["duplicate_lines"], 105);
  EXPECT_EQ(centre.report().values["streets"]["duplicate_stretches"], 1);
  EXPECT_EQ(centre.node_count(), 1045u);
  EXPECT_EQ(centre.edge_count(), 1453u);
  EXPECT_EQ(centre.components().size(), 8u);
  EXPECT_NEAR(centre.length() / 1000, 106.3935033445521, 1e-6);

  const StreetLines poa = read_street_lines({.path = porto_alegre, .layer = "streets"}, report);
  EXPECT_EQ(poa.size(), 15886u);
  const StreetGraph town = graph_in(poa, Crs::from_epsg(32722), {Metres{0}, false});
  EXPECT_EQ(town.node_count(), 20771u);
  EXPECT_EQ(town.edge_count(), 29283u);
  EXPECT_EQ(town.report().values["streets"]["duplicate_stretches"], 23);
  EXPECT_EQ(town.components().size(), 47u);
  EXPECT_NEAR(town.length() / 1000, 2024.9846424222787, 1e-4);
}

// spatstat's chicago: figures of pairdist.lpp by reference/make_network_values.R. Feet, which are
// taken for metres here: only the numbers matter.
TEST(StreetLayer, DistancesInChicagoAreThoseOfSpatstat) {
  FAROLA_REQUIRE_SHARED(network, "data/chicago/chicago_spatstat_network.gpkg");
  FAROLA_REQUIRE_SHARED(table, "data/chicago/chicago_spatstat_points.csv");
  Report report;
  const StreetLines lines =
      read_street_lines({.path = network, .layer = "segments", .crs = "EPSG:26971"}, report);
  const StreetGraph graph = graph_in(lines, lines.crs, {});
  EXPECT_EQ(graph.node_count(), 338u);
  EXPECT_EQ(graph.edge_count(), 503u);
  EXPECT_NEAR(graph.length() / 1000, 31.150210153, 1e-8);

  std::vector<double> x, y;
  std::ifstream file(table);
  std::string row;
  std::getline(file, row);
  while (std::getline(file, row)) {
    char comma = 0;
    std::istringstream words(row);
    words >> x.emplace_back() >> comma >> y.emplace_back();
  }
  ASSERT_EQ(x.size(), 116u);
  const SnappedPoints points = snap(graph, x, y, graph.crs());
  EXPECT_LT(*std::max_element(points.off.begin(), points.off.end()), 1e-6);
  const auto pairs_within = [&](double reach) {
    std::vector<NetworkPair> all;
    visit_network_pairs(NetworkPairs(graph, points, Metres{reach}), Progress(),
                        [&](std::span<const NetworkPair> block) {
                          all.insert(all.end(), block.begin(), block.end());
                        });
    return all;
  };
  const auto all = pairs_within(std::numeric_limits<double>::infinity());
  ASSERT_EQ(all.size(), 6670u);
  double sum = 0, longest = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> of;
  for (const NetworkPair& pair : all) {
    sum += pair.distance;
    longest = std::max(longest, pair.distance);
    of[{pair.i + 1, pair.j + 1}] = pair.distance;  // as R counts
  }
  EXPECT_NEAR(sum, 4034175.429988, 1e-2);
  EXPECT_NEAR(longest, 1627.950020, 2e-6);
  EXPECT_NEAR((of[{1, 2}]), 557.995231, 2e-6);
  EXPECT_NEAR((of[{1, 3}]), 488.288347, 2e-6);
  EXPECT_NEAR((of[{2, 30}]), 805.497478, 2e-6);
  EXPECT_NEAR((of[{7, 40}]), 351.018247, 2e-6);
  EXPECT_NEAR((of[{10, 20}]), 947.809066, 2e-6);
  EXPECT_NEAR((of[{39, 40}]), 313.880377, 2e-6);
  const std::pair<double, std::size_t> within[] = {{50, 73}, {100, 212}, {200, 640}, {500, 2671}};
  for (const auto& [reach, count] : within) EXPECT_EQ(pairs_within(reach).size(), count) << reach;
}

}  // namespace
}  // namespace farola::io
