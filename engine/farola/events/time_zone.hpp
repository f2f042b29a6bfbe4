#pragma once
// Wall time of a place from UTC, by the system's tz database (Howard Hinnant's date library).

#include "farola/events/events.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace farola {

class TimeZone {
 public:
  /// UTC itself.
  TimeZone() = default;
  /// An IANA name, for example America/Bogota. Throws Error{usage, "time-zone-unknown"} naming the
  /// nearest.
  explicit TimeZone(const std::string& name);

  /// Seconds to add to UTC at that moment. Offsets are those of the tz database from 1900 to 2100;
  /// before and after, the first and last of them hold.
  std::int64_t offset_at(std::int64_t utc_seconds) const;
  Timestamp wall_time(std::int64_t utc_seconds) const {
    return utc_seconds + offset_at(utc_seconds);
  }
  /// The canonical spelling; empty for UTC by default.
  const std::string& name() const { return name_; }

 private:
  struct Span {
    std::int64_t begin;   // UTC seconds
    std::int64_t offset;  // seconds east of UTC
  };
  std::string name_;
  std::vector<Span> spans_;  // ascending; all of it looked up once, so that readers share no cache
};

}  // namespace farola
