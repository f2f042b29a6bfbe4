#include "farola/io/write_raster.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/version.hpp"
#include "farola/io/atomic_file.hpp"
#include "farola/io/gdal_write.hpp"
#include "farola/io/layer_style.hpp"
#include "farola/io/write_vector.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <gdal_priv.h>

namespace farola::io {
namespace {

// "2026-11-24T08:15:00Z" as TIFF writes it: "2026:11:24 08:15:00".
std::string tiff_time(std::string iso) {
  iso[4] = iso[7] = ':';
  iso[10] = ' ';
  iso.pop_back();
  return iso;
}

// Everything but the values: place, no data, names, units, provenance.
void describe(GDALDataset& dataset, const Grid& grid, const Crs& crs,
              std::span<const BandInfo> bands, const Provenance& provenance) {
  double transform[6] = {grid.xmin, grid.cell, 0, grid.ymax, 0, -grid.cell};
  dataset.SetGeoTransform(transform);
  const OGRSpatialReference reference = spatial_reference(crs);
  dataset.SetSpatialRef(&reference);
  dataset.SetMetadataItem("AREA_OR_POINT", "Area");
  dataset.SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", bands.front().description.c_str());
  dataset.SetMetadataItem("TIFFTAG_SOFTWARE", fmt::format("farola {}", version).c_str());
  dataset.SetMetadataItem("TIFFTAG_DATETIME", tiff_time(timestamp_for_files()).c_str());
  // In the default domain: a copy to GeoTIFF drops the others.
  dataset.SetMetadataItem("FAROLA_PROVENANCE", provenance_text(provenance).c_str());
  for (std::size_t i = 0; i < bands.size(); ++i) {
    GDALRasterBand& band = *dataset.GetRasterBand(static_cast<int>(i) + 1);
    band.SetNoDataValue(no_data);
    band.SetDescription(bands[i].name.c_str());
    band.SetUnitType(bands[i].unit.c_str());
    band.SetMetadataItem("DESCRIPTION", bands[i].description.c_str());
  }
}

void set_statistics(GDALRasterBand& band, const RasterStatistics& found) {
  if (found.valid == 0) return;
  const auto set = [&](const char* name, double value) {
    band.SetMetadataItem(name, fmt::format("{}", value).c_str());
  };
  set("STATISTICS_MINIMUM", found.minimum);
  set("STATISTICS_MAXIMUM", found.maximum);
  set("STATISTICS_MEAN", found.mean);
  set("STATISTICS_STDDEV", found.standard_deviation);
}

/// Copies a described dataset into the final file.
void make_cog(GDALDataset& source, const AtomicFile& file, const WriteOptions& options,
              const Progress& progress) {
  GdalMessages messages;
  CPLStringList wanted;
  for (const char* option : {"COMPRESS=DEFLATE", "PREDICTOR=YES", "LEVEL=1", "BLOCKSIZE=512",
                             "OVERVIEW_RESAMPLING=AVERAGE", "BIGTIFF=IF_SAFER"}) {
    wanted.AddString(option);
  }
  wanted.SetNameValue("NUM_THREADS", std::to_string(thread_count()).c_str());
  for (const std::string& option : options.creation_options) {
    const std::size_t equals = option.find('=');
    wanted.SetNameValue(option.substr(0, equals).c_str(), option.substr(equals + 1).c_str());
  }
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("COG");
  if (driver == nullptr) file.fail("GDAL was built without its COG driver");
  Dataset made(driver->CreateCopy(file.temporary().c_str(), &source, TRUE, wanted.List(),
                                  gdal_progress, const_cast<Progress*>(&progress)));
  progress.check();
  if (!made && messages.last_error().empty()) file.fail("GDAL could not create it");
  close_written(std::move(made), messages, file);
}

// The style goes after the raster: a raster without a style is whole, a style without a raster is
// litter. A style that somebody made for a raster of this name is kept unless overwriting.
void write_style(const std::string& path, std::span<const double> breaks, const std::string& unit,
                 const WriteOptions& options) {
  const std::string place = std::filesystem::path(path).replace_extension(".qml").string();
  if (breaks.empty() || (!options.overwrite && std::filesystem::exists(place))) return;
  WriteOptions own = options;
  own.overwrite = true;
  write_text(place, raster_style(breaks, unit), own);
}

}  // namespace

void require_creation_options(std::span<const std::string> options) {
  if (options.empty()) return;
  start_gdal();
  CPLStringList given;
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos || equals == 0) {
      fail_usage("co-not-a-pair", "co",
                 fmt::format("A creation option is NAME=VALUE, got \"{}\". Give for example --co "
                             "COMPRESS=ZSTD.",
                             option));
    }
    given.AddString(option.c_str());
  }
  const GdalMessages messages;
  GDALDriverH driver = GDALGetDriverByName("COG");
  if (driver == nullptr || GDALValidateCreationOptions(driver, given.List())) return;
  const auto& said = messages.warnings();
  fail_usage(
      "co-unknown", "co",
      fmt::format("Creation option not known: {}. See gdalinfo --format COG for those there "
                  "are, for example --co COMPRESS=ZSTD.",
                  said.empty() ? std::string("GDAL's COG driver refuses it") : said.front()));
}

void write_raster(const std::string& path, std::span<const Raster> bands,
                  const Provenance& provenance, const WriteOptions& options,
                  const Progress& progress) {
  start_gdal();
  require_creation_options(options.creation_options);
  AtomicFile file(path, options.overwrite, options.parameter);
  const Grid& grid = bands.front().grid;
  GDALDriver* memory = GetGDALDriverManager()->GetDriverByName("MEM");
  Dataset source(memory->Create("", static_cast<int>(grid.columns), static_cast<int>(grid.rows), 0,
                                GDT_Float32, nullptr));
  std::vector<BandInfo> infos;
  for (const Raster& band : bands) {
    CPLStringList where;
    char pointer[64];
    pointer[CPLPrintPointer(pointer, const_cast<float*>(band.values.data()), sizeof pointer - 1)] =
        '\0';
    where.SetNameValue("DATAPOINTER", pointer);
    source->AddBand(GDT_Float32, where.List());
    infos.push_back(band.band);
  }
  describe(*source, grid, bands.front().crs, infos, provenance);
  for (std::size_t i = 0; i < bands.size(); ++i) {
    set_statistics(*source->GetRasterBand(static_cast<int>(i) + 1), statistics_of(bands[i].values));
  }
  make_cog(*source, file, options, progress);
  file.commit();
  write_style(path, style_breaks(bands.front().values), bands.front().band.unit, options);
  progress.finish();
}

struct RasterWriter::State {
  AtomicFile file;
  WriteOptions options;
  Grid grid;
  std::string unit;
  std::string scratch;
  // Declared before the dataset: closing it may still speak.
  std::unique_ptr<GdalMessages> messages;
  Dataset strips;
  RasterStatistics statistics;
};

RasterWriter::RasterWriter(const std::string& path, const Grid& grid, const Crs& crs,
                           const BandInfo& band, const Provenance& provenance,
                           const WriteOptions& options)
    : state_(new State{AtomicFile(path, options.overwrite, options.parameter),
                       options,
                       grid,
                       band.unit,
                       {},
                       {},
                       {},
                       {}}) {
  start_gdal();
  state_->messages = std::make_unique<GdalMessages>();
  state_->scratch = state_->file.scratch("strips.tif");
  CPLStringList wanted;
  for (const char* option : {"TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "BIGTIFF=YES",
                             "COMPRESS=LZW", "SPARSE_OK=FALSE"}) {
    wanted.AddString(option);
  }
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  state_->strips.reset(driver->Create(state_->scratch.c_str(), static_cast<int>(grid.columns),
                                      static_cast<int>(grid.rows), 1, GDT_Float32, wanted.List()));
  if (!state_->strips) state_->file.fail(state_->messages->last_error());
  describe(*state_->strips, grid, crs, {&band, 1}, provenance);
}

RasterWriter::~RasterWriter() = default;

void RasterWriter::rows(std::int64_t first_row, std::span<const float> values) {
  const int columns = static_cast<int>(state_->grid.columns);
  const int count = static_cast<int>(static_cast<std::int64_t>(values.size()) / columns);
  const CPLErr trouble = state_->strips->GetRasterBand(1)->RasterIO(
      GF_Write, 0, static_cast<int>(first_row), columns, count, const_cast<float*>(values.data()),
      columns, count, GDT_Float32, 0, 0, nullptr);
  require_written(*state_->messages, state_->file);
  if (trouble != CE_None) state_->file.fail("GDAL could not write a strip");
  const RasterStatistics part = statistics_of(values);
  if (part.valid == 0) return;
  RasterStatistics& whole = state_->statistics;
  if (whole.valid == 0) {
    whole = part;
    return;
  }
  // Two strips as one: Chan, Golub and LeVeque (1979).
  const auto n = static_cast<double>(whole.valid), m = static_cast<double>(part.valid);
  const double apart = part.mean - whole.mean;
  const double squares = n * whole.standard_deviation * whole.standard_deviation +
                         m * part.standard_deviation * part.standard_deviation +
                         apart * apart * n * m / (n + m);
  whole.valid += part.valid;
  whole.minimum = std::min(whole.minimum, part.minimum);
  whole.maximum = std::max(whole.maximum, part.maximum);
  whole.sum += part.sum;
  whole.mean += apart * m / (n + m);
  whole.standard_deviation = std::sqrt(squares / (n + m));
}

void RasterWriter::finish(const Progress& progress) {
  const RasterStatistics& found = state_->statistics;
  set_statistics(*state_->strips->GetRasterBand(1), found);
  close_written(std::move(state_->strips), *state_->messages, state_->file);
  Dataset strips = open_raster(state_->scratch, false, state_->options.parameter);
  make_cog(*strips, state_->file, state_->options, progress);
  strips.reset();
  state_->file.commit();
  if (found.valid > 0) {
    write_style(state_->file.target(), style_breaks(found.minimum, found.maximum), state_->unit,
                state_->options);
  }
  progress.finish();
}

}  // namespace farola::io
