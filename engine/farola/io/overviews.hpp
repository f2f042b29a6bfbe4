#pragma once
// Overviews: the smaller copies of a raster that a GIS draws when zoomed out.
//
// Level k has ceil(columns / 2^k) x ceil(rows / 2^k) cells. A cell is the mean, taken in double, of
// those of the (up to) 2 x 2 cells of the level before it that hold data; NaN when none does. At an
// odd edge there are fewer than four. Levels go on until one fits in a single block of 512 cells.
//
// Made here, in parallel and while the rows pass by, since GDAL makes them on one thread and by way
// of a compressed scratch file: for 2560 x 1920 cells that took longer than the writing itself. A
// raster in memory and one that comes in strips get the same cells.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

class GDALDataset;
class GDALRasterBand;

namespace farola::io {

/// Whether overviews are ours to make: not when a creation option may ask for others, or for none.
bool makes_overviews(std::span<const std::string> creation_options);

/// Gives each band of a dataset its overviews, without values yet. Trouble is in GdalMessages.
void add_empty_overviews(GDALDataset& dataset);

/// Fills the overviews of a band. Trouble is in GdalMessages.
class OverviewRows {
 public:
  explicit OverviewRows(GDALRasterBand& band);
  /// The band's next rows, whole ones, from the top; as many at a time as there are.
  void add(std::span<const float> rows) { add_to(0, rows); }

 private:
  struct Level {
    GDALRasterBand* band;
    std::size_t columns_below, rows_below;  // of what it is made from
    std::size_t rows_taken = 0;
    int next_row = 0;
    std::vector<float> waiting = {};  // a row from below that has no partner yet
  };
  void add_to(std::size_t level, std::span<const float> below);
  std::vector<Level> levels_;
};

}  // namespace farola::io
