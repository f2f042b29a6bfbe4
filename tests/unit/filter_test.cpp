#include "farola/events/filter.hpp"

#include "farola/core/error.hpp"
#include "farola/events/timestamp.hpp"

#include <string>

#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

std::string hours(const std::string& text) {
  const auto set = hours_from_text(text);
  std::string names;
  for (std::size_t hour = 0; hour < 24; ++hour)
    if (set[hour]) names += (names.empty() ? "" : " ") + std::to_string(hour);
  return names;
}

std::string weekdays(const std::string& text) {
  const auto set = weekdays_from_text(text);
  std::string names;
  for (std::size_t day = 0; day < 7; ++day)
    if (set[day]) names += std::to_string(day);
  return names;
}

TEST(Filter, HoursWrapOverMidnight) {
  EXPECT_EQ(hours("20-4"), "0 1 2 3 20 21 22 23");
  EXPECT_EQ(hours("8-12,22"), "8 9 10 11 22");
  EXPECT_EQ(hours("22-24"), "22 23");
  EXPECT_EQ(hours("22-0"), "22 23");
  EXPECT_EQ(hours("0-24").size(), hours("0-23").size() + 3);
  EXPECT_EQ(hours("20:00-23:00"), "20 21 22");
  EXPECT_EQ(hours("7h"), "7");
  for (const char* text :
       {"", "25", "24", "24-3", "20-20", "-3", "4-", "a", "3.5", "1,,2", "0-0-1", "100"}) {
    SCOPED_TRACE(text);
    test::expect_error([&] { hours(text); }, ErrorKind::usage, "hours-unreadable",
                       {"--hours 20-4"});
  }
}

TEST(Filter, WeekdaysInThreeLanguages) {
  EXPECT_EQ(weekdays("sat,sun"), "56");
  EXPECT_EQ(weekdays("mon-fri"), "01234");
  EXPECT_EQ(weekdays("fri-mon"), "0456");
  EXPECT_EQ(weekdays("Saturday"), "5");
  EXPECT_EQ(weekdays("lun,mar,mi\xC3\xA9,jue,vie"), "01234");
  EXPECT_EQ(weekdays("s\xC3\xA1"
                     "bado, domingo"),
            "56");
  EXPECT_EQ(weekdays("seg-qua"), "012");
  EXPECT_EQ(weekdays("ter\xC3\xA7"
                     "a-feira,qui,sexta-feira"),
            "134");
  for (const char* text : {"", "xyz", "mo", "mon-", "mon-xyz", "1"})
    EXPECT_THROW(weekdays(text), Error) << text;
}

Events events_at(const std::vector<std::string>& times) {
  Events events;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const ParsedTime time = times[i].empty() ? ParsedTime{} : time_option(times[i], "time");
    events.x.push_back(double(i));
    events.y.push_back(0);
    events.row.push_back(std::int64_t(i) + 1);
    events.from.push_back(time.from);
    events.until.push_back(time.until);
  }
  return events;
}

TEST(Filter, EachEventCountsOnce) {
  Events events = events_at({"2020-01-01T21:00", "2020-01-01T12:00", "2020-01-01", "", "2019-06-01",
                             "2020-06-01T22:15", "2020-01-04T23:59", "2020-02"});
  TimeFilter filter;
  filter.since = time_option("2020-01-01", "since").from;
  filter.before = time_option("2020-06-01", "before").from;
  filter.hours = hours_from_text("20-4");
  const FilterCounts counts = apply(filter, events);
  EXPECT_EQ(counts.since, 1);
  EXPECT_EQ(counts.before, 1);
  EXPECT_EQ(counts.hours, 1);
  EXPECT_EQ(counts.without_time, 3);
  EXPECT_EQ(counts.total(), 6);
  EXPECT_THAT(events.row, testing::ElementsAre(1, 7));
}

TEST(Filter, AMonthHasNoWeekday) {
  Events events = events_at({"2020-01-04", "2020-01-06", "2020-02"});
  TimeFilter filter;
  filter.weekdays = weekdays_from_text("sat");
  const FilterCounts counts = apply(filter, events);
  EXPECT_EQ(counts.weekdays, 1);
  EXPECT_EQ(counts.without_time, 1);
  EXPECT_THAT(events.row, testing::ElementsAre(1));
}

TEST(Filter, NeedsTimes) {
  Events events;
  events.x = {1};
  events.y = {1};
  events.row = {1};
  TimeFilter filter;
  EXPECT_EQ(apply(filter, events).total(), 0);
  filter.since = 0;
  EXPECT_EQ(test::code_of([&] { apply(filter, events); }), "filter-without-time");
}

}  // namespace
}  // namespace farola
