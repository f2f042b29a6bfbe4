#include "farola/events/filter.hpp"

#include "farola/core/error.hpp"
#include "farola/events/timestamp.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace farola {

namespace {

/// A first word, and a last one where there is a range.
using WordRange = std::pair<std::string, std::optional<std::string>>;

/// "a-b, c" as ranges {a, b}, {c, none}, without blanks, in lower case.
std::vector<WordRange> ranges_of(const std::string& text) {
  std::vector<WordRange> ranges;
  std::string piece;
  const auto flush = [&] {
    const std::size_t dash = piece.find('-');
    if (dash == std::string::npos)
      ranges.emplace_back(piece, std::nullopt);
    else
      ranges.emplace_back(piece.substr(0, dash), piece.substr(dash + 1));
    piece.clear();
  };
  for (const char c : text) {
    if (c == ',')
      flush();
    else if (c != ' ')
      piece += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  flush();
  return ranges;
}

/// 0…24, or -1. "20", "20h" and "20:00" are the same hour.
int hour_number(std::string_view word) {
  if (word.ends_with(":00"))
    word.remove_suffix(3);
  else if (word.ends_with('h'))
    word.remove_suffix(1);
  if (word.empty() || word.size() > 2) return -1;
  int number = 0;
  for (const char c : word) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number <= 24 ? number : -1;
}

/// 0 Monday … 6 Sunday, or -1. English, Spanish and Portuguese; a name may be cut short to three
/// letters. "mar" is Tuesday (martes), "ter" too (terça), "qua" Wednesday, "qui" Thursday.
int weekday_number(std::string_view word) {
  struct Day {
    std::string_view name;
    int number;
  };
  static constexpr std::array<Day, 24> days{{
      {"monday", 0},
      {"tuesday", 1},
      {"wednesday", 2},
      {"thursday", 3},
      {"friday", 4},
      {"saturday", 5},
      {"sunday", 6},
      {"lunes", 0},
      {"martes", 1},
      {"miercoles", 2},
      {"mi\xC3\xA9rcoles", 2},
      {"jueves", 3},
      {"viernes", 4},
      {"sabado", 5},
      {"s\xC3\xA1"
       "bado",
       5},
      {"domingo", 6},
      {"segunda", 0},
      {"terca", 1},
      {"ter\xC3\xA7"
       "a",
       1},
      {"quarta", 2},
      {"quinta", 3},
      {"sexta", 4},
      {"mi\xC3\x89rcoles", 2},
      {"s\xC3\x81"
       "bado",
       5},
  }};
  if (word.ends_with("-feira")) word.remove_suffix(6);
  if (word.ends_with("feira")) word.remove_suffix(5);
  if (word.size() < 3) return -1;
  for (const Day& day : days)
    if (day.name.substr(0, word.size()) == word) return day.number;
  return -1;
}

/// The clock is not known: whole days, from midnight to midnight.
bool only_a_date(Timestamp from, Timestamp until) {
  return until > from && from % 86400 == 0 && (until + 1) % 86400 == 0;
}

/// The day is not known: whole months.
bool only_a_month(Timestamp from, Timestamp until) {
  if (!only_a_date(from, until)) return false;
  const auto day_of = [](Timestamp time) {
    const std::chrono::sys_seconds moment{std::chrono::seconds{time}};
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(moment)}.day();
  };
  return day_of(from) == std::chrono::day{1} && day_of(until + 1) == std::chrono::day{1};
}

[[noreturn]] void fail_hours(const std::string& text, const std::string& why) {
  fail_usage(
      "hours-unreadable", "hours",
      fmt::format("The hours \"{}\" cannot be read: {}. Give hours from 0 to 24, for example "
                  "--hours 20-4 (from 20:00 to 03:59) or --hours 8-17,22.",
                  text, why));
}

}  // namespace

std::bitset<24> hours_from_text(const std::string& text) {
  std::bitset<24> hours;
  for (const auto& [first, last] : ranges_of(text)) {
    const int from = hour_number(first), to = last ? hour_number(*last) : from;
    if (from < 0) fail_hours(text, fmt::format("\"{}\" is not an hour", first));
    if (to < 0) fail_hours(text, fmt::format("\"{}\" is not an hour", *last));
    if (from == 24) fail_hours(text, "24 can only end a range");
    if (!last) {
      hours.set(static_cast<std::size_t>(from));
      continue;
    }
    if (from == to) {
      fail_hours(text, fmt::format("{}-{} can mean no hour, one, or the whole day", first, *last));
    }
    for (int hour = from; hour != to; hour = to == 24 ? hour + 1 : (hour + 1) % 24)
      hours.set(static_cast<std::size_t>(hour));
  }
  return hours;
}

std::bitset<7> weekdays_from_text(const std::string& text) {
  std::string plain = text;
  // The hyphen of segunda-feira is not that of a range.
  for (std::size_t at; (at = plain.find("-feira")) != std::string::npos;) plain.erase(at, 6);
  std::bitset<7> weekdays;
  for (const auto& [first, last] : ranges_of(plain)) {
    const int from = weekday_number(first), to = last ? weekday_number(*last) : from;
    if (from < 0 || to < 0) {
      fail_usage(
          "weekdays-unreadable", "weekdays",
          fmt::format("The weekdays \"{}\" cannot be read: \"{}\" is not a day. Give names or "
                      "their first three letters, for example --weekdays fri-sun or "
                      "--weekdays sat,sun.",
                      text, from < 0 ? first : *last));
    }
    for (int day = from;; day = (day + 1) % 7) {
      weekdays.set(static_cast<std::size_t>(day));
      if (day == to) break;
    }
  }
  return weekdays;
}

FilterCounts apply(const TimeFilter& filter, Events& events) {
  FilterCounts counts;
  if (!filter.active() || events.empty()) return counts;
  if (events.from.empty()) {
    fail_usage("filter-without-time", "time",
               "The events have no times, so --since, --before, --hours and --weekdays cannot "
               "choose among them. Name the field that holds the time with --time.");
  }
  std::vector<std::uint8_t> keep(events.size(), 1);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Timestamp from = events.from[i];
    // What the start can mean: a day or a month for dates without a clock.
    const Timestamp until = events.until.empty() ? from : events.until[i];
    const auto drop = [&](std::int64_t& count) {
      keep[i] = 0;
      ++count;
    };
    if (from == no_time)
      drop(counts.without_time);
    else if (filter.since && from < *filter.since)
      drop(counts.since);
    else if (filter.before && from >= *filter.before)
      drop(counts.before);
    else if (filter.hours && only_a_date(from, until))
      drop(counts.without_time);
    else if (filter.hours && !filter.hours->test(static_cast<std::size_t>(hour_of(from))))
      drop(counts.hours);
    else if (filter.weekdays && only_a_month(from, until))
      drop(counts.without_time);
    else if (filter.weekdays && !filter.weekdays->test(static_cast<std::size_t>(weekday_of(from))))
      drop(counts.weekdays);
  }
  events.keep(keep);
  return counts;
}

}  // namespace farola
