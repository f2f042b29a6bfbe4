// Roles, parents and chains, case by case, and the near-repeat strings of the R package ptools.

#include "farola/near_repeat/near_repeat_events.hpp"

#include "farola/core/error.hpp"

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "support/shared_data.hpp"
#include "support/space_time_points.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::at_days;
using test::day;
using testing::HasSubstr;

NearRepeatEvents found_in(const SpaceTimeEvents& events, const NearRepeatOptions& options = {}) {
  return near_repeat_events(events, events.from, options, Progress());
}

std::string roles_of(const NearRepeatEvents& found) {
  std::string text;
  for (const auto& event : found.events) text += name_of(event.role)[event.role == Role::isolated];
  return text;  // o, r, n; s for isolated
}

TEST(NearRepeatEvents, ABurglaryComesBack) {
  // at the start; next door after 3 days; at the first place again after 5; far away
  const auto found = found_in(at_days({0, 50, 0, 5000}, {0, 0, 0, 0}, {0, 3, 5, 6}));
  EXPECT_EQ(roles_of(found), "onrs");
  const NearRepeatEvent &door = found.events[1], &again = found.events[2];
  EXPECT_EQ(door.parent, 0U);
  EXPECT_EQ(door.parent_lag, 3 * day);
  EXPECT_EQ(door.parent_distance, 50);
  EXPECT_EQ(again.parent, 0U) << "a repeat goes before the later event next door";
  EXPECT_EQ(again.generation, 1U);
  ASSERT_EQ(found.chains.size(), 1U);
  EXPECT_EQ(found.chains[0].events, 3U);
  EXPECT_EQ(found.chains[0].span, 50);
  EXPECT_EQ(found.chains[0].duration, 5 * day);
  EXPECT_EQ(found.events[0].followers, 2U);
  EXPECT_EQ(found.events[3].chain, 0U);
}

TEST(NearRepeatEvents, TheParentIsTheLatestOrTheNearest) {
  const auto events = at_days({0, 100, 90}, {0, 0, 0}, {0, 4, 6});
  NearRepeatOptions options;
  EXPECT_EQ(found_in(events, options).events[2].parent, 1U);
  EXPECT_EQ(found_in(events, options).events[2].generation, 2U);
  const auto other = at_days({80, 200, 90}, {0, 0, 0}, {0, 4, 6});
  options.parent = ParentRule::nearest;
  EXPECT_EQ(found_in(other, options).events[2].parent, 0U);
}

TEST(NearRepeatEvents, LimitsAreOpenUnlessClosedRight) {
  const auto events = at_days({0, 200, 0}, {0, 0, 0}, {0, 1, 14});
  NearRepeatOptions options;
  EXPECT_EQ(roles_of(found_in(events, options)), "sss");
  options.closed = Closed::right;
  EXPECT_EQ(roles_of(found_in(events, options)), "onr");
}

TEST(NearRepeatEvents, TwoBeginningsMayMeetInOneChain) {
  const auto found = found_in(at_days({0, 300, 150}, {0, 0, 0}, {0, 1, 2}));
  EXPECT_EQ(roles_of(found), "oon");
  ASSERT_EQ(found.chains.size(), 1U);
  EXPECT_EQ(found.chains[0].originators, 2U);
  EXPECT_EQ(found.events[2].originator, 1U);
  EXPECT_EQ(found.chains[0].first, 0U);
}

TEST(NearRepeatEvents, ASamePlaceMayHaveAWidth) {
  const auto events = at_days({0, 8, 100}, {0, 0, 0}, {0, 1, 2});
  NearRepeatOptions options;
  EXPECT_EQ(roles_of(found_in(events, options)), "onn");
  options.same_place = {10};
  EXPECT_EQ(roles_of(found_in(events, options)), "orn");
  options.distance = {0};
  EXPECT_EQ(roles_of(found_in(events, options)), "ors");
}

TEST(NearRepeatEvents, EventsOfOneTimeComeInTheOrderOfRows) {
  const auto found = found_in(at_days({0, 0, 30}, {0, 0, 0}, {7, 7, 7}));
  EXPECT_EQ(roles_of(found), "orn");
  EXPECT_EQ(found.events[2].parent, 1U) << "as late and as near: the last row";
  EXPECT_THAT(found.report.notes, testing::Contains(HasSubstr("the very same time")));
}

TEST(NearRepeatEvents, OneEventOrNoneIsNoChain) {
  EXPECT_EQ(roles_of(found_in(at_days({1}, {1}, {1}))), "s");
  EXPECT_TRUE(found_in(at_days({}, {}, {})).events.empty());
  EXPECT_EQ(found_in(at_days({1}, {1}, {1})).events[0].originator, 0U);
  EXPECT_TRUE(found_in(at_days({1}, {1}, {1}))
                  .report.values["near_repeat_events"]["median_lag_days"]
                  .is_null());
}

TEST(NearRepeatEvents, MediansOfTheLinks) {
  const auto medians = link_medians(found_in(at_days({0, 0, 40, 100}, {0, 0, 0, 0}, {0, 2, 3, 9})));
  EXPECT_EQ(medians.links, 3);
  EXPECT_EQ(medians.near_links, 2);
  EXPECT_EQ(medians.lag, 2 * day);
  EXPECT_EQ(medians.distance, 50);
}

TEST(NearRepeatEvents, DatesDoNotTellHours) {
  auto events = at_days({0, 0, 0}, {0, 0, 0}, {0, 1, 2});
  for (double& until : events.until) until += day - 1;
  NearRepeatOptions options;
  options.time = {.25};
  try {
    found_in(events, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "times-coarser-than-days");
    EXPECT_THAT(error.what(), HasSubstr("0.25 days are 6 hours"));
  }
  options.time = {2};
  EXPECT_TRUE(found_in(events, options).report.warnings.empty());
  events.until[1] += 40 * day;
  EXPECT_THAT(found_in(events, options).report.warnings,
              testing::ElementsAre(HasSubstr("1 of 3 events are known to an interval longer")));
}

TEST(NearRepeatEvents, RefuseWhatMakesNoSense) {
  const auto code_of = [](auto change) {
    NearRepeatOptions options;
    change(options);
    try {
      found_in(at_days({1}, {1}, {1}), options);
    } catch (const Error& error) {
      return error.code();
    }
    return std::string("none");
  };
  EXPECT_EQ(code_of([](auto& o) { o.distance = {-1}; }), "distance-negative");
  EXPECT_EQ(code_of([](auto& o) { o.distance = {NAN}; }), "distance-negative");
  EXPECT_EQ(code_of([](auto& o) { o.same_place = {-1}; }), "same-place-negative");
  EXPECT_EQ(code_of([](auto& o) { o.time = {0}; }), "days-not-positive");
  EXPECT_EQ(code_of([](auto& o) { o.time = {INFINITY}; }), "days-not-positive");
}

// --- The strings of ptools: components of the same graph, strict limits. -------------------------

std::vector<std::vector<std::string>> rows_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> row;
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) {
      std::erase(field, '"');
      row.push_back(field);
    }
    rows.push_back(row);
  }
  rows.erase(rows.begin());
  return rows;
}

TEST(NearRepeatEvents, ChainsAreTheStringsOfPtools) {
  FAROLA_REQUIRE_SHARED(path, "oracles/near_repeat/near_strings_ptools.csv");
  struct Case {
    std::map<std::string, std::pair<std::string, int>> of;  // id: component, size
  };
  std::map<std::tuple<std::string, double, double>, Case> cases;
  for (const auto& row : rows_of(path)) {
    cases[{row[0], std::stod(row[1]), std::stod(row[2])}].of[row[3]] = {row[4], std::stoi(row[5])};
  }
  ASSERT_EQ(cases.size(), 9U);
  for (const auto& [name, truth] : cases) {
    const auto& [data, distance, days] = name;
    FAROLA_REQUIRE_SHARED(file, "oracles/near_repeat/" + data + ".csv");
    std::vector<double> x, y, t;
    std::vector<std::string> ids;
    for (const auto& row : rows_of(file)) {
      ids.push_back(row[0]);
      x.push_back(std::stod(row[1]));
      y.push_back(std::stod(row[2]));
      t.push_back(std::stod(row[3]));
    }
    NearRepeatOptions options;
    options.distance = {distance};
    options.time = {days};
    const auto found = found_in(at_days(x, y, t), options);
    ASSERT_EQ(truth.of.size(), ids.size()) << data;
    std::map<std::uint32_t, std::string> component;  // of ours, theirs
    std::map<std::string, std::uint32_t> chain;      // and back
    int in_chains = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto& [theirs, size] = truth.of.at(ids[i]);
      const std::uint32_t ours = found.events[i].chain;
      ASSERT_EQ(size, ours == 0 ? 1 : static_cast<int>(found.chains[ours - 1].events))
          << data << " " << ids[i];
      if (ours == 0) continue;
      ++in_chains;
      ASSERT_EQ(component.emplace(ours, theirs).first->second, theirs);
      ASSERT_EQ(chain.emplace(theirs, ours).first->second, ours);
    }
    EXPECT_GT(in_chains, 5) << data;
  }
}

}  // namespace
}  // namespace farola
