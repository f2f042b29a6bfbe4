// kernel_density() as the faces call it: units, weights, mask, report, messages, progress, strips.

#include "farola/density/kernel_density.hpp"

#include "farola/core/error.hpp"
#include "farola/density/edge_correction.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "support/expect_error.hpp"
#include "support/random_events.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using testing::HasSubstr;

ProjectedEvents events_at(std::vector<double> x, std::vector<double> y,
                          std::vector<double> weight = {}) {
  Events events;
  events.crs = Crs::from_epsg(25830);
  for (std::size_t i = 0; i < x.size(); ++i) events.row.push_back(static_cast<std::int64_t>(i) + 1);
  events.x = std::move(x);
  events.y = std::move(y);
  events.weight = std::move(weight);
  Rejections rejections;
  const Projector same(events.crs, events.crs);
  return project(std::move(events), same, rejections);
}

/// 100 x 80 cells of 25 m.
const Grid grid{500000, 4602000, 25, 100, 80};

/// Events at least 500 m inside the grid.
ProjectedEvents inner_events(std::size_t count, std::vector<double> weight = {}) {
  test::Draw draw(42);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < count; ++i) {
    x.push_back(draw.uniform(grid.xmin + 500, grid.xmax() - 500));
    y.push_back(draw.uniform(grid.ymin() + 500, grid.ymax - 500));
  }
  return events_at(std::move(x), std::move(y), std::move(weight));
}

KernelDensityOptions with(Kernel kernel, double bandwidth) {
  KernelDensityOptions options;
  options.kernel = kernel;
  options.bandwidth = {bandwidth};
  return options;
}

double sum_of(const KernelDensity& result) {
  return std::accumulate(result.density.values.begin(), result.density.values.end(), 0.0);
}

class EveryKernel : public testing::TestWithParam<Kernel> {};
INSTANTIATE_TEST_SUITE_P(Kernels, EveryKernel,
                         testing::Values(Kernel::uniform, Kernel::triangular, Kernel::epanechnikov,
                                         Kernel::quartic, Kernel::triweight, Kernel::gaussian),
                         [](const auto& kernel) { return std::string(name_of(kernel.param)); });

/// How far a sum over cell centres may be from the integral: a kernel of radius 20 cells is summed
/// over 1,257 centres; the smoother it is, the better the sum. Besides, Float32 rounds each cell.
double discretisation(Kernel kernel) {
  switch (kernel) {
    case Kernel::uniform:
      return 2e-3;
    case Kernel::triangular:
      return 1e-4;
    case Kernel::epanechnikov:
      return 1e-4;
    default:
      return 1e-5;
  }
}

TEST_P(EveryKernel, EventsPerSquareKilometreIntegrateToTheTotalWeight) {
  std::vector<double> weight;
  for (int i = 0; i < 300; ++i) weight.push_back(.5 + i % 5);
  const ProjectedEvents events = inner_events(300, weight);
  const double total = events.total_weight();
  const double bandwidth = GetParam() == Kernel::gaussian ? 70 : 500;
  const KernelDensity result =
      kernel_density(events, grid, with(GetParam(), bandwidth), Progress());
  const double integral = sum_of(result) * grid.cell_area() / 1e6;
  EXPECT_NEAR(integral / total, 1, discretisation(GetParam()));
  EXPECT_EQ(result.density.band.unit, "events/km2");
}

TEST_P(EveryKernel, ProbabilityIntegratesToOneAndExpectedCountsSumToTheWeight) {
  const ProjectedEvents events = inner_events(300);
  KernelDensityOptions options = with(GetParam(), GetParam() == Kernel::gaussian ? 70 : 500);
  options.units = DensityUnits::probability;
  const KernelDensity probability = kernel_density(events, grid, options, Progress());
  EXPECT_NEAR(sum_of(probability) * grid.cell_area(), 1, discretisation(GetParam()));
  EXPECT_EQ(probability.density.band.unit, "1/m2");
  options.units = DensityUnits::expected_per_cell;
  const KernelDensity expected = kernel_density(events, grid, options, Progress());
  EXPECT_NEAR(sum_of(expected) / 300, 1, discretisation(GetParam()));
  EXPECT_EQ(expected.density.band.unit, "events/cell");
}

TEST_P(EveryKernel, StripsHoldTheBitsOfTheWhole) {
  const ProjectedEvents events = inner_events(500);
  for (const double bandwidth : {60.0, 240.0, 900.0}) {
    const KernelDensityOptions options = with(GetParam(), bandwidth);
    const KernelDensity whole = kernel_density(events, grid, options, Progress());
    for (const double bytes : {1.0, 9000.0, 1e9}) {
      std::vector<float> values;
      std::int64_t next = 0;
      kernel_density_rows(
          events, grid, options, bytes,
          [&](std::int64_t first, std::span<const float> strip) {
            EXPECT_EQ(first, next);
            next += static_cast<std::int64_t>(strip.size()) / grid.columns;
            values.insert(values.end(), strip.begin(), strip.end());
          },
          Progress());
      EXPECT_TRUE(values == whole.density.values) << bandwidth << " m, " << bytes << " bytes";
    }
  }
}

TEST(KernelDensity, APeriodMakesARate) {
  const ProjectedEvents events = inner_events(50);
  KernelDensityOptions options = with(Kernel::quartic, 300);
  const KernelDensity count = kernel_density(events, grid, options, Progress());
  options.period_years = 2;
  const KernelDensity rate = kernel_density(events, grid, options, Progress());
  EXPECT_NEAR(sum_of(rate), sum_of(count) / 2, 1e-6 * sum_of(count));
  EXPECT_EQ(rate.density.band.unit, "events/km2/year");
}

TEST(KernelDensity, RepeatedEventsAreAWeight) {
  const double x = 501000.3, y = 4601000.7;
  const auto three =
      kernel_density(events_at({x, x, x}, {y, y, y}), grid, with(Kernel::quartic, 300), Progress());
  const auto weighed =
      kernel_density(events_at({x}, {y}, {3}), grid, with(Kernel::quartic, 300), Progress());
  EXPECT_TRUE(three.density.values == weighed.density.values);
  EXPECT_EQ(three.report.values["distinct_places"], 1);
  EXPECT_EQ(three.report.values["events_in_reach"], 3);
}

TEST(KernelDensity, NoEventAndZeroWeightsGiveZeroEverywhere) {
  for (const DensityUnits units : {DensityUnits::events_per_km2, DensityUnits::probability}) {
    KernelDensityOptions options = with(Kernel::quartic, 300);
    options.units = units;
    for (const ProjectedEvents& events : {events_at({}, {}), events_at({501000}, {4601000}, {0})}) {
      const auto result = kernel_density(events, grid, options, Progress());
      EXPECT_THAT(result.density.values, testing::Each(0.0f));
    }
  }
}

TEST(KernelDensity, ManyTimesTheGridIsStillExact) {
  // So wide that the kernel is its peak everywhere: 1 - (r/b)^2 with r/b below 1e-3.
  const auto result = kernel_density(events_at({501000}, {4601000}), grid,
                                     with(Kernel::epanechnikov, 4e6), Progress());
  const double peak = 1e6 * kernel_peak(Kernel::epanechnikov, 4e6);
  for (const float value : result.density.values) EXPECT_NEAR(value / peak, 1, 1e-6);
}

TEST(KernelDensity, ExtremeWeightsStayFinite) {
  const auto result = kernel_density(events_at({501000, 501500}, {4601000, 4601000}, {1e-30, 1e20}),
                                     grid, with(Kernel::triweight, 300), Progress());
  for (const float value : result.density.values) {
    EXPECT_TRUE(std::isfinite(value) && value >= 0) << value;
  }
}

TEST(KernelDensity, CellsOutsideTheStudyAreaAreNoData) {
  KernelDensityOptions options = with(Kernel::quartic, 300);
  const ProjectedEvents events = inner_events(100);
  const auto open = kernel_density(events, grid, options, Progress());
  options.study_area = {Polygon{{{500000, 4600000},
                                 {501250, 4600000},
                                 {501250, 4602000},
                                 {500000, 4602000},
                                 {500000, 4600000}},
                                {}}};
  const auto masked = kernel_density(events, grid, options, Progress());
  for (std::int64_t row = 0; row < grid.rows; ++row) {
    for (std::int64_t column = 0; column < grid.columns; ++column) {
      if (column < 50) {
        EXPECT_EQ(masked.density.at(column, row), open.density.at(column, row));
      } else {
        EXPECT_TRUE(std::isnan(masked.density.at(column, row)));
      }
    }
  }
}

/// The study area of the tests of edge correction, and events in it up to its edge.
const MultiPolygon area = {Polygon{
    {{500500, 4600500}, {502000, 4600500}, {501500, 4601500}, {500500, 4601500}, {500500, 4600500}},
    {}}};

ProjectedEvents events_in_area(std::size_t count) {
  test::Draw draw(8);
  const PolygonIndex index(area);
  std::vector<double> x, y;
  while (x.size() < count) {
    const Point p{draw.uniform(500500, 502000), draw.uniform(4600500, 4601500)};
    if (!index.contains(p)) continue;
    x.push_back(p.x);
    y.push_back(p.y);
  }
  return events_at(std::move(x), std::move(y));
}

TEST_P(EveryKernel, CorrectionAtThePointKeepsTheWeightInsideTheStudyArea) {
  KernelDensityOptions options = with(GetParam(), GetParam() == Kernel::gaussian ? 90 : 300);
  options.study_area = area;
  options.units = DensityUnits::expected_per_cell;
  const ProjectedEvents events = events_in_area(400);
  const auto inside = [](const KernelDensity& result) {
    double sum = 0;
    for (const float value : result.density.values) sum += std::isnan(value) ? 0 : value;
    return sum;
  };
  const double lost = inside(kernel_density(events, grid, options, Progress()));
  options.edge_correction = EdgeCorrection::uniform_at_point;
  const double kept = inside(kernel_density(events, grid, options, Progress()));
  // Cells of 25 m against an outline with a slope: half a percent.
  EXPECT_NEAR(kept / 400, 1, .005);
  EXPECT_LT(lost / 400, .97);
}

TEST_P(EveryKernel, CorrectionAtThePixelDividesByTheShareInside) {
  KernelDensityOptions options = with(GetParam(), GetParam() == Kernel::gaussian ? 90 : 300);
  options.study_area = area;
  const ProjectedEvents events = events_in_area(400);
  const auto plain = kernel_density(events, grid, options, Progress());
  options.edge_correction = EdgeCorrection::uniform;
  const auto corrected = kernel_density(events, grid, options, Progress());
  const EdgeFactors edge(area, GetParam(), options.bandwidth);
  int cells = 0;
  for (std::int64_t row = 0; row < grid.rows; row += 3) {
    for (std::int64_t column = 0; column < grid.columns; column += 3) {
      const float value = plain.density.at(column, row);
      ASSERT_EQ(std::isnan(value), std::isnan(corrected.density.at(column, row)));
      if (std::isnan(value)) continue;
      const double e = edge.at(grid.centre(column, row), options.bandwidth.value);
      EXPECT_NEAR(corrected.density.at(column, row), value / e, 1e-5 * value / e);
      ++cells;
    }
  }
  EXPECT_GT(cells, 200);
}

TEST(KernelDensity, EventsApartFromTheStudyAreaAreTold) {
  KernelDensityOptions options = with(Kernel::quartic, 100);
  options.study_area = area;
  options.edge_correction = EdgeCorrection::uniform_at_point;
  const auto result =
      kernel_density(events_at({501000, 500100}, {4601000, 4600100}), grid, options, Progress());
  EXPECT_EQ(result.report.values["events_apart_from_study_area"], 1);
  ASSERT_EQ(result.report.warnings.size(), 1u);
}

TEST(KernelDensity, ReportsTheWayAndItsErrorBound) {
  const ProjectedEvents events = inner_events(400);
  KernelDensityOptions options = with(Kernel::quartic, 300);
  const Report exact = kernel_density(events, grid, options, Progress()).report;
  EXPECT_EQ(exact.values["method"], "exact");
  EXPECT_EQ(exact.values["method_detail"], "exact sweep");
  EXPECT_EQ(exact.values["error_bound_of_peak"], 1e-9);
  EXPECT_EQ(exact.values["distinct_places"], 400);
  options.method = DensityMethod::fft;
  const Report fft = kernel_density(events, grid, options, Progress()).report;
  EXPECT_EQ(fft.values["method"], "fft");
  EXPECT_NEAR(fft.values["error_bound_of_peak"].get<double>(), 12 * 4.5 / (12 * 12), 1e-9);
}

TEST(KernelDensity, ProgressNeverFallsAndEndsAtOne) {
  for (const DensityMethod method : {DensityMethod::exact, DensityMethod::fft}) {
    double last = 0;
    bool fell = false;
    const Progress progress([&](double fraction, const std::string&) {
      fell = fell || fraction < last;
      last = fraction;
    });
    KernelDensityOptions options = with(Kernel::gaussian, 120);
    options.method = method;
    kernel_density(inner_events(1000), grid, options, progress);
    EXPECT_FALSE(fell);
    EXPECT_EQ(last, 1.0);
  }
}

TEST(KernelDensity, StopsWhenCancelled) {
  for (const double when : {0.0, .05, .3, .6, .9}) {
    for (const Kernel kernel : {Kernel::quartic, Kernel::triangular, Kernel::gaussian}) {
      Progress* handle = nullptr;
      Progress progress([&](double fraction, const std::string&) {
        if (fraction >= when) handle->cancel();
      });
      handle = &progress;
      if (when == 0) progress.cancel();
      SCOPED_TRACE(when);
      test::expect_error(
          [&] { kernel_density(inner_events(1000), grid, with(kernel, 200), progress); },
          ErrorKind::cancelled, "cancelled");
    }
  }
}

struct Refusal {
  std::string name;
  KernelDensityOptions options;
  std::string code, parameter, words;
};

class Refuses : public testing::TestWithParam<Refusal> {};

std::vector<Refusal> refusals() {
  std::vector<Refusal> all;
  const auto bandwidth = [&](std::string name, double value, std::string code, std::string words) {
    all.push_back({std::move(name), with(Kernel::quartic, value), std::move(code), "bandwidth",
                   std::move(words)});
  };
  bandwidth("Negative", -300, "bandwidth-not-positive", "got -300 m");
  bandwidth("Zero", 0, "bandwidth-not-positive", "--bandwidth 300");
  bandwidth("NotANumber", std::nan(""), "bandwidth-not-positive", "got nan");
  bandwidth("Huge", 1e9, "bandwidth-too-large", "40,000,000 m");
  KernelDensityOptions options = with(Kernel::quartic, 300);
  options.event_bandwidths = {1, 2, 3};
  all.push_back({"FewBandwidths", options, "bandwidths-not-one-per-event", "bandwidth", "got 3"});
  options = with(Kernel::quartic, 300);
  options.period_years = 0;
  all.push_back({"NoPeriod", options, "period-not-positive", "period", "--period 2"});
  options = with(Kernel::quartic, 300);
  options.edge_correction = EdgeCorrection::uniform;
  all.push_back({"EdgeWithoutArea", options, "edge-correction-without-study-area",
                 "edge-correction", "--study-area"});
  options = with(Kernel::quartic, 300);
  options.edge_correction = EdgeCorrection::uniform;
  options.study_area = area;
  options.event_bandwidths.assign(20, 100);
  all.push_back(
      {"EdgeAdaptive", options, "edge-correction-adaptive", "edge-correction", "uniform-at-point"});
  options = with(Kernel::quartic, 300);
  options.method = DensityMethod::fft;
  options.event_bandwidths.assign(20, 100);
  all.push_back({"FftAdaptive", options, "fft-adaptive", "method", "--method exact"});
  options = with(Kernel::quartic, 3e6);
  options.method = DensityMethod::fft;
  all.push_back({"FftTooLarge", options, "fft-too-large", "method", "GB"});
  return all;
}
INSTANTIATE_TEST_SUITE_P(KernelDensity, Refuses, testing::ValuesIn(refusals()),
                         [](const auto& refusal) { return refusal.param.name; });

TEST_P(Refuses, WithParameterValueRuleAndRemedy) {
  const Error error = test::error_of(
      [&] { kernel_density(inner_events(20), grid, GetParam().options, Progress()); });
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_EQ(error.code(), GetParam().code);
  EXPECT_EQ(error.parameter(), GetParam().parameter);
  EXPECT_THAT(error.what(), HasSubstr(GetParam().words));
}

}  // namespace
}  // namespace farola
