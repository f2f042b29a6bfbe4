#include "farola/io/read_events.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/csv_reader.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/event_readers.hpp"
#include "farola/io/source_path.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

namespace farola::io {

namespace {

/// A .zip that holds one table of text and nothing that GDAL would open as layers: that table.
std::string table_in_zip(const std::string& path) {
  if (path.rfind("/vsizip/", 0) != 0 || !has_ending(path, ".zip")) return path;
  char** const entries = VSIReadDirRecursive(path.c_str());
  std::vector<std::string> tables;
  bool layers = false;
  for (char** entry = entries; entry != nullptr && *entry != nullptr; ++entry) {
    if (is_csv(*entry)) tables.emplace_back(*entry);
    for (const char* ending :
         {".shp", ".gpkg", ".geojson", ".json", ".fgb", ".tab", ".mif", ".kml"})
      layers = layers || has_ending(*entry, ending);
  }
  CSLDestroy(entries);
  return tables.size() == 1 && !layers ? path + "/" + tables.front() : path;
}

/// A table of text has one layer, which GDAL and QGIS call by the file's name.
void require_own_name(const std::string& layer, const std::string& path) {
  const std::string file = path.substr(path.find_last_of('/') + 1);
  if (layer.empty() || layer == file.substr(0, file.find('.')) || layer == file) return;
  fail_usage("layer-unknown", "layer",
             fmt::format("{} is a table of text and has no layer \"{}\". Leave --layer out.", file,
                         layer));
}

}  // namespace

EventTable read_events(const EventSource& source, const Progress& progress) {
  start_gdal();
  const GdalMessages quiet;
  const SourcePath checked = checked_source(source.path, source.allow_remote, "events");
  if (checked.kind != SourceKind::postgres) {
    const std::string table = table_in_zip(checked.path);
    if (is_csv(table)) {
      require_own_name(source.layer, table);
      return read_csv_events(source, table, progress);
    }
  }
  return read_layer_events(source, progress);
}

bool settle(TimeReader& reader, bool asked_for, const std::string& column, Report& report) {
  try {
    reader.settle();
    return true;
  } catch (const Error& error) {
    if (asked_for) throw;
    report.note(fmt::format("Times are not read: {}", error.what()));
    report.values["time"] = {{"column", column}, {"read", false}, {"why", error.code()}};
    return false;
  }
}

void report_time(const TimeReader& reader, const std::string& column, Report& report) {
  auto& values = report.values["time"];
  values["column"] = column;
  values["format"] = reader.format();
  values["zone"] = !reader.time_zone().empty() ? reader.time_zone()
                   : reader.saw_offsets()      ? "UTC"
                                               : "local, as written";
  if (!reader.saw_offsets()) return;
  if (reader.time_zone().empty()) {
    report.warn(
        fmt::format("The times in {} carry offsets from UTC and are kept in UTC. For local "
                    "hours, weekdays and dates give the place's zone, for example "
                    "--time-zone America/Bogota.",
                    column));
  } else {
    report.note(
        fmt::format("The times in {} carry offsets from UTC and are moved to the wall time of "
                    "{}.",
                    column, reader.time_zone()));
  }
}

TimeValue read_time(const TimeReader& reader, std::string_view text) {
  if (is_missing(text)) return {};
  TimeValue value{Found::read, reader.parse(trimmed(text)), text};
  if (value.time.from == no_time) value.found = Found::unreadable;
  return value;
}

}  // namespace farola::io
