#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/quoted_name.hpp"
#include "farola/io/source_path.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

/// False: SQLite finds a page of the table damaged, or its rows out of order, so that one might be
/// read twice and another not at all. (.06 s for a million points.)
bool is_sound(GDALDataset& dataset, OGRLayer& layer) {
  const std::string statement = fmt::format("PRAGMA quick_check({})", quoted_name(layer.GetName()));
  OGRLayer* const answer = dataset.ExecuteSQL(statement.c_str(), nullptr, nullptr);
  if (answer == nullptr) return false;
  bool sound = true;
  while (const OGRFeatureUniquePtr finding{answer->GetNextFeature()}) {
    // Others are of rules that the table's maker stated, which an intact file may break.
    if (std::string_view(finding->GetFieldAsString(0)).starts_with("*** in database"))
      sound = false;
  }
  dataset.ReleaseResultSet(answer);
  return sound;
}

/// Rows of the table, by a walk of SQLite over all its pages; -1 when it cannot be finished.
std::int64_t rows_of_table(GDALDataset& dataset, OGRLayer& layer) {
  // Counting a column keeps SQLite from counting a smaller index instead.
  const std::string statement =
      fmt::format("SELECT COUNT({}) AS places, COUNT(*) AS n FROM {}",
                  quoted_name(layer.GetGeometryColumn()), quoted_name(layer.GetName()));
  OGRLayer* const answer = dataset.ExecuteSQL(statement.c_str(), nullptr, nullptr);
  if (answer == nullptr) return -1;
  std::int64_t rows = -1;
  if (const OGRFeatureUniquePtr feature{answer->GetNextFeature()})
    rows = feature->GetFieldAsInteger64("n");
  dataset.ReleaseResultSet(answer);
  return rows;
}

}  // namespace

std::int64_t walked_rows(GDALDataset& dataset, OGRLayer& layer, const std::string& path,
                         const std::string& parameter) {
  const GdalMessages quiet;
  const std::int64_t rows = is_sound(dataset, layer) ? rows_of_table(dataset, layer) : -1;
  if (rows >= 0) return rows;
  fail_file("cannot-read",
            fmt::format("Reading {} broke off: the file is damaged or cut short. Copy or download "
                        "it again.",
                        shown_path(path)),
            parameter);
}

void require_all_rows(std::int64_t rows, std::int64_t expected, const std::string& path,
                      const std::string& parameter) {
  if (rows == expected) return;
  fail_file(
      "cannot-read",
      fmt::format("Reading {} broke off after {} rows{}: the file is damaged or cut short. Copy "
                  "or download it again.",
                  shown_path(path), grouped(rows),
                  expected < 0 ? "" : fmt::format(" of {}", grouped(expected))),
      parameter);
}

void require_whole_layer(GDALDataset& dataset, OGRLayer& layer, std::int64_t rows, bool filtered,
                         const std::string& path, const std::string& parameter) {
  const std::string driver = dataset.GetDriverName();
  if (driver == "GPKG") {
    const std::int64_t expected = walked_rows(dataset, layer, path, parameter);
    if (!filtered) require_all_rows(rows, expected, path, parameter);
  } else if (driver == "FlatGeobuf") {
    const GdalMessages messages;
    if (filtered) {
      layer.SetAttributeFilter(nullptr);
      layer.ResetReading();
      for (rows = 0; OGRFeatureUniquePtr{layer.GetNextFeature()}; ++rows) continue;
    }
    require_all_rows(rows, layer.GetFeatureCount(1), path, parameter);
  }
}

}  // namespace farola::io
