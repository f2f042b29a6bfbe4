// Times as text: a column of values, one on each line; the first line is the format asked for
// (empty: to be found out), as events/timestamp.hpp has it.
//
// A value that is read is printed by iso_text() and read again as the same second; the first second
// it can mean is not after the last; hour and weekday agree with the calendar of the library.

#include "farola/core/error.hpp"
#include "farola/events/time_text.hpp"
#include "farola/events/timestamp.hpp"

#include <chrono>
#include <memory>

#include "fuzz.hpp"

namespace farola::fuzz {
namespace {

/// 0001-01-01 to 9999-12-31, what iso_text() can print. An offset can lead just out of it.
bool has_four_digits(Timestamp time) { return time >= -62135596800 && time < 253402300800; }

void check_printed(Timestamp time) {
  if (!has_four_digits(time)) return;
  const auto again = read_iso(iso_text(time));
  require(again && again->valid(), "what iso_text() prints can be read: " + iso_text(time));
  require(again->first_second() == time, "a time printed and read again is the same");
  require(again->hour == hour_of(time), "the hour is the one that is printed");
  const std::chrono::sys_seconds moment{std::chrono::seconds{time}};
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(moment)};
  require(static_cast<int>(day.iso_encoding()) == weekday_of(time) + 1, "the weekday is right");
}

void check(const ParsedTime& time) {
  if (time.from == no_time) {
    require(time.until == no_time, "what has no start has no end");
    return;
  }
  require(time.from <= time.until, "the first second is not after the last");
  require(time.until - time.from < 31 * 86400, "no value means more than a month");
  check_printed(time.from);
  check_printed(time.until);
}

void check_written(std::string_view value) {
  if (const auto time = read_numeric(value)) {
    const WrittenTime turned = day_first(day_first(*time));
    require(turned.day == time->day && turned.month == time->month, "turning twice is nothing");
    require(read_iso(value) == std::nullopt, "no value is both iso and day and month first");
  }
  if (const auto time = read_iso(value); time && time->valid()) {
    require(time->first_second() <= time->last_second(), "the first second is not after the last");
    check_printed(time->first_second());
  }
}

void check_column(const std::string& format, const std::string& zone,
                  const std::vector<std::string_view>& values) {
  std::unique_ptr<TimeReader> reader;
  try {
    reader = std::make_unique<TimeReader>(format, zone, "date");
    for (const std::string_view value : values) reader->observe(value);
    reader->settle();
  } catch (const Error& error) {
    require(error.code().starts_with("time-"), "an error of this room: " + error.code());
    return;
  }
  require(!reader->format().empty() || values.empty(), "a settled column has a format");
  for (const std::string_view value : values) check(reader->parse(value));
}

}  // namespace
}  // namespace farola::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace farola::fuzz;
  std::string_view text = text_of(data, size);
  const std::string format(take_line(text));
  const std::vector<std::string_view> values = lines_of(text);
  for (const std::string_view value : values) check_written(value);
  check_column(format, {}, values);
  static bool zone_checked =
      false;  // loading a zone is slow; its offsets do not depend on the text
  if (!zone_checked || size % 64 == 0) check_column(format, "America/Bogota", values);
  zone_checked = true;
  return 0;
}
