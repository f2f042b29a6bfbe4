#include "farola/density/space_time_density.hpp"

#include "farola/core/error.hpp"

#include <cmath>

#include "reference/projected_points.hpp"
#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using testing::HasSubstr;

constexpr Timestamp day = 86400;
constexpr Timestamp now = 20000 * day;

/// One event for each time, side by side.
Events at_times(std::vector<Timestamp> from, std::vector<Timestamp> until = {}) {
  test::Points points;
  for (std::size_t i = 0; i < from.size(); ++i) {
    points.x.push_back(100.0 * static_cast<double>(i));
    points.y.push_back(50);
  }
  Events events = test::event_columns(points);
  events.from = std::move(from);
  events.until = std::move(until);
  return events;
}

SpaceTimeOptions half_life(double days) {
  SpaceTimeOptions options;
  options.space.bandwidth = Metres{150};
  options.now = now;
  options.span = Days{days};
  return options;
}

SpaceTimeOptions window(double days) {
  SpaceTimeOptions options = half_life(days);
  options.time_kernel = TimeKernel::window;
  return options;
}

std::string code_of(const ProjectedEvents& events, const SpaceTimeOptions& options) {
  return test::code_of([&] { time_weights(events, options); });
}

TEST(SpaceTimeDensity, WeightsHalveWithEachHalfLife) {
  const auto events = test::projected(at_times(
      {now, now - 7 * day, now - 14 * day, now - 21 * day, now + 1, no_time, now - 351 * day}));
  const TimeWeights found = time_weights(events, half_life(7));
  const double peak = std::log(2.0) / 7;
  EXPECT_NEAR(found.weight[0], peak, 1e-15);
  EXPECT_NEAR(found.weight[1], peak / 2, 1e-15);
  EXPECT_NEAR(found.weight[2], peak / 4, 1e-15);
  EXPECT_NEAR(found.weight[3], peak / 8, 1e-15);
  EXPECT_THAT(std::vector<double>(found.weight.begin() + 4, found.weight.end()),
              testing::Each(0.0));
  EXPECT_EQ(found.used, 4);
  EXPECT_EQ(found.after_now, 1);
  EXPECT_EQ(found.without_time, 1);
  EXPECT_EQ(found.too_old, 1);
}

TEST(SpaceTimeDensity, AWindowIsOpenAtItsOldEnd) {
  const auto events = test::projected(at_times({now, now - 30 * day + 1, now - 30 * day}));
  EXPECT_THAT(time_weights(events, window(30)).weight, testing::ElementsAre(1.0 / 30, 1.0 / 30, 0));
}

TEST(SpaceTimeDensity, IntervalsCountAtTheirMiddle) {
  const auto events = test::projected(at_times({now - 10 * day, now - 2 * day, now - 4 * day},
                                               {now - 6 * day, now + 4 * day, no_time}));
  const TimeWeights found = time_weights(events, half_life(4));
  const double peak = std::log(2.0) / 4;
  EXPECT_NEAR(found.weight[0], peak / 4, 1e-15);  // eight days old
  EXPECT_EQ(found.after_now, 1);                  // the middle is tomorrow
  EXPECT_NEAR(found.weight[2], peak / 2, 1e-15);
}

// Ten events a day for ever have the rate of ten a day, by either kernel.
TEST(SpaceTimeDensity, ASteadyRateIsThatRate) {
  std::vector<Timestamp> times;
  for (Timestamp t = 0; t < 40000; ++t) times.push_back(now - t * day / 10 - day / 20);
  const auto events = test::projected(at_times(times));
  for (const auto& options : {half_life(14), window(60)}) {
    double sum = 0;
    for (const double weight : time_weights(events, options).weight) sum += weight;
    EXPECT_NEAR(sum, 10, 1e-4);
  }
}

TEST(SpaceTimeDensity, IsKernelDensityWithThoseWeights) {
  Events columns = at_times({now - day, now + day, now - 5 * day, no_time, now - 40 * day});
  columns.weight = {2, 1, 3, 1, .5};
  const auto events = test::projected(std::move(columns));
  const Grid grid = grid_over(Box{-200, -200, 700, 300}, Metres{10});
  SpaceTimeOptions options = half_life(10);
  options.space.event_bandwidths = {100, 50, 150, 50, 200};
  const auto found = space_time_density(events, grid, options, Progress());
  const auto expected = kernel_density(events.with_weights(time_weights(events, options).weight),
                                       grid, options.space, Progress());
  ASSERT_EQ(found.density.values.size(), expected.density.values.size());
  const float peak =
      *std::max_element(expected.density.values.begin(), expected.density.values.end());
  ASSERT_GT(peak, 0);
  for (std::size_t i = 0; i < expected.density.values.size(); ++i) {
    ASSERT_NEAR(found.density.values[i], expected.density.values[i], 1e-6 * peak);
  }
  EXPECT_EQ(found.density.band.unit, "events/km2/day");
  EXPECT_EQ(found.report.values["space_time"]["events_used"], 3);
  EXPECT_EQ(found.report.values["space_time"]["events_after_now"], 1);
  EXPECT_EQ(found.report.values["space_time"]["events_without_time"], 1);
  EXPECT_THAT(found.report.notes,
              testing::Contains(HasSubstr("1 events after that were left out")));
}

TEST(SpaceTimeDensity, NoEventInTimeIsZeroAndAWarning) {
  const auto events = test::projected(at_times({now + day, now + 2 * day}));
  const auto found =
      space_time_density(events, grid_over(Box{0, 0, 200, 100}, Metres{50}), window(7), Progress());
  EXPECT_THAT(found.density.values, testing::Each(0.0f));
  ASSERT_EQ(found.report.warnings.size(), 1u);
  EXPECT_THAT(found.report.warnings[0], HasSubstr("None of 2 events counts"));
}

TEST(SpaceTimeDensity, RefusesWhatMakesNoSense) {
  const auto events = test::projected(at_times({now}));
  EXPECT_EQ(code_of(events, half_life(0)), "half-life-not-positive");
  EXPECT_EQ(code_of(events, half_life(NAN)), "half-life-not-positive");
  EXPECT_EQ(code_of(events, window(-3)), "window-not-positive");
  SpaceTimeOptions options = half_life(7);
  options.now = no_time;
  EXPECT_EQ(code_of(events, options), "now-missing");
  options = half_life(7);
  options.space.period_years = 2;
  EXPECT_EQ(code_of(events, options), "period-with-now");
  EXPECT_EQ(code_of(test::projected(test::Points{{1}, {2}}), half_life(7)), "time-missing");
}

}  // namespace
}  // namespace farola
