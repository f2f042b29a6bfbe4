#include "farola/io/write_raster.hpp"

#include "farola/core/error.hpp"
#include "farola/io/atomic_file.hpp"
#include "farola/io/cog.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/gdal_write.hpp"
#include "farola/io/layer_style.hpp"
#include "farola/io/overviews.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>

namespace farola::io {

void require_creation_options(std::span<const std::string> options) {
  if (options.empty()) return;
  start_gdal();
  CPLStringList given;
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos || equals == 0) {
      fail_usage("co-not-a-pair", "co",
                 fmt::format("A creation option is NAME=VALUE, got \"{}\". Give for example --co "
                             "COMPRESS=DEFLATE.",
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
                  "are, for example --co COMPRESS=DEFLATE.",
                  said.empty() ? std::string("GDAL's COG driver refuses it") : said.front()));
}

namespace {

// GDAL's view of values that stay where they are.
Dataset view_of(std::span<const Raster> bands) {
  const Grid& grid = bands.front().grid;
  GDALDriver* memory = GetGDALDriverManager()->GetDriverByName("MEM");
  Dataset view(memory->Create("", static_cast<int>(grid.columns), static_cast<int>(grid.rows), 0,
                              GDT_Float32, nullptr));
  for (const Raster& band : bands) {
    CPLStringList where;
    char pointer[64];
    pointer[CPLPrintPointer(pointer, const_cast<float*>(band.values.data()), sizeof pointer - 1)] =
        '\0';
    where.SetNameValue("DATAPOINTER", pointer);
    view->AddBand(GDT_Float32, where.List());
  }
  return view;
}

}  // namespace

void write_raster(const std::string& path, std::span<const Raster> bands,
                  const Provenance& provenance, const WriteOptions& options,
                  const Progress& progress) {
  start_gdal();
  require_creation_options(options.creation_options);
  AtomicFile file(path, options.overwrite, options.parameter);
  const GdalMessages messages;
  const Dataset source = view_of(bands);
  std::vector<BandInfo> infos;
  for (const Raster& band : bands) infos.push_back(band.band);
  describe(*source, bands.front().grid, bands.front().crs, infos, provenance);
  const bool own_overviews = makes_overviews(options.creation_options);
  if (own_overviews) add_empty_overviews(*source);
  for (std::size_t i = 0; i < bands.size(); ++i) {
    GDALRasterBand& band = *source->GetRasterBand(static_cast<int>(i) + 1);
    set_statistics(band, statistics_of(bands[i].values));
    if (own_overviews) OverviewRows(band).add(bands[i].values);
  }
  require_written(messages, file);
  make_cog(*source, file, options, progress);
  file.commit();
  write_style(path, style_breaks(bands.front().values), bands.front().band.unit, options);
  progress.finish();
}

}  // namespace farola::io
