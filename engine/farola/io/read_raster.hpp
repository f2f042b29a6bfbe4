#pragma once
// Reading one band of a north-up raster with square cells, by rows.

#include "farola/io/dataset.hpp"
#include "farola/raster/raster.hpp"

#include <string>

namespace farola::io {

class RasterFile {
 public:
  /// Throws Error{file, …}, Error{data, "raster-rotated"}, Error{data, "raster-not-square"},
  /// Error{data, "crs-missing"}. Does not read the values yet.
  RasterFile(const std::string& path, int band, bool allow_remote, const std::string& parameter);

  const Grid& grid() const { return grid_; }
  const Crs& crs() const { return crs_; }
  const BandInfo& band() const { return band_; }
  /// Rows as float, with the band's scale and offset applied; no-data and masked cells become NaN.
  /// Throws Error{file, "cannot-read"}.
  std::vector<float> rows(std::int64_t first, std::int64_t count) const;
  Raster all() const;

 private:
  Dataset dataset_;
  int number_;
  std::string path_;
  Grid grid_;
  Crs crs_;
  BandInfo band_;
};

}  // namespace farola::io
