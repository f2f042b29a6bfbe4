#include "farola/events/timestamp.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/time_text.hpp"
#include "farola/events/time_zone.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace farola {

namespace {

enum class Format : std::uint8_t { unsettled, iso, mdy, dmy, pattern };

const std::string& format_name(Format format) {
  static const std::array<std::string, 5> names{"", "iso", "mdy", "dmy", "pattern"};
  return names[static_cast<std::size_t>(format)];
}

struct Parts {
  std::chrono::year_month_day date;
  int hour, minute, second;
};

Parts parts_of(Timestamp time) {
  const std::chrono::sys_seconds moment{std::chrono::seconds{time}};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const auto rest = static_cast<int>((moment - day).count());
  return {std::chrono::year_month_day{day}, rest / 3600, rest / 60 % 60, rest % 60};
}

/// "4 March 2020".
std::string in_words(const WrittenTime& time) {
  static constexpr std::array<std::string_view, 12> months{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  return fmt::format("{} {} {}", time.day, months[static_cast<std::size_t>(time.month - 1)],
                     time.year);
}

}  // namespace

std::string_view name_of(TimePrecision precision) noexcept {
  static constexpr std::array<std::string_view, 5> names{"second", "minute", "hour", "day",
                                                         "month"};
  return names[static_cast<std::size_t>(precision)];
}

struct TimeReader::Data {
  std::string field;
  Format format = Format::unsettled;
  std::string name;  // of the format
  std::optional<TimePattern> pattern;
  bool has_zone = false;
  TimeZone zone;
  // What observe() has seen, in values.
  std::int64_t iso = 0, only_mdy = 0, only_dmy = 0, either = 0, unreadable = 0;
  bool offsets = false;
  bool first_days_are_months = false;
  std::string ambiguous_value, mdy_value, dmy_value, unreadable_value;

  std::optional<WrittenTime> written(std::string_view value) const;
  void settle_on(Format chosen) {
    format = chosen;
    if (chosen != Format::pattern) name = format_name(chosen);
  }
  [[noreturn]] void fail_ambiguous() const;
};

std::optional<WrittenTime> TimeReader::Data::written(std::string_view value) const {
  std::optional<WrittenTime> time;
  switch (format) {
    case Format::unsettled:
    case Format::iso:
      time = read_iso(value);
      break;
    case Format::pattern:
      time = pattern->read(value);
      break;
    case Format::mdy:
    case Format::dmy:
      time = read_numeric(value);
      if (time && format == Format::dmy) time = day_first(*time);
      break;
  }
  if (time && !time->valid()) time.reset();
  if (time && first_days_are_months && time->precision == TimePrecision::day && time->day == 1)
    time->precision = TimePrecision::month;
  return time;
}

void TimeReader::Data::fail_ambiguous() const {
  if (!mdy_value.empty() && !dmy_value.empty()) {
    fail_data("time-ambiguous",
              fmt::format("The times in {} mix month/day and day/month: \"{}\" can only be "
                          "month/day, \"{}\" only day/month ({} and {} such values). Correct the "
                          "column, or say which to keep with --time-format mdy or --time-format "
                          "dmy; the others are then rejected.",
                          field, mdy_value, dmy_value, grouped(only_mdy), grouped(only_dmy)),
              "time-format");
  }
  const WrittenTime mdy = *read_numeric(ambiguous_value);
  fail_data("time-ambiguous",
            fmt::format("The times in {} can be read in two ways, and no value settles which: "
                        "\"{}\" is {} as month/day, {} as day/month. Say which with --time-format "
                        "mdy or --time-format dmy.",
                        field, ambiguous_value, in_words(mdy), in_words(day_first(mdy))),
            "time-format");
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): taken as its neighbours are
TimeReader::TimeReader(std::string format, std::string time_zone, std::string field)
    : data_(std::make_unique<Data>()) {
  data_->field = std::move(field);
  if (!time_zone.empty()) {
    data_->zone = TimeZone(time_zone);
    data_->has_zone = true;
  }
  if (format.empty()) return;
  for (const Format named : {Format::iso, Format::mdy, Format::dmy}) {
    if (format != format_name(named)) continue;
    data_->settle_on(named);
    return;
  }
  if (format.find('%') == std::string::npos) {
    const std::array<std::string, 3> names{"iso", "mdy", "dmy"};
    const std::string near = nearest_name(format, names);
    fail_usage("time-format-unknown", "time-format",
               fmt::format("There is no time format {}{}. Give iso, mdy, dmy, or a pattern, for "
                           "example --time-format \"%d.%m.%Y %H:%M\".",
                           format, near.empty() ? "" : fmt::format("; did you mean {}?", near)));
  }
  data_->pattern.emplace(format);
  data_->settle_on(Format::pattern);
  data_->name = std::move(format);
}

TimeReader::~TimeReader() = default;
TimeReader::TimeReader(TimeReader&&) noexcept = default;
TimeReader& TimeReader::operator=(TimeReader&&) noexcept = default;

void TimeReader::observe(std::string_view value) {
  Data& d = *data_;
  if (value.empty()) return;
  std::optional<WrittenTime> time;
  if (d.format != Format::unsettled) {
    time = d.written(value);
  } else if ((time = read_iso(value)) && time->valid()) {
    ++d.iso;
  } else if ((time = read_numeric(value))) {
    const bool mdy = time->valid(), dmy = day_first(*time).valid();
    if (mdy && dmy && time->month != time->day) {
      ++d.either;
      if (d.ambiguous_value.empty()) d.ambiguous_value = value;
    } else if (mdy && dmy) {
      ++d.either;  // 5/5/2020 is the same both ways
    } else if (mdy) {
      if (d.only_mdy++ == 0) d.mdy_value = value;
    } else if (dmy) {
      if (d.only_dmy++ == 0) d.dmy_value = value;
    } else {
      time.reset();
    }
  }
  if (!time && d.unreadable++ == 0) d.unreadable_value = value;
  if (time && time->has_offset) d.offsets = true;
}

bool TimeReader::certain() const {
  const Data& d = *data_;
  const std::int64_t numeric = d.only_mdy + d.only_dmy + d.either;
  return d.format != Format::unsettled || numeric <= d.iso || d.only_mdy + d.only_dmy > 0;
}

void TimeReader::read_first_days_as_months() { data_->first_days_are_months = true; }

void TimeReader::settle() {
  Data& d = *data_;
  if (d.format != Format::unsettled) return;
  const std::int64_t numeric = d.only_mdy + d.only_dmy + d.either;
  if (numeric == 0 && d.iso == 0 && d.unreadable > 0) {
    fail_data("time-unreadable",
              fmt::format("No value in {} can be read as a time, for example \"{}\". Name another "
                          "field with --time, or say how to read it, for example --time-format "
                          "\"%d.%m.%Y %H:%M\".",
                          d.field, d.unreadable_value),
              "time");
  }
  if (numeric <= d.iso) return d.settle_on(Format::iso);
  const std::int64_t rarer = std::min(d.only_mdy, d.only_dmy);
  if (d.only_mdy == d.only_dmy || rarer * 20 > d.only_mdy + d.only_dmy) {
    // All of 5/5/2020 and its like: the two readings agree.
    if (d.only_mdy == 0 && d.only_dmy == 0 && d.ambiguous_value.empty())
      return d.settle_on(Format::mdy);
    d.fail_ambiguous();
  }
  d.settle_on(d.only_mdy > d.only_dmy ? Format::mdy : Format::dmy);
}

ParsedTime TimeReader::parse(std::string_view value) const {
  const auto time = data_->written(value);
  if (!time) return {};
  ParsedTime parsed{time->first_second(), time->last_second(), time->precision};
  if (time->has_offset) {
    const std::int64_t utc = parsed.from - time->offset;
    const std::int64_t shift = data_->zone.wall_time(utc) - parsed.from;
    parsed.from += shift;
    parsed.until += shift;
  }
  return parsed;
}

Timestamp TimeReader::to_wall_time(std::int64_t utc_seconds) const {
  return data_->zone.wall_time(utc_seconds);
}

const std::string& TimeReader::format() const { return data_->name; }
bool TimeReader::saw_offsets() const { return data_->offsets; }
const std::string& TimeReader::time_zone() const { return data_->zone.name(); }

ParsedTime time_option(const std::string& text, const std::string& parameter) {
  const auto time = read_iso(text);
  if (!time || !time->valid()) {
    fail_usage("time-unreadable", parameter,
               fmt::format("The time \"{}\" cannot be read. Give an ISO 8601 date or time, for "
                           "example --{} 2024-06-30 or --{} 2024-06-30T18:00.",
                           text, parameter, parameter));
  }
  if (time->has_offset) {
    fail_usage("time-with-offset", parameter,
               fmt::format("The time \"{}\" has an offset from UTC, but events are compared by "
                           "local wall time. Give the local time alone, for example --{} "
                           "2024-06-30T18:00.",
                           text, parameter));
  }
  return {time->first_second(), time->last_second(), time->precision};
}

std::string iso_text(Timestamp time) {
  if (time == no_time) return {};
  const Parts p = parts_of(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(p.date.year()),
                     static_cast<unsigned>(p.date.month()), static_cast<unsigned>(p.date.day()),
                     p.hour, p.minute, p.second);
}

namespace {
std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0); }
}  // namespace

int hour_of(Timestamp time) {
  return static_cast<int>(floor_divide(time, 3600) - floor_divide(time, 86400) * 24);
}

int weekday_of(Timestamp time) {
  // 1970-01-01 was a Thursday.
  const std::int64_t day = floor_divide(time, 86400) + 3;
  return static_cast<int>(day - floor_divide(day, 7) * 7);
}

}  // namespace farola
