#pragma once
// The ways in which a time can be written, read character by character (a table of millions of
// rows spends its time here, so no streams and no locale).

#include "farola/events/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

/// A time as it stands on the page.
struct WrittenTime {
  int year = 0, month = 0;
  int day = 1;
  int hour = 0, minute = 0, second = 0;
  TimePrecision precision = TimePrecision::month;
  bool has_offset = false;
  int offset = 0;  ///< seconds east of UTC

  /// A day that the calendar has, a clock that runs from 00:00:00 to 23:59:59.
  bool valid() const;
  /// Seconds since 1970-01-01T00:00:00 on the same clock.
  Timestamp first_second() const;
  Timestamp last_second() const;
};

/// 2019-04-23T12:30:00.123-05:00 and its shorter forms; `/` and `.` as date separators too.
std::optional<WrittenTime> read_iso(std::string_view text);

/// 19/7/2017 13:45 and the like: two numbers that are a month and a day, whichever is which. The
/// first is put in `month`, the second in `day`; valid() has not been asked.
std::optional<WrittenTime> read_numeric(std::string_view text);

/// The same value read the other way round.
inline WrittenTime day_first(WrittenTime time) {
  const int first = time.month;
  time.month = time.day;
  time.day = first;
  return time;
}

/// A strptime-like pattern: %Y %y %m %d %b %B %H %I %M %S %f %p %z %%, blanks and literals.
class TimePattern {
 public:
  /// Throws Error{usage, "time-format-unknown"}: an unknown letter, or no year and month.
  explicit TimePattern(const std::string& pattern);
  std::optional<WrittenTime> read(std::string_view text) const;

 private:
  struct Item {
    char directive;  // 0: the literal
    char literal;
  };
  std::vector<Item> items_;
  TimePrecision precision_ = TimePrecision::month;
};

}  // namespace farola
