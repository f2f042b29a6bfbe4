#include "farola/events/timestamp.hpp"

#include "farola/core/error.hpp"

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "support/expect_error.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::error_of;

using testing::HasSubstr;

Timestamp at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0) {
  using namespace std::chrono;
  const sys_days days = std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
  return days.time_since_epoch().count() * Timestamp{86400} + hour * 3600 + minute * 60 + second;
}

TimeReader reader_of(const std::vector<std::string>& values, const std::string& zone = {},
                     const std::string& format = {}) {
  TimeReader reader(format, zone, "date");
  for (const std::string& value : values) reader.observe(value);
  reader.settle();
  return reader;
}

ParsedTime parse(const std::string& value, const std::string& zone = {},
                 const std::string& format = {}) {
  return reader_of({value}, zone, format).parse(value);
}

TEST(Timestamp, ReadsIsoInAllItsLengths) {
  struct Case {
    std::string text;
    Timestamp from, until;
    TimePrecision precision;
  };
  const std::vector<Case> cases{
      {"2019-04-23T12:30:15", at(2019, 4, 23, 12, 30, 15), at(2019, 4, 23, 12, 30, 15),
       TimePrecision::second},
      {"2019-04-23 12:30:15.987", at(2019, 4, 23, 12, 30, 15), at(2019, 4, 23, 12, 30, 15),
       TimePrecision::second},
      {"2019-04-23T12:30", at(2019, 4, 23, 12, 30), at(2019, 4, 23, 12, 30, 59),
       TimePrecision::minute},
      {"2019-04-23T12", at(2019, 4, 23, 12), at(2019, 4, 23, 12, 59, 59), TimePrecision::hour},
      {"2019-04-23", at(2019, 4, 23), at(2019, 4, 23, 23, 59, 59), TimePrecision::day},
      {"2019/04/23", at(2019, 4, 23), at(2019, 4, 23, 23, 59, 59), TimePrecision::day},
      {"2019-02", at(2019, 2, 1), at(2019, 2, 28, 23, 59, 59), TimePrecision::month},
      {"2020-02", at(2020, 2, 1), at(2020, 2, 29, 23, 59, 59), TimePrecision::month},
      {"2019-12", at(2019, 12, 1), at(2019, 12, 31, 23, 59, 59), TimePrecision::month},
      {"1899-12-30", at(1899, 12, 30), at(1899, 12, 30, 23, 59, 59), TimePrecision::day},
  };
  for (const Case& c : cases) {
    const ParsedTime time = parse(c.text);
    EXPECT_EQ(time.from, c.from) << c.text;
    EXPECT_EQ(time.until, c.until) << c.text;
    EXPECT_EQ(time.precision, c.precision) << c.text;
  }
  EXPECT_EQ(at(2019, 4, 23, 12, 30, 15), 1556022615);  // date -u -d '2019-04-23 12:30:15' +%s
}

TEST(Timestamp, ReadsTwelveHourClocks) {
  EXPECT_EQ(parse("12/31/2020 11:45:00 PM").from, at(2020, 12, 31, 23, 45));
  EXPECT_EQ(parse("12/31/2020 12:05 AM").from, at(2020, 12, 31, 0, 5));
  EXPECT_EQ(parse("12/31/2020 12:05 pm").from, at(2020, 12, 31, 12, 5));
  EXPECT_EQ(parse("31/12/2020 01:05 p. m.").from, at(2020, 12, 31, 13, 5));
  EXPECT_EQ(parse("31/12/2020 01:05\xC2\xA0"
                  "a.\xC2\xA0m.")
                .from,
            at(2020, 12, 31, 1, 5));
  EXPECT_EQ(reader_of({"12/31/2020"}).parse("12/31/2020 13:05 PM").from, no_time);
  EXPECT_EQ(reader_of({"12/31/2020"}).parse("12/31/2020 0:05 AM").from, no_time);
}

TEST(Timestamp, TellsMonthFirstFromDayFirstOverTheColumn) {
  const TimeReader mdy = reader_of({"3/4/2020 10:00", "7/19/2017 13:45"});
  EXPECT_EQ(mdy.format(), "mdy");
  EXPECT_EQ(mdy.parse("3/4/2020 10:00").from, at(2020, 3, 4, 10));
  EXPECT_EQ(mdy.parse("19/7/2017 13:45").from, no_time);
  const TimeReader dmy = reader_of({"3/4/2020", "19.07.2017", "", "1-2-2003"});
  EXPECT_EQ(dmy.format(), "dmy");
  EXPECT_EQ(dmy.parse("3/4/2020").from, at(2020, 4, 3));
  EXPECT_EQ(dmy.parse("1-2-2003").from, at(2003, 2, 1));
}

TEST(Timestamp, AmbiguousColumnShowsBothReadings) {
  const Error error = error_of([] { reader_of({"5/5/2020", "03/04/2020 10:00"}); });
  EXPECT_EQ(error.kind(), ErrorKind::data);
  EXPECT_EQ(error.code(), "time-ambiguous");
  EXPECT_THAT(error.what(), HasSubstr("03/04/2020 10:00"));
  EXPECT_THAT(error.what(), HasSubstr("4 March 2020"));
  EXPECT_THAT(error.what(), HasSubstr("3 April 2020"));
  EXPECT_THAT(error.what(), HasSubstr("--time-format mdy"));
  EXPECT_EQ(reader_of({"03/04/2020"}, "", "dmy").parse("03/04/2020").from, at(2020, 4, 3));
  // Two readings that agree are not ambiguous.
  EXPECT_EQ(reader_of({"5/5/2020", "06/06/2020"}).parse("5/5/2020").from, at(2020, 5, 5));
}

TEST(Timestamp, MixedColumnIsRefusedUnlessOneOrderIsRare) {
  const Error error = error_of([] { reader_of({"7/19/2017", "19/7/2017", "20/7/2017"}); });
  EXPECT_EQ(error.code(), "time-ambiguous");
  EXPECT_THAT(error.what(), HasSubstr("mix"));
  std::vector<std::string> values(30, "7/19/2017");
  values.push_back("19/7/2017");
  EXPECT_EQ(reader_of(values).format(), "mdy");
}

TEST(Timestamp, RefusesWhatNoCalendarHas) {
  const TimeReader reader = reader_of({"2019-04-23"});
  for (const char* text :
       {"2019-02-29", "2019-13-01", "2019-00-10", "2019-04-31", "2019-04-23 24:00",
        "2019-04-23 12:60", "2019-04-23 12:30:60", "20190423", "2019.04", "NA", "2019-04-23x",
        "2019-04-23 12:30 +5", "2019-04-23Tx", "19-04-23", "", "2019-04-23 12:30+25:00",
        "99999-01-01"}) {
    EXPECT_EQ(reader.parse(text).from, no_time) << text;
  }
  EXPECT_EQ(reader.parse("2020-02-29").from, at(2020, 2, 29));
}

TEST(Timestamp, OffsetsMoveToTheZoneOrToUtc) {
  EXPECT_EQ(parse("2019-04-23T12:30:00Z").from, at(2019, 4, 23, 12, 30));
  EXPECT_EQ(parse("2019-04-23T12:30:00-05:00").from, at(2019, 4, 23, 17, 30));
  EXPECT_EQ(parse("2019-04-23T12:30:00Z", "America/Bogota").from, at(2019, 4, 23, 7, 30));
  EXPECT_EQ(parse("2019-04-23T01:30:00+0530", "Asia/Kolkata").from, at(2019, 4, 23, 1, 30));
  EXPECT_EQ(parse("2024-01-16 22:47:00+00", "America/New_York").from, at(2024, 1, 16, 17, 47));
  EXPECT_EQ(parse("2024-03-19 22:42:00+00", "America/New_York").from, at(2024, 3, 19, 18, 42));
  // Without an offset it is wall time already.
  EXPECT_EQ(parse("2019-04-23T12:30:00", "America/Bogota").from, at(2019, 4, 23, 12, 30));
  EXPECT_TRUE(reader_of({"2019-04-23T12:30:00Z"}).saw_offsets());
  EXPECT_FALSE(reader_of({"2019-04-23T12:30:00"}).saw_offsets());
}

TEST(Timestamp, WallClockJumpsAtSummerTime) {
  // Madrid, 2019-03-31: 01:59:59 CET is followed by 03:00:00 CEST.
  const TimeReader madrid = reader_of({}, "Europe/Madrid");
  EXPECT_EQ(madrid.to_wall_time(at(2019, 3, 31, 0, 59, 59)), at(2019, 3, 31, 1, 59, 59));
  EXPECT_EQ(madrid.to_wall_time(at(2019, 3, 31, 1, 0, 0)), at(2019, 3, 31, 3, 0, 0));
  // 2019-10-27: 02:30 happens twice.
  EXPECT_EQ(madrid.to_wall_time(at(2019, 10, 27, 0, 30)), at(2019, 10, 27, 2, 30));
  EXPECT_EQ(madrid.to_wall_time(at(2019, 10, 27, 1, 30)), at(2019, 10, 27, 2, 30));
  // No summer time in Mexico since 2022-10-30.
  const TimeReader mexico = reader_of({}, "America/Mexico_City");
  EXPECT_EQ(mexico.to_wall_time(at(2022, 7, 1, 12)), at(2022, 7, 1, 7));
  EXPECT_EQ(mexico.to_wall_time(at(2023, 7, 1, 12)), at(2023, 7, 1, 6));
}

TEST(Timestamp, UnknownZoneNamesTheNearest) {
  const Error error = error_of([] { TimeReader("", "America/Bogata", "date"); });
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_EQ(error.code(), "time-zone-unknown");
  EXPECT_THAT(error.what(), HasSubstr("America/Bogota"));
  EXPECT_THAT(error_of([] { TimeReader("", "Mexico City", "date"); }).what(),
              HasSubstr("America/Mexico_City"));
  EXPECT_EQ(TimeReader("", "america/bogota", "date").time_zone(), "America/Bogota");
}

TEST(Timestamp, Patterns) {
  EXPECT_EQ(parse("20190423", "", "%Y%m%d").from, at(2019, 4, 23));
  EXPECT_EQ(parse("23 abr 2019 7:05 p. m.", "", "%d %b %Y %I:%M %p").from, at(2019, 4, 23, 19, 5));
  EXPECT_EQ(parse("1 de mar\xC3\xA7o de 2019", "", "%d de %B de %Y").from, at(2019, 3, 1));
  EXPECT_EQ(parse("Dec 5, 1999", "", "%b %d, %Y").until, at(1999, 12, 5, 23, 59, 59));
  EXPECT_EQ(parse("23.04.19 12h", "", "%d.%m.%y %Hh").until, at(2019, 4, 23, 12, 59, 59));
  EXPECT_EQ(parse("201904", "", "%Y%m").until, at(2019, 4, 30, 23, 59, 59));
  EXPECT_EQ(reader_of({}, "", "%Y%m%d").parse("2019-04-23").from, no_time);
  for (const char* pattern :
       {"%Q", "%Y", "%d/%m", "%Y-%m-%d %I:%M", "%Y-%m-%d %M", "%Y-%m %H", "%"}) {
    EXPECT_EQ(error_of([&] { TimeReader(pattern, "", "date"); }).code(), "time-format-unknown")
        << pattern;
  }
  EXPECT_THAT(error_of([] { TimeReader("isu", "", "date"); }).what(),
              HasSubstr("did you mean iso"));
}

TEST(Timestamp, UnreadableColumnIsAnError) {
  const Error error = error_of([] { reader_of({"yesterday", "", "noon"}); });
  EXPECT_EQ(error.code(), "time-unreadable");
  EXPECT_THAT(error.what(), HasSubstr("yesterday"));
  EXPECT_NO_THROW(reader_of({"", ""}));
}

TEST(Timestamp, EverySecondWrittenIsReadBack) {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<Timestamp> any(at(1, 1, 1), at(9999, 12, 31, 23, 59, 59));
  const TimeReader iso = reader_of({"2019-04-23"});
  const TimeReader mdy = reader_of({}, "", "mdy"), dmy = reader_of({}, "", "dmy");
  for (int i = 0; i < 20000; ++i) {
    const Timestamp time = any(random);
    const std::string text = iso_text(time);
    ASSERT_EQ(iso.parse(text).from, time) << text;
    // The calendar, by std::chrono.
    const auto day =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{std::chrono::seconds{time}});
    const std::chrono::year_month_day date{day};
    const auto second = time - day.time_since_epoch().count() * 86400;
    const std::string clock = fmt::format("{:04} {}:{:02}:{:02}", int(date.year()), second / 3600,
                                          second / 60 % 60, second % 60);
    const unsigned m = unsigned(date.month()), d = unsigned(date.day());
    ASSERT_EQ(mdy.parse(fmt::format("{}/{}/{}", m, d, clock)).from, time);
    ASSERT_EQ(dmy.parse(fmt::format("{}.{}.{}", d, m, clock)).from, time);
    ASSERT_EQ(hour_of(time), second / 3600);
    ASSERT_EQ(weekday_of(time), int(std::chrono::weekday{day}.iso_encoding()) - 1);
  }
}

TEST(Timestamp, OptionsAreIsoOnly) {
  EXPECT_EQ(time_option("2024-06-30", "since").from, at(2024, 6, 30));
  EXPECT_EQ(time_option("2024-06-30", "since").until, at(2024, 6, 30, 23, 59, 59));
  const Error error = error_of([] { time_option("30/6/2024", "since"); });
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_EQ(error.parameter(), "since");
  EXPECT_THAT(error.what(), HasSubstr("--since 2024-06-30"));
  EXPECT_EQ(error_of([] { time_option("2024-06-30T12:00Z", "now"); }).code(), "time-with-offset");
}

}  // namespace
}  // namespace farola
