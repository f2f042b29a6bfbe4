// Strips of rows go to a scratch GeoTIFF in the hidden folder of the AtomicFile. Statistics and the
// colours of the style come from the same sums and the same sample, in the same order, as for a
// raster in memory, so that both ways give the same bytes.

#include "farola/core/error.hpp"
#include "farola/io/atomic_file.hpp"
#include "farola/io/cog.hpp"
#include "farola/io/gdal_write.hpp"
#include "farola/io/layer_style.hpp"
#include "farola/io/overviews.hpp"
#include "farola/io/write_raster.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <gdal_priv.h>

namespace farola::io {
namespace {

constexpr std::int64_t rows_at_a_time = 64;

// Sums over the blocks that statistics_of cuts, whatever the strips.
class BlockSum {
 public:
  void add(double value) { part_ += value; }
  /// To be called after each cell, also after one without data.
  void next() {
    if (++cells_ % statistics_block == 0) close();
  }
  double total() {
    close();
    return total_;
  }

 private:
  void close() {
    total_ += part_;
    part_ = 0;
  }
  double part_ = 0, total_ = 0;
  std::size_t cells_ = 0;
};

}  // namespace

BlockCacheLimit::BlockCacheLimit(double bytes) : before_(GDALGetCacheMax64()) {
  GDALSetCacheMax64(std::min(before_, static_cast<std::int64_t>(std::max(bytes, 16e6))));
}
BlockCacheLimit::~BlockCacheLimit() { GDALSetCacheMax64(before_); }

struct RasterWriter::State {
  AtomicFile file;
  WriteOptions options;
  Grid grid;
  std::string unit, scratch;
  Dataset strips;
  std::optional<OverviewRows> overviews;
  std::int64_t next_row = 0;
  // Of the rows so far.
  BlockSum sum;
  std::int64_t valid = 0, coloured = 0;
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();

  ~State() {
    const GdalMessages unheard;  // closing an unfinished file that goes away with its folder
    strips.reset();
  }

  /// Hands each row of the scratch file on, in order.
  template <class Body>
  void read_back(const GdalMessages& messages, const Progress& progress, const Body& body) {
    const int columns = static_cast<int>(grid.columns);
    std::vector<float> values(static_cast<std::size_t>(rows_at_a_time * grid.columns));
    for (std::int64_t row = 0; row < grid.rows; row += rows_at_a_time) {
      const int count = static_cast<int>(std::min(rows_at_a_time, grid.rows - row));
      const CPLErr trouble = strips->GetRasterBand(1)->RasterIO(
          GF_Read, 0, static_cast<int>(row), columns, count, values.data(), columns, count,
          GDT_Float32, 0, 0, nullptr);
      require_written(messages, file);
      if (trouble != CE_None) file.fail("GDAL could not read its own strips again");
      body(std::span<const float>(values).first(static_cast<std::size_t>(count) * columns));
      progress.update(static_cast<double>(row + count) / static_cast<double>(grid.rows));
    }
  }
};

RasterWriter::RasterWriter(const std::string& path, const Grid& grid, const Crs& crs,
                           const BandInfo& band, const Provenance& provenance,
                           const WriteOptions& options)
    : state_(new State{.file = AtomicFile(path, options.overwrite, options.parameter),
                       .options = options,
                       .grid = grid,
                       .unit = band.unit,
                       .scratch = {},
                       .strips = {},
                       .overviews = {},
                       .sum = {}}) {
  start_gdal();
  require_creation_options(options.creation_options);
  const GdalMessages messages;
  state_->scratch = state_->file.scratch("strips.tif");
  CPLStringList wanted;
  for (const char* option : {"TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "BIGTIFF=YES",
                             "COMPRESS=LZW", "SPARSE_OK=FALSE"}) {
    wanted.AddString(option);
  }
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  state_->strips.reset(driver->Create(state_->scratch.c_str(), static_cast<int>(grid.columns),
                                      static_cast<int>(grid.rows), 1, GDT_Float32, wanted.List()));
  require_written(messages, state_->file);
  if (!state_->strips) state_->file.fail("GDAL could not create a scratch file");
  describe(*state_->strips, grid, crs, {&band, 1}, provenance);
  if (makes_overviews(options.creation_options)) {
    add_empty_overviews(*state_->strips);
    state_->overviews.emplace(*state_->strips->GetRasterBand(1));
  }
  require_written(messages, state_->file);
}

RasterWriter::~RasterWriter() = default;

void RasterWriter::rows(std::int64_t first_row, std::span<const float> values) {
  const GdalMessages messages;
  const int columns = static_cast<int>(state_->grid.columns);
  const auto count = static_cast<std::int64_t>(values.size()) / columns;
  if (first_row != state_->next_row || first_row + count > state_->grid.rows) {
    state_->file.fail("its rows came in the wrong order");
  }
  state_->next_row += count;
  const CPLErr trouble = state_->strips->GetRasterBand(1)->RasterIO(
      GF_Write, 0, static_cast<int>(first_row), columns, static_cast<int>(count),
      const_cast<float*>(values.data()), columns, static_cast<int>(count), GDT_Float32, 0, 0,
      nullptr);
  if (trouble == CE_None && state_->overviews) state_->overviews->add(values);
  require_written(messages, state_->file);
  if (trouble != CE_None) state_->file.fail("GDAL could not write a strip");
  for (const float value : values) {
    if (!std::isnan(value)) {
      ++state_->valid;
      state_->coloured += value != 0;
      state_->minimum = std::min<double>(state_->minimum, value);
      state_->maximum = std::max<double>(state_->maximum, value);
      state_->sum.add(value);
    }
    state_->sum.next();
  }
}

void RasterWriter::finish(const Progress& progress) {
  State& state = *state_;
  const GdalMessages messages;
  if (state.next_row != state.grid.rows) state.file.fail("rows are missing");
  RasterStatistics found;
  found.valid = state.valid;
  StyleSample sample(state.coloured);
  if (found.valid > 0) {
    found.minimum = state.minimum;
    found.maximum = state.maximum;
    found.sum = state.sum.total();
    found.mean = found.sum / static_cast<double>(found.valid);
    BlockSum squares;
    state.read_back(messages, progress.part(0, .3), [&](std::span<const float> values) {
      sample.add(values);
      for (const float value : values) {
        if (!std::isnan(value)) squares.add((value - found.mean) * (value - found.mean));
        squares.next();
      }
    });
    found.standard_deviation = std::sqrt(squares.total() / static_cast<double>(found.valid));
  }
  set_statistics(*state.strips->GetRasterBand(1), found);
  close_written(std::move(state.strips), messages, state.file);
  Dataset strips = open_raster(state.scratch, false, state.options.parameter);
  make_cog(*strips, state.file, state.options, progress.part(.3, 1));
  strips.reset();
  state.file.commit();
  if (found.valid > 0) {
    write_style(state.file.target(), sample.breaks(found.minimum, found.maximum), state.unit,
                state.options);
  }
  progress.finish();
}

}  // namespace farola::io
