#pragma once
// Collects rows into Events, whatever they were read from: one set of rules for times, weights,
// kinds and keys.
//
//   time      missing: kept, with no_time. Unreadable: rejected when times are wanted, else kept
//   with
//             no_time and counted.
//   until     missing: the event ends with the last second that its start can mean. Before the
//   start:
//             rejected.
//   weight    missing or not a number: rejected. (Negative ones are screening's.)
//   key       a row whose key was seen before is rejected; rows without a key or place are not
//             compared.

#include "farola/events/timestamp.hpp"
#include "farola/io/read_events.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace farola::io {

enum class Found : std::uint8_t { missing, read, unreadable };

struct TimeValue {
  Found found = Found::missing;
  ParsedTime time;
  std::string_view text;
};

struct NumberValue {
  Found found = Found::missing;
  double number = 0;
  std::string_view text;
};

struct EventRow {
  std::int64_t row = 0;
  NumberValue x, y;
  TimeValue time, until;
  NumberValue weight;
  std::string_view kind, stratum, key;  ///< empty: none
};

struct BuilderColumns {
  bool time = false, until = false, weight = false, kind = false, stratum = false, key = false;
  bool times_wanted = false;  ///< an unreadable time is a reason to reject
};

/// Events to make room for when a file says how many rows it has: within reason, for it may say
/// anything.
inline std::size_t room_for(std::int64_t rows) {
  return static_cast<std::size_t>(std::clamp<std::int64_t>(rows, 0, 1 << 24));
}

/// Texts of a column by number, in the order in which they first occur.
class NumberedTexts {
 public:
  /// -1 for an empty text.
  std::int32_t number_of(std::string_view text);
  std::vector<std::string> names() const;

 private:
  std::unordered_map<std::string, std::int32_t> numbers_;
  std::string last_;  // most tables hold a few values, and neighbouring rows often the same
  std::int32_t last_number_ = -1;
};

class EventBuilder {
 public:
  explicit EventBuilder(BuilderColumns columns) : columns_(columns) {}

  void reserve(std::size_t rows);
  void add(const EventRow& row);
  /// An event at a place and nothing else: for sources without other columns.
  void add_place(std::int64_t row, double x, double y) {
    events_.x.push_back(x);
    events_.y.push_back(y);
    events_.row.push_back(row);
  }

  /// All the events of a source without other columns. REQUIRES that none were added.
  void take_places(std::vector<double> x, std::vector<double> y, std::vector<std::int64_t> row) {
    events_.x = std::move(x);
    events_.y = std::move(y);
    events_.row = std::move(row);
  }

  /// Hands over what was collected, with its counts under "time" and "weight" in the report.
  void finish(EventTable& table);

 private:
  bool usable(const EventRow& row);
  void add_time(const EventRow& row);

  BuilderColumns columns_;
  Events events_;
  Rejections rejections_;
  NumberedTexts kinds_, strata_;
  std::unordered_set<std::string> keys_;
  std::int64_t missing_ = 0, unreadable_ = 0, without_end_ = 0;
  std::int64_t by_precision_[5] = {};
};

}  // namespace farola::io
