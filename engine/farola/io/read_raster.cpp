#include "farola/io/read_raster.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/source_path.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gdal_priv.h>

namespace farola::io {

RasterFile::RasterFile(const std::string& path, int band, bool allow_remote,
                       const std::string& parameter)
    : dataset_(open_raster(path, allow_remote, parameter)), number_(band), path_(shown_path(path)) {
  // GDAL reads what follows when it is asked for, and goes on without what it finds damaged.
  const GdalMessages messages;
  const int bands = dataset_->GetRasterCount();
  if (band < 1 || band > bands) {
    fail_usage("band-unknown", "band",
               fmt::format("{} has {} bands, but band {} was asked for. Bands count from 1.", path_,
                           bands, band));
  }
  double place[6] = {0, 1, 0, 0, 0, 1};
  if (dataset_->GetGeoTransform(place) != CE_None) {
    fail_data(
        "crs-missing",
        fmt::format("The raster {} does not say where it lies. Georeference it first.", path_),
        parameter);
  }
  if (!std::all_of(place, place + 6, [](double part) { return std::isfinite(part); })) {
    fail_file("cannot-read",
              fmt::format("The place of {} on the ground is not in numbers. The file is damaged; "
                          "copy or download it again.",
                          path_),
              parameter);
  }
  if (place[2] != 0 || place[4] != 0 || place[1] <= 0 || place[5] >= 0) {
    fail_data(
        "raster-rotated",
        fmt::format("The raster {} is rotated, or its rows do not run from north to south. Warp it "
                    "first, for example with gdalwarp.",
                    path_),
        parameter);
  }
  if (std::abs(place[1] + place[5]) > 1e-6 * place[1]) {
    fail_data(
        "raster-not-square",
        fmt::format("The cells of {} are {} wide and {} high; they must be square. Resample it "
                    "first, for example gdalwarp -tr {} {}.",
                    path_, plain(place[1]), plain(-place[5]), plain(place[1]), plain(place[1])),
        parameter);
  }
  crs_ = crs_of(dataset_->GetSpatialRef());
  if (!crs_.known()) {
    fail_data(
        "crs-missing",
        fmt::format("The raster {} does not say in which coordinate reference system it is. Write "
                    "it to the file, for example gdal_edit.py -a_srs EPSG:25830.",
                    path_),
        parameter);
  }
  grid_ = {place[0], place[3], place[1], dataset_->GetRasterXSize(), dataset_->GetRasterYSize()};
  GDALRasterBand& source = *dataset_->GetRasterBand(band);
  if (GDALDataTypeIsComplex(source.GetRasterDataType())) {
    fail_data(
        "raster-complex",
        fmt::format("Band {} of {} holds complex numbers; real ones are needed.", band, path_),
        parameter);
  }
  // As write_raster() puts them: the short name where GIS show it, the sentence in the metadata.
  const char* const description = source.GetMetadataItem("DESCRIPTION");
  band_.name = source.GetDescription();
  // GDAL has one text for a band, its name; files of others say all they have to say there.
  band_.description = description != nullptr ? description : band_.name;
  band_.unit = source.GetUnitType();
  require_read(messages, path, parameter);
}

std::vector<float> RasterFile::rows(std::int64_t first, std::int64_t count) const {
  const GdalMessages messages;
  GDALRasterBand& source = *dataset_->GetRasterBand(number_);
  const auto columns = static_cast<std::size_t>(grid_.columns);
  std::vector<float> values(columns * static_cast<std::size_t>(count));
  // As double, for no-data values that a float cannot hold.
  std::vector<double> line(columns);
  std::vector<unsigned char> mask(columns);
  int has_no_data = 0;
  const double none = source.GetNoDataValue(&has_no_data);
  int has_scale = 0, has_offset = 0;
  const double scale = source.GetScale(&has_scale), offset = source.GetOffset(&has_offset);
  const bool scaled = (has_scale != 0 && scale != 1) || (has_offset != 0 && offset != 0);
  // A mask beside the values, such as a GeoTIFF's own or an alpha band.
  const bool masked = (source.GetMaskFlags() & (GMF_ALL_VALID | GMF_NODATA)) == 0;
  const int width = static_cast<int>(grid_.columns);
  for (std::int64_t row = 0; row < count; ++row) {
    const int y = static_cast<int>(first + row);
    const bool read =
        source.RasterIO(GF_Read, 0, y, width, 1, line.data(), width, 1, GDT_Float64, 0, 0,
                        nullptr) == CE_None &&
        (!masked || source.GetMaskBand()->RasterIO(GF_Read, 0, y, width, 1, mask.data(), width, 1,
                                                   GDT_Byte, 0, 0, nullptr) == CE_None);
    if (!read) {
      fail_file(
          "cannot-read",
          fmt::format("Reading row {} of {} failed: {}. The file is damaged or cut short; copy or "
                      "download it again.",
                      y, path_, messages.last_error()));
    }
    float* const out = values.data() + static_cast<std::size_t>(row) * columns;
    for (std::size_t i = 0; i < columns; ++i) {
      const bool missing = (has_no_data != 0 && line[i] == none) || (masked && mask[i] == 0);
      const double value = scaled ? line[i] * scale + offset : line[i];
      out[i] = missing ? no_data : static_cast<float>(value);
    }
  }
  // A mask that GDAL looked for in a damaged part is not there for it, and no failure.
  require_read(messages, path_, {});
  return values;
}

Raster RasterFile::all() const { return {grid_, crs_, band_, rows(0, grid_.rows)}; }

}  // namespace farola::io
