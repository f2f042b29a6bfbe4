#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/column_names.hpp"
#include "farola/io/csv_layout.hpp"
#include "farola/io/csv_reader.hpp"
#include "farola/io/csv_where.hpp"
#include "farola/io/event_readers.hpp"
#include "farola/io/source_path.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace farola::io {

namespace {

/// Makes events of the records, as the layout says.
class CsvTable {
 public:
  CsvTable(const EventSource& source, const std::string& path)
      : source_(source),
        path_(path),
        given_(shown_path(source.path)),
        layout_(csv_layout(source, path, table_)) {}
  EventTable read(const Progress& progress);

 private:
  void settle_times(const Progress& progress, bool asked);
  void observe_all(const Progress& progress);
  void notice_months();
  void read_rows(EventBuilder& builder, const Progress& progress);
  void read_row(const std::vector<std::string_view>& fields, EventRow& row);
  NumberValue number(const std::vector<std::string_view>& fields, std::size_t column) const;
  void report_choices();
  bool certain() const {
    return layout_.time.reader->certain() &&
           (!layout_.until.reader || layout_.until.reader->certain());
  }
  CsvReader records() const { return csv_records(layout_.dialect, path_, given_); }

  const EventSource& source_;
  std::string path_, given_;
  EventTable table_;
  CsvLayout layout_;
  std::string time_room_, until_room_;
};

std::string_view field(const std::vector<std::string_view>& fields, std::size_t column) {
  return column < fields.size() ? fields[column] : std::string_view();
}

/// The sample did not tell month from day: look at the whole column, until it does.
void CsvTable::observe_all(const Progress& progress) {
  CsvReader all = records();
  std::vector<std::string_view> fields;
  while (all.next(fields)) {
    layout_.time.observe(fields, time_room_);
    layout_.until.observe(fields, until_room_);
    if (all.records() % 4096 != 0) continue;
    if (certain()) return;
    progress.check();
  }
}

/// A column called month that holds nothing but first days.
void CsvTable::notice_months() {
  const std::string name = normalised(layout_.name_of(layout_.time));
  if (name != "month" && name != "mes") return;
  std::size_t there = 0, first_days = 0;
  for (const auto& record : layout_.sample) {
    if (layout_.time.date >= record.size() || is_missing(record[layout_.time.date])) continue;
    const ParsedTime time = layout_.time.reader->parse(trimmed(record[layout_.time.date]));
    ++there;
    first_days += time.precision == TimePrecision::day && iso_text(time.from).substr(8, 2) == "01";
  }
  if (there == 0 || first_days < there) return;
  layout_.time.reader->read_first_days_as_months();
  table_.report.note(
      fmt::format("Column {} holds only first days of months, so each is read as the "
                  "whole month.",
                  layout_.columns[layout_.time.date]));
}

/// Settles how the times are read, or that they are not.
void CsvTable::settle_times(const Progress& progress, bool asked) {
  CsvTime &time = layout_.time, &until = layout_.until;
  if (!time.reader) return;
  if (!certain()) observe_all(progress);
  Report& report = table_.report;
  bool good = settle(*time.reader, asked, layout_.name_of(time), report);
  if (good && until.reader)
    good = settle(*until.reader, asked, layout_.columns[until.date], report);
  if (good) {
    notice_months();
    report_time(*time.reader, layout_.name_of(time), report);
  } else {
    time.reader.reset();
    until.reader.reset();
  }
}

NumberValue CsvTable::number(const std::vector<std::string_view>& fields,
                             std::size_t column) const {
  const std::string_view text = field(fields, column);
  if (const auto value = number_of(text, layout_.decimal_comma); value && !std::isnan(*value))
    return {Found::read, *value, text};
  return {is_missing(text) ? Found::missing : Found::unreadable, 0, text};
}

void CsvTable::read_row(const std::vector<std::string_view>& fields, EventRow& row) {
  row.x = number(fields, layout_.x);
  row.y = number(fields, layout_.y);
  const auto time = [&](const CsvTime& of, std::string& room) {
    return read_time(*of.reader, of.text(fields, room));
  };
  if (layout_.time.reader) row.time = time(layout_.time, time_room_);
  if (layout_.until.reader) row.until = time(layout_.until, until_room_);
  if (layout_.weight != nowhere) row.weight = number(fields, layout_.weight);
  const auto text = [&](std::size_t column) {
    const std::string_view value = trimmed(field(fields, column));
    return is_missing(value) ? std::string_view() : value;
  };
  if (layout_.kind != nowhere) row.kind = text(layout_.kind);
  if (layout_.stratum != nowhere) row.stratum = text(layout_.stratum);
  if (layout_.key != nowhere) row.key = text(layout_.key);
}

void CsvTable::read_rows(EventBuilder& builder, const Progress& progress) {
  std::optional<CsvWhere> where;
  if (!source_.where.empty())
    where.emplace(source_.where, layout_.columns, layout_.sample, layout_.decimal_comma);
  CsvReader rows = records();
  const std::int64_t header = rows.records();
  std::vector<std::string_view> fields;
  EventRow row;
  std::int64_t wide = 0, first_wide = 0;
  while (rows.next(fields)) {
    row.row = rows.records() - header;
    if ((row.row & 0x3fff) == 0) progress.update(rows.fraction());
    if (where && !where->keeps(fields)) continue;
    ++table_.rows_read;
    if (fields.size() > layout_.columns.size() && wide++ == 0) first_wide = row.row;
    read_row(fields, row);
    builder.add(row);
  }
  if (wide == 0) return;
  table_.report.warn(
      fmt::format("{} rows of {} have more fields than the header has names (first: row {}); "
                  "their values may stand in the wrong columns.",
                  grouped(wide), given_, grouped(first_wide)));
}

void CsvTable::report_choices() {
  Report& report = table_.report;
  const CsvDialect& dialect = layout_.dialect;
  report.values["rows_read"] = table_.rows_read;
  report.values["source"] = {
      {"driver", "CSV"},
      {"layer", ""},
      {"encoding", dialect.utf8 ? "UTF-8" : "Windows-1252"},
      {"separator", dialect.separator == '\t' ? "tab" : std::string(1, dialect.separator)},
      {"decimal", layout_.decimal_comma ? "," : "."}};
  const auto name = [&](std::size_t column) { return layout_.columns[column]; };
  const bool times = layout_.time.reader.has_value();
  auto& columns = report.values["columns"];
  columns = {{"x", name(layout_.x)}, {"y", name(layout_.y)}};
  if (times) columns["time"] = layout_.name_of(layout_.time);
  if (layout_.until.reader) columns["until"] = name(layout_.until.date);
  if (layout_.weight != nowhere) columns["weight"] = name(layout_.weight);
  if (layout_.kind != nowhere) columns["kind"] = name(layout_.kind);
  if (layout_.stratum != nowhere) columns["strata"] = name(layout_.stratum);
  if (layout_.key != nowhere) columns["deduplicate"] = name(layout_.key);
  report.note(fmt::format(
      "Coordinates are read from columns {} and {}{}.", name(layout_.x), name(layout_.y),
      times ? fmt::format(", times from {}", layout_.name_of(layout_.time)) : ""));
}

EventTable CsvTable::read(const Progress& progress) {
  const bool asked = source_.times_needed || !source_.time.empty() || !source_.until.empty();
  settle_times(progress, asked);
  EventBuilder builder({layout_.time.reader.has_value(), layout_.until.reader.has_value(),
                        layout_.weight != nowhere, layout_.kind != nowhere,
                        layout_.stratum != nowhere, layout_.key != nowhere, asked});
  read_rows(builder, progress);
  report_choices();
  builder.finish(table_);
  progress.finish();
  return std::move(table_);
}

}  // namespace

EventTable read_csv_events(const EventSource& source, const std::string& path,
                           const Progress& progress) {
  if (!source.where.empty() && source.where.find('\0') != std::string::npos)
    fail_usage("where-unreadable", "where", "The filter --where holds a zero byte.");
  return CsvTable(source, path).read(progress);
}

}  // namespace farola::io
