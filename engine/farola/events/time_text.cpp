#include "farola/events/time_text.hpp"

#include "farola/core/error.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

namespace farola {

namespace {

/// A place in the text, moved on by what is read.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool done() const { return at_ == end_; }
  char peek() const { return at_ == end_ ? '\0' : *at_; }
  bool take(char c) {
    if (peek() != c || done()) return false;
    ++at_;
    return true;
  }
  /// Blanks, the no-break ones that spreadsheets write (U+00A0, U+202F) among them.
  bool take_blanks() {
    const char* const start = at_;
    while (!done()) {
      const auto left = static_cast<std::size_t>(end_ - at_);
      if (*at_ == ' ' || *at_ == '\t') {
        ++at_;
      } else if (left >= 2 && std::string_view(at_, 2) == "\xC2\xA0") {
        at_ += 2;
      } else if (left >= 3 && std::string_view(at_, 3) == "\xE2\x80\xAF") {
        at_ += 3;
      } else {
        break;
      }
    }
    return at_ != start;
  }
  /// Between `least` and `most` digits; false if there are fewer, or more follow.
  bool digits(int least, int most, int& number, bool more_may_follow = false) {
    int count = 0;
    number = 0;
    while (count < most && !done() && *at_ >= '0' && *at_ <= '9') {
      number = number * 10 + (*at_++ - '0');
      ++count;
    }
    const bool more = !done() && *at_ >= '0' && *at_ <= '9';
    return count >= least && (more_may_follow || !more);
  }
  void skip_digits() {
    while (!done() && *at_ >= '0' && *at_ <= '9') ++at_;
  }
  /// The letters that follow, their first three in lower case.
  std::array<char, 3> word() {
    std::array<char, 3> first{};
    std::size_t count = 0;
    while (!done()) {
      const char c = *at_;
      const bool letter =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
      if (!letter) break;
      if (count < first.size()) first[count] = (c >= 'A' && c <= 'Z') ? char(c - 'A' + 'a') : c;
      ++count;
      ++at_;
    }
    return first;
  }

 private:
  const char* at_;
  const char* end_;
};

bool date_separator(char c) { return c == '-' || c == '/' || c == '.'; }

/// AM, pm, a.m., p. m.: 0 when there is none, else 'a' or 'p'.
char take_half_of_day(Cursor& at) {
  const char c = at.peek();
  const char half = (c == 'a' || c == 'A') ? 'a' : (c == 'p' || c == 'P') ? 'p' : '\0';
  if (half == '\0') return half;
  at.take(c);
  at.take('.');
  at.take_blanks();
  if (!at.take('m') && !at.take('M')) return '?';
  at.take('.');
  return half;
}

bool to_24_hours(char half, int& hour) {
  if (hour < 1 || hour > 12) return false;
  hour = hour % 12 + (half == 'p' ? 12 : 0);
  return true;
}

/// Z, +00, -0500, +05:30, also after a blank.
bool take_offset(Cursor& at, WrittenTime& time) {
  if (at.take('Z') || at.take('z')) {
    time.has_offset = true;
    return true;
  }
  const int sign = at.peek() == '-' ? -1 : 1;
  if (!at.take('+') && !at.take('-')) return false;
  int hours = 0, minutes = 0;
  if (!at.digits(2, 2, hours, true)) return false;
  const bool colon = at.take(':');
  const bool has_minutes = at.peek() >= '0' && at.peek() <= '9';
  if ((colon || has_minutes) && !at.digits(2, 2, minutes)) return false;
  if (hours > 15 || minutes > 59) return false;
  time.has_offset = true;
  time.offset = sign * (hours * 3600 + minutes * 60);
  return true;
}

/// H:MM[:SS[.fraction]] [AM|PM] [offset], to the end of the text.
bool read_clock(Cursor& at, WrittenTime& time) {
  if (!at.digits(1, 2, time.hour)) return false;
  time.precision = TimePrecision::hour;
  if (at.take(':')) {
    if (!at.digits(2, 2, time.minute)) return false;
    time.precision = TimePrecision::minute;
    if (at.take(':')) {
      if (!at.digits(2, 2, time.second)) return false;
      time.precision = TimePrecision::second;
      if (at.take('.') || at.take(',')) at.skip_digits();
    }
  }
  at.take_blanks();
  if (const char half = take_half_of_day(at); half != '\0') {
    if (half == '?' || !to_24_hours(half, time.hour)) return false;
    at.take_blanks();
  }
  if (!at.done() && !take_offset(at, time)) return false;
  at.take_blanks();
  return at.done();
}

/// 1 January … 12 December from the first letters of an English, Spanish or Portuguese name.
int month_of_word(std::array<char, 3> word) {
  static constexpr std::array<std::pair<std::string_view, int>, 21> names{{
      {"jan", 1}, {"ene", 1},  {"feb", 2},  {"fev", 2},  {"mar", 3},  {"apr", 4},  {"abr", 4},
      {"may", 5}, {"mai", 5},  {"jun", 6},  {"jul", 7},  {"aug", 8},  {"ago", 8},  {"sep", 9},
      {"set", 9}, {"oct", 10}, {"out", 10}, {"nov", 11}, {"dec", 12}, {"dic", 12}, {"dez", 12},
  }};
  const std::string_view start(word.data(), word.size());
  for (const auto& [name, month] : names)
    if (start.substr(0, name.size()) == name) return month;
  return 0;
}

constexpr std::int64_t seconds_of(TimePrecision precision) {
  switch (precision) {
    case TimePrecision::second:
      return 1;
    case TimePrecision::minute:
      return 60;
    case TimePrecision::hour:
      return 3600;
    default:
      return 86400;
  }
}

std::chrono::sys_days date_of(int year, int month, int day) {
  return std::chrono::year{year} / std::chrono::month(static_cast<unsigned>(month)) /
         std::chrono::day(static_cast<unsigned>(day));
}

}  // namespace

bool WrittenTime::valid() const {
  using namespace std::chrono;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  return day <= 28 || (std::chrono::year{year} / std::chrono::month(static_cast<unsigned>(month)) /
                       std::chrono::day(static_cast<unsigned>(day)))
                          .ok();
}

Timestamp WrittenTime::first_second() const {
  return date_of(year, month, day).time_since_epoch().count() * Timestamp{86400} + hour * 3600 +
         minute * 60 + second;
}

Timestamp WrittenTime::last_second() const {
  if (precision != TimePrecision::month) return first_second() + seconds_of(precision) - 1;
  const auto next = month == 12 ? date_of(year + 1, 1, 1) : date_of(year, month + 1, 1);
  return next.time_since_epoch().count() * Timestamp{86400} - 1;
}

std::optional<WrittenTime> read_iso(std::string_view text) {
  Cursor at(text);
  WrittenTime time;
  at.take_blanks();
  if (!at.digits(4, 4, time.year)) return std::nullopt;
  const char separator = at.peek();
  if (!date_separator(separator)) return std::nullopt;
  at.take(separator);
  if (!at.digits(1, 2, time.month)) return std::nullopt;
  if (at.take(separator)) {
    if (!at.digits(1, 2, time.day)) return std::nullopt;
    time.precision = TimePrecision::day;
  }
  // 2019.04 is a number; a year and month alone are written with a hyphen.
  if (time.precision == TimePrecision::month && separator != '-') return std::nullopt;
  const bool blanks = at.take_blanks();
  if (at.done()) return time;
  if (time.precision != TimePrecision::day) return std::nullopt;
  if (!blanks && !at.take('T') && !at.take('t')) return std::nullopt;
  if (!read_clock(at, time)) return std::nullopt;
  return time;
}

std::optional<WrittenTime> read_numeric(std::string_view text) {
  Cursor at(text);
  WrittenTime time;
  at.take_blanks();
  if (!at.digits(1, 2, time.month)) return std::nullopt;
  const char separator = at.peek();
  if (!date_separator(separator)) return std::nullopt;
  at.take(separator);
  if (!at.digits(1, 2, time.day) || !at.take(separator)) return std::nullopt;
  if (!at.digits(4, 4, time.year)) return std::nullopt;
  time.precision = TimePrecision::day;
  at.take(',');  // "7/19/2017, 1:45:00 PM", as browsers write it
  const bool blanks = at.take_blanks();
  if (at.done()) return time;
  if (!blanks && !at.take('T')) return std::nullopt;
  if (!read_clock(at, time)) return std::nullopt;
  return time;
}

TimePattern::TimePattern(const std::string& pattern) {
  const auto unknown = [&](const std::string& why) {
    fail_usage("time-format-unknown", "time-format",
               fmt::format("The time format \"{}\" cannot be used: {}. Give iso, mdy, dmy, or a "
                           "pattern, for example --time-format \"%Y-%m-%d %H:%M\".",
                           pattern, why));
  };
  bool year = false, month = false, day = false, hour = false, half = false, twelve = false;
  bool minute = false, second = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      items_.push_back({'\0', pattern[i]});
      continue;
    }
    const char directive = ++i < pattern.size() ? pattern[i] : '\0';
    switch (directive) {
      case 'Y':
      case 'y':
        year = true;
        break;
      case 'm':
      case 'b':
      case 'B':
        month = true;
        break;
      case 'd':
        day = true;
        break;
      case 'I':
        twelve = true;
        [[fallthrough]];
      case 'H':
        hour = true;
        break;
      case 'M':
        minute = true;
        break;
      case 'S':
        second = true;
        break;
      case 'p':
        half = true;
        break;
      case 'f':
      case 'z':
        break;
      case '%':
        items_.push_back({'\0', '%'});
        continue;
      default:
        unknown(directive == '\0' ? "it ends in %"
                                  : fmt::format("%{} is not one of %Y %y %m %b %B %d %H %I %M %S "
                                                "%f %p %z %%",
                                                directive));
    }
    items_.push_back({directive, '\0'});
  }
  if (!year || !month) unknown("it has no year (%Y) or no month (%m)");
  if (hour && !day) unknown("it has an hour but no day (%d)");
  if (twelve != half) unknown("%I and %p go together");
  if (minute && !hour) unknown("it has minutes but no hour (%H)");
  if (second && !minute) unknown("it has seconds but no minutes (%M)");
  precision_ = second   ? TimePrecision::second
               : minute ? TimePrecision::minute
               : hour   ? TimePrecision::hour
               : day    ? TimePrecision::day
                        : TimePrecision::month;
}

std::optional<WrittenTime> TimePattern::read(std::string_view text) const {
  Cursor at(text);
  WrittenTime time;
  time.precision = precision_;
  char half = '\0';
  at.take_blanks();
  for (const Item& item : items_) {
    bool good = true;
    switch (item.directive) {
      case '\0':
        if (item.literal == ' ')
          at.take_blanks();
        else
          good = at.take(item.literal);
        break;
      case 'Y':
        good = at.digits(4, 4, time.year, true);
        break;
      case 'y':
        good = at.digits(2, 2, time.year, true);
        time.year += time.year < 69 ? 2000 : 1900;  // as POSIX reads it
        break;
      case 'm':
        good = at.digits(1, 2, time.month, true);
        break;
      case 'd':
        good = at.digits(1, 2, time.day, true);
        break;
      case 'b':
      case 'B':
        time.month = month_of_word(at.word());
        at.take('.');
        break;
      case 'H':
      case 'I':
        good = at.digits(1, 2, time.hour, true);
        break;
      case 'M':
        good = at.digits(1, 2, time.minute, true);
        break;
      case 'S':
        good = at.digits(1, 2, time.second, true);
        break;
      case 'f':
        at.skip_digits();
        break;
      case 'p':
        half = take_half_of_day(at);
        good = half == 'a' || half == 'p';
        break;
      default:
        good = take_offset(at, time);
        break;
    }
    if (!good) return std::nullopt;
  }
  at.take_blanks();
  if (!at.done() || (half != '\0' && !to_24_hours(half, time.hour))) return std::nullopt;
  return time;
}

}  // namespace farola
