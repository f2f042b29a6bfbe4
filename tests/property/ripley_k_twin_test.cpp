// Circles, moved windows and K itself against their readable twins, on windows with spikes, holes
// and parts; the same bits for any threads; cancel.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/ripley_k.hpp"
#include "farola/near_repeat/set_covariance.hpp"
#include "farola/near_repeat/study_window.hpp"

#include <cmath>
#include <numbers>

#include "reference/ripley_k_brute.hpp"
#include "support/draw.hpp"
#include "support/windows.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::Draw;

struct Places {
  std::vector<double> x, y;
  std::vector<std::uint8_t> second;
};

/// Some alone, some together, some at the same place, some on a lattice that the outline is on too.
Places places_in(const MultiPolygon& window, Draw& draw, int count) {
  const PolygonIndex inside(window);
  const Box box = inside.box();
  Places places;
  while (static_cast<int>(places.x.size()) < count) {
    Point p{draw.uniform(box.xmin, box.xmax), draw.uniform(box.ymin, box.ymax)};
    const double how = draw.uniform(0, 1);
    if (how < .2) p = {50 * std::round(p.x / 50), 50 * std::round(p.y / 50)};
    if (how > .9 && !places.x.empty()) p = {places.x.back(), places.y.back()};
    if (!inside.contains(p)) continue;
    places.x.push_back(p.x);
    places.y.push_back(p.y);
    places.second.push_back(draw.chance(.4) ? 1 : 0);
  }
  return places;
}

TEST(StudyWindow, CirclesAreShared) {
  Draw draw(1);
  for (const MultiPolygon& window : test::odd_windows()) {
    const StudyWindow study(window, 600);
    const PolygonIndex inside(window);
    EXPECT_NEAR(study.area(), area_of(window), 1e-9);
    const Places places = places_in(window, draw, 60);
    for (std::size_t i = 0; i < places.x.size(); ++i) {
      const Point c{places.x[i], places.y[i]};
      const OutlineView view = study.view_from(c);
      const double b = reference::outline_distance(window, c);
      EXPECT_NEAR(std::min(view.distance, 600.0), std::min(b, 600.0), 1e-9);
      for (int k = 0; k < 4; ++k) {
        const double d = draw.uniform(1, 600);
        const double truth = reference::circle_share(inside, c, d, 8000);
        if (truth == 0) continue;  // no other event can lie on such a circle
        EXPECT_NEAR(study.share(view, d), truth, 1e-3) << c.x << ' ' << c.y << ' ' << d;
      }
    }
  }
}

// A corner of the outline exactly on the circle, and edges that only touch it.
TEST(StudyWindow, CirclesThroughCornersAndAlongEdges) {
  const MultiPolygon square = polygon_of(Box{0, 0, 100, 100});
  const StudyWindow study(square, 150);
  const auto share = [&](double x, double y, double d) {
    return study.share(study.view_from({x, y}), d);
  };
  EXPECT_DOUBLE_EQ(share(50, 50, 50), 1);  // touches all four sides
  EXPECT_NEAR(share(0, 0, 30), .25, 1e-12);
  EXPECT_NEAR(share(0, 0, 100), .25, 1e-12);  // through two corners
  EXPECT_NEAR(share(50, 0, 50), .5, 1e-12);
  EXPECT_NEAR(share(0, 50, 20), .5, 1e-12);
  EXPECT_NEAR(share(30, 40, 50),  // through the corner at 0, 0
              1 - (2 * std::acos(.6) + 2 * std::acos(.8)) / (2 * std::numbers::pi), 1e-12);
  EXPECT_DOUBLE_EQ(share(20, 20, 0), 1);
}

TEST(SetCovariance, IsTheAreaInCommon) {
  Draw draw(2);
  const auto windows = test::odd_windows();
  for (std::size_t w = 0; w < windows.size(); ++w) {
    const MultiPolygon& window = windows[w];
    const double reach = w == 2 ? 100 : 400;  // the strip is 200 m wide
    const StudyWindow study(window, reach);
    const SetCovariance covariance(study, Progress());
    for (int k = 0; k < 200; ++k) {
      const double turn = draw.uniform(0, 2 * std::numbers::pi), h = draw.uniform(0, reach);
      const double dx = h * std::cos(turn), dy = h * std::sin(turn);
      EXPECT_NEAR(covariance.at(dx, dy), reference::shared_area(window, dx, dy),
                  1e-3 * study.area());
      EXPECT_NEAR(covariance.at(dx, dy), covariance.at(-dx, -dy), 1e-9 * study.area());
    }
    EXPECT_NEAR(covariance.at(0, 0), study.area(), 1e-9 * study.area());
  }
}

TEST(RipleyK, AgreesWithTheTwin) {
  Draw draw(3);
  for (const MultiPolygon& window : test::odd_windows()) {
    const Places places = places_in(window, draw, 25);
    const double n = static_cast<double>(places.x.size());
    std::vector<int> all(places.x.size(), 1), first, second;
    double n2 = 0;
    for (const auto kind : places.second) {
      first.push_back(kind == 0);
      second.push_back(kind == 1);
      n2 += kind;
    }
    for (const auto correction : {PairCorrection::none, PairCorrection::isotropic,
                                  PairCorrection::translate, PairCorrection::border}) {
      RipleyKOptions options;
      options.distances = {0, 40, 100, 250};
      options.correction = correction;
      options.simulations = 0;
      const RipleyK k = ripley_k(places.x, places.y, window, options, Progress());
      const RipleyK cross = cross_k(places.x, places.y, places.second, window, options, Progress());
      for (std::size_t at = 0; at < options.distances.size(); ++at) {
        const double r = options.distances[at];
        const double truth = reference::ripley_k_brute(places.x, places.y, all, all, n * (n - 1), n,
                                                       window, r, correction);
        const double cross_truth = reference::ripley_k_brute(
            places.x, places.y, first, second, (n - n2) * n2, n2, window, r, correction);
        const double tolerance =
            correction == PairCorrection::translate || correction == PairCorrection::isotropic
                ? 2e-3
                : 1e-12;
        if (std::isnan(truth)) {
          EXPECT_TRUE(std::isnan(k.k[at]));
        } else {
          EXPECT_NEAR(k.k[at], truth, tolerance * truth) << name_of(correction) << ' ' << r;
        }
        if (std::isnan(cross_truth)) {
          EXPECT_TRUE(std::isnan(cross.k[at]));
        } else {
          EXPECT_NEAR(cross.k[at], cross_truth, tolerance * cross_truth) << name_of(correction);
        }
      }
    }
  }
}

// Sums of g over rings are differences of K: a narrow kernel, integrated.
TEST(RipleyK, PairCorrelationIntegratesToK) {
  Draw draw(4);
  const MultiPolygon window = test::odd_windows()[3];
  const Places places = places_in(window, draw, 150);
  RipleyKOptions options;
  options.simulations = 0;
  options.bandwidth = 10;
  for (int k = 0; k <= 2000; ++k) options.distances.push_back(.1 * k);
  const RipleyK found = ripley_k(places.x, places.y, window, options, Progress());
  double integral = 0;
  for (std::size_t k = 201; k <= 1800; ++k) {
    integral += .1 * 2 * std::numbers::pi * found.distances[k] * found.g[k];
  }
  // The kernel smears both ends by up to its half-width.
  EXPECT_GT(integral, found.k[1700] - found.k[300]);
  EXPECT_LT(integral, found.k[1900] - found.k[100]);
}

TEST(RipleyK, TheSameForAnyThreads) {
  Draw draw(5);
  const MultiPolygon window = test::odd_windows()[1];
  const Places places = places_in(window, draw, 700);
  RipleyKOptions options;
  options.distances = {20, 50, 100};
  options.simulations = 19;
  std::vector<RipleyK> k, cross;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    k.push_back(ripley_k(places.x, places.y, window, options, Progress()));
    cross.push_back(cross_k(places.x, places.y, places.second, window, options, Progress()));
  }
  for (std::size_t t = 1; t < k.size(); ++t) {
    EXPECT_EQ(k[0].k, k[t].k);
    EXPECT_EQ(k[0].g, k[t].g);
    EXPECT_EQ(k[0].of_l.upper, k[t].of_l.upper);
    EXPECT_EQ(cross[0].of_l.lower, cross[t].of_l.lower);
    EXPECT_EQ(cross[0].of_g.p, cross[t].of_g.p);
  }
}

TEST(RipleyK, ProgressRisesAndCancelIsHeard) {
  Draw draw(6);
  const Places places = places_in(test::odd_windows()[0], draw, 300);
  RipleyKOptions options;
  options.distances = {50, 100};
  options.simulations = 39;
  double last = 0;
  const Progress progress([&](double fraction, const std::string&) {
    EXPECT_GE(fraction, last);
    last = fraction;
  });
  ripley_k(places.x, places.y, test::odd_windows()[0], options, progress);
  EXPECT_EQ(last, 1);
  const Progress stopped;
  stopped.cancel();
  EXPECT_THROW(ripley_k(places.x, places.y, test::odd_windows()[0], options, stopped), Error);
  EXPECT_THROW(cross_k(places.x, places.y, places.second, test::odd_windows()[0], options, stopped),
               Error);
}

}  // namespace
}  // namespace farola
