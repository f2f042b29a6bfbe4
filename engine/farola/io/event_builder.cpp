#include "farola/io/event_builder.hpp"

#include "farola/core/text.hpp"
#include "farola/io/csv_reader.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace farola::io {

namespace {

std::string shown(std::string_view text) { return to_utf8(text.substr(0, 200)); }

double place_of(const NumberValue& value) {
  return value.found == Found::read ? value.number : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void EventBuilder::reserve(std::size_t rows) {
  events_.x.reserve(rows);
  events_.y.reserve(rows);
  events_.row.reserve(rows);
  if (columns_.time) events_.from.reserve(rows);
  if (columns_.until) events_.until.reserve(rows);
  if (columns_.weight) events_.weight.reserve(rows);
  if (columns_.kind) events_.kind.reserve(rows);
  if (columns_.stratum) events_.stratum.reserve(rows);
}

std::int32_t NumberedTexts::number_of(std::string_view text) {
  if (text.empty()) return -1;
  if (last_number_ < 0 || last_ != text) {
    last_.assign(text);
    last_number_ =
        numbers_.emplace(last_, static_cast<std::int32_t>(numbers_.size())).first->second;
  }
  return last_number_;
}

std::vector<std::string> NumberedTexts::names() const {
  std::vector<std::string> names(numbers_.size());
  for (const auto& [name, number] : numbers_)
    names[static_cast<std::size_t>(number)] = to_utf8(name);
  return names;
}

bool EventBuilder::usable(const EventRow& row) {
  const auto reject = [&](Reason reason, std::string_view value) {
    rejections_.add(row.row, reason, shown(value));
    return false;
  };
  if (row.x.found == Found::unreadable) return reject(Reason::not_finite, row.x.text);
  if (row.y.found == Found::unreadable) return reject(Reason::not_finite, row.y.text);
  if (columns_.times_wanted) {
    if (row.time.found == Found::unreadable) return reject(Reason::bad_time, row.time.text);
    if (row.until.found == Found::unreadable) return reject(Reason::bad_time, row.until.text);
  }
  if (row.time.found == Found::read && row.until.found == Found::read &&
      row.until.time.until < row.time.time.from) {
    rejections_.add(
        row.row, Reason::until_before_from,
        fmt::format("{} until {}", iso_text(row.time.time.from), iso_text(row.until.time.until)));
    return false;
  }
  if (columns_.weight && row.weight.found != Found::read)
    return reject(Reason::bad_weight, row.weight.text);
  if (columns_.key && !row.key.empty() && row.x.found == Found::read &&
      row.y.found == Found::read && !keys_.emplace(row.key).second)
    return reject(Reason::duplicate_key, row.key);
  return true;
}

void EventBuilder::add_time(const EventRow& row) {
  const bool read = row.time.found == Found::read;
  missing_ += row.time.found == Found::missing;
  unreadable_ += row.time.found == Found::unreadable;
  const ParsedTime time = read ? row.time.time : ParsedTime{};
  if (read) ++by_precision_[static_cast<std::size_t>(time.precision)];
  const bool span = read && time.precision >= TimePrecision::hour;
  // Instants need no second column; the first date without a clock starts one.
  if (!columns_.until && span && events_.until.empty()) events_.until = events_.from;
  events_.from.push_back(time.from);
  if (columns_.until) {
    const bool ends = row.until.found == Found::read;
    without_end_ += read && !ends;
    events_.until.push_back(!read ? no_time : ends ? row.until.time.until : time.until);
  } else if (span || !events_.until.empty()) {
    events_.until.push_back(span ? time.until : time.from);
  }
}

void EventBuilder::add(const EventRow& row) {
  if (!usable(row)) return;
  if (columns_.time) add_time(row);
  add_place(row.row, place_of(row.x), place_of(row.y));
  if (columns_.weight) events_.weight.push_back(row.weight.number);
  if (columns_.kind) events_.kind.push_back(kinds_.number_of(row.kind));
  if (columns_.stratum) events_.stratum.push_back(strata_.number_of(row.stratum));
}

void EventBuilder::finish(EventTable& table) {
  events_.kinds = kinds_.names();
  events_.strata = strata_.names();
  if (columns_.time) {
    auto& values = table.report.values["time"];
    const auto* const most = std::max_element(std::begin(by_precision_), std::end(by_precision_));
    if (*most > 0)
      values["precision"] = name_of(static_cast<TimePrecision>(most - std::begin(by_precision_)));
    values["missing"] = missing_;
    if (unreadable_ > 0) {
      values["unreadable"] = unreadable_;
      table.report.note(
          unreadable_ == 1
              ? "1 time could not be read; that event is kept without a time."
              : fmt::format("{} times could not be read; those events are kept without "
                            "a time.",
                            grouped(unreadable_)));
    }
    if (columns_.until) values["without_end"] = without_end_;
    Timestamp first = std::numeric_limits<Timestamp>::max(), last = no_time;
    for (const Timestamp from : events_.from) {
      if (from == no_time) continue;
      first = std::min(first, from);
      last = std::max(last, from);
    }
    if (last != no_time) {
      values["first"] = iso_text(first);
      values["last"] = iso_text(last);
    }
  }
  events_.crs = table.events.crs;
  table.events = std::move(events_);
  table.rejections = std::move(rejections_);
}

}  // namespace farola::io
