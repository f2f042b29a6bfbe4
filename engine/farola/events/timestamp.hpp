#pragma once
// Reading times as police exports write them.
//
// Formats (a column has one, found over all its values; a value in another format is rejected):
//   iso       2019-04-23T12:30:00, 2019-04-23 12:30, 2019-04-23, 2019-04, with fractions of a
//   second
//             (dropped), and an offset (Z, +00, -05:00) where present
//   mdy       7/19/2017 13:45, 12/11/2020 11:45:00 PM, 7/19/2017
//   dmy       19/7/2017 13:45, 19.07.2017, 19-07-2017 …
//   or a strptime-like pattern: %Y %y %m %d %b %B %H %I %M %S %f %p %z and literals; month names in
//             English, Spanish or Portuguese.
// A clock may be 24-hour, or 12-hour with AM, PM, "a. m." and the like.
// M/D and D/M are told apart when some value's first or second number is above 12. When none is,
// the column is ambiguous: Error{data, "time-ambiguous"} shows both readings of one value. It is
// ambiguous too when both are seen and the rarer is more than one value in twenty.
//
// A Timestamp is local wall time. A value with an offset is moved to `time_zone` (IANA, for example
// America/Bogota); without a zone, its own wall time in UTC is kept and the report says so.
// A value without an offset is taken as it stands.
// Date only: from 00:00:00 until 23:59:59, month only: first second until last, so the
// precision is not invented. 24:00 and a 60th second are not read.

#include "farola/events/events.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class TimePrecision : std::uint8_t { second, minute, hour, day, month };

/// "second", "minute", … : the key in reports.
std::string_view name_of(TimePrecision precision) noexcept;

struct ParsedTime {
  Timestamp from = no_time;   ///< first second the value can mean
  Timestamp until = no_time;  ///< last second the value can mean
  TimePrecision precision = TimePrecision::second;
};

/// Reads the values of one column. Feed observe() with every value (or a fair sample), then
/// settle() once, then parse() values.
class TimeReader {
 public:
  /// `format`: empty for sniffing, "iso", "mdy", "dmy" or a pattern. `time_zone`: IANA name or
  /// empty. Throws Error{usage, "time-format-unknown"}, Error{usage, "time-zone-unknown"} with the
  /// nearest.
  TimeReader(std::string format, std::string time_zone, std::string field);
  ~TimeReader();
  TimeReader(TimeReader&&) noexcept;
  TimeReader& operator=(TimeReader&&) noexcept;

  void observe(std::string_view value);
  /// False while more values could still tell M/D from D/M.
  bool certain() const;
  /// The column holds months written as their first day, as police.uk publishes them: a date on the
  /// first of a month means that month.
  void read_first_days_as_months();
  /// Decide on the format. Throws Error{data, "time-ambiguous"}, and Error{data, "time-unreadable"}
  /// when values were seen and none can be read.
  void settle();
  /// Empty and unreadable values give from == no_time.
  ParsedTime parse(std::string_view value) const;
  /// For columns that hold seconds since 1970 in UTC already; to the zone's wall time.
  Timestamp to_wall_time(std::int64_t utc_seconds) const;

  const std::string& format() const;     ///< settled
  bool saw_offsets() const;              ///< among the observed values
  const std::string& time_zone() const;  ///< canonical name, or empty

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

/// One time given as an option (`--since`, `--before`, `--now`): iso only. Throws Error{usage, …}.
ParsedTime time_option(const std::string& text, const std::string& parameter);

/// "2019-04-23T12:30:00".
std::string iso_text(Timestamp time);
int hour_of(Timestamp time);     ///< 0…23
int weekday_of(Timestamp time);  ///< 0 Monday … 6 Sunday

}  // namespace farola
