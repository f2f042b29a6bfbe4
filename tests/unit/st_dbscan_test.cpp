// st_dbscan(): the published labels, edges of the rule, what it refuses.

#include "farola/near_repeat/st_dbscan.hpp"

#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <tuple>

#include "support/expect_error.hpp"
#include "support/shared_data.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

constexpr double day = seconds_per_day;

std::vector<std::vector<std::string>> rows_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  std::string line, field;
  std::getline(file, line);  // names
  while (std::getline(file, line)) {
    rows.emplace_back();
    std::istringstream fields(line);
    while (std::getline(fields, field, ',')) rows.back().push_back(field);
  }
  return rows;
}

// The labels of the Python package st_dbscan, which goes through the events in order as farola
// does, count from 0 and are -1 for noise: each is one less, border events and all.
TEST(StDbscan, MatchesThePublishedLabels) {
  FAROLA_REQUIRE_SHARED(labels, "oracles/near_repeat/stdbscan_labels.csv");
  std::map<std::tuple<std::string, double, double, std::int64_t>, std::vector<std::int32_t>> all;
  for (const auto& row : rows_of(labels)) {
    auto& of = all[{row[0], std::stod(row[1]), std::stod(row[2]), std::stol(row[3])}];
    ASSERT_EQ(std::stoul(row[4]), of.size() + 1);
    of.push_back(std::stoi(row[5]) + 1);
  }
  ASSERT_EQ(all.size(), 6U);
  for (const auto& [of, expected] : all) {
    const auto& [name, eps1, eps2, minimum] = of;
    FAROLA_REQUIRE_SHARED(events, "oracles/near_repeat/" + name + ".csv");
    std::vector<double> x, y, t;
    for (const auto& row : rows_of(events)) {
      x.push_back(std::stod(row[1]));
      y.push_back(std::stod(row[2]));
      t.push_back(std::stod(row[3]) * day);
    }
    const StDbscanOptions options{.distance = {eps1}, .time = {eps2}, .minimum_points = minimum};
    const StDbscan found = st_dbscan(x, y, t, options, Progress());
    EXPECT_EQ(found.cluster, expected) << name << ' ' << eps1 << ' ' << eps2 << ' ' << minimum;
    EXPECT_GT(found.clusters, 0) << name;
  }
}

TEST(StDbscan, ABorderEventGoesToTheClusterOfLowestNumber) {
  // Two clusters of three around 0 m and 200 m; the event at 100 m reaches the end of both but has
  // too few neighbours itself.
  const std::vector<double> x = {200, 210, 220, 0, -10, -20, 100}, y(7, 0), t(7, 0);
  const StDbscanOptions options{.distance = {100}, .time = {1}, .minimum_points = 4};
  StDbscan found = st_dbscan(x, y, t, options, Progress());
  EXPECT_EQ(found.cluster, (std::vector<std::int32_t>{1, 1, 1, 2, 2, 2, 1}));
  EXPECT_EQ(found.membership[6], Membership::border);
  EXPECT_EQ(found.membership[0], Membership::core);    // 200: 200 210 220 100
  EXPECT_EQ(found.membership[1], Membership::border);  // 210: 200 210 220
  EXPECT_EQ(found.report.values["st_dbscan"]["border"], 5);
}

TEST(StDbscan, HandlesNothingOnePlaceAndOneTime) {
  const StDbscanOptions options{.distance = {0}, .time = {0}, .minimum_points = 2};
  EXPECT_EQ(st_dbscan({}, {}, {}, options, Progress()).clusters, 0);
  const std::vector<double> one = {5};
  EXPECT_EQ(st_dbscan(one, one, one, options, Progress()).membership[0], Membership::noise);
  const std::vector<double> same = {5, 5, 5, 6}, times = {0, day, 0, 0};
  const StDbscan found = st_dbscan(same, same, times, options, Progress());
  EXPECT_EQ(found.cluster, (std::vector<std::int32_t>{1, 0, 1, 0}));
}

TEST(StDbscan, RefusesWhatMakesNoSense) {
  const auto with = [](double distance, double days, std::int64_t points) {
    return [=] {
      st_dbscan({}, {}, {}, {.distance = {distance}, .time = {days}, .minimum_points = points},
                Progress());
    };
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {-1.0, nan, 1e-4, std::numeric_limits<double>::infinity()}) {
    test::expect_error(with(bad, 1, 2), ErrorKind::usage, "distance-not-usable", {"--distance"});
  }
  for (const double bad : {-1.0, nan}) {
    test::expect_error(with(1, bad, 2), ErrorKind::usage, "days-not-usable", {"--days 14"});
  }
  test::expect_error(with(1, 1, 0), ErrorKind::usage, "minimum-points-too-small",
                     {"got 0", "--minimum-points"});
}

TEST(StDbscan, StopsWhenCancelled) {
  const std::vector<double> x(1000, 0);
  const Progress progress;
  progress.cancel();
  EXPECT_EQ(test::code_of([&] { st_dbscan(x, x, x, {}, progress); }), "cancelled");
}

}  // namespace
}  // namespace farola
