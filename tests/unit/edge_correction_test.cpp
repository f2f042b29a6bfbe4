#include "farola/density/edge_correction.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/raster/mask.hpp"

#include <cmath>
#include <numbers>

#include "reference/brute_force_edge_factor.hpp"
#include "reference/lehmer_points.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

constexpr double east = 440000, north = 4474000;  // UTM-like, where cancellation would show

MultiPolygon rectangle(double width, double height) {
  return {{{{east, north},
            {east + width, north},
            {east + width, north + height},
            {east, north + height},
            {east, north}},
           {}}};
}

/// A star with a hole and, apart, a triangle.
MultiPolygon star_with_hole() {
  Polygon star;
  for (int i = 0; i <= 14; ++i) {
    const double angle = 2 * std::numbers::pi * (i % 14) / 14, r = i % 2 ? 450 : 900;
    star.shell.push_back({east + r * std::cos(angle), north + r * std::sin(angle)});
  }
  star.holes.push_back({{east - 100, north - 50},
                        {east - 20, north + 180},
                        {east + 150, north + 30},
                        {east - 100, north - 50}});
  const Polygon triangle{{{east + 800, north - 800},
                          {east + 1200, north - 700},
                          {east + 900, north - 300},
                          {east + 800, north - 800}},
                         {}};
  return {star, triangle};
}

double normal_cdf(double z) { return .5 * std::erfc(-z / std::numbers::sqrt2); }

TEST(EdgeFactors, GaussianInARectangleIsAProductOfNormalProbabilities) {
  const EdgeFactors factors(rectangle(1000, 600), Kernel::gaussian, Metres{300});
  for (const double sigma : {20.0, 150.0, 900.0}) {
    for (const Point p : {Point{500, 300}, {3, 5}, {-40, 200}, {990, 599}, {0, 0}, {400, 0}}) {
      const double expected = (normal_cdf((1000 - p.x) / sigma) - normal_cdf(-p.x / sigma)) *
                              (normal_cdf((600 - p.y) / sigma) - normal_cdf(-p.y / sigma));
      EXPECT_NEAR(factors.at({east + p.x, north + p.y}, sigma), expected, 1e-8) << sigma;
    }
  }
}

// Of a disc of radius b cut by a line through u = d/b: the circular segment's share.
TEST(EdgeFactors, UniformAtAHalfPlaneIsACircularSegment) {
  const EdgeFactors factors(rectangle(100000, 100000), Kernel::uniform, Metres{300});
  for (const double u : {-.99, -.4, 0.0, .1, .73, .999, 1.0, 1.5}) {
    const double d = std::clamp(u, -1.0, 1.0);
    const double expected = 1 - (std::acos(d) - d * std::sqrt(1 - d * d)) / std::numbers::pi;
    EXPECT_NEAR(factors.at({east + 50000, north + 300 * u}, 300), expected, 1e-9) << u;
  }
}

// The quartic's marginal is (16/5 pi)(1 - u^2)^(5/2) 1/b.
TEST(EdgeFactors, QuarticAtAHalfPlane) {
  const EdgeFactors factors(rectangle(100000, 100000), Kernel::quartic, Metres{300});
  for (const double u : {-.5, 0.0, .25, .8}) {
    const double expected = boost::math::quadrature::gauss<double, 60>::integrate(
        [](double t) { return 16 / (5 * std::numbers::pi) * std::pow(1 - t * t, 2.5); }, -1.0, u);
    EXPECT_NEAR(factors.at({east + 50000, north + 300 * u}, 300), expected, 1e-7) << u;
  }
}

TEST(EdgeFactors, EveryKernelMatchesQuadratureOverAPolygonWithAHole) {
  const MultiPolygon area = star_with_hole();
  for (const auto name : kernel_names) {
    const Kernel kernel = kernel_from_name(std::string(name));
    const EdgeFactors factors(area, kernel, Metres{300});
    // The rim of the uniform kernel is a jump, where quadrature is slow to settle.
    const double tolerance = kernel == Kernel::uniform ? 5e-6 : 1e-6;
    for (std::uint64_t i = 0; i < 12; ++i) {
      const Point c{east + 2400 * (random_uniform(1, 1, i) - .4),
                    north + 2000 * (random_uniform(1, 2, i) - .5)};
      const double bandwidth = kernel_spread(Kernel::uniform) / kernel_spread(kernel) *
                               (60 + 900 * random_uniform(1, 3, i));
      EXPECT_NEAR(factors.at(c, bandwidth),
                  test::brute_force_edge_factor(area, kernel, bandwidth, c), tolerance)
          << name << " " << i;
    }
  }
}

TEST(EdgeFactors, ShortEdgesOfADetailedOutline) {
  Polygon wavy;
  for (int i = 0; i <= 600; ++i) {
    const double angle = 2 * std::numbers::pi * (i % 600) / 600;
    const double r = 500 + 60 * std::sin(9 * angle) + 8 * std::sin(83 * angle);
    wavy.shell.push_back({east + r * std::cos(angle), north + r * std::sin(angle)});
  }
  for (const Kernel kernel : {Kernel::quartic, Kernel::gaussian}) {
    const double bandwidth = kernel == Kernel::gaussian ? 100 : 283;
    const EdgeFactors factors({wavy}, kernel, Metres{bandwidth});
    for (const double x : {0.0, 300.0, 470.0, 497.0, 520.0}) {
      const Point c{east + x, north + 20};
      EXPECT_NEAR(factors.at(c, bandwidth),
                  test::brute_force_edge_factor({wavy}, kernel, bandwidth, c), 2e-8)
          << name_of(kernel) << " " << x;
    }
  }
}

TEST(EdgeFactors, PlacesOnTheOutlineAndItsCornersAreNoException) {
  const MultiPolygon area = star_with_hole();
  std::vector<Point> places(area[0].shell);
  places.insert(places.end(), area[0].holes[0].begin(), area[0].holes[0].end());
  const std::size_t corners = places.size();
  for (std::size_t i = 0; i + 1 < corners; ++i) {
    places.push_back({(places[i].x + places[i + 1].x) / 2, (places[i].y + places[i + 1].y) / 2});
  }
  for (const Kernel kernel : {Kernel::triangular, Kernel::quartic, Kernel::gaussian}) {
    const EdgeFactors factors(area, kernel, Metres{300});
    for (const Point& c : places) {
      EXPECT_NEAR(factors.at(c, 170), test::brute_force_edge_factor(area, kernel, 170, c), 1e-6)
          << name_of(kernel) << " " << c.x - east << " " << c.y - north;
    }
  }
  const EdgeFactors square(rectangle(500, 500), Kernel::quartic, Metres{200});
  EXPECT_NEAR(square.at({east, north}, 200), .25, 1e-6);
  EXPECT_NEAR(square.at({east, north + 250}, 200), .5, 1e-6);
}

TEST(EdgeFactors, RingDirectionDoesNotMatter) {
  MultiPolygon area = star_with_hole();
  const double right =
      EdgeFactors(area, Kernel::quartic, Metres{300}).at({east + 90, north + 120}, 400);
  std::reverse(area[0].shell.begin(), area[0].shell.end());
  std::reverse(area[0].holes[0].begin(), area[0].holes[0].end());
  EXPECT_NEAR(EdgeFactors(area, Kernel::quartic, Metres{300}).at({east + 90, north + 120}, 400),
              right, 1e-12);
}

// Values by spatstat's density.ppp, which bins points to pixels of 1 m and convolves by FFT: within
// 0.3 %; at the point within 1 %, for it reads each event's factor from the pixel, up to 0.7 m
// away.
TEST(EdgeFactors, CorrectADensityAsSpatstatDoes) {
  const test::Points p = test::city_points(400, 20260101);
  const double x[] = {51.5, 501.5, 997.5, 249.5, 449.5}, y[] = {49.5, 399.5, 1.5, 151.5, 601.5};
  const MultiPolygon window = {{{{0, 0}, {1000, 0}, {1000, 800}, {0, 800}, {0, 0}}, {}}};
  const MultiPolygon l_shape = {
      {{{0, 0}, {1000, 0}, {1000, 400}, {500, 400}, {500, 800}, {0, 800}, {0, 0}}, {}}};
  const auto expect = [&](const MultiPolygon& area, Kernel kernel, bool at_point,
                          const std::vector<double>& expected) {
    const PolygonIndex inside(area);
    const double bandwidth = 60 / kernel_spread(kernel);
    const EdgeFactors factors(area, kernel, Metres{bandwidth});
    const auto at_points = factors.at(p.x, p.y, std::vector<double>{bandwidth}, Progress());
    for (std::size_t c = 0; c < 5; ++c) {
      double sum = 0;
      for (std::size_t i = 0; i < p.x.size(); ++i) {
        if (!inside.contains({p.x[i], p.y[i]})) continue;
        sum += kernel_value(kernel, std::hypot(x[c] - p.x[i], y[c] - p.y[i]), bandwidth) /
               (at_point ? at_points[i] : 1);
      }
      if (!at_point) sum /= factors.at({x[c], y[c]}, bandwidth);
      EXPECT_NEAR(sum, expected[c], (at_point ? .01 : .003) * expected[c])
          << name_of(kernel) << " " << at_point << c;
    }
  };
  expect(window, Kernel::gaussian, false,
         {3.973086e-04, 3.332457e-04, 1.882609e-04, 1.242862e-03, 1.223330e-03});
  expect(window, Kernel::gaussian, true,
         {3.505420e-04, 3.332476e-04, 1.050479e-04, 1.263060e-03, 1.228552e-03});
  expect(l_shape, Kernel::gaussian, false,
         {3.973086e-04, 3.778022e-04, 1.882609e-04, 1.242862e-03, 1.250838e-03});
  expect(l_shape, Kernel::gaussian, true,
         {3.505420e-04, 3.635977e-04, 1.050480e-04, 1.263061e-03, 1.263827e-03});
  expect(window, Kernel::quartic, false,
         {4.222322e-04, 3.488705e-04, 1.844489e-04, 1.226206e-03, 1.170285e-03});
}

TEST(EdgeFactors, RowsAndPlacesAgreeAndAreExactlyOneFarInside) {
  const MultiPolygon area = star_with_hole();
  const Grid grid = grid_over(box_of(area), Metres{20});
  const Mask mask = mask_of(area, grid);
  for (const Kernel kernel : {Kernel::quartic, Kernel::gaussian}) {
    const EdgeFactors factors(area, kernel, Metres{300});
    const double bandwidth = kernel == Kernel::gaussian ? 12 : 90;
    const auto rows = factors.rows(grid, 0, grid.rows, bandwidth, Progress());
    const auto part = factors.rows(grid, 7, 5, bandwidth, Progress());
    int whole = 0;
    for (std::int64_t i = 0; i < grid.cells(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (!mask.inside[at]) {
        EXPECT_TRUE(std::isnan(rows[at]));
        continue;
      }
      whole += rows[at] == 1;
      EXPECT_NEAR(rows[at], factors.at(grid.centre(i % grid.columns, i / grid.columns), bandwidth),
                  1e-12);
      if (i / grid.columns >= 7 && i / grid.columns < 12) {
        EXPECT_EQ(rows[at], part[static_cast<std::size_t>(i - 7 * grid.columns)]);
      }
    }
    EXPECT_GT(whole, 500);
  }
}

// The Gaussian on a lattice: wide against the cells, and many places.
TEST(EdgeFactors, InterpolatedFactorsAreWithinAMillionth) {
  const MultiPolygon area = star_with_hole();
  const Grid grid = grid_over(box_of(area), Metres{5});
  const EdgeFactors factors(area, Kernel::gaussian, Metres{100});
  const Mask mask = mask_of(area, grid);
  const auto rows = factors.rows(grid, 0, grid.rows, 100, Progress());
  const auto part = factors.rows(grid, 101, 7, 100, Progress());
  std::vector<double> x, y;
  std::vector<std::size_t> cell;
  for (std::int64_t i = 0; i < grid.cells(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (i / grid.columns >= 101 && i / grid.columns < 108 && mask.inside[at]) {
      EXPECT_EQ(rows[at], part[static_cast<std::size_t>(i - 101 * grid.columns)]);
    }
    if (!mask.inside[at]) continue;
    cell.push_back(at);
    x.push_back(grid.centre(i % grid.columns, i / grid.columns).x);
    y.push_back(grid.centre(i % grid.columns, i / grid.columns).y);
  }
  const auto places = factors.at(x, y, std::vector<double>{100}, Progress());
  for (std::size_t i = 0; i < cell.size(); i += 41) {
    const double exact = factors.at({x[i], y[i]}, 100);
    ASSERT_NEAR(rows[cell[i]], exact, 1e-6);
    ASSERT_NEAR(places[i], exact, 1e-6);
  }
}

TEST(EdgeFactors, ManyPlacesTakeTheirOwnBandwidths) {
  const EdgeFactors factors(star_with_hole(), Kernel::epanechnikov, Metres{300});
  const std::vector<double> x = {east, east + 500, east + 850},
                            y = {north, north + 80, north - 600};
  const auto same = factors.at(x, y, std::vector<double>{250}, Progress());
  const auto own = factors.at(x, y, std::vector<double>{100, 250, 400}, Progress());
  EXPECT_EQ(own[0], factors.at({x[0], y[0]}, 100));
  EXPECT_EQ(own[1], same[1]);
  EXPECT_EQ(own[2], factors.at({x[2], y[2]}, 400));
}

TEST(EdgeFactors, SameBitsForAnyThreadsAndCancel) {
  const MultiPolygon area = star_with_hole();
  const EdgeFactors factors(area, Kernel::gaussian, Metres{300});
  const Grid grid = grid_over(box_of(area), Metres{10});
  const auto with = [&](int threads) {
    const ThreadLimit limit(threads);
    auto values = factors.rows(grid, 0, grid.rows, 80, Progress());
    for (double& value : values) value = std::isnan(value) ? -1 : value;
    return values;
  };
  EXPECT_EQ(with(1), with(2));
  const Progress progress;
  progress.cancel();
  EXPECT_THROW(factors.rows(grid, 0, grid.rows, 80, progress), Error);
}

}  // namespace
}  // namespace farola
