#include "event_columns.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/io/column_names.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

namespace farola::python {
namespace {

[[noreturn]] void fail_without_crs(const EventColumns& columns) {
  bool degrees = false;
  for (std::size_t i = 0; i < columns.x.size(); ++i) {
    if (!std::isfinite(columns.x[i]) || !std::isfinite(columns.y[i])) continue;
    degrees = std::abs(columns.x[i]) <= 180 && std::abs(columns.y[i]) <= 90;
    if (!degrees) break;
  }
  fail_data("crs-missing",
            degrees
                ? "The events have no coordinate reference system. The coordinates look like "
                  "longitude and latitude: if they are, pass crs=\"EPSG:4326\"."
                : "The events have no coordinate reference system. Say which one x and y are in, "
                  "for example crs=\"EPSG:25830\" for UTM zone 30N in metres.",
            "crs");
}

struct ReadTimes {
  std::vector<Timestamp> from, until;
};

// Texts that cannot be read are rejected and their rows flagged 0; empty ones have no time.
ReadTimes read_texts(const TimeColumn& column, const EventColumns& columns,
                     const std::string& format, const std::string& zone, Rejections& rejections,
                     std::vector<std::uint8_t>& keep, Report& report) {
  TimeReader reader(format, zone, column.name);
  for (const std::string& text : column.texts) reader.observe(text);
  reader.settle();
  ReadTimes times;
  times.from.reserve(column.texts.size());
  times.until.reserve(column.texts.size());
  for (std::size_t i = 0; i < column.texts.size(); ++i) {
    const std::string& text = column.texts[i];
    const ParsedTime parsed = reader.parse(text);
    if (parsed.from == no_time && !text.empty() && keep[i]) {
      rejections.add(columns.row[i], Reason::bad_time, text);
      keep[i] = 0;
    }
    times.from.push_back(parsed.from);
    times.until.push_back(parsed.until);
  }
  report.note(fmt::format("The times of column {} were read as {}.", column.name, reader.format()));
  return times;
}

ReadTimes times_of(const TimeColumn& column, const EventColumns& columns, const std::string& format,
                   const std::string& zone, Rejections& rejections, std::vector<std::uint8_t>& keep,
                   Report& report) {
  if (!column.texts.empty()) {
    return read_texts(column, columns, format, zone, rejections, keep, report);
  }
  if (column.last.empty()) return {column.seconds, column.seconds};
  report.note(fmt::format("The times of column {} are dates: each event lies somewhere in its day.",
                          column.name));
  return {column.seconds, column.last};
}

void read_times(const EventColumns& columns, const std::string& format, const std::string& zone,
                io::EventTable& table, std::vector<std::uint8_t>& keep) {
  if (!columns.time.given()) return;
  ReadTimes times =
      times_of(columns.time, columns, format, zone, table.rejections, keep, table.report);
  if (columns.until.given()) {
    // Where the end is unknown, the event lies within the precision of its start.
    const ReadTimes ends =
        times_of(columns.until, columns, format, zone, table.rejections, keep, table.report);
    for (std::size_t i = 0; i < ends.until.size(); ++i) {
      if (ends.until[i] == no_time) continue;
      times.until[i] = ends.until[i];
      if (keep[i] && times.from[i] != no_time && times.until[i] < times.from[i]) {
        table.rejections.add(columns.row[i], Reason::until_before_from,
                             iso_text(times.from[i]) + " until " + iso_text(times.until[i]));
        keep[i] = 0;
      }
    }
  }
  table.events.from = std::move(times.from);
  table.events.until = std::move(times.until);
}

/// Texts by number, in the order in which they first occur; -1 for an empty one.
void number_texts(const std::vector<std::string>& texts, std::vector<std::int32_t>& number,
                  std::vector<std::string>& names) {
  std::unordered_map<std::string, std::int32_t> numbers;
  number.reserve(texts.size());
  for (const std::string& text : texts) {
    if (text.empty()) {
      number.push_back(-1);
      continue;
    }
    const auto [at, is_new] = numbers.try_emplace(text, static_cast<std::int32_t>(numbers.size()));
    if (is_new) names.push_back(text);
    number.push_back(at->second);
  }
}

}  // namespace

std::pair<std::size_t, std::size_t> coordinate_columns(const std::vector<std::string>& names,
                                                       const std::string& crs) {
  const std::vector<io::CoordinatePair> pairs = io::coordinate_pairs(names);
  if (pairs.empty()) {
    fail_usage("coordinates-missing", "x",
               fmt::format("The columns of the coordinates were not found by their names. Name "
                           "them, for example x=\"lon\", y=\"lat\". The columns are {}.",
                           listed(names, "and")));
  }
  const bool degrees = crs.empty() || Crs::from_text(crs).is_geographic();
  const auto fits = [degrees](const io::CoordinatePair& pair) { return pair.degrees == degrees; };
  const auto found = std::find_if(pairs.begin(), pairs.end(), fits);
  const io::CoordinatePair& pair = found == pairs.end() ? pairs.front() : *found;
  return {pair.x, pair.y};
}

io::EventTable event_table(EventColumns columns, const std::string& time_format,
                           const std::string& time_zone) {
  if (columns.crs.empty()) fail_without_crs(columns);
  io::EventTable table;
  table.rows_read = columns.rows;
  table.events.crs = Crs::from_text(columns.crs);
  std::vector<std::uint8_t> keep(columns.x.size(), 1);
  read_times(columns, time_format, time_zone, table, keep);
  number_texts(columns.kind, table.events.kind, table.events.kinds);
  number_texts(columns.stratum, table.events.stratum, table.events.strata);
  table.events.x = std::move(columns.x);
  table.events.y = std::move(columns.y);
  table.events.row = std::move(columns.row);
  table.events.weight = std::move(columns.weight);
  if (table.rejections.total() > 0) {
    table.events.keep(keep);
    table.rejections.sort_by_row();
  }
  return table;
}

}  // namespace farola::python
