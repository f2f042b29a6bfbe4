// Damaged files. Whatever is cut off or overwritten, a reader gives either a result in which every
// row is accounted for, or an error that says so: no crash, no hang, no word on stderr, and not a
// part of the file for the whole. Damage n of a sample is the same bytes everywhere.

#include "farola/core/error.hpp"
#include "farola/io/read_events.hpp"
#include "farola/io/read_polygons.hpp"
#include "farola/io/read_raster.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "io/temporary_folder.hpp"
#include "io/written_layers.hpp"
#include "support/draw.hpp"
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace farola::io {
namespace {

using test::TemporaryFolder;

/// A reader that does not come back ends the program instead of the patience of whoever runs it.
class Deadline {
 public:
  Deadline() { alarm(120); }
  ~Deadline() { alarm(0); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
};

/// Where something is written: most of a small GeoPackage is blank.
std::vector<std::size_t> written_places(std::string_view bytes) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\0') places.push_back(i);
  }
  return places;
}

/// The end cut off, some bytes, one bit, or a stretch: lost, or of another place in the file.
std::string damaged(const std::string& whole, const std::vector<std::size_t>& written, int number) {
  test::Draw draw(20240611 + static_cast<std::uint64_t>(number));
  const auto size = static_cast<std::int64_t>(whole.size());
  const auto place = [&] {
    return written[static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(written.size())))];
  };
  std::string bytes = whole;
  switch (number % 4) {
    case 0:
      bytes.resize(static_cast<std::size_t>(draw.below(size)));
      break;
    case 1:
      for (std::int64_t changes = 1 + draw.below(8); changes > 0; --changes)
        bytes[place()] = static_cast<char>(draw.below(256));
      break;
    case 2: {
      char& byte = bytes[place()];
      byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << draw.below(8)));
      break;
    }
    default: {
      const std::size_t at = place();
      const std::size_t length = std::min(whole.size() - at, std::size_t(1 + draw.below(600)));
      const std::size_t other = std::min(place(), whole.size() - length);
      if (draw.chance(.5))
        std::fill_n(bytes.begin() + std::ptrdiff_t(at), length, draw.chance(.5) ? '\0' : '\xFF');
      else
        bytes.replace(at, length, whole, other, length);
    }
  }
  return bytes;
}

struct Outcomes {
  int read = 0, refused = 0;
};

/// Damages a file `times` times and reads it. `read` checks what it gets.
Outcomes outcomes_of(const std::string& name, const std::string& whole, int times,
                     const std::function<void(const std::string&)>& read) {
  const TemporaryFolder folder;
  const std::vector<std::size_t> written = written_places(whole);
  Outcomes outcomes;
  testing::internal::CaptureStderr();
  for (int number = 0; number < times; ++number) {
    SCOPED_TRACE(fmt::format("damage {} of {}", number, name));
    const std::string path = folder.file(name, damaged(whole, written, number));
    const Deadline deadline;
    try {
      read(path);
      ++outcomes.read;
    } catch (const Error& error) {
      ++outcomes.refused;
      EXPECT_FALSE(error.code().empty());
      EXPECT_GT(std::string_view(error.what()).size(), 20u) << error.what();
      EXPECT_NE(error.kind(), ErrorKind::cancelled);
    } catch (const std::exception& other) {
      ADD_FAILURE() << "not an error of ours: " << other.what();
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << name;
  // Else the samples, or the damage, say nothing.
  EXPECT_GT(outcomes.read, 0) << name;
  EXPECT_GT(outcomes.refused, 0) << name;
  return outcomes;
}

void expect_all_accounted_for(const EventTable& table) {
  std::set<std::int64_t> rows(table.events.row.begin(), table.events.row.end());
  for (const Rejection& rejection : table.rejections.rows) rows.insert(rejection.row);
  EXPECT_EQ(static_cast<std::int64_t>(rows.size()), table.rows_read);
  EXPECT_EQ(table.report.values.at("rows_read"), table.rows_read);
  const std::size_t size = table.events.size();
  EXPECT_EQ(table.events.x.size(), size);
  EXPECT_EQ(table.events.y.size(), size);
}

EventSource source_at(const std::string& path, bool with_fields) {
  EventSource source;
  source.path = path;
  if (!with_fields) return source;
  source.time = "date";
  source.weight = "weight";
  source.kind = "kind";
  source.times_needed = true;
  return source;
}

constexpr int row_count = 120;

/// The bytes of a layer of points that GDAL wrote.
std::string layer_of_points(const char* driver, const std::string& name, bool with_fields) {
  std::vector<test::WrittenField> fields;
  if (with_fields) fields = {{"date", OFTString}, {"weight", OFTReal}, {"kind", OFTString}};
  std::vector<test::WrittenFeature> features;
  for (int i = 0; i < row_count; ++i) {
    std::vector<std::string> values;
    if (with_fields)
      values = {fmt::format("2023-0{}-1{}", 1 + i % 9, i % 10), std::to_string(1 + i % 3), "theft"};
    features.push_back(
        {i % 50 == 7 ? "" : fmt::format("POINT (-3.{} 40.{})", 100 + i, 300 + 2 * i), values});
  }
  const TemporaryFolder folder;
  test::write_layer(folder.path(name), driver, "events", 4326, wkbPoint, fields, features);
  return test::bytes_of(folder.path(name));
}

TEST(DamagedFiles, GeoPackageOfPlaces) {
  const std::string whole = layer_of_points("GPKG", "events.gpkg", false);
  outcomes_of("events.gpkg", whole, 400, [](const std::string& path) {
    const EventTable table = read_events(source_at(path, false), Progress());
    expect_all_accounted_for(table);
    EXPECT_EQ(table.rows_read, row_count);
  });
}

TEST(DamagedFiles, GeoPackageWithFields) {
  const std::string whole = layer_of_points("GPKG", "events.gpkg", true);
  outcomes_of("events.gpkg", whole, 400, [](const std::string& path) {
    const EventTable table = read_events(source_at(path, true), Progress());
    expect_all_accounted_for(table);
    EXPECT_EQ(table.rows_read, row_count);
  });
}

TEST(DamagedFiles, GeoJson) {
  const std::string whole = layer_of_points("GeoJSON", "events.geojson", true);
  outcomes_of("events.geojson", whole, 400, [](const std::string& path) {
    expect_all_accounted_for(read_events(source_at(path, true), Progress()));
  });
}

TEST(DamagedFiles, Csv) {
  std::string whole = "longitude,latitude,date,weight,kind\n";
  for (int i = 0; i < row_count; ++i) {
    whole += fmt::format("-3.{},40.{},2023-0{}-1{},{},{}\n", 100 + i, 300 + 2 * i, 1 + i % 9,
                         i % 10, 1 + i % 3, i % 4 == 0 ? "\"theft, from a car\"" : "theft");
  }
  outcomes_of("events.csv", whole, 400, [](const std::string& path) {
    const EventTable table = read_events(source_at(path, true), Progress());
    expect_all_accounted_for(table);
  });
}

TEST(DamagedFiles, StudyAreas) {
  const std::vector<test::WrittenFeature> areas{
      {"POLYGON ((0 0,100 0,100 100,0 100,0 0),(20 20,40 20,40 40,20 40,20 20))", {}},
      {"MULTIPOLYGON (((50 0,200 0,200 100,50 100,50 0)),((300 300,310 300,310 310,300 300)))",
       {}}};
  for (const auto& [driver, name] : {std::pair{"GPKG", "area.gpkg"}, {"GeoJSON", "area.geojson"}}) {
    const TemporaryFolder folder;
    test::write_layer(folder.path(name), driver, "area", 25830, wkbUnknown, {}, areas);
    outcomes_of(name, test::bytes_of(folder.path(name)), 200, [](const std::string& path) {
      Report report;
      const StudyArea area = read_study_area(path, "", "", false, report);
      EXPECT_FALSE(area.polygons.empty());
      EXPECT_GT(area_of(area.polygons), 0);
    });
  }
}

/// The bytes of a GeoTIFF of 60 x 40 cells.
std::string geotiff(const char* compression) {
  GDALAllRegister();
  const TemporaryFolder folder;
  const std::string path = folder.path("raster.tif");
  const std::string option = fmt::format("COMPRESS={}", compression);
  const char* const options[] = {option.c_str(), nullptr};
  GDALDataset* made = GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
      path.c_str(), 60, 40, 1, GDT_Float32, const_cast<char**>(options));
  double place[6] = {440000, 10, 0, 4470000, 0, -10};
  made->SetGeoTransform(place);
  OGRSpatialReference reference;
  reference.importFromEPSG(25830);
  made->SetSpatialRef(&reference);
  std::vector<float> values(std::size_t{60} * 40);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = float(i % 97) / 7;
  EXPECT_EQ(made->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, 60, 40, values.data(), 60, 40,
                                             GDT_Float32, 0, 0, nullptr),
            CE_None);
  GDALClose(made);
  return test::bytes_of(path);
}

TEST(DamagedFiles, GeoTiff) {
  for (const char* compression : {"NONE", "DEFLATE", "LZW"}) {
    outcomes_of(fmt::format("{}.tif", compression), geotiff(compression), 300,
                [](const std::string& path) {
                  const RasterFile file(path, 1, false, "population");
                  const Grid& grid = file.grid();
                  EXPECT_TRUE(std::isfinite(grid.xmin) && std::isfinite(grid.ymax));
                  EXPECT_TRUE(std::isfinite(grid.cell) && grid.cell > 0);
                  const Raster raster = file.all();
                  EXPECT_EQ(static_cast<std::int64_t>(raster.values.size()), grid.cells());
                });
  }
}

}  // namespace
}  // namespace farola::io
