// From events in memory to a density: what is chosen, counted, refused.

#include "farola/catalog/density_runs.hpp"

#include "farola/catalog/catalog.hpp"
#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"

#include <cmath>
#include <numeric>

#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::catalog {
namespace {

using test::error_of;

using testing::HasSubstr;

/// `count` events around Puerta del Sol, in degrees.
EventInput madrid(std::size_t count) {
  EventInput input;
  input.name = "madrid.csv";
  Events& events = input.table.events;
  events.crs = Crs::from_epsg(4326);
  for (std::size_t i = 0; i < count; ++i) {
    events.x.push_back(-3.7033 + .01 * random_normal(1, 0, i));
    events.y.push_back(40.4169 + .01 * random_normal(1, 1, i));
    events.row.push_back(static_cast<std::int64_t>(i) + 1);
  }
  input.table.rows_read = static_cast<std::int64_t>(count);
  return input;
}

void add(EventInput& input, double x, double y) {
  input.table.events.x.push_back(x);
  input.table.events.y.push_back(y);
  input.table.events.row.push_back(++input.table.rows_read);
}

Arguments with(std::initializer_list<std::pair<std::string, std::string>> values) {
  Arguments arguments(find("kernel-density").parameters);
  for (const auto& [name, text] : values) arguments.set_text(name, text);
  return arguments;
}

DensityRun run(EventInput input,
               std::initializer_list<std::pair<std::string, std::string>> values) {
  return run_kernel_density(std::move(input), with(values), Progress());
}

TEST(DensityRuns, IntegratesToTheNumberOfEvents) {
  const DensityRun result = run(madrid(500), {{"bandwidth", "300"}, {"cell-size", "20"}});
  const auto& values = result.density.density.values;
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  // Cell centres of 20 m under a quartic kernel of 300 m: the sum is within 1e-4 of the integral.
  EXPECT_NEAR(sum * 20 * 20 / 1e6, 500, 500 * 1e-4);
  EXPECT_EQ(result.prepared.events.crs().code(), "EPSG:32630");
  EXPECT_EQ(result.report.values["crs"]["code"], "EPSG:32630");
  EXPECT_EQ(result.report.values["bandwidth"]["metres"], 300);
  EXPECT_EQ(result.report.values["bandwidth"]["rule"], "given");
  EXPECT_EQ(result.report.values["cell_size"]["metres"], 20);
}

TEST(DensityRuns, EveryRowIsUsedFilteredOrRejected) {
  EventInput input = madrid(100);
  add(input, 0, 0);
  add(input, std::nan(""), 40);
  add(input, -3.70, 95);
  add(input, -3.70, 40.41);
  add(input, -3.70, 40.41);
  input.table.events.from.assign(105, 0);
  input.table.events.until.assign(105, 59);
  input.table.events.from[3] = input.table.events.until[3] = 86400 * 400;
  const DensityRun result = run(std::move(input), {{"bandwidth", "300"}, {"before", "1971-01-01"}});
  const auto& rows = result.report.values["events"]["rows"];
  EXPECT_EQ(rows["read"], 105);
  EXPECT_EQ(rows["used"], 101);
  EXPECT_EQ(rows["filtered"]["before"], 1);
  EXPECT_EQ(rows["rejected"]["zero-coordinates"], 1);
  EXPECT_EQ(rows["rejected"]["missing-coordinates"], 1);
  EXPECT_EQ(rows["rejected"]["outside-crs-area"], 1);
  EXPECT_EQ(result.report.values["events"]["duplicates"], 1);
  EXPECT_EQ(result.prepared.rejections.total(), 3);
}

TEST(DensityRuns, FarRowIsNamedAndDoesNotStretchTheMap) {
  const DensityRun near = run(madrid(200), {{"bandwidth", "300"}});
  EventInput input = madrid(200);
  add(input, 2.17, 41.38);  // Barcelona, 500 km away
  const DensityRun far = run(std::move(input), {{"bandwidth", "300"}});
  ASSERT_EQ(far.report.warnings.size(), 1u);
  EXPECT_THAT(far.report.warnings[0], HasSubstr("row 201"));
  EXPECT_EQ(far.report.values["events"]["far_rows"], std::vector<std::int64_t>{201});
  EXPECT_EQ(far.plan.grid, near.plan.grid);
}

TEST(DensityRuns, OneEventIsOneHump) {
  const DensityRun result = run(madrid(1), {{"bandwidth", "300"}, {"cell-size", "10"}});
  const auto& values = result.density.density.values;
  const double peak = *std::max_element(values.begin(), values.end());
  // The peak 3 / (pi b^2) lies within half a cell of a centre.
  EXPECT_NEAR(peak, 3e6 / (3.141592653589793 * 300 * 300), .02);
}

TEST(DensityRuns, NothingLeftSaysWhereTheRowsWent) {
  EventInput input = madrid(10);
  input.table.events.from.assign(10, 0);
  const Error error = error_of([&] {
    run(std::move(input), {{"bandwidth", "300"}, {"since", "2024-01-01"}});
  });
  EXPECT_EQ(error.code(), "no-events-left");
  EXPECT_THAT(error.what(), HasSubstr("No event is left of the 10 rows of madrid.csv: 10 filtered "
                                      "out by time"));
  EXPECT_EQ(error_of([&] { run(madrid(0), {{"bandwidth", "300"}}); }).code(), "no-events");
}

TEST(DensityRuns, MostlyBadRowsAreRefusedAfterTheyWereToldOf) {
  EventInput input = madrid(2);
  for (int i = 0; i < 3; ++i) add(input, 0, 0);
  std::int64_t told = 0;
  const Error error = error_of([&] {
    prepare_events(std::move(input), with({}), Progress(),
                   [&](const Rejections& rows) { told = rows.total(); });
  });
  EXPECT_EQ(error.code(), "mostly-rejected");
  EXPECT_EQ(told, 3);
}

TEST(DensityRuns, ExtentThatMissesTheEvents) {
  const Error degrees = error_of([&] {
    run(madrid(10), {{"bandwidth", "300"}, {"extent", "-3.8 40.3 -3.6 40.5"}});
  });
  EXPECT_EQ(degrees.kind(), ErrorKind::data);
  EXPECT_EQ(degrees.code(), "extent-misses-data");
  EXPECT_THAT(degrees.what(), HasSubstr("looks like degrees"));
}

TEST(DensityRuns, GridTooLargeNamesTheCellThatFits) {
  const Error error = error_of([&] {
    run(madrid(100), {{"bandwidth", "300"}, {"cell-size", ".005"}, {"memory", "1"}});
  });
  EXPECT_EQ(error.code(), "grid-too-large");
  EXPECT_THAT(error.what(), HasSubstr("--cell-size"));
}

TEST(DensityRuns, EdgeCorrectionNeedsAnEdge) {
  const Error error = error_of([&] {
    run(madrid(10), {{"bandwidth", "300"}, {"edge-correction", "uniform"}});
  });
  EXPECT_EQ(error.code(), "edge-correction-without-study-area");
}

TEST(DensityRuns, TargetCrsMustBeProjectedInMetres) {
  for (const char* crs : {"EPSG:4326", "EPSG:2272"}) {
    const Error error = error_of([&] {
      run(madrid(10), {{"bandwidth", "300"}, {"target-crs", crs}});
    });
    EXPECT_EQ(error.kind(), ErrorKind::usage) << crs;
    EXPECT_EQ(error.parameter(), "target-crs") << crs;
  }
}

TEST(DensityRuns, TheSameBitsForAnyNumberOfThreads) {
  const auto values = [&](int threads) {
    const ThreadLimit limit(threads);
    return run(madrid(3000), {{"bandwidth", "300"}, {"cell-size", "30"}}).density.density.values;
  };
  EXPECT_EQ(values(1), values(2));
}

}  // namespace
}  // namespace farola::catalog
