#pragma once
// The steps that write_raster and RasterWriter share.

#include "farola/core/progress.hpp"
#include "farola/io/atomic_file.hpp"
#include "farola/io/provenance.hpp"
#include "farola/io/write_raster.hpp"
#include "farola/raster/raster.hpp"

#include <span>
#include <string>

class GDALDataset;
class GDALRasterBand;

namespace farola::io {

/// Everything but the values: place, no data, names, units, provenance.
void describe(GDALDataset& dataset, const Grid& grid, const Crs& crs,
              std::span<const BandInfo> bands, const Provenance& provenance);

/// None when no cell is valid.
void set_statistics(GDALRasterBand& band, const RasterStatistics& found);

/// Copies a described dataset, with the overviews it has (none: GDAL makes them), into the file's
/// temporary place as a Cloud-Optimised GeoTIFF.
///
/// Compressed by ZSTD, level 1, with the floating-point predictor: half of the work of DEFLATE,
/// level 1, and the files are no larger (16.0 and 16.1 MB for 2560 x 1920 positive values and
/// overviews, .11 and .21 s of processor time; without compression 30 MB). GDAL of any distribution
/// reads it, QGIS with it; for readers of TIFF that know no ZSTD there is COMPRESS=DEFLATE.
void make_cog(GDALDataset& source, const AtomicFile& file, const WriteOptions& options,
              const Progress& progress);

/// NAME.qml for NAME.tif. It goes after the raster: a raster without a style is whole, a style
/// without a raster is litter. keeps_style() says which style stays.
void write_style(const std::string& path, std::span<const double> breaks, const std::string& unit,
                 const WriteOptions& options);

}  // namespace farola::io
