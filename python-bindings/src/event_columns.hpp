#pragma once
// Columns that a Python caller holds in memory, made into what reading a file gives: an EventTable.
// The rules for values are those of io/read_events.hpp; only the sniffing is left out, since a
// caller in Python names the columns.

#include "farola/io/read_events.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace farola::python {

/// Times as numbers or as texts; neither: the column is absent.
struct TimeColumn {
  std::string name;                ///< for messages
  std::vector<Timestamp> seconds;  ///< wall time; no_time where unknown
  std::vector<Timestamp> last;     ///< last second that is meant (dates, months); empty: the same
  std::vector<std::string> texts;  ///< read by events/timestamp.hpp; empty where unknown
  bool given() const { return !seconds.empty() || !texts.empty(); }
};

struct EventColumns {
  std::string crs;           ///< for Crs::from_text; empty: unknown
  std::vector<double> x, y;  ///< NaN where missing
  std::vector<std::int64_t>
      row;                     ///< position in the caller's table from 0; repeats for multipoints
  std::int64_t rows = 0;       ///< of the caller's table
  std::vector<double> weight;  ///< empty: every event weighs 1
  TimeColumn time, until;
  std::vector<std::string> kind, stratum;  ///< empty: none
};

/// Positions of the columns that are named like coordinates (io/column_names.hpp): those of degrees
/// when `crs` is geographic, the others when it is projected. Throws
/// Error{usage, "coordinates-missing"} listing the columns.
std::pair<std::size_t, std::size_t> coordinate_columns(const std::vector<std::string>& names,
                                                       const std::string& crs);

/// Throws Error{data, "crs-missing"}, Error{data, "time-ambiguous"}; unreadable times are rejected.
io::EventTable event_table(EventColumns columns, const std::string& time_format,
                           const std::string& time_zone);

}  // namespace farola::python
