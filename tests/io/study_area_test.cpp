#include "farola/io/read_polygons.hpp"
#include "farola/io/read_raster.hpp"

#include <cmath>
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
using testing::HasSubstr;

TEST(StudyArea, PartsAreDissolvedAndHolesKept) {
  const TemporaryFolder folder;
  const std::string path = folder.path("areas.gpkg");
  write_layer(
      path, "GPKG", "areas", 25830, wkbUnknown, {},
      {{"POLYGON ((0 0,10 0,10 10,0 10,0 0),(2 2,4 2,4 4,2 4,2 2))", {}},
       {"MULTIPOLYGON (((5 0,20 0,20 10,5 10,5 0)),((100 100,101 100,101 101,100 100)))", {}},
       {"", {}},
       {"CURVEPOLYGON (CIRCULARSTRING (200 0,201 1,202 0,201 -1,200 0))", {}}});
  Report report;
  const StudyArea area = read_study_area(path, "", "", false, report);
  EXPECT_EQ(area.crs.code(), "EPSG:25830");
  EXPECT_EQ(area.polygons.size(), 3u);
  // 20 x 10 less the hole of 4, half a square, and a circle of radius 1 in straight pieces.
  EXPECT_NEAR(area_of(area.polygons), 196 + .5 + std::acos(-1.0), .01);
  EXPECT_TRUE(report.warnings.empty());
  EXPECT_EQ(report.values["study_area"]["features"], 4);
}

TEST(StudyArea, InvalidOnesAreRepairedAndTold) {
  const TemporaryFolder folder;
  const std::string path = folder.path("bow.gpkg");
  write_layer(path, "GPKG", "bow", 25830, wkbPolygon, {},
              {{"POLYGON ((0 0,2 2,2 0,0 2,0 0))", {}}});
  Report report;
  const StudyArea area = read_study_area(path, "", "", false, report);
  EXPECT_NEAR(area_of(area.polygons), 2, 1e-12);
  ASSERT_EQ(report.warnings.size(), 1u);
  EXPECT_THAT(report.warnings[0], HasSubstr("Self-intersection"));
}

TEST(StudyArea, Refusals) {
  const TemporaryFolder folder;
  Report report;
  const std::string lines = folder.path("lines.gpkg");
  write_layer(lines, "GPKG", "lines", 25830, wkbUnknown, {}, {{"LINESTRING (0 0,1 1)", {}}});
  expect_error([&] { read_study_area(lines, "", "", false, report); }, ErrorKind::data,
               "study-area-empty", {"1 features", "Line String"});
  const std::string unplaced = folder.path("unplaced.gpkg");
  write_layer(unplaced, "GPKG", "a", 0, wkbPolygon, {}, {{"POLYGON ((0 0,1 0,1 1,0 0))", {}}});
  expect_error([&] { read_study_area(unplaced, "", "", false, report); }, ErrorKind::data,
               "crs-missing");
  EXPECT_EQ(read_study_area(unplaced, "", "EPSG:25830", false, report).crs.code(), "EPSG:25830");
  expect_error([&] { read_study_area(folder.file("a.csv", "x\n1\n"), "", "", false, report); },
               ErrorKind::usage, "study-area-csv");
}

TEST(StudyArea, ChicagoBoundary) {
  FAROLA_REQUIRE_SHARED(path, "data/chicago/chicago_areas.gpkg");
  Report report;
  const StudyArea area = read_study_area(path, "boundary", "", false, report);
  EXPECT_EQ(area.crs.code(), "EPSG:26971");
  EXPECT_NEAR(area_of(area.polygons) / 1e6, 563.596950621187,
              1e-6);  // by SpatiaLite; without O'Hare
  const StudyArea parts = read_study_area(path, "neighborhoods", "", false, report);
  EXPECT_EQ(report.values["study_area"]["repaired"], 4);  // as the manifest of the data says
  EXPECT_NEAR(area_of(parts.polygons) / 1e6, 598.3, .5);  // the city, 231 square miles
}

struct Band {
  GDALDataType type = GDT_Float32;
  std::vector<double> values;
  double none = NAN;
  double scale = 1, offset = 0;
};

std::string write_tiff(const TemporaryFolder& folder, const std::string& name, int columns,
                       int rows, std::vector<double> place, int epsg, const Band& band) {
  GDALAllRegister();
  const std::string path = folder.path(name);
  GDALDataset* made = GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
      path.c_str(), columns, rows, 1, band.type, nullptr);
  if (!place.empty()) made->SetGeoTransform(place.data());
  OGRSpatialReference reference;
  if (epsg != 0) {
    reference.importFromEPSG(epsg);
    made->SetSpatialRef(&reference);
  }
  GDALRasterBand& out = *made->GetRasterBand(1);
  if (!std::isnan(band.none)) out.SetNoDataValue(band.none);
  if (band.scale != 1 || band.offset != 0) {
    out.SetScale(band.scale);
    out.SetOffset(band.offset);
  }
  out.SetDescription("people");
  out.SetUnitType("persons");
  std::vector<double> values = band.values;
  EXPECT_EQ(out.RasterIO(GF_Write, 0, 0, columns, rows, values.data(), columns, rows, GDT_Float64,
                         0, 0, nullptr),
            CE_None);
  GDALClose(made);
  return path;
}

TEST(RasterFile, RowsFromTheNorth) {
  const TemporaryFolder folder;
  const std::string path = write_tiff(folder, "a.tif", 3, 2, {440000, 10, 0, 4470000, 0, -10},
                                      25830, {GDT_Float32, {1, 2, 3, 4, -9999, 6}, -9999});
  const RasterFile file(path, 1, false, "population");
  EXPECT_EQ(file.grid(), (Grid{440000, 4470000, 10, 3, 2}));
  EXPECT_EQ(file.crs().code(), "EPSG:25830");
  EXPECT_EQ(file.band().name, "people");
  EXPECT_EQ(file.band().unit, "persons");
  const Raster raster = file.all();
  EXPECT_EQ(raster.at(2, 0), 3);
  EXPECT_EQ(raster.at(0, 1), 4);
  EXPECT_TRUE(std::isnan(raster.at(1, 1)));
  EXPECT_THAT(file.rows(0, 1), testing::ElementsAre(1, 2, 3));
}

TEST(RasterFile, ScalesAndNoDataOfIntegers) {
  const TemporaryFolder folder;
  const std::vector<double> place{0, 1, 0, 0, 0, -1};
  const std::string path =
      write_tiff(folder, "a.tif", 2, 1, place, 25830, {GDT_Int16, {10, -1}, -1, .5, 100});
  const RasterFile file(path, 1, false, "population");
  EXPECT_EQ(file.rows(0, 1)[0], 105);
  EXPECT_TRUE(std::isnan(file.rows(0, 1)[1]));
  // A no-data value that no float holds.
  const std::string wide =
      write_tiff(folder, "b.tif", 2, 1, place, 25830,
                 {GDT_Float64, {7, -1.7976931348623157e308}, -1.7976931348623157e308});
  EXPECT_TRUE(std::isnan(RasterFile(wide, 1, false, "p").rows(0, 1)[1]));
}

TEST(RasterFile, Refusals) {
  const TemporaryFolder folder;
  const auto open = [](const std::string& path) { RasterFile(path, 1, false, "population"); };
  const Band band{GDT_Byte, {1, 2, 3, 4}};
  expect_error(
      [&] {
        open(write_tiff(folder, "r.tif", 2, 2, {0, 1, .1, 0, 0, -1}, 25830, band));
      },
      ErrorKind::data, "raster-rotated");
  expect_error(
      [&] {
        open(write_tiff(folder, "s.tif", 2, 2, {0, 1, 0, 0, 0, 1}, 25830, band));
      },
      ErrorKind::data, "raster-rotated");
  expect_error(
      [&] {
        open(write_tiff(folder, "q.tif", 2, 2, {0, 1, 0, 0, 0, -2}, 25830, band));
      },
      ErrorKind::data, "raster-not-square", {"1 wide and 2 high"});
  expect_error(
      [&] {
        open(write_tiff(folder, "c.tif", 2, 2, {0, 1, 0, 0, 0, -1}, 0, band));
      },
      ErrorKind::data, "crs-missing");
  expect_error([&] { open(folder.path("none.tif")); }, ErrorKind::file, "cannot-open");
  const std::string good = write_tiff(folder, "g.tif", 2, 2, {0, 1, 0, 0, 0, -1}, 25830, band);
  expect_error([&] { RasterFile(good, 2, false, "population"); }, ErrorKind::usage, "band-unknown");
}

TEST(RasterFile, ATruncatedOneIsNeverRead) {
  const TemporaryFolder folder;
  const std::vector<double> values(300 * 300, 7);
  const std::string path =
      write_tiff(folder, "a.tif", 300, 300, {0, 1, 0, 0, 0, -1}, 25830, {GDT_Float32, values});
  const std::string bytes = test::bytes_of(path);
  for (const double share : {.5, .9}) {
    const std::string cut =
        folder.file("cut.tif", bytes.substr(0, std::size_t(double(bytes.size()) * share)));
    try {
      RasterFile(cut, 1, false, "population").all();
      ADD_FAILURE() << share;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::file) << error.what();
    }
  }
}

TEST(RasterFile, PortoAlegreElevation) {
  FAROLA_REQUIRE_SHARED(path, "data/porto_alegre/poa_elevation.tif");
  const RasterFile file(path, 1, false, "elevation");
  EXPECT_EQ(file.grid().columns, 413);
  EXPECT_EQ(file.grid().rows, 403);
  EXPECT_EQ(file.crs().code(), "EPSG:4326");
}

}  // namespace
}  // namespace farola::io
