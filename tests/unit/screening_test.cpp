#include "farola/events/screening.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/events/duplicates.hpp"
#include "farola/events/projected_events.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <utility>

#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::code_of;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Events events_at(int epsg, const std::vector<Point>& points) {
  Events events;
  if (epsg != 0) events.crs = Crs::from_epsg(epsg);
  for (const Point& p : points) {
    events.x.push_back(p.x);
    events.y.push_back(p.y);
    events.row.push_back(static_cast<std::int64_t>(events.row.size()) + 1);
  }
  return events;
}

TEST(Screening, EachBadRowIsRejectedWithItsReason) {
  Events events = events_at(32618, {{486000, 4427000},
                                    {nan, 4427000},
                                    {infinity, 4427000},
                                    {0, 0},
                                    {486000, 1e9},
                                    {486000, 4427000},
                                    {486000, 4427000},
                                    {486000, 4427000}});
  events.weight = {1, 1, 1, 1, 1, nan, -2, 0};
  Rejections rejections;
  screen(events, rejections);
  std::vector<std::pair<std::int64_t, Reason>> rows;
  for (const Rejection& r : rejections.rows) rows.emplace_back(r.row, r.reason);
  EXPECT_THAT(rows,
              testing::ElementsAre(
                  std::pair(2, Reason::missing_coordinates), std::pair(3, Reason::not_finite),
                  std::pair(4, Reason::zero_coordinates), std::pair(5, Reason::outside_crs_area),
                  std::pair(6, Reason::bad_weight), std::pair(7, Reason::negative_weight)));
  EXPECT_THAT(events.row, testing::ElementsAre(1, 8));
  EXPECT_THAT(events.weight, testing::ElementsAre(1, 0));
  EXPECT_EQ(rejections.counts()[static_cast<std::size_t>(Reason::zero_coordinates)], 1);
}

TEST(Screening, NoCrsIsAnErrorWithARemedy) {
  std::string message;
  const Events events = events_at(0, {{1, 2}});
  EXPECT_EQ(code_of([&] { require_plausible_crs(events, nullptr); }, &message), "crs-missing");
  EXPECT_THAT(message, testing::HasSubstr("--crs EPSG:4326"));
}

TEST(Screening, ALongitudeOfAMillionNamesWhatItLooksLike) {
  std::string message;
  const Events events =
      events_at(4326, {{1'009'000, 234'516}, {1'010'000, 234'000}, {-73.9, 40.8}});
  EXPECT_EQ(code_of([&] { require_plausible_crs(events, nullptr); }, &message), "crs-contradicted");
  EXPECT_THAT(message, testing::HasSubstr("2 of 3 events"));
  EXPECT_THAT(message, testing::HasSubstr("in feet"));
}

TEST(Screening, DegreesUnderAProjectedLabel) {
  std::string message;
  const Events events = events_at(32618, {{-75.1, 40}, {-75.2, 40.1}});
  EXPECT_EQ(code_of([&] { require_plausible_crs(events, nullptr); }, &message), "crs-contradicted");
  EXPECT_THAT(message, testing::HasSubstr("look like longitude and latitude"));
}

TEST(Screening, AFewWildRowsAreRejectsNotAnError) {
  std::string message;
  Events events = events_at(4326, {{2'690'000, 250'000}, {-75.1, 40}, {-75.2, 40.1}});
  EXPECT_EQ(code_of([&] { require_plausible_crs(events, nullptr); }, &message), "no error");
  Rejections rejections;
  screen(events, rejections);
  ASSERT_EQ(rejections.total(), 1);
  EXPECT_EQ(rejections.rows[0].reason, Reason::outside_crs_area);
  EXPECT_EQ(rejections.rows[0].value, "2690000 250000");
}

TEST(Screening, ALabelThatPutsTheEventsOnAnotherContinent) {
  // Philadelphia's metres under Madrid's label, with a study area in Philadelphia.
  const Events events = events_at(25830, {{486000, 4427000}, {487000, 4428000}});
  const StudyArea area{
      polygons_from_wkt("POLYGON ((-75.3 39.8, -74.9 39.8, -74.9 40.2, -75.3 39.8))"),
      Crs::from_epsg(4326)};
  std::string message;
  EXPECT_EQ(code_of([&] { require_plausible_crs(events, &area); }, &message), "crs-contradicted");
  EXPECT_THAT(message, testing::HasSubstr("study area lies near -75.1"));
  const Events right = events_at(32618, {{486000, 4427000}, {487000, 4428000}});
  EXPECT_EQ(code_of([&] { require_plausible_crs(right, &area); }, &message), "no error");
}

TEST(Screening, StudyAreaKeepsItsOutline) {
  Events events = events_at(32618, {{0, 5}, {5, 5}, {10, 10}, {11, 5}});
  Rejections rejections;
  keep_inside(events, polygons_from_wkt("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))"), rejections);
  EXPECT_THAT(events.row, testing::ElementsAre(1, 2, 3));
  EXPECT_EQ(rejections.rows[0].reason, Reason::outside_study_area);
  EXPECT_EQ(rejections.rows[0].value, "11 5");
}

TEST(Screening, StudyAreaStaysWhereItWasWhenMoved) {
  // A parallel of latitude over 2 degrees bulges hundreds of metres in UTM.
  const StudyArea area{polygons_from_wkt("POLYGON ((-76 40, -74 40, -74 40.5, -76 40.5, -76 40))"),
                       Crs::from_epsg(4326)};
  const Crs utm = Crs::from_epsg(32618);
  const MultiPolygon moved = study_area_in(area, utm);
  const Projector projector(area.crs, utm);
  const PolygonIndex index(moved);
  for (double x = -75.99; x < -74; x += .013) {
    EXPECT_TRUE(index.contains(projector.forward(Point{x, 40 + 2e-5}))) << x;   // 2 m inside
    EXPECT_FALSE(index.contains(projector.forward(Point{x, 40 - 2e-5}))) << x;  // 2 m outside
  }
}

TEST(Screening, CountsExactDuplicates) {
  EXPECT_EQ(count_duplicates(events_at(32618, {{1, 1}, {1, 1}, {2, 1}, {1, 1}, {2, 2}})), 2);
  EXPECT_EQ(count_duplicates(events_at(32618, {})), 0);
}

TEST(Screening, CountsDuplicatesAsASetDoesForAnyThreads) {
  for (const int side : {1, 40, 700, 100000}) {  // from nearly all to hardly any
    Events events;
    std::set<std::pair<double, double>> seen;
    std::int64_t expected = 0;
    std::uint64_t state = 1;
    const auto next = [&] {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return static_cast<double>((state >> 33) % static_cast<std::uint64_t>(side)) - side / 2;
    };
    for (int i = 0; i < 100000; ++i) {
      const double x = next() / 8, y = -next() / 8;  // 0 and -0 are the same place
      events.x.push_back(x);
      events.y.push_back(y);
      events.row.push_back(i);
      expected += !seen.emplace(x, y).second;
    }
    for (const int threads : {1, 3}) {
      const ThreadLimit limit(threads);
      EXPECT_EQ(count_duplicates(events), expected) << side;
    }
  }
}

TEST(Screening, MostlyRejectedNamesTheReasons) {
  Rejections rejections;
  rejections.add(1, Reason::zero_coordinates);
  rejections.add(2, Reason::zero_coordinates);
  rejections.add(3, Reason::bad_time);
  std::string message;
  EXPECT_EQ(code_of([&] { require_mostly_used(5, rejections); }, &message), "mostly-rejected");
  EXPECT_THAT(message, testing::HasSubstr("3 of 5 rows"));
  EXPECT_THAT(message, testing::HasSubstr(
                           "more than half: 2 coordinates 0, 0 and 1 a time that cannot be read."));
  EXPECT_EQ(code_of([&] { require_mostly_used(6, rejections); }, &message), "no error");
}

TEST(Screening, NamesTheOnePointAtABillionMetres) {
  std::vector<Point> points;
  for (int i = 0; i < 100; ++i) points.push_back({486000.0 + 10 * i, 4427000.0 + 7 * (i % 13)});
  points.push_back({1e9, 4427000});
  EXPECT_THAT(far_rows(events_at(32618, points)), testing::ElementsAre(101));
  points.pop_back();
  EXPECT_THAT(far_rows(events_at(32618, points)), testing::IsEmpty());
}

TEST(ProjectedEvents, KeepColumnsTogetherAndRejectWhatHasNoPlace) {
  Events events = events_at(4326, {{-75.1, 40}, {nan, 1}, {-75.2, 40.1}});
  events.weight = {1, 2, 3};
  events.from = {10, 20, 30};
  Rejections rejections;
  const Projector projector(events.crs, Crs::from_epsg(32618));
  const ProjectedEvents projected = project(events, projector, rejections);
  EXPECT_THAT(projected.row(), testing::ElementsAre(1, 3));
  EXPECT_THAT(projected.weight(), testing::ElementsAre(1, 3));
  EXPECT_THAT(projected.from(), testing::ElementsAre(10, 30));
  EXPECT_DOUBLE_EQ(projected.total_weight(), 4);
  EXPECT_EQ(rejections.rows[0].reason, Reason::not_finite);
  EXPECT_EQ(projected.crs().code(), "EPSG:32618");
  EXPECT_THAT(projected.kept({0, 1}).row(), testing::ElementsAre(3));
}

TEST(ProjectedEvents, DegreesAndFeetAreRefused) {
  Rejections rejections;
  std::string message;
  for (const int target : {4326, 2272}) {
    EXPECT_EQ(code_of(
                  [&] {
                    const Crs from = Crs::from_epsg(4326);
                    project(events_at(4326, {{-75.1, 40}}), Projector(from, Crs::from_epsg(target)),
                            rejections);
                  },
                  &message),
              "target-crs-geographic");
  }
}

}  // namespace
}  // namespace farola
