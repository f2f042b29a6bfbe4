#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/source_path.hpp"

#include <string>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

/// Rows of the table, by a walk of SQLite over all its pages; -1 when it cannot be finished.
std::int64_t rows_of_table(GDALDataset& dataset, OGRLayer& layer) {
  // Counting a column keeps SQLite from counting a smaller index instead.
  const std::string statement =
      fmt::format("SELECT COUNT({}) AS places, COUNT(*) AS n FROM {}",
                  quoted(layer.GetGeometryColumn()), quoted(layer.GetName()));
  OGRLayer* const answer = dataset.ExecuteSQL(statement.c_str(), nullptr, nullptr);
  if (answer == nullptr) return -1;
  std::int64_t rows = -1;
  if (const OGRFeatureUniquePtr feature{answer->GetNextFeature()})
    rows = feature->GetFieldAsInteger64("n");
  dataset.ReleaseResultSet(answer);
  return rows;
}

}  // namespace

void require_whole_layer(GDALDataset& dataset, OGRLayer& layer, std::int64_t rows, bool filtered,
                         const std::string& path, const std::string& parameter) {
  const std::string driver = dataset.GetDriverName();
  const GdalMessages messages;
  std::int64_t expected = rows;
  if (driver == "GPKG") {
    expected = rows_of_table(dataset, layer);
    if (filtered && expected >= 0) rows = expected;
  } else if (driver == "FlatGeobuf") {
    if (filtered) {
      layer.SetAttributeFilter(nullptr);
      layer.ResetReading();
      for (rows = 0; OGRFeatureUniquePtr{layer.GetNextFeature()}; ++rows) continue;
    }
    expected = layer.GetFeatureCount(1);
  }
  if (rows == expected) return;
  fail_file(
      "cannot-read",
      fmt::format("Reading {} broke off after {} rows{}: the file is damaged or cut short. Copy "
                  "or download it again.",
                  shown_path(path), grouped(rows),
                  expected < 0 ? "" : fmt::format(" of {}", grouped(expected))),
      parameter);
}

}  // namespace farola::io
