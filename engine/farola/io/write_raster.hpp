#pragma once
// Rasters as Cloud-Optimised GeoTIFF: Float32, NaN no data, band name, description, unit and exact
// statistics, overviews by averaging, and the provenance as JSON in the metadata (item
// FAROLA_PROVENANCE). Beside NAME.tif goes NAME.qml, the style that QGIS opens by itself; one that
// is there already is kept, but one of farola's own is replaced when overwriting. Whole or absent
// (atomic_file.hpp), and the same bytes for the same values and options, whatever the threads.

#include "farola/core/progress.hpp"
#include "farola/io/provenance.hpp"
#include "farola/raster/raster.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace farola::io {

struct WriteOptions {
  bool overwrite = false;
  std::vector<std::string> creation_options;  ///< "COMPRESS=DEFLATE", passed to GDAL's COG driver
  std::string parameter = "output";
};

/// Whether GDAL's COG driver knows the creation options and their values, before any work. Throws
/// Error{usage, "co-not-a-pair"}, Error{usage, "co-unknown"} in GDAL's words.
void require_creation_options(std::span<const std::string> options);

/// Bands must share grid and CRS.
void write_raster(const std::string& path, std::span<const Raster> bands,
                  const Provenance& provenance, const WriteOptions& options,
                  const Progress& progress);

/// While it lives, GDAL keeps at most `bytes` (16 MB at least) of raster blocks in memory instead
/// of a twentieth of the machine. For the whole process.
class BlockCacheLimit {
 public:
  explicit BlockCacheLimit(double bytes);
  ~BlockCacheLimit();
  BlockCacheLimit(const BlockCacheLimit&) = delete;
  BlockCacheLimit& operator=(const BlockCacheLimit&) = delete;

 private:
  std::int64_t before_;
};

/// The same bytes from strips of rows, for rasters larger than memory: strips go to a temporary
/// tiled GeoTIFF, finish() reads it once for the statistics and makes the COG.
class RasterWriter {
 public:
  RasterWriter(const std::string& path, const Grid& grid, const Crs& crs, const BandInfo& band,
               const Provenance& provenance, const WriteOptions& options);
  ~RasterWriter();
  /// Whole rows, in order from 0, each once.
  void rows(std::int64_t first_row, std::span<const float> values);
  void finish(const Progress& progress);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace farola::io
