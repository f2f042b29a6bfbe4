// Distances to points, lines and polygons against every feature in turn.

#include "farola/risk/factor_distance.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/draw.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

double to_segment(Point from, Point to, Point p) {
  const double dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
  double t = length > 0 ? ((p.x - from.x) * dx + (p.y - from.y) * dy) / length : 0;
  t = std::clamp(t, 0.0, 1.0);
  return std::hypot(p.x - from.x - t * dx, p.y - from.y - t * dy);
}

/// By crossings of a ray to the east.
bool inside(const Ring& ring, Point p) {
  bool in = false;
  for (std::size_t k = 1; k < ring.size(); ++k) {
    const Point a = ring[k - 1], b = ring[k];
    if ((a.y > p.y) == (b.y > p.y)) continue;
    if (p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) in = !in;
  }
  return in;
}

double brute_distance(const FactorFeatures& features, Point p) {
  double best = 1e300;
  for (std::size_t i = 0; i < features.x.size(); ++i) {
    best = std::min(best, std::hypot(features.x[i] - p.x, features.y[i] - p.y));
  }
  for (const Segment& line : features.lines)
    best = std::min(best, to_segment(line.from, line.to, p));
  for (const Polygon& polygon : features.polygons) {
    bool in = inside(polygon.shell, p);
    for (const Ring& hole : polygon.holes) in = in && !inside(hole, p);
    if (in) return 0;
    auto rings = polygon.holes;
    rings.push_back(polygon.shell);
    for (const Ring& ring : rings) {
      for (std::size_t k = 1; k < ring.size(); ++k) {
        best = std::min(best, to_segment(ring[k - 1], ring[k], p));
      }
    }
  }
  return best;
}

Ring star(Point centre, double radius, test::Draw& draw, bool clockwise) {
  Ring ring;
  for (int k = 0; k < 7; ++k) {
    const double angle = (clockwise ? -k : k) * 2 * 3.14159265358979 / 7;
    const double r = radius * draw.uniform(.5, 1);
    ring.push_back({centre.x + r * std::cos(angle), centre.y + r * std::sin(angle)});
  }
  ring.push_back(ring[0]);
  return ring;
}

TEST(FactorDistance, AsEveryFeatureInTurn) {
  test::Draw draw(21);
  for (int trial = 0; trial < 30; ++trial) {
    const Grid grid{440000, 4474000, draw.uniform(5, 60), 20 + draw.below(20), 15 + draw.below(20)};
    const Box box = grid.box().grown(200);
    const auto place = [&] {
      return Point{draw.uniform(box.xmin, box.xmax), draw.uniform(box.ymin, box.ymax)};
    };
    FactorFeatures features;
    if (trial % 3 != 1) {
      for (std::int64_t k = draw.below(30); k >= 0; --k) {
        const Point p = place();
        features.x.push_back(p.x);
        features.y.push_back(p.y);
      }
    }
    if (trial % 3 != 0) {
      for (std::int64_t k = draw.below(20); k >= 0; --k) {
        const Point from = place();
        features.lines.push_back({from, k == 0 ? from : place()});
      }
    }
    if (trial % 2 == 0) {
      for (std::int64_t k = draw.below(4); k >= 0; --k) {
        const Point centre = place();
        const double radius = draw.uniform(20, 150);
        features.polygons.push_back(
            {star(centre, radius, draw, false), {star(centre, radius * .45, draw, true)}});
      }
    }
    features.polygons = repair(features.polygons).polygons;  // no overlaps
    std::vector<std::int64_t> cells;
    for (std::int64_t cell = 0; cell < grid.cells(); ++cell) {
      if (draw.chance(.7)) cells.push_back(cell);
    }
    const auto distances = factor_distance(features, grid, cells, Progress());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Point centre = grid.centre(cells[i] % grid.columns, cells[i] / grid.columns);
      ASSERT_NEAR(distances[i], brute_distance(features, centre), 2e-9) << "trial " << trial;
    }
  }
}

TEST(FactorDistance, NoFeatureIsNoDistance) {
  const Grid grid{0, 100, 10, 10, 10};
  const std::vector<std::int64_t> cells = {0, 99};
  const auto distances = factor_distance({}, grid, cells, Progress());
  EXPECT_TRUE(std::isnan(distances[0]) && std::isnan(distances[1]));
}

}  // namespace
}  // namespace farola
