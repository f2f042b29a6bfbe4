// The density engines against the readable twin, on random input of every sort they must bear.
// Tolerance: 1e-9 of the peak of the raster, as kernel_density.hpp promises for "exact".

#include "farola/core/parallel.hpp"
#include "farola/density/density_rows.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "reference/kernel_density_brute.hpp"
#include "support/random_events.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::Draw;
using test::EventColumns;

std::vector<double> fast(const EventColumns& events, const Grid& grid, Kernel kernel,
                         DensityMethod method = DensityMethod::exact) {
  DensityRows rows(events.view(), grid, kernel, method, Progress());
  std::vector<double> values(static_cast<std::size_t>(grid.cells()));
  rows.fill(0, grid.rows, values, Progress());
  return values;
}

/// Whether centres, edges and whole bandwidths are exact in binary, so that a rim is a rim.
bool exact_in_binary(const Grid& grid) {
  const auto whole = [](double quarters) { return quarters == std::floor(quarters); };
  return whole(4 * grid.cell) && whole(4 * grid.xmin) && whole(4 * grid.ymax);
}

/// A cell within rounding of a rim may fall on either side of it, where the coordinates are
/// rounded.
bool on_a_rim(const EventColumns& events, const Grid& grid, Kernel kernel, Point c) {
  if (exact_in_binary(grid)) return false;
  for (std::size_t i = 0; i < events.x.size(); ++i) {
    const double b = kernel_reach(kernel, events.bandwidth[events.bandwidth.size() > 1 ? i : 0]);
    const double r = std::hypot(c.x - events.x[i], c.y - events.y[i]);
    if (std::abs(r - b) < 1e-9 * (b + 1)) return true;
  }
  return false;
}

void expect_same(const EventColumns& events, const Grid& grid, Kernel kernel,
                 const std::string& what) {
  const std::vector<double> truth = reference::kernel_density_brute(events.view(), grid, kernel);
  const std::vector<double> values = fast(events, grid, kernel);
  const double peak = *std::max_element(truth.begin(), truth.end());
  int wrong = 0;
  for (std::size_t i = 0; i < truth.size() && wrong < 3; ++i) {
    const auto column = static_cast<std::int64_t>(i) % grid.columns;
    const auto row = static_cast<std::int64_t>(i) / grid.columns;
    const bool empty_differs = truth[i] == 0 && values[i] != 0;
    const bool near = std::abs(values[i] - truth[i]) <= 1e-9 * peak && values[i] >= 0;
    if (near && !empty_differs) continue;
    const bool rim_may_move_it = kernel == Kernel::uniform || near;
    if (rim_may_move_it && on_a_rim(events, grid, kernel, grid.centre(column, row))) continue;
    ++wrong;
    ADD_FAILURE() << what << ": cell " << column << ", " << row << " of " << grid.columns << " x "
                  << grid.rows << " is " << values[i] << ", twin " << truth[i] << ", peak " << peak;
  }
}

class EveryKernel : public testing::TestWithParam<Kernel> {};
INSTANTIATE_TEST_SUITE_P(Kernels, EveryKernel,
                         testing::Values(Kernel::uniform, Kernel::triangular, Kernel::epanechnikov,
                                         Kernel::quartic, Kernel::triweight, Kernel::gaussian),
                         [](const auto& kernel) { return std::string(name_of(kernel.param)); });

Grid some_grid(Draw& draw, std::int64_t most) {
  // Cells whose sides are, and are not, binary fractions, at UTM coordinates; the small ones at
  // local coordinates, because a double holds 4,600,000 m to no more than 1e-9 m.
  const double cells[] = {.1, 1, 2.5, 10, 25, 100.0 / 3};
  const std::int64_t choice = draw.below(6);
  const double cell = cells[choice];
  Grid grid{choice == 0 ? 5.0 : 500000.0, choice == 0 ? 46.0 : 4600000.0, cell, 0, 0};
  grid.xmin += std::floor(draw.uniform(0, 1000)) * cell;
  grid.ymax += std::floor(draw.uniform(0, 1000)) * cell;
  grid.columns = 1 + draw.below(most);
  grid.rows = 1 + draw.below(most / 2);
  return grid;
}

TEST_P(EveryKernel, AgreesWithTheTwinAtFixedBandwidths) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Draw draw(seed);
    const Grid grid = some_grid(draw, 90);
    EventColumns events = events_around(grid, 1 + draw.below(120), draw);
    // From a fraction of a cell to many times the grid; half of them whole numbers of cells, so
    // that cells lie exactly on rims.
    double radius = std::exp(draw.uniform(std::log(.2), std::log(300)));
    if (draw.chance(.5)) radius = std::max(1.0, std::round(radius));
    events.bandwidth = {radius * grid.cell};
    expect_same(events, grid, GetParam(), "seed " + std::to_string(seed));
  }
}

TEST_P(EveryKernel, AgreesWithTheTwinWithWeights) {
  for (std::uint64_t seed = 101; seed <= 120; ++seed) {
    Draw draw(seed);
    const Grid grid = some_grid(draw, 70);
    EventColumns events = events_around(grid, 1 + draw.below(100), draw);
    events.bandwidth = {std::exp(draw.uniform(std::log(.5), std::log(40))) * grid.cell};
    for (std::size_t i = 0; i < events.x.size(); ++i) {
      events.weight.push_back(draw.chance(.1) ? 0 : std::exp(draw.uniform(-9, 9)));
    }
    expect_same(events, grid, GetParam(), "seed " + std::to_string(seed));
  }
}

TEST_P(EveryKernel, AgreesWithTheTwinAtVaryingBandwidths) {
  for (std::uint64_t seed = 201; seed <= 220; ++seed) {
    Draw draw(seed);
    const Grid grid = some_grid(draw, 70);
    EventColumns events = events_around(grid, 2 + draw.below(100), draw);
    for (std::size_t i = 0; i < events.x.size(); ++i) {
      events.bandwidth.push_back(std::exp(draw.uniform(std::log(.3), std::log(60))) * grid.cell);
      events.weight.push_back(draw.uniform(0, 3));
    }
    expect_same(events, grid, GetParam(), "seed " + std::to_string(seed));
  }
}

TEST_P(EveryKernel, AgreesWithTheTwinOverManyTiles) {
  for (std::uint64_t seed = 301; seed <= 304; ++seed) {
    Draw draw(seed);
    const Grid grid{500000.25, 4600000.5, 25, 700 + draw.below(600), 9 + draw.below(20)};
    EventColumns events = events_around(grid, 150, draw);
    events.bandwidth = {(4 + 3 * static_cast<double>(draw.below(8))) * grid.cell};
    expect_same(events, grid, GetParam(), "seed " + std::to_string(seed));
  }
}

TEST_P(EveryKernel, OneEventOnACellCentreReachesItsRimAndNoFurther) {
  const Grid grid{500000, 4600000, 25, 41, 41};
  EventColumns events;
  events.x = {grid.x_of(20)};
  events.y = {grid.y_of(20)};
  events.bandwidth = {GetParam() == Kernel::gaussian ? 25 * 10 / gaussian_cutoff : 250.0};
  const std::vector<double> values = fast(events, grid, GetParam());
  for (std::int64_t row = 0; row < 41; ++row) {
    for (std::int64_t column = 0; column < 41; ++column) {
      const auto d2 = (row - 20) * (row - 20) + (column - 20) * (column - 20);
      const double value = values[static_cast<std::size_t>(row * 41 + column)];
      EXPECT_TRUE(d2 <= 100 || value == 0) << column << ", " << row;
      EXPECT_TRUE(d2 >= 100 || value > 0) << column << ", " << row;
      if (d2 == 100 && GetParam() == Kernel::uniform) {
        EXPECT_DOUBLE_EQ(value, kernel_peak(Kernel::uniform, 250));
      }
    }
  }
}

TEST_P(EveryKernel, IsTheSameToTheBitForAnyThreadsAndStrips) {
  Draw draw(7);
  const Grid grid{500000, 4600000, 10, 333, 90};
  EventColumns events = events_around(grid, 3000, draw);
  for (const double radius : {2.0, 9.0, 45.0}) {
    events.bandwidth = {radius * grid.cell / (GetParam() == Kernel::gaussian ? 3 : 1)};
    std::vector<double> first;
    for (const int threads : {1, 2, 3}) {
      const ThreadLimit limit(threads);
      const std::vector<double> values = fast(events, grid, GetParam());
      if (first.empty()) first = values;
      EXPECT_TRUE(values == first) << threads << " threads, radius " << radius;
    }
    DensityRows rows(events.view(), grid, GetParam(), DensityMethod::exact, Progress());
    std::vector<double> strips;
    for (std::int64_t row = 0; row < grid.rows; row += 2 * DensityRows::row_step) {
      const std::int64_t count = std::min<std::int64_t>(2 * DensityRows::row_step, grid.rows - row);
      std::vector<double> strip(static_cast<std::size_t>(count * grid.columns));
      rows.fill(row, count, strip, Progress());
      strips.insert(strips.end(), strip.begin(), strip.end());
    }
    EXPECT_TRUE(strips == first) << "strips, radius " << radius;
  }
}

}  // namespace
}  // namespace farola
