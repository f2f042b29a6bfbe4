#include "farola/io/write_vector.hpp"

#include "farola/core/random.hpp"
#include "farola/io/category_style.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/layer_style.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include "io/temporary_folder.hpp"
#include "support/expect_error.hpp"
#include <fmt/format.h>
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace farola::io {
namespace {

using test::bytes_of;
using test::expect_error;
using test::TemporaryFolder;

Layer some_layer() {
  Layer layer;
  layer.name = "hotspots";
  layer.description = "Hot spots; it's a test";
  layer.crs = Crs::from_epsg(32618);
  layer.geometry = std::vector<MultiPolygon>{
      polygons_from_wkt("POLYGON ((486000 4427000, 486100 4427000, 486100 4427100, 486000 4427100, "
                        "486000 4427000))"),
      polygons_from_wkt("POLYGON ((487000 4427000, 487100 4427000, 487000 4427100, 487000 "
                        "4427000))")};
  layer.columns = {{"rank", "1 holds the most", std::vector<std::int64_t>{1, 2}},
                   {"pai", "share of events / share of area", std::vector<double>{2.5, NAN}},
                   {"name", "", std::vector<std::string>{"O'Higgins", ""}}};
  layer.style_qml = graduated_polygon_style("rank", 1, 2, true);
  return layer;
}

Layer some_table() {
  Layer table = some_layer();
  table.name = "cells";
  table.geometry = std::monostate{};
  table.style_qml.clear();
  return table;
}

class WriteVector : public testing::Test {
 protected:
  void SetUp() override { setenv("SOURCE_DATE_EPOCH", "1700000000", 1); }
  void TearDown() override { unsetenv("SOURCE_DATE_EPOCH"); }
  void write(const std::string& path, const std::vector<Layer>& layers, bool overwrite = false) {
    WriteOptions options;
    options.overwrite = overwrite;
    Provenance made;
    made.analysis = "hotspot-polygons";
    write_geopackage(path, layers, made, options, Progress());
  }
  TemporaryFolder folder;
};

TEST_F(WriteVector, ATableIsALayerWithoutGeometry) {
  write(folder.path("a.gpkg"), {some_table()});
  const Dataset file = open_vector(folder.path("a.gpkg"), false, "events");
  OGRLayer& layer = layer_of(*file, "cells", "a.gpkg");
  EXPECT_EQ(layer.GetGeomType(), wkbNone);
  ASSERT_EQ(layer.GetFeatureCount(), 2);
  const OGRFeatureUniquePtr second(layer.GetFeature(2));
  EXPECT_EQ(second->GetFieldAsInteger64("rank"), 2);
  EXPECT_TRUE(second->IsFieldNull(second->GetFieldIndex("pai")));
  const auto json = nlohmann::json::parse(file->GetMetadataItem("PROVENANCE", "FAROLA"));
  EXPECT_EQ(json["analysis"], "hotspot-polygons");
}

TEST_F(WriteVector, ATableIsWrittenAsItsNameEnds) {
  Provenance made;
  made.analysis = "near-repeat";
  const WriteOptions options{.overwrite = false, .creation_options = {}, .parameter = "output"};
  const auto write_as = [&](const std::string& name) {
    write_table(folder.path(name), some_table(), made, false, options, Progress());
    return bytes_of(folder.path(name));
  };
  EXPECT_EQ(write_as("a.CSV"), "rank,pai,name\n1,2.5,O'Higgins\n2,,\n");
  const auto json = nlohmann::json::parse(write_as("a.json"));
  EXPECT_EQ(json["table"], "cells");
  EXPECT_EQ(json["provenance"]["analysis"], "near-repeat");
  EXPECT_EQ(json["columns"][1]["description"], "share of events / share of area");
  EXPECT_EQ(json["rows"][0]["pai"], 2.5);
  EXPECT_TRUE(json["rows"][1]["pai"].is_null());
  EXPECT_TRUE(json["rows"][1]["name"].is_null());
  EXPECT_EQ(write_as("a.gpkg").substr(0, 13), "SQLite format");
  expect_error([&] { write_as("a.tif"); }, ErrorKind::usage, "output-extension");
}

TEST_F(WriteVector, RowsNullsCrsDescriptionsAndStyleComeBack) {
  write(folder.path("a.gpkg"), {some_layer()});
  const Dataset file = open_vector(folder.path("a.gpkg"), false, "events");
  OGRLayer& layer = layer_of(*file, "hotspots", "a.gpkg");
  EXPECT_TRUE(crs_of(layer.GetSpatialRef()).equivalent(Crs::from_epsg(32618)));
  ASSERT_EQ(layer.GetFeatureCount(), 2);
  const OGRFeatureUniquePtr first(layer.GetFeature(1)), second(layer.GetFeature(2));
  EXPECT_EQ(first->GetFieldAsInteger64("rank"), 1);
  EXPECT_EQ(first->GetFieldAsDouble("pai"), 2.5);
  EXPECT_STREQ(first->GetFieldAsString("name"), "O'Higgins");
  EXPECT_TRUE(second->IsFieldNull(second->GetFieldIndex("pai")));
  EXPECT_TRUE(second->IsFieldNull(second->GetFieldIndex("name")));
  EXPECT_EQ(first->GetGeometryRef()->toMultiPolygon()->get_Area(), 10000);
  EXPECT_STREQ(layer.GetMetadataItem("DESCRIPTION"), "Hot spots; it's a test");
  const auto json = nlohmann::json::parse(file->GetMetadataItem("PROVENANCE", "FAROLA"));
  EXPECT_EQ(json["analysis"], "hotspot-polygons");

  OGRLayer& styles = layer_of(*file, "layer_styles", "a.gpkg");
  const OGRFeatureUniquePtr style(styles.GetNextFeature());
  EXPECT_STREQ(style->GetFieldAsString("f_table_name"), "hotspots");
  EXPECT_EQ(style->GetFieldAsInteger("useAsDefault"), 1);
  EXPECT_THAT(style->GetFieldAsString("styleQML"), testing::HasSubstr("graduatedSymbol"));

  OGRLayer* told = file->ExecuteSQL(
      "SELECT description FROM gpkg_data_columns WHERE table_name = 'hotspots' AND column_name = "
      "'pai'",
      nullptr, nullptr);
  const OGRFeatureUniquePtr field(told->GetNextFeature());
  EXPECT_STREQ(field->GetFieldAsString(0), "share of events / share of area");
  file->ReleaseResultSet(told);
}

TEST_F(WriteVector, TheSameBytesEveryTimeAndNothingBeside) {
  write(folder.path("a.gpkg"), {some_layer()});
  write(folder.path("b.gpkg"), {some_layer()});
  EXPECT_EQ(bytes_of(folder.path("a.gpkg")), bytes_of(folder.path("b.gpkg")));
  write(folder.path("a.gpkg"), {some_layer()}, true);
  EXPECT_EQ(bytes_of(folder.path("a.gpkg")), bytes_of(folder.path("b.gpkg")));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path(""))) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("a.gpkg", "b.gpkg"));
}

TEST_F(WriteVector, LinesAndWhatIsMissing) {
  Layer links;
  links.name = "links";
  links.crs = Crs::from_epsg(32618);
  links.geometry = std::vector<Line>{{{486000, 4427000}, {486030, 4427040}}, {}};
  links.columns = {{"parent", "", std::vector<std::int64_t>{no_number, 7}}};
  write(folder.path("a.gpkg"), {links});
  const Dataset file = open_vector(folder.path("a.gpkg"), false, "events");
  OGRLayer& layer = layer_of(*file, "links", "a.gpkg");
  EXPECT_EQ(layer.GetGeomType(), wkbLineString);
  ASSERT_EQ(layer.GetFeatureCount(), 2);
  const OGRFeatureUniquePtr first(layer.GetFeature(1)), second(layer.GetFeature(2));
  EXPECT_EQ(first->GetGeometryRef()->toLineString()->get_Length(), 50);
  EXPECT_TRUE(first->IsFieldNull(0));
  EXPECT_EQ(second->GetGeometryRef(), nullptr);
  EXPECT_EQ(second->GetFieldAsInteger64("parent"), 7);
  layer.SetSpatialFilterRect(486010, 4427010, 486020, 4427020);
  EXPECT_EQ(layer.GetFeatureCount(), 1) << "the index holds the line";
  write_csv(folder.path("a.csv"), links.columns, false, {});
  EXPECT_EQ(bytes_of(folder.path("a.csv")), "parent\n\n7\n");
}

TEST(CategoryStyle, NamesEveryValueInOrder) {
  const Category roles[] = {{"isolated", "#b4b4b4", 1.4}, {"near & <far>", "#000000", 2}};
  const std::string points = category_style("role", CategoryShape::point, roles);
  EXPECT_THAT(points, testing::HasSubstr("categorizedSymbol\" attr=\"role\""));
  EXPECT_THAT(points, testing::HasSubstr("value=\"near &amp; &lt;far>\" symbol=\"1\""));
  EXPECT_THAT(points, testing::HasSubstr("<layerGeometryType>0</layerGeometryType>"));
  EXPECT_LT(points.find("isolated"), points.find("near &amp;"));
  EXPECT_THAT(category_style("role", CategoryShape::line, roles),
              testing::HasSubstr("name=\"line_color\" type=\"QString\" value=\"#b4b4b4\""));
}

TEST(RingStyle, GrowsWithTheNumber) {
  const SizeClass sizes[] = {{2, 2, "2 events", 3}, {3, 7, "3 to 7 events", 4.5}};
  const std::string style = ring_style("events", "#009e73", sizes);
  EXPECT_THAT(style, testing::HasSubstr("graduatedSymbol\" attr=\"events\""));
  EXPECT_THAT(style, testing::HasSubstr("upper=\"7.000000000000000\" symbol=\"1\" label=\"3 to 7"));
  EXPECT_THAT(style, testing::HasSubstr("name=\"size\" type=\"QString\" value=\"4.5\""));
}

TEST_F(WriteVector, PointsTablesAndEmptyLayers) {
  Layer points;
  points.name = "events";
  points.crs = Crs::from_epsg(32618);
  points.geometry = std::vector<Point>{{486000, 4427000}};
  points.columns = {{"row", "", std::vector<std::int64_t>{7}}};
  Layer table;
  table.name = "steps";
  table.columns = {{"step", "", std::vector<std::string>{"read", "write"}}};
  Layer empty = some_layer();
  empty.name = "none";
  empty.geometry = std::vector<MultiPolygon>{};
  for (Column& column : empty.columns) {
    std::visit([](auto& values) { values.clear(); }, column.values);
  }
  write(folder.path("a.gpkg"), {points, table, empty});
  const Dataset file = open_vector(folder.path("a.gpkg"), false, "events");
  EXPECT_EQ(layer_of(*file, "events", "").GetFeatureCount(), 1);
  EXPECT_EQ(layer_of(*file, "steps", "").GetFeatureCount(), 2);
  EXPECT_EQ(layer_of(*file, "none", "").GetFeatureCount(), 0);
}

// Enough for an index of three levels, with several points at one place.
Layer many_points(std::size_t count) {
  Layer layer;
  layer.name = "it's \"many\"";
  layer.crs = Crs::from_epsg(32618);
  std::vector<Point> points;
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < count; ++i) {
    points.push_back({486000 + std::floor(2000 * random_uniform(1, 0, i)) / 4,
                      4427000 + 300 * random_uniform(2, 0, i)});
    if (i % 3 == 0) points.back() = points[i / 2];
    numbers.push_back(static_cast<std::int64_t>(i));
  }
  layer.geometry = points;
  layer.columns = {{"number", "", numbers}};
  return layer;
}

std::string answer(GDALDataset& file, const std::string& sql) {
  OGRLayer* rows = file.ExecuteSQL(sql.c_str(), nullptr, nullptr);
  if (rows == nullptr) return "no answer";
  const OGRFeatureUniquePtr row(rows->GetNextFeature());
  const std::string text = row ? row->GetFieldAsString(0) : "no row";
  file.ReleaseResultSet(rows);
  return text;
}

const std::string index_check = "SELECT rtreecheck('rtree_it''s \"many\"_geom')";

TEST_F(WriteVector, TheSpatialIndexFindsWhatABoxHolds) {
  for (const std::size_t count : {1u, 51u, 52u, 2700u, 20000u}) {
    const Layer layer = many_points(count);
    write(folder.path("a.gpkg"), {layer}, true);
    const Dataset file = open_vector(folder.path("a.gpkg"), false, "events");
    EXPECT_EQ(answer(*file, index_check), "ok") << count;
    EXPECT_EQ(answer(*file, "PRAGMA integrity_check"), "ok") << count;
    OGRLayer& rows = layer_of(*file, layer.name, "a.gpkg");
    ASSERT_EQ(rows.GetFeatureCount(), static_cast<GIntBig>(count));
    EXPECT_EQ(rows.TestCapability(OLCFastSpatialFilter), TRUE);
    const auto& points = std::get<std::vector<Point>>(layer.geometry);
    Box all;
    for (const Point& point : points) all.extend(point);
    EXPECT_EQ(answer(*file, fmt::format("SELECT min_x = {} AND min_y = {} AND max_x = {} AND max_y "
                                        "= {} FROM gpkg_contents WHERE table_name LIKE 'it%'",
                                        all.xmin, all.ymin, all.xmax, all.ymax)),
              "1");
    for (std::uint64_t i = 0; i < 50; ++i) {
      const double x = 486000 + 500 * random_uniform(3, 0, i);
      const double y = 4427000 + 300 * random_uniform(3, 1, i);
      const Box box{x, y, x + 100 * random_uniform(3, 2, i), y + 60 * random_uniform(3, 3, i)};
      std::vector<std::int64_t> expected, found;
      for (std::size_t row = 0; row < points.size(); ++row) {
        if (box.contains(points[row])) expected.push_back(static_cast<std::int64_t>(row));
      }
      rows.SetSpatialFilterRect(box.xmin, box.ymin, box.xmax, box.ymax);
      for (const auto& feature : rows) found.push_back(feature->GetFieldAsInteger64("number"));
      std::sort(found.begin(), found.end());
      ASSERT_EQ(found, expected) << count << ", box " << i;
    }
  }
}

TEST_F(WriteVector, OthersCanGoOnEditingWhatWasWritten) {
  const Layer layer = many_points(5000);
  write(folder.path("a.gpkg"), {layer});
  {
    const Dataset file(
        GDALDataset::Open(folder.path("a.gpkg").c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
    ASSERT_TRUE(file);
    OGRLayer& rows = layer_of(*file, layer.name, "a.gpkg");
    ASSERT_EQ(file->StartTransaction(), OGRERR_NONE);
    for (int i = 0; i < 300; ++i) {
      OGRFeature feature(rows.GetLayerDefn());
      feature.SetGeometryDirectly(new OGRPoint(490000 + i, 4430000));
      ASSERT_EQ(rows.CreateFeature(&feature), OGRERR_NONE);
      ASSERT_EQ(rows.DeleteFeature(7 + 2 * i), OGRERR_NONE);
    }
    ASSERT_EQ(file->CommitTransaction(), OGRERR_NONE);
  }
  const Dataset file = open_vector(folder.path("a.gpkg"), false, "events");
  EXPECT_EQ(answer(*file, index_check), "ok");
  EXPECT_EQ(
      answer(*file, "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name LIKE 'it%'"),
      "5000");
  OGRLayer& rows = layer_of(*file, layer.name, "a.gpkg");
  rows.SetSpatialFilterRect(489999, 4429999, 491000, 4430001);
  EXPECT_EQ(rows.GetFeatureCount(), 300);
}

TEST_F(WriteVector, NothingIsNowhere) {
  Layer points = many_points(3);
  std::get<std::vector<Point>>(points.geometry)[1].x = NAN;
  Layer areas = some_layer();
  std::get<std::vector<MultiPolygon>>(areas.geometry)[0].clear();
  write(folder.path("a.gpkg"), {points, areas});
  const Dataset file = open_vector(folder.path("a.gpkg"), false, "events");
  EXPECT_EQ(answer(*file, index_check), "ok");
  const OGRFeatureUniquePtr point(layer_of(*file, points.name, "").GetFeature(2));
  const OGRFeatureUniquePtr area(layer_of(*file, "hotspots", "").GetFeature(1));
  EXPECT_TRUE(point->GetGeometryRef()->IsEmpty());
  EXPECT_TRUE(area->GetGeometryRef()->IsEmpty());
  EXPECT_EQ(answer(*file, "SELECT count(*) FROM \"rtree_hotspots_geom\""), "1");
}

TEST_F(WriteVector, RefusesAnExistingFileAndLeavesItAlone) {
  const std::string old = folder.file("a.gpkg", "old");
  expect_error([&] { write(old, {some_layer()}); }, ErrorKind::file, "output-exists");
  EXPECT_EQ(bytes_of(old), "old");
}

TEST_F(WriteVector, CsvQuotesNullsAndEscapesFormulasOnDemand) {
  const std::vector<Column> columns = {
      {"row", "", std::vector<std::int64_t>{1, 2, 3}},
      {"value", "", std::vector<double>{.1, NAN, 1e21}},
      {"text", "", std::vector<std::string>{"=1+1", "a \"b\", c", "line\nend"}}};
  write_csv(folder.path("a.csv"), columns, false, {});
  EXPECT_EQ(bytes_of(folder.path("a.csv")),
            "row,value,text\n1,0.1,=1+1\n2,,\"a \"\"b\"\", c\"\n3,1e+21,\"line\nend\"\n");
  write_csv(folder.path("b.csv"), columns, true, {});
  EXPECT_THAT(bytes_of(folder.path("b.csv")), testing::HasSubstr("1,0.1,'=1+1\n"));
}

TEST(LayerStyle, BreaksAscendAndEndAtTheMaximum) {
  std::vector<float> values;
  for (int i = 0; i < 1000; ++i) values.push_back(static_cast<float>(i % 100));
  const std::vector<double> breaks = style_breaks(values);
  EXPECT_EQ(breaks.front(), 0);
  EXPECT_EQ(breaks.back(), 99);
  EXPECT_TRUE(std::is_sorted(breaks.begin(), breaks.end()));
  EXPECT_EQ(style_breaks(std::vector<float>{0, 0, no_data}), std::vector<double>{});
  const std::vector<double> both = style_breaks(std::vector<float>{-2, 0, 1});
  EXPECT_EQ(both.front(), -2);
  EXPECT_EQ(both.back(), 2);
}

TEST(LayerStyle, AFewHugeRatiosLeaveColourForTheOthers) {
  std::vector<float> values(1000, no_data);
  for (int i = 0; i < 900; ++i) values.push_back(i % 2 == 0 ? .5f : -.25f);
  for (int i = 0; i < 40; ++i) values.push_back(i % 2 == 0 ? 14.f : -14.f);
  const std::vector<double> breaks = style_breaks(values);
  EXPECT_EQ(breaks.front(), -.5);
  EXPECT_EQ(breaks[3], 0);
  EXPECT_EQ(breaks.back(), .5);
  const std::string style = raster_style(breaks, "");
  EXPECT_THAT(style, testing::HasSubstr("label=\"-0.5 or less\""));
  EXPECT_THAT(style, testing::HasSubstr("label=\"0.5 or more\""));
}

TEST(LayerStyle, LegendsAreWrittenAsPeopleWriteNumbers) {
  const std::string style = raster_style(std::vector<double>{0, .012345, 999.96, 38600.47}, "a/b");
  for (const char* label : {"\"0 a/b\"", "\"0.01235 a/b\"", "\"1000 a/b\"", "\"38,600 a/b\""}) {
    EXPECT_THAT(style, testing::HasSubstr(std::string("label=") + label));
  }
}

}  // namespace
}  // namespace farola::io
