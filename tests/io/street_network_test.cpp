// From files, or lines in memory, to a street network with the events on it: what is read, chosen,
// rejected and refused before any distance is asked for.

#include "farola/catalog/catalog.hpp"
#include "farola/catalog/run.hpp"
#include "farola/catalog/street_input.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "support/expect_error.hpp"
#include "temporary_folder.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::catalog {
namespace {

using test::bytes_of;
using test::expect_error;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

using Given = std::initializer_list<std::pair<std::string, std::string>>;

std::string geojson(const std::string& lines, const std::string& crs = "EPSG::25830") {
  return R"({"type": "FeatureCollection", "crs": {"type": "name", "properties": )"
         R"({"name": "urn:ogc:def:crs:)" +
         crs +
         R"("}}, "features": [{"type": "Feature", "properties": {}, "geometry": )"
         R"({"type": "MultiLineString", "coordinates": [)" +
         lines + "]}}]}";
}

// A street of 400 m to the east, and one of 200 m to the north from its middle.
const char* const cross = "[[440000,4470000],[440400,4470000]],[[440200,4470000],[440200,4470200]]";

class StreetNetworks : public testing::Test {
 protected:
  StreetNetworks() {
    folder.file("streets.geojson", geojson(cross));
    folder.file("events.csv",
                "x,y,date,what\n"
                "440100,4470005,2024-03-01,burglary\n"
                "440100,4470900,2024-03-02,robbery\n"  // 700 m from every street
                "440203,4470050,2024-03-03,robbery\n"
                "440300,4470000,2024-03-04,burglary\n");
  }

  Arguments arguments(Given given) {
    Arguments arguments(find("near-repeat").parameters);
    arguments.set_text("events", folder.path("events.csv"));
    arguments.set_text("crs", "EPSG:25830");
    for (const auto& [name, text] : given) arguments.set_text(name, text);
    return arguments;
  }
  Arguments along(Given given = {}) {
    Arguments made = arguments(given);
    if (!made.given("streets")) made.set_text("streets", folder.path("streets.geojson"));
    made.set_text("distance-metric", "network");
    return made;
  }

  TemporaryFolder folder;
  Progress progress;
};

TEST_F(StreetNetworks, EventsFarFromEveryStreetAreRejectedAndTheRestStandOnIt) {
  const Arguments given = along({{"kind", "what"}, {"rejects", folder.path("rejects.csv")}});
  catalog::Run run(find("near-repeat"), given, progress);
  ASSERT_TRUE(run.has_streets());
  ASSERT_TRUE(goes_along_streets(run));
  PreparedEvents events = prepared_events(run, "events", progress.part(0, .5));
  ASSERT_EQ(events.events.size(), 4U);
  const StreetNetwork network = street_network(run, "events", events, progress.part(.5, 1));
  EXPECT_EQ(network.graph.edge_count(), 3U);
  EXPECT_EQ(network.graph.length(), 600);
  EXPECT_THAT(network.points.off, ElementsAre(5, 3, 0));
  EXPECT_EQ(network.points.too_far, 0U);
  EXPECT_THAT(events.events.row(), ElementsAre(1, 3, 4));
  EXPECT_THAT(events.events.columns().kind, ElementsAre(0, 1, 0));
  ASSERT_EQ(events.rejections.rows.size(), 1U);
  EXPECT_EQ(events.rejections.rows[0].row, 2);
  EXPECT_EQ(events.rejections.rows[0].reason, Reason::far_from_street);
  const auto& told = run.report().values;
  EXPECT_EQ(told["events"]["rows"]["used"], 3);
  EXPECT_EQ(told["events"]["rows"]["read"], 4);
  EXPECT_EQ(told["events"]["rows"]["rejected"]["far-from-street"], 1);
  EXPECT_EQ(told["events"]["total_weight"], 3);
  EXPECT_EQ(told["street_layer"]["lines"], 2);
  EXPECT_EQ(told["street_layer"]["outside_crs_area"], 0);
  EXPECT_EQ(told["streets"]["km"], .6);
  EXPECT_EQ(told["snapping"]["too_far"], 1);
  EXPECT_THAT(bytes_of(folder.path("rejects.csv")), HasSubstr("events,2,far-from-street"));
  EXPECT_EQ(run.provenance().inputs.size(), 2U);
}

TEST_F(StreetNetworks, StreetsInDegreesAreMovedToTheEvents) {
  folder.file("degrees.geojson",
              R"({"type": "LineString", "coordinates": [[-3.7076, 40.3782], [-3.7029, 40.3782]]})");
  const Arguments given = along({{"streets", folder.path("degrees.geojson")}});
  catalog::Run run(find("near-repeat"), given, progress);
  PreparedEvents events = prepared_events(run, "events", progress.part(0, .5));
  const StreetNetwork network = street_network(run, "events", events, progress.part(.5, 1));
  EXPECT_EQ(network.graph.crs().code(), "EPSG:25830");
  EXPECT_NEAR(network.graph.length(), 399, 1);  // 0.0047 degrees at 40.4 degrees north
  EXPECT_EQ(events.events.size(), 3U);
}

TEST_F(StreetNetworks, StreetsInMemoryAreTakenAsTheyAre) {
  class Held final : public catalog::Run {
   public:
    using catalog::Run::Run;
    bool has_streets() const override { return true; }
    std::optional<StreetLines> streets(const Progress&) override {
      StreetLines lines;
      lines.crs = Crs::from_epsg(25830);
      const Point line[] = {{440000, 4470000}, {440400, 4470000}};
      lines.add(line, 1);
      return lines;
    }
  };
  const Arguments given = arguments({{"distance-metric", "network"}});
  Held run(find("near-repeat"), given, progress);
  EXPECT_TRUE(goes_along_streets(run));
  PreparedEvents events = prepared_events(run, "events", progress.part(0, .5));
  const StreetNetwork network = street_network(run, "events", events, progress.part(.5, 1));
  EXPECT_EQ(network.graph.length(), 400);
}

TEST_F(StreetNetworks, NetworkNeedsStreetsAndStreetsNeedNetwork) {
  const auto check = [&](const Arguments& given) {
    const catalog::Run run(find("near-repeat"), given, progress);
    return goes_along_streets(run);
  };
  EXPECT_FALSE(check(arguments({})));
  EXPECT_FALSE(check(arguments({{"distance-metric", "manhattan"}})));
  expect_error(
      [&] {
        check(arguments({{"distance-metric", "network"}}));
      },
      ErrorKind::usage, "streets-needed", {"--streets streets.gpkg"});
  expect_error(
      [&] {
        check(arguments({{"streets", folder.path("streets.geojson")}}));
      },
      ErrorKind::usage, "streets-unused",
      {"distance metric is euclidean", "--distance-metric network", "leave --streets out"});
  expect_error(
      [&] {
        check(arguments({{"street-distance", "50"}}));
      },
      ErrorKind::usage, "streets-unused", {"Street distance is", "leave --street-distance out"});
  const Arguments given = arguments({{"distance-metric", "network"}});
  catalog::Run run(find("near-repeat"), given, progress);
  EXPECT_FALSE(run.streets(progress).has_value());
}

TEST_F(StreetNetworks, BadStreetsAreRefused) {
  const auto network = [&](Given more) {
    const Arguments given = along(more);
    catalog::Run run(find("near-repeat"), given, progress);
    PreparedEvents events = prepared_events(run, "events", progress.part(0, .5));
    street_network(run, "events", events, progress.part(.5, 1));
  };
  const std::string far =
      folder.file("far.geojson", geojson("[[500000,4470000],[500400,4470000]]"));
  expect_error(
      [&] {
        network({{"streets", far}});
      },
      ErrorKind::data, "far-from-streets", {"4 of 4 events", "100 m", "--street-distance"});
  const std::string empty = folder.file("empty.geojson", geojson(""));
  expect_error([&] { network({{"streets", empty}}); }, ErrorKind::data, "streets-empty");
  const std::string point =
      folder.file("dot.geojson", geojson("[[440000,4470000],[440000,4470000]]"));
  expect_error([&] { network({{"streets", point}}); }, ErrorKind::data, "streets-empty");
  expect_error(
      [&] {
        network({{"streets", folder.path("none.gpkg")}});
      },
      ErrorKind::file, "cannot-open");
  expect_error(
      [&] {
        network({{"streets", folder.path("events.csv")}});
      },
      ErrorKind::usage, "streets-csv");
}

}  // namespace
}  // namespace farola::catalog
