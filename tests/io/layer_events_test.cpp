#include "farola/events/timestamp.hpp"
#include "farola/io/read_events.hpp"

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "support/expect_error.hpp"
#include "temporary_folder.hpp"
#include "written_layers.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::io {
namespace {

using test::expect_error;
using test::TemporaryFolder;
using test::write_layer;
using test::WrittenFeature;
using test::WrittenField;
using testing::ElementsAre;
using testing::HasSubstr;

EventTable read(const EventSource& source) { return read_events(source, Progress()); }

const std::vector<WrittenField> fields{{"kind", OFTString}, {"w", OFTReal},
                                       {"n", OFTInteger},   {"when", OFTDateTime},
                                       {"day", OFTDate},    {"text", OFTString}};
const std::vector<WrittenFeature> features{
    {"POINT (440615.66 4474610.02)",
     {"burglary", "1.5", "7", "2019/04/23 12:30:15", "2019/04/23", "23/04/2019 10:00"}},
    {"POINT (440616 4474611)",
     {"theft", "2", "8", "2019/04/24 00:00:00", "2019/04/24", "24/04/2019"}},
    {"POINT EMPTY", {"theft", "3", "9", "NULL", "NULL", "NULL"}},
    {"", {"NULL", "NULL", "9", "2019/04/25 23:59:59", "2019/04/25", "soon"}},
    {"POINT (440617 4474612)", {"theft", "-4", "NULL", "1969/12/31 23:59:59", "1969/12/31", ""}},
};

struct Format {
  const char* driver;
  const char* file;
};
class LayerFormats : public testing::TestWithParam<Format> {};

TEST_P(LayerFormats, GiveTheSameEvents) {
  const TemporaryFolder folder;
  EventSource source;
  source.path = folder.path(GetParam().file);
  write_layer(source.path, GetParam().driver, "events", 25830, wkbPoint, fields, features);
  source.time = "day";
  source.kind = "kind";
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 5);
  EXPECT_EQ(table.events.crs.code(), "EPSG:25830");
  ASSERT_EQ(table.events.size(), 5u);
  const std::vector<double> x{440615.66, 440616, NAN, NAN, 440617};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_TRUE(table.events.x[i] == x[i] || (std::isnan(x[i]) && std::isnan(table.events.x[i])))
        << i;
    EXPECT_EQ(std::isnan(table.events.y[i]), std::isnan(x[i]));
  }
  EXPECT_THAT(table.events.kinds, ElementsAre("burglary", "theft"));
  EXPECT_THAT(table.events.kind, ElementsAre(0, 1, 1, -1, 1));
  EXPECT_EQ(iso_text(table.events.from[0]), "2019-04-23T00:00:00");
  EXPECT_EQ(iso_text(table.events.until[0]), "2019-04-23T23:59:59");
  EXPECT_EQ(table.events.from[2], no_time);
  EXPECT_EQ(iso_text(table.events.from[4]), "1969-12-31T00:00:00");
  EXPECT_EQ(table.report.values["source"]["layer"], "events");
  EXPECT_EQ(table.report.values["time"]["precision"], "day");

  source.where = "kind = 'theft' AND n IS NOT NULL";
  const EventTable chosen = read(source);
  EXPECT_EQ(chosen.rows_read, 2);
  ASSERT_EQ(chosen.events.size(), 2u);
  EXPECT_EQ(chosen.events.x[0], 440616);
  EXPECT_EQ(chosen.events.row[0], table.events.row[1]);
}

INSTANTIATE_TEST_SUITE_P(All, LayerFormats,
                         testing::Values(Format{"GPKG", "events.gpkg"},
                                         Format{"ESRI Shapefile", "events.shp"}),
                         [](const auto& test) {
                           const std::string name = test.param.driver;
                           return name.substr(0, name.find(' '));
                         });

TEST(LayerEvents, FlatGeobuf) {
  const TemporaryFolder folder;
  EventSource source;
  source.path = folder.path("events.fgb");
  // GDAL writes no features without a place here, and sorts the others by their index.
  write_layer(source.path, "FlatGeobuf", "events", 25830, wkbPoint, fields, features);
  source.time = "when";
  source.kind = "kind";
  EventTable table = read(source);
  EXPECT_THAT(table.events.x, testing::UnorderedElementsAre(440615.66, 440616, 440617));
  EXPECT_THAT(table.events.kinds, testing::UnorderedElementsAre("burglary", "theft"));
  source.where = "n = 7";
  table = read(source);
  ASSERT_EQ(table.events.size(), 1u);
  EXPECT_EQ(table.events.x[0], 440615.66);
  EXPECT_EQ(iso_text(table.events.from[0]), "2019-04-23T12:30:15");
}

TEST(LayerEvents, MapInfoAndHeights) {
  const TemporaryFolder folder;
  EventSource source;
  source.path = folder.path("events.tab");
  write_layer(source.path, "MapInfo File", "events", 25830, wkbPoint, {{"kind", OFTString}},
              {{"POINT (440615.66 4474610.02)", {"theft"}}});
  const EventTable mapinfo = read(source);
  EXPECT_NEAR(mapinfo.events.x.at(0), 440615.66, .05);  // MapInfo rounds to a grid of integers
  EXPECT_TRUE(mapinfo.events.crs.is_projected());
  source.path = folder.path("heights.gpkg");
  write_layer(source.path, "GPKG", "events", 25830, wkbPoint25D, {},
              {{"POINT Z (1 2 3)", {}}, {"POINT ZM (4 5 6 7)", {}}});
  EXPECT_THAT(read(source).events.x, ElementsAre(1, 4));
}

TEST(LayerEvents, TypedAndTextTimes) {
  const TemporaryFolder folder;
  EventSource source;
  source.path = folder.path("events.gpkg");
  write_layer(source.path, "GPKG", "events", 25830, wkbPoint, fields, features);
  source.time = "when";
  EventTable table = read(source);
  EXPECT_EQ(iso_text(table.events.from[0]), "2019-04-23T12:30:15");
  EXPECT_EQ(iso_text(table.events.from[4]), "1969-12-31T23:59:59");
  EXPECT_TRUE(table.events.until.empty());
  // A GeoPackage's date-times are UTC.
  source.time_zone = "Europe/Madrid";
  EXPECT_EQ(iso_text(read(source).events.from[0]), "2019-04-23T14:30:15");
  source.time_zone.clear();
  source.time = "text";
  table = read(source);
  EXPECT_EQ(table.report.values["time"]["format"], "dmy");
  EXPECT_EQ(iso_text(table.events.from[0]), "2019-04-23T10:00:00");
  EXPECT_EQ(table.rejections.total(), 1);
  EXPECT_EQ(table.rejections.rows[0].value, "soon");
  // Two typed fields: which one is asked.
  source.time.clear();
  source.times_needed = true;
  source.time = "day";
  source.until = "when";
  table = read(source);
  EXPECT_EQ(table.rejections.total(), 0);
  EXPECT_EQ(iso_text(table.events.until[0]), "2019-04-23T12:30:15");
  source.until = "whem";
  expect_error([&] { read(source); }, ErrorKind::usage, "column-unknown", {"--until when"});
}

TEST(LayerEvents, WeightsAndKeys) {
  const TemporaryFolder folder;
  EventSource source;
  source.path = folder.path("events.gpkg");
  write_layer(source.path, "GPKG", "events", 25830, wkbPoint, fields, features);
  for (const char* where : {"", "1 = 1"}) {
    source.where = where;
    source.weight = "w";
    source.kind = "n";
    source.stratum = "kind";
    source.deduplicate = "kind";
    const EventTable table = read(source);
    EXPECT_THAT(table.events.weight, ElementsAre(1.5, 2, 3));
    EXPECT_THAT(table.events.kinds, ElementsAre("7", "8", "9"));
    EXPECT_THAT(table.events.strata, ElementsAre("burglary", "theft"));
    EXPECT_THAT(table.events.stratum, ElementsAre(0, 1, 1));
    EXPECT_EQ(table.report.values["columns"]["strata"], "kind");
    const auto counts = table.rejections.counts();
    EXPECT_EQ(counts[static_cast<std::size_t>(Reason::bad_weight)], 1);
    EXPECT_EQ(counts[static_cast<std::size_t>(Reason::duplicate_key)], 1);
  }
}

TEST(LayerEvents, GeoJsonOffsetsAndMultipoints) {
  const TemporaryFolder folder;
  EventSource source;
  source.path = folder.file("events.geojson", R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"date":"2019-04-23T12:30:00-05:00"},
     "geometry":{"type":"MultiPoint","coordinates":[[-75.5,6.25],[-75.25,6.5]]}},
    {"type":"Feature","properties":{"date":"2019-07-23T12:30:00Z"},
     "geometry":{"type":"Point","coordinates":[-75,6]}},
    {"type":"Feature","properties":{"date":null},"geometry":null}]})");
  EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 3);
  ASSERT_EQ(table.events.size(), 4u);
  EXPECT_EQ(table.events.crs.code(), "EPSG:4326");
  EXPECT_EQ(table.events.x[1], -75.25);
  EXPECT_EQ(table.events.y[1], 6.5);
  EXPECT_EQ(table.events.row[0], table.events.row[1]);
  EXPECT_EQ(table.report.values["multipoint_parts"], 1);
  EXPECT_EQ(iso_text(table.events.from[0]), "2019-04-23T17:30:00");
  source.time_zone = "America/Bogota";
  EXPECT_EQ(iso_text(read(source).events.from[0]), "2019-04-23T12:30:00");
  EXPECT_EQ(iso_text(read(source).events.from[2]), "2019-07-23T07:30:00");
}

TEST(LayerEvents, OnlyPoints) {
  const TemporaryFolder folder;
  EventSource source;
  source.path = folder.path("mixed.gpkg");
  write_layer(source.path, "GPKG", "areas", 25830, wkbPolygon, {},
              {{"POLYGON ((0 0,1 0,1 1,0 0))", {}}});
  write_layer(source.path, "GPKG", "lines", 25830, wkbUnknown, {},
              {{"POINT (1 1)", {}}, {"LINESTRING (0 0,1 0)", {}}});
  write_layer(source.path, "GPKG", "table", 0, wkbNone, {{"n", OFTInteger}}, {{"", {"1"}}});
  write_layer(source.path, "GPKG", "unplaced", 0, wkbPoint, {}, {{"POINT (1 1)", {}}});
  const auto refuse = [&](const std::string& layer, ErrorKind kind, const std::string& code,
                          const char* words) {
    source.layer = layer;
    expect_error([&] { read(source); }, kind, code, {words});
  };
  refuse("areas", ErrorKind::data, "not-points", "holds polygons");
  refuse("lines", ErrorKind::data, "not-points", "holds lines");
  refuse("table", ErrorKind::data, "no-geometry", "table without geometry");
  refuse("unplaced", ErrorKind::data, "crs-missing", "--crs EPSG:4326");
  refuse("", ErrorKind::usage, "layer-needed", "areas, lines, unplaced and table");
  refuse("area", ErrorKind::usage, "layer-unknown", "Did you mean --layer areas?");
  source.layer = "unplaced";
  source.crs = "EPSG:25830";
  EXPECT_EQ(read(source).events.crs.code(), "EPSG:25830");
  source.x = "a";
  source.y = "b";
  expect_error([&] { read(source); }, ErrorKind::usage, "column-not-csv");
}

TEST(LayerEvents, NeitherFilterNorLayerNameCanChangeADatabase) {
  const TemporaryFolder folder;
  EventSource source;
  source.path = folder.path("events.gpkg");
  write_layer(source.path, "GPKG", "events", 25830, wkbPoint, fields, features);
  write_layer(source.path, "GPKG", "x", 25830, wkbPoint, fields, features);
  const std::string before = test::bytes_of(source.path);
  source.layer = "events";
  for (const char* where :
       {"1=1); DROP TABLE x; --", "1=1; DROP TABLE x", "1=1) UNION SELECT * FROM x --",
        "1=1) OR (1=1", "kind = 'a", "kind = \"a", "1=1 /* ", "(1=1"}) {
    source.where = where;
    expect_error([&] { read(source); }, ErrorKind::usage, "where-not-one-expression", {where});
    EXPECT_EQ(test::bytes_of(source.path), before) << where;
  }
  for (const char* where : {"nowhere = 1", "kind ==== 'a'", "DROP TABLE x", "kind"}) {
    source.where = where;
    if (std::string(where) != "kind") {
      expect_error([&] { read(source); }, ErrorKind::usage, "where-unreadable", {where});
    }
    EXPECT_EQ(test::bytes_of(source.path), before) << where;
  }
  source.where = "kind = 'it''s; -- (' OR kind = 'theft'";
  EXPECT_EQ(read(source).rows_read, 3);
  source.where.clear();
  for (const char* layer :
       {"events\"; DROP TABLE x; --", "x; DROP TABLE x", "sqlite_master", "(SELECT 1)"}) {
    source.layer = layer;
    expect_error([&] { read(source); }, ErrorKind::usage, "layer-unknown", {layer});
    EXPECT_EQ(test::bytes_of(source.path), before) << layer;
  }
  EXPECT_FALSE(std::filesystem::exists(source.path + "-journal"));
}

std::vector<WrittenFeature> many(int count) {
  std::vector<WrittenFeature> points;
  for (int i = 0; i < count; ++i)
    points.push_back({fmt::format("POINT ({} {})", 440000 + i, 4470000 + i * 7 % 1000), {"theft"}});
  return points;
}

TEST(LayerEvents, ATruncatedGeoPackageIsNeverRead) {
  const TemporaryFolder folder;
  EventSource source;
  const std::string whole = folder.path("whole.gpkg");
  write_layer(whole, "GPKG", "events", 25830, wkbPoint, {{"kind", OFTString}}, many(20000));
  const std::string bytes = test::bytes_of(whole);
  source.path = whole;
  EXPECT_EQ(read(source).rows_read, 20000);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{10}, std::size_t{60}, std::size_t{4096}, bytes.size() / 3,
        bytes.size() / 2, bytes.size() - 4096, bytes.size() - 1}) {
    source.path = folder.file("cut.gpkg", bytes.substr(0, size));
    expect_error([&] { read(source); }, ErrorKind::file, "cannot-open", {"cut.gpkg"});
  }
}

TEST(LayerEvents, ADamagedGeoPackageIsNeverReadInPart) {
  const TemporaryFolder folder;
  EventSource source;
  const std::string whole = folder.path("whole.gpkg");
  write_layer(whole, "GPKG", "events", 25830, wkbPoint, {{"kind", OFTString}}, many(20000));
  std::string bytes = test::bytes_of(whole);
  // A page of the table: near its start in the file, before the spatial index.
  const std::size_t page = bytes.size() / 10 / 4096 * 4096;
  std::fill_n(bytes.begin() + std::ptrdiff_t(page), 3 * 4096, '\xA5');
  source.path = folder.file("damaged.gpkg", bytes);
  for (const char* where : {"", "kind = 'theft'"}) {
    source.where = where;
    try {
      read(source);
      ADD_FAILURE() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "cannot-read");
      EXPECT_THAT(error.what(), HasSubstr("damaged"));
    }
  }
}

TEST(LayerEvents, OtherTruncatedFiles) {
  const TemporaryFolder folder;
  const auto points = many(5000);
  EventSource source;
  for (const auto& [driver, file] :
       {std::pair{"FlatGeobuf", "a.fgb"}, {"GeoJSON", "a.geojson"}, {"ESRI Shapefile", "a.shp"}}) {
    const std::string whole = folder.path(file);
    write_layer(whole, driver, "a", 4326, wkbPoint, {{"kind", OFTString}},
                {{"POINT (1 2)", {"a"}}, {"POINT (3 4)", {"b"}}, {"POINT (5 6)", {"c"}}});
    source.path = whole;
    EXPECT_EQ(read(source).rows_read, 3) << file;
    const std::string bytes = test::bytes_of(whole);
    for (const double share : {.3, .8, .97}) {
      folder.file(file, bytes.substr(0, std::size_t(double(bytes.size()) * share)));
      try {
        read(source);
        ADD_FAILURE() << file << " cut to " << share;
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::file) << error.what();
      }
    }
  }
}

TEST(LayerEvents, ManyRowsThroughBatchesAndThroughFeaturesAgree) {
  const TemporaryFolder folder;
  EventSource source;
  const auto points = many(150000);  // more than two batches
  source.path = folder.path("many.gpkg");
  write_layer(source.path, "GPKG", "events", 25830, wkbPoint, {{"kind", OFTString}}, points);
  const EventTable batches = read(source);
  source.path = folder.path("many.shp");
  write_layer(source.path, "ESRI Shapefile", "events", 25830, wkbPoint, {{"kind", OFTString}},
              points);
  const EventTable loop = read(source);
  EXPECT_EQ(batches.events.x, loop.events.x);
  EXPECT_EQ(batches.events.y, loop.events.y);
  EXPECT_EQ(batches.rows_read, 150000);
}

TEST(LayerEvents, ZippedShapefileAndZippedTable) {
  const TemporaryFolder folder;
  EventSource source;
  const std::string zip = folder.path("events.zip");
  for (const char* name : {"events.shp", "events.shx", "events.dbf", "events.prj"}) {
    if (std::string(name) == "events.shp")
      write_layer(folder.path(name), "ESRI Shapefile", "events", 25830, wkbPoint,
                  {{"kind", OFTString}}, many(10));
    const std::string bytes = test::bytes_of(folder.path(name));
    VSILFILE* out = VSIFOpenL(("/vsizip/" + zip + "/" + name).c_str(), "wb");
    ASSERT_NE(out, nullptr);
    VSIFWriteL(bytes.data(), 1, bytes.size(), out);
    VSIFCloseL(out);
  }
  source.path = zip;
  EXPECT_EQ(read(source).rows_read, 10);
  source.path = "/vsizip/" + zip + "/events.shp";
  EXPECT_EQ(read(source).rows_read, 10);
  const std::string table = folder.path("table.zip");
  VSILFILE* out = VSIFOpenL(("/vsizip/" + table + "/events.csv").c_str(), "wb");
  VSIFWriteL("lon,lat\n1,2\n", 1, 12, out);
  VSIFCloseL(out);
  source.path = table;
  EXPECT_EQ(read(source).rows_read, 1);
}

}  // namespace
}  // namespace farola::io
