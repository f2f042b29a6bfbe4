// Real exports of seven cities, each with its own habits. Counts are those of the data's manifest.

#include "farola/core/error.hpp"
#include "farola/events/screening.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/io/read_events.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "support/shared_data.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::io {
namespace {

EventTable read(const EventSource& source) { return read_events(source, Progress()); }

std::int64_t missing_places(const Events& events) {
  return std::count_if(events.x.begin(), events.x.end(), [](double x) { return std::isnan(x); });
}

std::int64_t rejected(const EventTable& table, Reason reason) {
  return table.rejections.counts()[static_cast<std::size_t>(reason)];
}

TEST(CityData, PhiladelphiaTenYears) {
  FAROLA_REQUIRE_SHARED(early, "data/philadelphia/phl_incidents_2016_2020.csv.gz");
  FAROLA_REQUIRE_SHARED(late, "data/philadelphia/phl_incidents_2021_2026.csv.gz");
  EventSource source;
  source.times_needed = true;
  source.kind = "type_id";
  source.path = early;
  const EventTable first = read(source);
  EXPECT_EQ(first.rows_read, 765249);
  EXPECT_EQ(first.events.size(), 765249u);
  EXPECT_EQ(first.rejections.total(), 0);
  EXPECT_EQ(iso_text(first.events.from.front()), "2015-12-31T19:00:00");
  EXPECT_EQ(first.events.x.front(), -75.151535);
  EXPECT_EQ(first.events.y.front(), 40.016985);
  EXPECT_EQ(first.events.row.back(), 765249);
  EXPECT_EQ(first.events.crs.code(), "EPSG:4326");
  // Bounded memory: x, y, row, time and kind, and no more than a third of slack.
  EXPECT_LE(first.events.x.capacity(), 765249u * 2);
  source.path = late;
  const EventTable second = read(source);
  EXPECT_EQ(second.rows_read, 756350);
  EXPECT_EQ(iso_text(second.events.from.front()), "2020-12-31T19:11:00");
  source.where = "type_id = 29 AND dist = '35'";
  const EventTable chosen = read(source);
  const auto twins = std::count_if(
      second.events.kind.begin(), second.events.kind.end(),
      [&](int k) { return second.events.kinds[static_cast<std::size_t>(k)] == "29"; });
  EXPECT_GT(chosen.rows_read, 0);
  EXPECT_LT(chosen.rows_read, twins);
  source.where = "type_id = 29";
  EXPECT_EQ(read(source).rows_read, twins);
}

TEST(CityData, PhiladelphiaDefects) {
  FAROLA_REQUIRE_SHARED(path, "data/philadelphia/phl_raw_defects.csv");
  EventSource source;
  source.path = path;
  source.crs = "EPSG:4326";
  source.time = "dispatch_date_time";
  source.time_zone = "America/New_York";
  EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 4232);
  EXPECT_GE(missing_places(table.events), 1500);
  // dispatch_date and dispatch_time say the same in local time.
  EXPECT_EQ(iso_text(table.events.from[0]), "2024-01-16T17:47:00");
  EXPECT_EQ(iso_text(table.events.from[1]), "2024-03-19T18:42:00");
  source.where = "why = 'xy_out_of_city'";
  table = read(source);
  EXPECT_EQ(table.rows_read, 371);
  // 338 of the 371 hold feet: that is a wrong CRS and not a few bad rows.
  try {
    require_plausible_crs(table.events, nullptr);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "crs-contradicted");
  }
}

TEST(CityData, MedellinSemicolonsAndDecimalCommas) {
  FAROLA_REQUIRE_SHARED(path, "data/medellin/medellin_homicides_raw_semicolon.csv");
  EventSource source;
  source.path = path;
  source.time_zone = "America/Bogota";
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 9360);
  EXPECT_EQ(missing_places(table.events), 81);
  EXPECT_EQ(table.events.x[0], -75.569854);
  EXPECT_EQ(table.events.y[0], 6.25722555);
  EXPECT_EQ(iso_text(table.events.from[0]), "2019-04-23T07:30:00");
  EXPECT_EQ(table.report.values["source"]["separator"], ";");
  EXPECT_EQ(table.report.values["source"]["decimal"], ",");
}

TEST(CityData, ChicagoTwelveHourClock) {
  FAROLA_REQUIRE_SHARED(path, "data/chicago/chicago_carjackings_2020.csv");
  EventSource source;
  source.path = path;
  source.times_needed = true;
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 1412);
  EXPECT_EQ(table.rejections.total(), 0);
  EXPECT_EQ(table.report.values["time"]["format"], "mdy");
  EXPECT_EQ(iso_text(table.events.from[0]), "2020-12-11T23:45:00");
  source.crs = "EPSG:3435";
  EXPECT_EQ(read(source).events.x[0], 1171154);
}

TEST(CityData, ChicagoCsvGz) {
  FAROLA_REQUIRE_SHARED(path, "data/chicago/chicago_aggravated_assaults_2010_2019.csv.gz");
  EventSource source;
  source.path = path;
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 148636);
  EXPECT_EQ(iso_text(table.events.from[0]), "2010-01-01T00:05:00");
}

TEST(CityData, ChicagoTableWithoutHeader) {
  FAROLA_REQUIRE_SHARED(path, "data/near_repeat/chicago_be_month1.csv");
  EventSource source;
  source.path = path;
  source.x = "field_1";
  source.y = "field_2";
  source.time = "field_3";
  source.crs = "EPSG:26971";
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 970);
  EXPECT_EQ(table.events.x[0], 350353.394956896);
}

TEST(CityData, NewYorkIntervals) {
  FAROLA_REQUIRE_SHARED(path, "data/nyc/nyc_vehicle_thefts_2014_2017.csv");
  EventSource source;
  source.path = path;
  source.time = "date_start";
  source.until = "date_end";
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 35746);
  EXPECT_EQ(table.report.values["time"]["without_end"], 2852);
  EXPECT_EQ(rejected(table, Reason::until_before_from), 0);
  Timestamp earliest = table.events.from[0], longest = 0;
  for (std::size_t i = 0; i < table.events.size(); ++i) {
    earliest = std::min(earliest, table.events.from[i]);
    longest = std::max(longest, table.events.until[i] - table.events.from[i]);
  }
  EXPECT_EQ(iso_text(earliest).substr(0, 10), "2010-07-09");
  EXPECT_EQ(longest / 3600, 61380);
}

TEST(CityData, NewYorkMissingPlaces) {
  FAROLA_REQUIRE_SHARED(path, "data/nyc/nyc_shootings_2006_2023.csv");
  EventSource source;
  source.path = path;
  source.deduplicate = "incident_key";
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 27939);
  EXPECT_EQ(missing_places(table.events), 41);
  source.crs = "EPSG:2263";  // the same file holds feet for all
  const EventTable feet = read(source);
  EXPECT_EQ(missing_places(feet.events), 0);
  EXPECT_EQ(rejected(feet, Reason::duplicate_key), 6036);
}

TEST(CityData, SanFranciscoInFeet) {
  FAROLA_REQUIRE_SHARED(path, "data/san_francisco/sf_geoda_2012.gpkg");
  EventSource source;
  source.path = path;
  source.layer = "drugs";
  source.time = "Date";
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 3897);
  EXPECT_EQ(table.events.crs.code(), "EPSG:2227");
  EXPECT_NEAR(table.events.crs.metres_per_unit(), .3048006, 1e-7);
  EXPECT_EQ(table.report.values["time"]["precision"], "day");
  for (const Timestamp from : table.events.from) EXPECT_EQ(iso_text(from).substr(0, 4), "2012");
}

TEST(CityData, MexicoCityZeros) {
  FAROLA_REQUIRE_SHARED(path, "data/cdmx/cdmx.gpkg");
  EventSource source;
  source.path = path;
  source.layer = "car_jackings_2019";
  EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 2811);
  screen(table.events, table.rejections);
  EXPECT_EQ(rejected(table, Reason::zero_coordinates), 152);
}

TEST(CityData, LancashireMonths) {
  FAROLA_REQUIRE_SHARED(path, "data/lancashire/lancashire_asb_2022.csv");
  EventSource source;
  source.path = path;
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 56434);
  EXPECT_EQ(table.report.values["time"]["precision"], "month");
  EXPECT_EQ(iso_text(table.events.until[0]), "2022-01-31T23:59:59");
}

TEST(CityData, NineCities) {
  FAROLA_REQUIRE_SHARED(path, "data/us_nine_cities/homicides_2015.csv");
  EventSource source;
  source.path = path;
  source.kind = "city_name";
  const EventTable table = read(source);
  EXPECT_EQ(table.rows_read, 1922);
  EXPECT_EQ(table.events.kinds.size(), 9u);
  const auto midnights = std::count_if(table.events.from.begin(), table.events.from.end(),
                                       [](Timestamp from) { return from % 86400 == 0; });
  EXPECT_EQ(midnights, 71);
}

}  // namespace
}  // namespace farola::io
