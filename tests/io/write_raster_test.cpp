#include "farola/io/write_raster.hpp"

#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/io/layer_style.hpp"
#include "farola/io/read_raster.hpp"

#include <cmath>
#include <filesystem>
#include <utility>
#include <vector>

#include "io/temporary_folder.hpp"
#include "support/expect_error.hpp"
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::io {
namespace {

using test::bytes_of;
using test::expect_error;
using test::TemporaryFolder;

Raster some_raster(std::int64_t columns = 700, std::int64_t rows = 600) {
  Raster raster;
  raster.grid = {430000, 4480000, 25, columns, rows};
  raster.crs = Crs::from_epsg(25830);
  raster.band = {"density", "Kernel density of events", "events/km2"};
  raster.values.resize(static_cast<std::size_t>(columns * rows));
  for (std::size_t i = 0; i < raster.values.size(); ++i) {
    const double u = random_uniform(3, 0, i);
    raster.values[i] = u < .1 ? no_data : u < .4 ? 0.f : static_cast<float>(1000 * u * u);
  }
  return raster;
}

Provenance some_provenance() {
  Provenance made;
  made.analysis = "kernel-density";
  made.command = "farola kernel-density events.csv density.tif";
  made.options["bandwidth"] = 300;
  made.inputs.push_back({"events", "events.csv", 12, std::string(64, 'a')});
  made.crs = "EPSG:25830";
  return made;
}

class WriteRaster : public testing::Test {
 protected:
  void SetUp() override { setenv("SOURCE_DATE_EPOCH", "1700000000", 1); }
  void TearDown() override { unsetenv("SOURCE_DATE_EPOCH"); }
  void write(const Raster& raster, const std::string& path, WriteOptions options = {}) {
    write_raster(path, {&raster, 1}, some_provenance(), options, Progress());
  }
  TemporaryFolder folder;
};

TEST_F(WriteRaster, ValuesPlaceUnitStatisticsAndProvenanceComeBack) {
  const Raster raster = some_raster();
  write(raster, folder.path("a.tif"));
  const Raster back = RasterFile(folder.path("a.tif"), 1, false, "density").all();
  EXPECT_EQ(back.grid, raster.grid);
  EXPECT_TRUE(back.crs.equivalent(raster.crs));
  EXPECT_EQ(back.band.name, "density");
  EXPECT_EQ(back.band.unit, "events/km2");
  ASSERT_EQ(back.values.size(), raster.values.size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < back.values.size(); ++i) {
    wrong += std::isnan(raster.values[i]) ? !std::isnan(back.values[i])
                                          : back.values[i] != raster.values[i];
  }
  EXPECT_EQ(wrong, 0u);

  const Dataset file = open_raster(folder.path("a.tif"), false, "density");
  GDALRasterBand& band = *file->GetRasterBand(1);
  EXPECT_STREQ(file->GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"), "COG");
  EXPECT_EQ(band.GetRasterDataType(), GDT_Float32);
  EXPECT_TRUE(std::isnan(band.GetNoDataValue()));
  EXPECT_GT(band.GetOverviewCount(), 0);
  const RasterStatistics expected = statistics_of(raster.values);
  double minimum = 0, maximum = 0, mean = 0, deviation = 0;
  ASSERT_EQ(band.GetStatistics(false, false, &minimum, &maximum, &mean, &deviation), CE_None);
  EXPECT_DOUBLE_EQ(minimum, expected.minimum);
  EXPECT_DOUBLE_EQ(maximum, expected.maximum);
  EXPECT_DOUBLE_EQ(mean, expected.mean);
  EXPECT_DOUBLE_EQ(deviation, expected.standard_deviation);
  const char* made = file->GetMetadataItem("FAROLA_PROVENANCE");
  ASSERT_NE(made, nullptr);
  const auto json = nlohmann::json::parse(made);
  EXPECT_EQ(json["analysis"], "kernel-density");
  EXPECT_EQ(json["options"]["bandwidth"], 300);
  EXPECT_EQ(json["inputs"][0]["sha256"], std::string(64, 'a'));
  EXPECT_EQ(json["made_at"], "2023-11-14T22:13:20Z");
  EXPECT_STREQ(file->GetMetadataItem("TIFFTAG_DATETIME"), "2023:11:14 22:13:20");
}

TEST_F(WriteRaster, TheSameBytesForAnyThreadsAndEveryTime) {
  const Raster raster = some_raster(1500, 1300);
  {
    const ThreadLimit one(1);
    write(raster, folder.path("one.tif"));
  }
  {
    const ThreadLimit two(2);
    write(raster, folder.path("two.tif"));
  }
  write(raster, folder.path("again.tif"));
  EXPECT_EQ(bytes_of(folder.path("one.tif")), bytes_of(folder.path("two.tif")));
  EXPECT_EQ(bytes_of(folder.path("one.tif")), bytes_of(folder.path("again.tif")));
}

TEST_F(WriteRaster, LeavesOnlyTheRasterAndItsStyle) {
  write(some_raster(), folder.path("a.tif"));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path(""))) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("a.tif", "a.qml"));
  EXPECT_THAT(bytes_of(folder.path("a.qml")), testing::HasSubstr("singlebandpseudocolor"));
}

TEST_F(WriteRaster, KeepsAStyleThatSomebodyElseMade) {
  WriteOptions over;
  over.overwrite = true;
  const std::string raster = folder.path("a.tif"), style = folder.path("a.qml");
  EXPECT_FALSE(keeps_style(raster, false));
  for (const std::string& mine : {std::string("mine"), std::string(), std::string(5000, 'x')}) {
    folder.file("a.qml", mine);
    write(some_raster(), raster, over);
    EXPECT_EQ(bytes_of(style), mine);
    EXPECT_TRUE(keeps_style(raster, true));
  }
  std::filesystem::remove(style);
  std::filesystem::create_symlink(folder.path("nowhere"), style);
  write(some_raster(), raster, over);
  EXPECT_TRUE(std::filesystem::is_symlink(style));
}

TEST_F(WriteRaster, ReplacesItsOwnStyleWhenOverwriting) {
  const std::string raster = folder.path("a.tif"), style = folder.path("a.qml");
  Raster other = some_raster();
  for (float& value : other.values) value *= 2;
  write(other, raster);
  const std::string before = bytes_of(style);
  std::filesystem::remove(raster);
  write(some_raster(), raster);
  EXPECT_EQ(bytes_of(style), before);  // not asked to overwrite
  WriteOptions over;
  over.overwrite = true;
  write(some_raster(), raster, over);
  EXPECT_NE(bytes_of(style), before);
}

TEST_F(WriteRaster, RefusesWhatIsThereAndNeverFollowsALink) {
  const std::string victim = folder.file("victim.txt", "precious");
  std::filesystem::create_symlink(victim, folder.path("link.tif"));
  expect_error([&] { write(some_raster(), folder.path("link.tif")); }, ErrorKind::file,
               "output-exists", {"--overwrite"});
  WriteOptions over;
  over.overwrite = true;
  write(some_raster(), folder.path("link.tif"), over);
  EXPECT_EQ(bytes_of(victim), "precious");
  EXPECT_FALSE(std::filesystem::is_symlink(folder.path("link.tif")));
  expect_error([&] { write(some_raster(), folder.path("none/a.tif")); }, ErrorKind::file,
               "output-folder-missing");
}

TEST_F(WriteRaster, ACancelLeavesNothing) {
  const Progress progress;
  progress.cancel();
  const Raster raster = some_raster();
  EXPECT_THROW(write_raster(folder.path("a.tif"), {&raster, 1}, some_provenance(), {}, progress),
               Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path("")));
}

TEST_F(WriteRaster, StripsMakeTheSameRaster) {
  const Raster raster = some_raster(1301, 1127);
  write(raster, folder.path("whole.tif"));
  {
    RasterWriter writer(folder.path("strips.tif"), raster.grid, raster.crs, raster.band,
                        some_provenance(), {});
    for (std::int64_t row = 0; row < raster.grid.rows; row += 77) {
      const auto count = std::min<std::int64_t>(77, raster.grid.rows - row);
      writer.rows(row, std::span(raster.values)
                           .subspan(static_cast<std::size_t>(row * raster.grid.columns),
                                    static_cast<std::size_t>(count * raster.grid.columns)));
    }
    writer.finish(Progress());
  }
  EXPECT_TRUE(bytes_of(folder.path("whole.tif")) == bytes_of(folder.path("strips.tif")));
  EXPECT_EQ(bytes_of(folder.path("whole.qml")), bytes_of(folder.path("strips.qml")));
  const Raster a = RasterFile(folder.path("whole.tif"), 1, false, "density").all();
  const Raster b = RasterFile(folder.path("strips.tif"), 1, false, "density").all();
  EXPECT_EQ(a.grid, b.grid);
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    ASSERT_TRUE(a.values[i] == b.values[i] || (std::isnan(a.values[i]) && std::isnan(b.values[i])));
  }
  const Dataset file = open_raster(folder.path("strips.tif"), false, "density");
  const RasterStatistics expected = statistics_of(raster.values);
  double minimum = 0, maximum = 0, mean = 0, deviation = 0;
  file->GetRasterBand(1)->GetStatistics(false, false, &minimum, &maximum, &mean, &deviation);
  EXPECT_EQ(maximum, expected.maximum);
  EXPECT_EQ(mean, expected.mean);
  EXPECT_EQ(deviation, expected.standard_deviation);
  EXPECT_NE(file->GetMetadataItem("FAROLA_PROVENANCE"), nullptr);
  EXPECT_TRUE(std::filesystem::exists(folder.path("strips.qml")));
}

// The definition of an overview cell, read off overviews.hpp one cell at a time.
float overview_cell(const std::vector<float>& below, int columns, int rows, int x, int y) {
  double sum = 0;
  int count = 0;
  for (int row = 2 * y; row < std::min(rows, 2 * y + 2); ++row) {
    for (int column = 2 * x; column < std::min(columns, 2 * x + 2); ++column) {
      const float value = below[static_cast<std::size_t>(row * columns + column)];
      if (std::isnan(value)) continue;
      sum += value;
      ++count;
    }
  }
  return count > 0 ? static_cast<float>(sum / count) : no_data;
}

TEST_F(WriteRaster, OverviewsAreMeansOfTheCellsThatHoldData) {
  for (const auto& [columns, rows] : {std::pair{2049, 1027}, {1100, 514}, {3, 1025}, {512, 512}}) {
    const Raster raster = some_raster(columns, rows);
    write(raster, folder.path("a.tif"), {.overwrite = true, .creation_options = {}});
    const Dataset file = open_raster(folder.path("a.tif"), false, "density");
    GDALRasterBand& band = *file->GetRasterBand(1);
    std::vector<float> below = raster.values;
    int width = columns, height = rows, level = 0;
    for (; width > 512 || height > 512; ++level) {
      GDALRasterBand* overview = band.GetOverview(level);
      ASSERT_NE(overview, nullptr) << columns << " x " << rows << " level " << level;
      const int half_width = (width + 1) / 2, half_height = (height + 1) / 2;
      ASSERT_EQ(overview->GetXSize(), half_width);
      ASSERT_EQ(overview->GetYSize(), half_height);
      std::vector<float> found(static_cast<std::size_t>(half_width * half_height));
      ASSERT_EQ(overview->RasterIO(GF_Read, 0, 0, half_width, half_height, found.data(), half_width,
                                   half_height, GDT_Float32, 0, 0, nullptr),
                CE_None);
      for (int y = 0; y < half_height; ++y) {
        for (int x = 0; x < half_width; ++x) {
          const float expected = overview_cell(below, width, height, x, y);
          const float value = found[static_cast<std::size_t>(y * half_width + x)];
          // One unit in the last place: the order of the sum is not part of the definition.
          ASSERT_TRUE(std::isnan(expected) ? std::isnan(value)
                                           : std::abs(value - expected) <= 1.2e-7f * expected)
              << level << ": " << x << ", " << y << ": " << value << " for " << expected;
        }
      }
      below = found;
      width = half_width;
      height = half_height;
    }
    EXPECT_EQ(band.GetOverviewCount(), level);
  }
}

TEST_F(WriteRaster, CreationOptionsChangeCompressionAndOverviews) {
  const Raster raster = some_raster(1500, 600);
  write(raster, folder.path("a.tif"), {.creation_options = {"COMPRESS=DEFLATE", "LEVEL=9"}});
  const Dataset deflated = open_raster(folder.path("a.tif"), false, "density");
  EXPECT_STREQ(deflated->GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE"), "DEFLATE");
  EXPECT_EQ(deflated->GetRasterBand(1)->GetOverviewCount(), 2);
  write(raster, folder.path("b.tif"), {.creation_options = {"OVERVIEWS=NONE"}});
  EXPECT_EQ(
      open_raster(folder.path("b.tif"), false, "density")->GetRasterBand(1)->GetOverviewCount(), 0);
  write(raster, folder.path("c.tif"), {.creation_options = {"BLOCKSIZE=256"}});
  EXPECT_EQ(
      open_raster(folder.path("c.tif"), false, "density")->GetRasterBand(1)->GetOverviewCount(), 3);
}

TEST_F(WriteRaster, AWriterThatIsNotFinishedLeavesNothing) {
  const Raster raster = some_raster();
  {
    RasterWriter writer(folder.path("a.tif"), raster.grid, raster.crs, raster.band,
                        some_provenance(), {});
    writer.rows(0, std::span(raster.values).first(static_cast<std::size_t>(raster.grid.columns)));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path("")));
}

}  // namespace
}  // namespace farola::io
