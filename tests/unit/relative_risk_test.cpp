// Reference numbers: tests/reference/make_density_values.R.

#include "farola/density/relative_risk.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"

#include <cmath>
#include <numeric>

#include "reference/kernel_density_brute.hpp"
#include "reference/projected_points.hpp"
#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::city_points;
using test::Points;
using test::projected;

RelativeRiskOptions with(RiskMeasure measure, double bandwidth, int permutations = 0,
                         Kernel kernel = Kernel::quartic) {
  RelativeRiskOptions options;
  options.density.kernel = kernel;
  options.density.bandwidth = Metres{bandwidth};
  options.measure = measure;
  options.permutations = permutations;
  return options;
}

Grid grid_of(double cell) { return grid_over(Box{0, 0, 1000, 800}, Metres{cell}); }

float value_at(const Raster& raster, double x, double y) {
  return raster.at(static_cast<std::int64_t>((x - raster.grid.xmin) / raster.grid.cell),
                   static_cast<std::int64_t>((raster.grid.ymax - y) / raster.grid.cell));
}

std::string code_of(const ProjectedEvents& cases, const ProjectedEvents& controls,
                    const RelativeRiskOptions& options) {
  return test::code_of([&] { relative_risk(cases, controls, grid_of(50), options, Progress()); });
}

/// The part of a pool that has flag `which`.
Points part(const Points& pool, const std::vector<std::uint8_t>& flags, std::uint8_t which) {
  Points some;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] != which) continue;
    some.x.push_back(pool.x[i]);
    some.y.push_back(pool.y[i]);
  }
  return some;
}

std::vector<double> share_density(const Points& p, const Grid& grid, double bandwidth) {
  const std::vector<double> one = {bandwidth};
  auto values = reference::kernel_density_brute({p.x, p.y, {}, one}, grid, Kernel::quartic);
  for (double& value : values) value /= static_cast<double>(p.x.size());
  return values;
}

// spatstat bins to pixels of 1 m, corrects for edges (which cancels) and gives n/m times our ratio.
TEST(RelativeRisk, IsSpatstatsRelrisk) {
  const auto found =
      relative_risk(projected(city_points(150, 7)), projected(city_points(400, 20260101)),
                    grid_of(1), with(RiskMeasure::ratio, 80, 0, Kernel::gaussian), Progress());
  const double x[] = {51.5, 501.5, 997.5, 249.5, 449.5}, y[] = {49.5, 399.5, 1.5, 151.5, 601.5};
  const double expected[] = {.4572821, .2458344, .9665320, .2577411, .3656538};
  for (int i = 0; i < 5; ++i) {
    EXPECT_NEAR(value_at(found.risk, x[i], y[i]) * 150 / 400, expected[i], .003 * expected[i]) << i;
  }
}

// sparr (make_risk_values.R) bins to pixels and scales each density to 1 over the square window.
// Ours are 1 over the plane, or over the window with the correction at the point, so f and g are
// scaled here as sparr does; the correction at the point needs that no more.
class SparrsRisk : public testing::Test {
 protected:
  static RelativeRiskOptions options(EdgeCorrection edge, int permutations = 0) {
    RelativeRiskOptions options = with(RiskMeasure::log_ratio, 80, permutations, Kernel::gaussian);
    options.density.edge_correction = edge;
    options.density.study_area = {{{{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}, {0, 0}}, {}}};
    return options;
  }
  static Grid window(double cell) { return grid_over(Box{0, 0, 1000, 1000}, Metres{cell}); }

  double in_window(const ProjectedEvents& events, EdgeCorrection edge) const {
    KernelDensityOptions density = options(edge).density;
    density.units = DensityUnits::probability;
    const Raster found = kernel_density(events, window(5), density, Progress()).density;
    const double sum = std::accumulate(found.values.begin(), found.values.end(), 0.0);
    return 25 * sum;
  }

  const ProjectedEvents cases = projected(city_points(150, 7));
  const ProjectedEvents controls = projected(city_points(400, 20260101));
};

TEST_F(SparrsRisk, IsOursForEachEdgeCorrection) {
  const double x[] = {51.5, 501.5, 997.5, 249.5, 449.5}, y[] = {49.5, 399.5, 1.5, 151.5, 601.5};
  struct Case {
    EdgeCorrection edge;
    double log_risk[5];
  };
  for (const Case& wanted :
       {Case{EdgeCorrection::none, {.23003, -.39061, .97844, -.34332, .00642}},
        Case{EdgeCorrection::uniform, {.21106, -.40958, .95947, -.36228, -.01255}},
        Case{EdgeCorrection::uniform_at_point, {.16183, -.42231, .69479, -.35011, -.02525}}}) {
    SCOPED_TRACE(static_cast<int>(wanted.edge));
    const double scale = std::log(in_window(cases, wanted.edge) / in_window(controls, wanted.edge));
    if (wanted.edge == EdgeCorrection::uniform_at_point) {
      EXPECT_NEAR(scale, 0, 1e-4);
    }
    const auto found = relative_risk(cases, controls, window(1), options(wanted.edge), Progress());
    for (int i = 0; i < 5; ++i) {
      EXPECT_NEAR(value_at(found.risk, x[i], y[i]) - scale, wanted.log_risk[i], .003) << i;
    }
  }
}

// Two Monte-Carlo tests with lots of their own: four standard deviations of their difference, and
// 0.01 for sparr's binning to pixels of 8 m.
TEST_F(SparrsRisk, HasOurPValues) {
  const double x[] = {52, 500, 996, 252, 452, 612, 308}, y[] = {52, 404, 4, 148, 604, 700, 420};
  const double sparrs[] = {.299, .906, .259, .936, .544, .218, .988};
  const auto found = relative_risk(cases, controls, window(8),
                                   options(EdgeCorrection::uniform_at_point, 999), Progress());
  for (int i = 0; i < 7; ++i) {
    const double p = sparrs[i];
    EXPECT_NEAR(value_at(*found.p_upper, x[i], y[i]), p,
                4 * std::sqrt(2 * p * (1 - p) / 1000) + .01)
        << i;
  }
}

TEST(RelativeRisk, MeasuresAreTheirDefinitionsAndNaNWhereStated) {
  const Points cases = city_points(40, 3), controls = city_points(60, 4);
  const Grid grid = grid_of(40);
  const double b = 120;
  const auto f = share_density(cases, grid, b), g = share_density(controls, grid, b);
  const auto risk = [&](RiskMeasure measure) {
    return relative_risk(projected(cases), projected(controls), grid, with(measure, b), Progress())
        .risk.values;
  };
  const auto ratio = risk(RiskMeasure::ratio), log_ratio = risk(RiskMeasure::log_ratio),
             difference = risk(RiskMeasure::difference);
  int no_controls = 0, no_cases = 0;
  for (std::size_t i = 0; i < f.size(); ++i) {
    no_controls += g[i] == 0;
    no_cases += f[i] == 0;
    EXPECT_EQ(std::isnan(ratio[i]), g[i] == 0);
    EXPECT_EQ(std::isnan(log_ratio[i]), g[i] == 0 || f[i] == 0);
    if (g[i] > 0) {
      EXPECT_NEAR(ratio[i], f[i] / g[i], 2e-6 * (1 + f[i] / g[i]));
    }
    if (g[i] > 0 && f[i] > 0) {
      EXPECT_NEAR(log_ratio[i], std::log(f[i] / g[i]), 1e-5);
    }
    EXPECT_NEAR(difference[i], 1e6 * (f[i] - g[i]), 1e6 * 1e-6 * (f[i] + g[i]) + 1e-12);
  }
  EXPECT_GT(no_controls, 0);
  EXPECT_GT(no_cases, 0);
}

TEST(RelativeRisk, PValuesMatchTheBruteForceTwin) {
  const Points cases = city_points(25, 3), controls = city_points(35, 4);
  Points pool = cases;
  pool.x.insert(pool.x.end(), controls.x.begin(), controls.x.end());
  pool.y.insert(pool.y.end(), controls.y.begin(), controls.y.end());
  const Grid grid = grid_of(80);
  const double b = 250;
  const int permutations = 39;
  const auto f = share_density(cases, grid, b), g = share_density(controls, grid, b);
  for (const RiskMeasure measure : {RiskMeasure::ratio, RiskMeasure::difference}) {
    std::vector<int> upper(f.size(), 1), lower(f.size(), 1);
    for (int k = 0; k < permutations; ++k) {
      const auto flags = permuted_cases(25, 60, 1, static_cast<std::uint64_t>(k));
      ASSERT_EQ(std::accumulate(flags.begin(), flags.end(), 0), 25);
      const auto fk = share_density(part(pool, flags, 1), grid, b);
      const auto gk = share_density(part(pool, flags, 0), grid, b);
      for (std::size_t i = 0; i < f.size(); ++i) {
        const bool difference = measure == RiskMeasure::difference;
        const double permuted = difference ? fk[i] - gk[i] : fk[i] * g[i];
        const double observed = difference ? f[i] - g[i] : f[i] * gk[i];
        const double slack =
            1e-6 * (difference ? fk[i] + gk[i] + f[i] + g[i] : fk[i] * g[i] + f[i] * gk[i]);
        upper[i] += permuted >= observed - slack;
        lower[i] += permuted <= observed + slack;
      }
    }
    const auto found = relative_risk(projected(cases), projected(controls), grid,
                                     with(measure, b, permutations), Progress());
    for (std::size_t i = 0; i < f.size(); ++i) {
      if (std::isnan(found.risk.values[i])) continue;
      EXPECT_FLOAT_EQ(found.p_upper->values[i], static_cast<float>(upper[i] / 40.0)) << i;
      EXPECT_FLOAT_EQ(found.p_lower->values[i], static_cast<float>(lower[i] / 40.0)) << i;
    }
  }
}

TEST(RelativeRisk, FindsAPlantedClusterAndLittleElse) {
  Points cases = city_points(200, 21);
  const Points controls = city_points(400, 22);
  for (int i = 0; i < 40; ++i) {
    const int column = i % 7, row = i / 7;
    cases.x.push_back(600 + 8 * column);
    cases.y.push_back(100 + 8 * row);
  }
  const auto found = relative_risk(projected(cases), projected(controls), grid_of(10),
                                   with(RiskMeasure::ratio, 120, 99), Progress());
  EXPECT_FLOAT_EQ(value_at(*found.p_upper, 625, 125), .01f);
  EXPECT_FLOAT_EQ(value_at(*found.p_lower, 625, 125), 1.f);
  const auto areas = tolerance_areas(*found.p_upper, .01);
  std::int64_t cells = 0;
  bool holds = false;
  for (const CellGroup& area : areas) {
    cells += area.cells;
    holds |= PolygonIndex({area.outline}).contains({625, 125});
  }
  EXPECT_TRUE(holds);
  EXPECT_LT(static_cast<double>(cells), .25 * static_cast<double>(found.risk.grid.cells()));
}

// Labels dealt by lot: p is uniform, so that of 60 such worlds 3 are expected at or below 0.05 in a
// cell; more than 10 has probability 2e-4.
TEST(RelativeRisk, IsHonestWhenThereIsNothingToFind) {
  const Points pool = city_points(90, 8);
  int low = 0;
  for (std::uint64_t world = 0; world < 60; ++world) {
    const auto flags = permuted_cases(40, 90, 1000 + world, 7);
    const auto found =
        relative_risk(projected(part(pool, flags, 1)), projected(part(pool, flags, 0)),
                      grid_of(200), with(RiskMeasure::ratio, 400, 19), Progress());
    low += value_at(*found.p_upper, 500, 400) <= .05f + 1e-6f;
  }
  EXPECT_LE(low, 10);
}

TEST(RelativeRisk, OutsideTheStudyAreaIsNaN) {
  RelativeRiskOptions options = with(RiskMeasure::difference, 200, 3);
  options.density.study_area = {{{{0, 0}, {500, 0}, {500, 800}, {0, 800}, {0, 0}}, {}}};
  const auto found = relative_risk(projected(city_points(30, 1)), projected(city_points(30, 2)),
                                   grid_of(50), options, Progress());
  for (const Raster* raster : {&found.risk, &*found.p_upper, &*found.p_lower}) {
    EXPECT_TRUE(std::isnan(value_at(*raster, 525, 425)));
    EXPECT_FALSE(std::isnan(value_at(*raster, 475, 425)));
  }
}

TEST(RelativeRisk, SameBitsForAnyThreadsAndSeedMatters) {
  const auto run = [&](int threads, std::uint64_t seed) {
    const ThreadLimit limit(threads);
    auto options = with(RiskMeasure::difference, 150, 19);
    options.seed = seed;
    return relative_risk(projected(city_points(80, 1)), projected(city_points(90, 2)), grid_of(20),
                         options, Progress())
        .p_upper->values;
  };
  EXPECT_EQ(run(1, 1), run(2, 1));
  EXPECT_NE(run(1, 1), run(1, 2));
}

TEST(RelativeRisk, ProgressIsMonotoneAndCancelIsHeard) {
  double last = 0;
  int calls = 0;
  const Progress progress([&](double fraction, const std::string&) {
    EXPECT_GE(fraction, last);
    last = fraction;
    ++calls;
  });
  relative_risk(projected(city_points(80, 1)), projected(city_points(90, 2)), grid_of(20),
                with(RiskMeasure::ratio, 150, 9), progress);
  EXPECT_EQ(last, 1);
  EXPECT_GT(calls, 10);
  Progress stopping;
  std::function<void()> stop = [&] { stopping.cancel(); };
  const Progress cancelled([&](double fraction, const std::string&) {
    if (fraction > .3) stop();
  });
  stop = [&] { cancelled.cancel(); };
  EXPECT_THROW(relative_risk(projected(city_points(80, 1)), projected(city_points(90, 2)),
                             grid_of(20), with(RiskMeasure::ratio, 150, 9), cancelled),
               Error);
}

TEST(RelativeRisk, RefusesWhatMakesNoSense) {
  const auto some = projected(city_points(20, 1));
  const auto options = with(RiskMeasure::ratio, 100);
  EXPECT_EQ(code_of(projected(Points{}), some, options), "cases-missing");
  EXPECT_EQ(code_of(some, projected(Points{}), options), "controls-missing");
  EXPECT_EQ(code_of(some.with_weights(std::vector<double>(20, 0.0)), some, options),
            "cases-missing");
  EXPECT_EQ(code_of(some, some, with(RiskMeasure::ratio, 100, -1)), "permutations-negative");
  auto adaptive = options;
  adaptive.density.event_bandwidths.assign(20, 50);
  EXPECT_EQ(code_of(some, some, adaptive), "relative-risk-adaptive");
  EXPECT_EQ(code_of(some, some, with(RiskMeasure::ratio, -5)), "bandwidth-not-positive");
  Events elsewhere = test::event_columns(city_points(20, 1));
  elsewhere.crs = Crs::from_epsg(25829);
  EXPECT_EQ(code_of(some, projected(std::move(elsewhere)), options), "crs-differ");
}

}  // namespace
}  // namespace farola
