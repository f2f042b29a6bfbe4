// The prospective surface case by case, the ProMap grids of open_cp, and zones.

#include "farola/near_repeat/near_repeat_risk.hpp"

#include "farola/core/error.hpp"
#include "farola/near_repeat/risk_zones.hpp"

#include <cmath>
#include <fstream>
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

NearRepeatRiskOptions on_day(double days) {
  NearRepeatRiskOptions options;
  options.now = static_cast<Timestamp>(days * day);
  return options;
}

/// Cells of 100 m, centres at 0, 100 … 900.
Grid some_grid() { return grid_over(Box{-50, -50, 950, 950}, Metres{100}); }

double at(const NearRepeatRisk& risk, double x, double y, double days_later = 0) {
  const Grid grid = some_grid();
  return risk.at(grid, static_cast<std::int64_t>((x - grid.xmin) / 100),
                 static_cast<std::int64_t>((grid.ymax - y) / 100), days_later * day);
}

TEST(NearRepeatRisk, HalvesWithEachHalfLifeAndHalfDistance) {
  const auto events = at_days({0}, {0}, {3});
  const NearRepeatRisk risk(events, events.from, on_day(10));  // seven days old
  EXPECT_NEAR(at(risk, 0, 0), .5, 1e-15);
  EXPECT_NEAR(at(risk, 100, 0), .25, 1e-15);
  EXPECT_EQ(at(risk, 200, 0), 0) << "the reach is open";
  EXPECT_NEAR(at(risk, 100, 100), .5 * std::exp2(-std::sqrt(2.0)), 1e-15);
  EXPECT_NEAR(at(risk, 0, 0, 6), std::exp2(-13.0 / 7), 1e-15);
  EXPECT_EQ(at(risk, 0, 0, 7), 0) << "14 days old";
}

TEST(NearRepeatRisk, ProMapCountsCellsAndWholeWeeks) {
  const auto events = at_days({20}, {-30}, {3});
  NearRepeatRiskOptions options = on_day(10);
  options.weighting = Weighting::promap;
  options.reach = {400};
  options.memory = {56};
  const NearRepeatRisk risk(events, events.from, options);
  EXPECT_NEAR(at(risk, 0, 0), .5, 1e-15) << "one whole week";
  EXPECT_NEAR(at(risk, 300, 0), .5 / 4, 1e-15);
  EXPECT_EQ(at(risk, 400, 0), 0);
  EXPECT_NEAR(at(risk, 100, 100), .5 / (1 + std::sqrt(2.0)), 1e-15);
  options.metric = DistanceMetric::manhattan;
  EXPECT_NEAR(at(NearRepeatRisk(events, events.from, options), 100, 100), .5 / 3, 1e-15);
}

TEST(NearRepeatRisk, BandsWeighByTheirTable) {
  const auto events = at_days({0, 0}, {0, 0}, {2, 9});
  NearRepeatRiskOptions options = on_day(10);
  options.weighting = Weighting::bands;
  options.bands.distance = Bands({.edges = {0, 100, 300}});
  options.bands.time = Bands({.edges = {0, 7 * day, 14 * day}});
  options.bands.weight = {2, 1, .5, 0};
  const NearRepeatRisk risk(events, events.from, options);
  EXPECT_EQ(at(risk, 0, 0), 3);
  EXPECT_EQ(at(risk, 100, 0), .5) << "the edge belongs to the next band";
  EXPECT_EQ(at(risk, 300, 0), 0);
  EXPECT_EQ(risk.options().reach.value, 300) << "the bands say how far";
  EXPECT_EQ(risk.options().memory.value, 14);
  options.bands.distance = Bands({.edges = {0, 100, 300}, .closed = Closed::right});
  const NearRepeatRisk right(events, events.from, options);
  EXPECT_EQ(at(right, 0, 0), 0) << "(0,100]";
  EXPECT_EQ(at(right, 100, 0), 3);
  EXPECT_EQ(at(right, 300, 0), .5) << "the last edge counts";
}

TEST(NearRepeatRisk, TheSamePlaceIsTheCellOfTheEvent) {
  const auto events = at_days({30}, {-30}, {9});
  NearRepeatRiskOptions options = on_day(10);
  options.weighting = Weighting::bands;
  options.bands.distance = Bands({.edges = {0, 100}, .has_same = true});
  options.bands.time = Bands({.edges = {0, 7 * day}});
  options.bands.weight = {4, 1};
  const NearRepeatRisk risk(events, events.from, options);
  EXPECT_EQ(at(risk, 0, 0), 4);
  EXPECT_EQ(at(risk, 100, 0), 1);
  EXPECT_EQ(at(risk, 0, 100), 0);
}

TEST(NearRepeatRisk, AnEventCountsOnceItIsOver) {
  auto events = at_days({0, 0, 0, 0}, {0, 0, 0, 0}, {9, 10, 8, -10});
  events.until[2] = 11 * day;  // known to have happened between the 8th and the 11th
  const NearRepeatRisk risk(events, events.times(Moment::midpoint), on_day(10));
  const auto& told = risk.report().values["near_repeat_risk"];
  EXPECT_EQ(told["events_used"], 1);
  EXPECT_EQ(told["events_after_now"], 2);
  EXPECT_EQ(told["events_too_old"], 1);
  EXPECT_NEAR(at(risk, 0, 0), std::exp2(-1.0 / 7), 1e-15);
}

TEST(NearRepeatRisk, NoEventIsZeroAndAWarning) {
  const auto events = at_days({0}, {0}, {30});
  const NearRepeatRisk risk(events, events.from, on_day(10));
  EXPECT_THAT(risk.on(some_grid(), 0, Progress()), testing::Each(0.0));
  EXPECT_THAT(risk.report().warnings, testing::ElementsAre(HasSubstr("None of 1 events counts")));
}

TEST(NearRepeatRisk, RefusesWhatMakesNoSense) {
  const auto events = at_days({0}, {0}, {3});
  const auto code_of = [&](auto change) {
    NearRepeatRiskOptions options = on_day(10);
    change(options);
    try {
      NearRepeatRisk(events, events.from, options);
    } catch (const Error& error) {
      return error.code();
    }
    return std::string("none");
  };
  EXPECT_EQ(code_of([](auto& o) { o.now = no_time; }), "now-missing");
  EXPECT_EQ(code_of([](auto& o) { o.reach = {0}; }), "distance-not-positive");
  EXPECT_EQ(code_of([](auto& o) { o.memory = {NAN}; }), "days-not-positive");
  EXPECT_EQ(code_of([](auto& o) { o.half_distance = {-1}; }), "half-distance-not-positive");
  EXPECT_EQ(code_of([](auto& o) { o.half_life = {0}; }), "half-life-not-positive");
}

std::vector<std::vector<double>> numbers_of(const std::string& path, int skip) {
  std::ifstream file(path);
  std::vector<std::vector<double>> rows;
  for (std::string line; std::getline(file, line);) {
    if (skip-- > 0) continue;
    rows.emplace_back();
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) {
      rows.back().push_back(std::stod(field));
    }
  }
  return rows;
}

// 80 x 80 cells of 250 m, the 305th day, eight cells and eight weeks; rows run from south to north.
TEST(NearRepeatRisk, ProMapIsThatOfOpenCp) {
  FAROLA_REQUIRE_SHARED(points, "oracles/near_repeat/syn2000.csv");
  FAROLA_REQUIRE_SHARED(circle, "oracles/near_repeat/opencp_promap_circle.csv");
  FAROLA_REQUIRE_SHARED(diagonals, "oracles/near_repeat/opencp_promap_diagsdiff.csv");
  std::vector<double> x, y, t;
  for (const auto& row : numbers_of(points, 1)) {
    x.push_back(row[1]);
    y.push_back(row[2]);
    t.push_back(row[3]);
  }
  const auto events = at_days(x, y, t);
  const Grid grid = grid_over(Box{500000, 4500000, 520000, 4520000}, Metres{250});
  for (const auto metric : {DistanceMetric::euclidean, DistanceMetric::manhattan}) {
    NearRepeatRiskOptions options = on_day(305);
    options.now += 1;  // open_cp takes an event at the very moment, farola those before it
    options.weighting = Weighting::promap;
    options.reach = {2000};
    options.memory = {56};
    options.metric = metric;
    const auto found = NearRepeatRisk(events, events.from, options).on(grid, 0, Progress());
    const auto truth = numbers_of(metric == DistanceMetric::euclidean ? circle : diagonals, 0);
    ASSERT_EQ(truth.size(), 80U);
    for (std::size_t row = 0; row < 80; ++row) {
      for (std::size_t column = 0; column < 80; ++column) {
        // Its grids are written to twelve digits.
        ASSERT_NEAR(found[(79 - row) * 80 + column], truth[row][column], 1e-10)
            << row << " " << column;
      }
    }
  }
}

TEST(RiskZones, ExpireWhenTheyWouldFallBelowTheThreshold) {
  const auto events = at_days({0, 0, 700}, {0, 0, 700}, {9, 9, 9});
  NearRepeatRiskOptions options = on_day(10);
  options.half_distance = {50};
  const NearRepeatRisk risk(events, events.from, options);
  const Raster surface = risk_raster(risk, some_grid(), events.crs, Progress());
  RiskZoneOptions wanted;
  wanted.area_budget = 2;  // two cells of a hundred
  const RiskZones found = risk_zones(surface, risk, wanted, Progress());
  ASSERT_EQ(found.zones.size(), 2U);
  EXPECT_EQ(found.zones[0].cells, 1);
  EXPECT_EQ(found.zones[0].area, 10000);
  EXPECT_EQ(found.zones[0].days, 7) << "twice the other, and seven days halve it";
  EXPECT_EQ(found.zones[1].days, 1);
  EXPECT_EQ(found.zones[0].expires, 17 * static_cast<Timestamp>(day));
  EXPECT_NEAR(found.zones[0].share_of_risk, 2 * found.zones[1].share_of_risk, 1e-6);
  wanted.minimum_area = 20000;
  const RiskZones none = risk_zones(surface, risk, wanted, Progress());
  EXPECT_TRUE(none.zones.empty());
  EXPECT_EQ(none.left_out, 2);
  EXPECT_THAT(none.report.notes, testing::ElementsAre(HasSubstr("2 smaller ones")));
  wanted.area_budget = .5;
  EXPECT_THAT(risk_zones(surface, risk, wanted, Progress()).report.notes,
              testing::ElementsAre(HasSubstr("there is no zone")));
}

// With steps for weights, all cells of a zone may be at the threshold from the start.
TEST(RiskZones, OfStepsHoldUntilTheStepDown) {
  const auto events = at_days({0, 700}, {0, 700}, {9, 6});
  NearRepeatRiskOptions options = on_day(10);
  options.weighting = Weighting::bands;
  options.bands.distance = Bands({.edges = {0, 90}});
  options.bands.time = Bands({.edges = {0, 7 * day, 14 * day}});
  options.bands.weight = {2, 1};
  const NearRepeatRisk risk(events, events.from, options);
  const Raster surface = risk_raster(risk, some_grid(), events.crs, Progress());
  const RiskZones found = risk_zones(surface, risk, {}, Progress());
  ASSERT_EQ(found.zones.size(), 2U);
  EXPECT_EQ(found.threshold, 2);
  EXPECT_EQ(found.zones[0].days, 3) << "the northern one is four days old";
  EXPECT_EQ(found.zones[1].days, 6) << "one day old";
}

TEST(RiskZones, RefuseWhatMakesNoSense) {
  const auto events = at_days({0}, {0}, {3});
  const NearRepeatRisk risk(events, events.from, on_day(10));
  const Raster surface = risk_raster(risk, some_grid(), events.crs, Progress());
  const auto code_of = [&](const RiskZoneOptions& options) {
    try {
      risk_zones(surface, risk, options, Progress());
    } catch (const Error& error) {
      return error.code();
    }
    return std::string("none");
  };
  EXPECT_EQ(code_of({.area_budget = 0}), "area-budget-out-of-range");
  EXPECT_EQ(code_of({.area_budget = 101}), "area-budget-out-of-range");
  EXPECT_EQ(code_of({.area_budget = 5, .minimum_area = -1}), "minimum-area-negative");
}

}  // namespace
}  // namespace farola
