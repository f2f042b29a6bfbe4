#pragma once
// The user's own choice of events by time. Filtered rows are counted, they are not rejects.

#include "farola/core/report.hpp"
#include "farola/events/events.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>

namespace farola {

struct TimeFilter {
  std::optional<Timestamp> since;          ///< keep from >= since
  std::optional<Timestamp> before;         ///< keep from < before
  std::optional<std::bitset<24>> hours;    ///< keep events whose hour is set
  std::optional<std::bitset<7>> weekdays;  ///< 0 Monday
  bool active() const { return since || before || hours || weekdays; }
};

/// "20-4" (from 20:00 to 03:59), "8-17,22": the end of a range is not in it, 24 is midnight. Throws
/// Error{usage, "hours-unreadable"}.
std::bitset<24> hours_from_text(const std::string& text);
/// "sat,sun", "mon-fri", also in Spanish and Portuguese (lun, sab, dom, seg …). Throws Error{usage,
/// …}.
std::bitset<7> weekdays_from_text(const std::string& text);

struct FilterCounts {
  std::int64_t since = 0, before = 0, hours = 0, weekdays = 0;
  std::int64_t without_time =
      0;  ///< filtered because they have no time, or only a date (hours), a month (weekdays)
  std::int64_t total() const { return since + before + hours + weekdays + without_time; }
};

/// An interval is chosen by its start. Each event counts under the first test that drops it, in the
/// order of TimeFilter. Throws Error{usage, "filter-without-time"} when the events have no times at
/// all.
FilterCounts apply(const TimeFilter& filter, Events& events);

}  // namespace farola
