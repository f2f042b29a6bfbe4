#pragma once
// What stands where in a table of text: the dialect, the columns of the events among the others,
// their CRS and the format of their times, decided on the first 5,000 records and what the caller
// named. read_events.hpp says by which rules.

#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/io/csv_reader.hpp"
#include "farola/io/read_events.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace farola::io {

/// No such column.
inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// A time in a column of its own, or date and clock in one each (`--time DATE+CLOCK`).
struct CsvTime {
  std::size_t date = nowhere, clock = nowhere;
  std::optional<TimeReader> reader;  ///< has seen the sample; settled by who reads the rows

  bool present() const { return date != nowhere; }
  /// Of a record; in `room` when it has to be put together.
  template <class Text>
  std::string_view text(const std::vector<Text>& record, std::string& room) const;
  /// Shows the reader one more value.
  template <class Text>
  void observe(const std::vector<Text>& record, std::string& room);
};

struct CsvLayout {
  CsvDialect dialect;
  bool decimal_comma = false;
  std::vector<std::string> columns;              ///< names: of the header, or field_1 …
  std::vector<std::vector<std::string>> sample;  ///< the first records, at least one
  std::size_t x = nowhere, y = nowhere, weight = nowhere, kind = nowhere, stratum = nowhere,
              key = nowhere;
  CsvTime time, until;

  std::string name_of(const CsvTime& of) const;  ///< "DATE", "DATE+CLOCK"
};

/// Looks into the file, and puts the CRS and what was assumed into the table. Throws Error{data,
/// "no-rows" | "no-coordinates" | "coordinates-ambiguous" | "crs-missing" | "time-missing" |
/// "time-column-ambiguous"}, Error{usage, "column-missing" | "column-unknown"}.
CsvLayout csv_layout(const EventSource& source, const std::string& path, EventTable& table);

/// The records of the file after its header.
CsvReader csv_records(const CsvDialect& dialect, const std::string& path, const std::string& given);

// ---------------------------------------------------------------------------------------------

template <class Text>
std::string_view CsvTime::text(const std::vector<Text>& record, std::string& room) const {
  if (date >= record.size()) return {};
  const std::string_view day = trimmed(record[date]);
  if (clock >= record.size() || is_missing(day) || is_missing(record[clock])) return day;
  room.assign(day).append(" ").append(trimmed(record[clock]));
  return room;
}

template <class Text>
void CsvTime::observe(const std::vector<Text>& record, std::string& room) {
  if (!reader) return;
  const std::string_view value = text(record, room);
  if (!is_missing(value)) reader->observe(trimmed(value));
}

}  // namespace farola::io
