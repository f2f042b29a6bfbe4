#include "farola/io/cog.hpp"

#include "farola/core/parallel.hpp"
#include "farola/core/version.hpp"
#include "farola/io/gdal_write.hpp"
#include "farola/io/layer_style.hpp"
#include "farola/io/write_vector.hpp"

#include <cstring>

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

// ZSTD where GDAL has it, else DEFLATE (cog.hpp says why).
const char* compression_of(GDALDriver& driver) {
  const char* known = driver.GetMetadataItem(GDAL_DMD_CREATIONOPTIONLIST);
  const bool zstd = known != nullptr && std::strstr(known, "<Value>ZSTD</Value>") != nullptr;
  return zstd ? "ZSTD" : "DEFLATE";
}

}  // namespace

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

void make_cog(GDALDataset& source, const AtomicFile& file, const WriteOptions& options,
              const Progress& progress) {
  GdalMessages messages;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("COG");
  if (driver == nullptr) file.fail("GDAL was built without its COG driver");
  CPLStringList wanted;
  wanted.SetNameValue("COMPRESS", compression_of(*driver));
  for (const char* option : {"PREDICTOR=YES", "LEVEL=1", "BLOCKSIZE=512",
                             "OVERVIEW_RESAMPLING=AVERAGE", "BIGTIFF=IF_SAFER"}) {
    wanted.AddString(option);
  }
  wanted.SetNameValue("NUM_THREADS", std::to_string(thread_count()).c_str());
  for (const std::string& option : options.creation_options) {
    const std::size_t equals = option.find('=');
    wanted.SetNameValue(option.substr(0, equals).c_str(), option.substr(equals + 1).c_str());
  }
  Dataset made(driver->CreateCopy(file.temporary().c_str(), &source, TRUE, wanted.List(),
                                  gdal_progress, const_cast<Progress*>(&progress)));
  progress.check();
  if (!made && messages.last_error().empty()) file.fail("GDAL could not create it");
  close_written(std::move(made), messages, file);
}

void write_style(const std::string& path, std::span<const double> breaks, const std::string& unit,
                 const WriteOptions& options) {
  if (breaks.empty() || keeps_style(path, options.overwrite)) return;
  WriteOptions own = options;
  own.overwrite = true;
  write_text(style_path(path), raster_style(breaks, unit), own);
}

}  // namespace farola::io
