// The approximate and the smooth ways against the twin: the Gaussian grid within 1e-10 of the peak,
// the Fourier transform within its stated bound, and "automatic" within 1e-6.

#include "farola/core/parallel.hpp"
#include "farola/density/density_rows.hpp"
#include "farola/density/fft_density.hpp"
#include "farola/density/triangular_density.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "reference/kernel_density_brute.hpp"
#include "support/random_events.hpp"
#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace farola {
namespace {

using test::Draw;
using test::EventColumns;

struct Filled {
  std::vector<double> values;
  std::string words;
  double error_bound;
};

Filled filled(const EventColumns& events, const Grid& grid, Kernel kernel, DensityMethod method) {
  DensityRows rows(events.view(), grid, kernel, method, Progress());
  Filled result{std::vector<double>(static_cast<std::size_t>(grid.cells())), rows.method_words(),
                rows.error_bound()};
  rows.fill(0, grid.rows, result.values, Progress());
  return result;
}

double peak_of(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

TEST(GaussianGrid, AgreesWithTheTwinToOneInTenToTheTen) {
  const Grid grid{500000, 4600000, 10, 80, 60};
  for (const double cells : {4.0, 5.3, 7.99, 8.0, 15.99, 16.0, 37.0, 130.0}) {
    Draw draw(static_cast<std::uint64_t>(cells * 100));
    EventColumns events = events_around(grid, 1500, draw);
    for (std::size_t i = 0; i < events.x.size(); ++i) events.weight.push_back(draw.uniform(0, 2));
    events.bandwidth = {cells * grid.cell};
    const Filled fast = filled(events, grid, Kernel::gaussian, DensityMethod::exact);
    ASSERT_EQ(fast.words, "gaussian grid") << cells;
    const auto truth = reference::kernel_density_brute(events.view(), grid, Kernel::gaussian);
    EXPECT_LE(largest_difference(fast.values, truth), 1e-10 * peak_of(truth)) << cells;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      ASSERT_TRUE(fast.values[i] >= 0 && (truth[i] > 0 || fast.values[i] == 0)) << i;
    }
  }
}

TEST(GaussianGrid, IsExactlyZeroOutOfReach) {
  // A corner full of events, and a few loners far away: most cells are empty.
  const Grid grid{500000, 4600000, 10, 420, 300};
  Draw draw(5);
  EventColumns events;
  for (int i = 0; i < 20000; ++i) {
    const bool loner = i < 4;
    events.x.push_back(grid.xmin + draw.uniform(0, loner ? 4200 : 700));
    events.y.push_back(grid.ymax - draw.uniform(0, loner ? 3000 : 700));
  }
  events.bandwidth = {50};
  const Filled fast = filled(events, grid, Kernel::gaussian, DensityMethod::exact);
  ASSERT_EQ(fast.words, "gaussian grid");
  const double reach = kernel_reach(Kernel::gaussian, 50);
  int empty = 0;
  for (std::int64_t row = 0; row < grid.rows; row += 7) {
    for (std::int64_t column = 0; column < grid.columns; ++column) {
      const Point c = grid.centre(column, row);
      bool reached = false;
      for (std::size_t i = 0; i < events.x.size() && !reached; ++i) {
        reached = std::hypot(c.x - events.x[i], c.y - events.y[i]) <= reach;
      }
      const double value = fast.values[static_cast<std::size_t>(row * grid.columns + column)];
      empty += !reached;
      ASSERT_TRUE(reached || value == 0) << column << ", " << row;
    }
  }
  EXPECT_GT(empty, 5000);
}

TEST(Gaussian, CutOffLeavesLessThanItsStatedShare) {
  // Against the Gaussian that is not cut: every event may miss 2.3e-11 of its own peak.
  const Grid grid{500000, 4600000, 10, 120, 90};
  for (const double cells : {1.0, 3.0, 9.0}) {
    Draw draw(11);
    EventColumns events = events_around(grid, 200, draw);
    const double b = cells * grid.cell;
    events.bandwidth = {b};
    const Filled fast = filled(events, grid, Kernel::gaussian, DensityMethod::exact);
    std::vector<double> whole;
    for (std::int64_t i = 0; i < grid.cells(); ++i) {
      const Point c = grid.centre(i % grid.columns, i / grid.columns);
      double sum = 0;
      for (std::size_t k = 0; k < events.x.size(); ++k) {
        const double r = std::hypot(c.x - events.x[k], c.y - events.y[k]) / b;
        sum += kernel_peak(Kernel::gaussian, b) * std::exp(-.5 * r * r);
      }
      whole.push_back(sum);
    }
    const double allowed = 200 * 2.3e-11 * kernel_peak(Kernel::gaussian, b);
    EXPECT_LE(largest_difference(fast.values, whole), allowed + 1e-10 * peak_of(whole)) << cells;
  }
}

std::vector<double> cones(const EventColumns& events, const Grid& grid) {
  const density::Places places({events.x, events.y, events.weight, events.bandwidth, grid.x_of(0),
                                grid.y_of(0), grid.cell, grid.columns, grid.rows},
                               Progress());
  const double radius = events.bandwidth[0] / grid.cell;
  const density::TriangularDensity fast(places, radius, grid.columns, grid.rows, Progress());
  const auto columns = static_cast<std::size_t>(grid.columns);
  const std::size_t stride = columns + density::strip_padding;
  std::vector<double> values(static_cast<std::size_t>(grid.cells())), workspace;
  for (std::int64_t row = 0; row < grid.rows; row += density::strip_rows) {
    std::vector<double> strip(stride * density::strip_rows, 0.0);
    fast.add({row, grid.columns, stride, strip.data()}, workspace, Progress());
    for (std::int64_t r = 0; r < std::min(density::strip_rows, grid.rows - row); ++r) {
      const auto from = strip.begin() + r * static_cast<std::ptrdiff_t>(stride);
      std::copy(from, from + grid.columns, values.begin() + (row + r) * grid.columns);
    }
  }
  const double peak = kernel_peak(Kernel::triangular, events.bandwidth[0]);
  for (double& value : values) value *= peak;
  return values;
}

// A single cone at many places between cells, against the bound for a unit of weight: the share of
// the peak before the 13.5.
TEST(TriangularDensity, EachConeIsWithinItsBound) {
  for (const double radius : {52.0, 61.7, 120.0}) {
    const Grid grid{500000, 4600000, 10, 260, 250};
    const double bound = density::triangular_error_bound(radius) / 13.5;
    Draw draw(static_cast<std::uint64_t>(radius));
    for (int i = 0; i < 12; ++i) {
      EventColumns events;
      const double shift = i == 0 ? 0 : i == 1 ? 5 : draw.uniform(0, 10);  // on a centre, an edge
      events.x = {grid.x_of(130) + shift};
      events.y = {grid.y_of(120) - (i < 2 ? shift : draw.uniform(0, 10))};
      events.bandwidth = {radius * grid.cell};
      const auto truth = reference::kernel_density_brute(events.view(), grid, Kernel::triangular);
      const double height = kernel_peak(Kernel::triangular, events.bandwidth[0]);
      EXPECT_LE(largest_difference(cones(events, grid), truth), bound * height) << radius;
    }
  }
}

TEST(TriangularDensity, AutomaticTakesItWhereItIsFasterAndKeepsToOneInAMillion) {
  const Grid grid{500000, 4600000, 10, 300, 230};
  for (const double cells : {52.0, 75.3, 200.0, 400.0}) {
    Draw draw(static_cast<std::uint64_t>(cells * 10));
    EventColumns events = events_around(grid, 8000, draw);
    for (std::size_t i = 0; i < events.x.size(); ++i) events.weight.push_back(draw.uniform(0, 2));
    events.bandwidth = {cells * grid.cell};
    const Filled fast = filled(events, grid, Kernel::triangular, DensityMethod::automatic);
    ASSERT_EQ(fast.words, "exact sweeps and Fourier transform") << cells;
    EXPECT_LE(fast.error_bound, 1e-6);
    const Filled exact = filled(events, grid, Kernel::triangular, DensityMethod::exact);
    ASSERT_EQ(exact.words, "direct scatter");
    EXPECT_LE(largest_difference(fast.values, exact.values), 1e-6 * peak_of(exact.values)) << cells;
    for (std::size_t i = 0; i < exact.values.size(); ++i) {
      ASSERT_TRUE(fast.values[i] >= 0 && (exact.values[i] > 0 || fast.values[i] == 0)) << i;
    }
    const ThreadLimit one(1);
    EXPECT_EQ(filled(events, grid, Kernel::triangular, DensityMethod::automatic).values,
              fast.values);
  }
  Draw draw(3);
  EventColumns few = events_around(grid, 8000, draw);
  few.bandwidth = {51.9 * grid.cell};
  EXPECT_EQ(filled(few, grid, Kernel::triangular, DensityMethod::automatic).words,
            "direct scatter");
}

class Transformed : public testing::TestWithParam<Kernel> {};
INSTANTIATE_TEST_SUITE_P(Kernels, Transformed,
                         testing::Values(Kernel::uniform, Kernel::triangular, Kernel::epanechnikov,
                                         Kernel::quartic, Kernel::triweight, Kernel::gaussian),
                         [](const auto& kernel) { return std::string(name_of(kernel.param)); });

/// One place, a row of places half a cell off, and a random city: the first two are near the worst.
std::vector<EventColumns> arrangements(const Grid& grid) {
  EventColumns one;
  one.x = {grid.x_of(60) + .5 * grid.cell};
  one.y = {grid.y_of(45) + .5 * grid.cell};
  EventColumns row;
  for (int i = 20; i < 100; i += 3) {
    row.x.push_back(grid.x_of(i) + .5 * grid.cell);
    row.y.push_back(grid.y_of(45));
  }
  EventColumns city;
  Draw draw(3);
  for (int i = 0; i < 400; ++i) {
    city.x.push_back(grid.xmin + draw.uniform(100, 1100));
    city.y.push_back(grid.ymax - draw.uniform(100, 800));
  }
  return {one, row, city};
}

TEST_P(Transformed, StaysWithinItsStatedBound) {
  const Grid grid{500000, 4600000, 10, 121, 91};
  for (const double cells : {4.0, 9.5, 20.0, 44.0}) {
    for (EventColumns& events : arrangements(grid)) {
      events.bandwidth = {cells * grid.cell};
      const Filled fast = filled(events, grid, GetParam(), DensityMethod::fft);
      ASSERT_EQ(fast.words, "binned Fourier transform");
      EXPECT_EQ(fast.error_bound, density::fft_error_bound(GetParam(), cells));
      const auto truth = reference::kernel_density_brute(events.view(), grid, GetParam());
      EXPECT_LE(largest_difference(fast.values, truth), fast.error_bound * peak_of(truth))
          << cells << " cells, " << events.x.size() << " events";
      for (std::size_t i = 0; i < truth.size(); ++i) {
        ASSERT_TRUE(fast.values[i] >= 0 && (truth[i] > 0 || fast.values[i] == 0)) << i;
      }
    }
  }
}

TEST(Fft, IsFarBetterOverACityThanItsBoundForTheWorstCase) {
  const Grid grid{500000, 4600000, 10, 121, 91};
  EventColumns city = arrangements(grid)[2];
  city.bandwidth = {440};
  for (const Kernel kernel : {Kernel::epanechnikov, Kernel::quartic, Kernel::triweight}) {
    const Filled fast = filled(city, grid, kernel, DensityMethod::fft);
    const auto truth = reference::kernel_density_brute(city.view(), grid, kernel);
    EXPECT_LE(largest_difference(fast.values, truth), fast.error_bound / 100 * peak_of(truth))
        << name_of(kernel);
  }
}

TEST(Fft, IsTheSameToTheBitForAnyThreads) {
  const Grid grid{500000, 4600000, 10, 200, 160};
  Draw draw(9);
  EventColumns events = events_around(grid, 2000, draw);
  events.bandwidth = {170};
  std::vector<double> first;
  for (const int threads : {1, 2, 3}) {
    const ThreadLimit limit(threads);
    const auto values = filled(events, grid, Kernel::quartic, DensityMethod::fft).values;
    if (first.empty()) first = values;
    EXPECT_TRUE(values == first) << threads;
  }
}

TEST(Automatic, KeepsToOneInAMillionOfThePeakWhateverItTakes) {
  const Grid grid{500000, 4600000, 1, 200, 900};
  for (const double cells : {480.0, 60.0}) {
    Draw draw(17);
    EventColumns events = events_around(grid, 60000, draw);
    events.bandwidth = {cells};
    const Filled chosen = filled(events, grid, Kernel::triweight, DensityMethod::automatic);
    const Filled exact = filled(events, grid, Kernel::triweight, DensityMethod::exact);
    EXPECT_EQ(chosen.words, cells > 100 ? "binned Fourier transform" : "exact sweep");
    EXPECT_EQ(exact.words, "exact sweep");
    EXPECT_LE(chosen.error_bound, 1e-6);
    EXPECT_LE(largest_difference(chosen.values, exact.values), 1e-6 * peak_of(exact.values));
  }
}

TEST(VectorWidths, AllGiveTheSameBits) {
  const Grid grid{500000, 4600000, 10, 333, 70};
  Draw draw(23);
  EventColumns events = events_around(grid, 2000, draw);
  const std::int64_t all = hwy::SupportedTargets();
  for (const std::string_view name : kernel_names) {
    const Kernel kernel = kernel_from_name(std::string(name));
    for (const double cells : {2.0, 6.0, 31.0, 60.0}) {
      events.bandwidth = {cells * grid.cell};
      std::vector<double> first;
      for (std::int64_t rest = all; rest != 0; rest &= rest - 1) {
        hwy::SetSupportedTargetsForTest(rest & -rest);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        const auto values = kernel == Kernel::triangular && cells >= 52
                                ? cones(events, grid)
                                : filled(events, grid, kernel, DensityMethod::exact).values;
        if (first.empty()) first = values;
        EXPECT_TRUE(values == first) << name << ", " << hwy::TargetName(rest & -rest);
      }
      hwy::SetSupportedTargetsForTest(0);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
  }
}

}  // namespace
}  // namespace farola
