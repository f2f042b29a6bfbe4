// The space-time K function against splancs, against every permutation there is, and at the edges
// of its input.

#include "farola/near_repeat/space_time_k.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/permutation_variance.hpp"
#include "farola/near_repeat/study_window.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "reference/ripley_k_brute.hpp"
#include "support/csv_numbers.hpp"
#include "support/draw.hpp"
#include "support/expect_error.hpp"
#include "support/shared_data.hpp"
#include "support/windows.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

struct Points {
  std::vector<double> x, y, t;
};

SpaceTimeKOptions at(std::vector<double> distances, std::vector<double> times, double begin,
                     double end, int permutations = 0) {
  SpaceTimeKOptions options;
  options.distances = std::move(distances);
  options.times = std::move(times);
  options.begin = begin;
  options.end = end;
  options.permutations = permutations;
  return options;
}

SpaceTimeK of(const Points& p, const MultiPolygon& window, const SpaceTimeKOptions& options) {
  return space_time_k(p.x, p.y, p.t, window, options, Progress());
}

// splancs counts u < t at the last time of stkhat alone (u <= t at all others, and in stsecal);
// days are whole, so its 42 is our 41.5. Its standard error lies within 0.02 % of the exact one.
TEST(SpaceTimeK, IsThatOfSplancs) {
  FAROLA_REQUIRE_SHARED(points, "oracles/near_repeat/syn2000.csv");
  FAROLA_REQUIRE_SHARED(corners, "oracles/near_repeat/stkhat_splancs_window.csv");
  FAROLA_REQUIRE_SHARED(values, "oracles/near_repeat/stkhat_splancs.csv");
  FAROLA_REQUIRE_SHARED(errors, "oracles/near_repeat/stsecal_splancs.csv");
  FAROLA_REQUIRE_SHARED(shuffles, "oracles/near_repeat/stmctest_splancs.csv");
  auto p = test::csv_numbers(points), c = test::csv_numbers(corners);
  Points data;
  for (std::size_t i = 0; i < 500; ++i) {
    data.x.push_back(p["x"][i]);
    data.y.push_back(p["y"][i]);
    data.t.push_back(p["t"][i]);
  }
  Box box;
  for (std::size_t k = 0; k < c["x"].size(); ++k) box.extend(Point{c["x"][k], c["y"][k]});
  std::vector<double> distances;
  for (int k = 1; k <= 10; ++k) distances.push_back(100 * k);
  SpaceTimeKOptions options =
      at(distances, {7, 14, 21, 28, 35, 41.5, 42}, c["tl1"][0], c["tl2"][0], 199);
  const SpaceTimeK found = of(data, polygon_of(box), options);
  auto truth = test::csv_numbers(values), se = test::csv_numbers(errors);
  ASSERT_EQ(truth["s"].size(), 60u);
  double sum_d = 0;
  for (std::size_t row = 0; row < 60; ++row) {
    const auto cell_at = [&](double t) {
      return *std::find_if(found.cells.begin(), found.cells.end(), [&](const SpaceTimeKCell& cell) {
        return cell.distance == truth["s"][row] && cell.time == t;
      });
    };
    const double t = truth["t"][row];
    const SpaceTimeKCell cell = cell_at(t == 42 ? 41.5 : t);
    EXPECT_NEAR(cell.k, truth["Kst"][row], 1e-9 * truth["Kst"][row]);
    EXPECT_NEAR(cell.k_space, truth["Ks"][row], 1e-9 * truth["Ks"][row]);
    EXPECT_NEAR(cell.k_time, truth["Kt"][row], 1e-9 * truth["Kt"][row]);
    EXPECT_NEAR(cell.d, truth["D"][row], 1e-9 * truth["Kst"][row]);
    EXPECT_NEAR(cell_at(t).se, se["se"][row], 2e-4 * se["se"][row]);
    sum_d += cell.d;
  }
  // The observed statistic of its Monte Carlo test: the sum of D.
  EXPECT_NEAR(sum_d, test::csv_numbers(shuffles)["U"][0], 1e-6 * sum_d);
  // Five of its 19 shuffles exceed that, six of 20 with the observed: p is 0.3, give or take 0.1.
  EXPECT_GT(found.p_sum, .05);
  EXPECT_LT(found.p_sum, .7);
}

/// The definition as it reads.
SpaceTimeKCell brute(const Points& p, const MultiPolygon& window, const SpaceTimeKOptions& o,
                     double s, double t) {
  const PolygonIndex inside(window);
  const double n = static_cast<double>(p.x.size()), scale = 1 / (n * (n - 1));
  double joint = 0, space = 0, time = 0;
  for (std::size_t i = 0; i < p.x.size(); ++i) {
    for (std::size_t j = 0; j < p.x.size(); ++j) {
      if (i == j) continue;
      const double d = std::hypot(p.x[i] - p.x[j], p.y[i] - p.y[j]), u = std::abs(p.t[i] - p.t[j]);
      double w = 0, v = 0;
      if (d <= s) {
        w = o.correction == PairCorrection::none ||
                    d <= reference::outline_distance(window, {p.x[i], p.y[i]})
                ? 1
                : 1 / reference::circle_share(inside, {p.x[i], p.y[i]}, d, 8000);
      }
      if (u <= t) {
        const bool both = u == 0 || (p.t[i] - u > o.begin && p.t[i] + u < o.end);
        v = !o.time_correction || both ? 1 : 2;
      }
      joint += w * v;
      space += w;
      time += v;
    }
  }
  SpaceTimeKCell cell;
  cell.k_space = area_of(window) * scale * space;
  cell.k_time = (o.end - o.begin) * scale * time;
  cell.k = area_of(window) * (o.end - o.begin) * scale * joint;
  return cell;
}

Points some_points(const MultiPolygon& window, test::Draw& draw, int count) {
  const PolygonIndex inside(window);
  Points p;
  while (static_cast<int>(p.x.size()) < count) {
    const Point at{draw.uniform(0, 1000), draw.uniform(0, 1000)};
    if (!inside.contains(at)) continue;
    p.x.push_back(at.x);
    p.y.push_back(at.y);
    p.t.push_back(draw.chance(.5) ? static_cast<double>(draw.below(50)) : draw.uniform(0, 50));
  }
  return p;
}

TEST(SpaceTimeK, AgreesWithTheTwin) {
  test::Draw draw(11);
  for (const MultiPolygon& window : test::odd_windows()) {
    const Points p = some_points(window, draw, 30);
    for (const bool corrected : {true, false}) {
      SpaceTimeKOptions options = at({0, 60, 200}, {0, 3, 20}, 0, 50);
      options.time_correction = corrected;
      options.correction = corrected ? PairCorrection::isotropic : PairCorrection::none;
      for (const SpaceTimeKCell& cell : of(p, window, options).cells) {
        const SpaceTimeKCell truth = brute(p, window, options, cell.distance, cell.time);
        const double tolerance = corrected ? 2e-3 : 1e-12;
        EXPECT_NEAR(cell.k, truth.k, tolerance * truth.k);
        EXPECT_NEAR(cell.k_space, truth.k_space, tolerance * truth.k_space);
        EXPECT_NEAR(cell.k_time, truth.k_time, 1e-12 * truth.k_time);
        EXPECT_NEAR(cell.d, cell.k - cell.k_space * cell.k_time, 1e-9 * (cell.k + 1));
      }
    }
  }
}

// All 720 orders of six times: the mean of D is 0 and its standard deviation is se.
TEST(SpaceTimeK, StandardErrorIsThatOfEveryPermutation) {
  test::Draw draw(12);
  for (const MultiPolygon& window : test::odd_windows()) {
    Points p = some_points(window, draw, 6);
    const SpaceTimeKOptions options = at({150, 500}, {5, 25}, 0, 50);
    const SpaceTimeK found = of(p, window, options);
    std::vector<double> sum(4), squares(4);
    std::sort(p.t.begin(), p.t.end());
    std::vector<int> order(6);
    std::iota(order.begin(), order.end(), 0);
    const std::vector<double> times = p.t;
    do {
      for (std::size_t i = 0; i < 6; ++i) p.t[i] = times[static_cast<std::size_t>(order[i])];
      const SpaceTimeK shuffled = of(p, window, options);
      for (std::size_t c = 0; c < 4; ++c) {
        sum[c] += shuffled.cells[c].d;
        squares[c] += shuffled.cells[c].d * shuffled.cells[c].d;
      }
    } while (std::next_permutation(order.begin(), order.end()));
    for (std::size_t c = 0; c < 4; ++c) {
      const double scale = found.cells[c].k_space * found.cells[c].k_time + 1;
      EXPECT_NEAR(sum[c] / 720, 0, 1e-9 * scale);
      EXPECT_NEAR(found.cells[c].se, std::sqrt(squares[c] / 720), 1e-6 * scale);
    }
  }
}

// A second event 20 m and a day after the first, at 40 places that have nothing to do with each
// other.
TEST(SpaceTimeK, FindsRepeats) {
  test::Draw draw(13);
  Points p, alone;
  for (int k = 0; k < 60; ++k) {
    const double x = draw.uniform(50, 950), y = draw.uniform(50, 950), t = draw.uniform(1, 98);
    for (int i = 0; i < 2; ++i) {
      p.x.push_back(x + 20 * i);
      p.y.push_back(y);
      p.t.push_back(t + i);
      alone.x.push_back(x + 20 * i);
      alone.y.push_back(y);
      alone.t.push_back(draw.uniform(0, 100));
    }
  }
  const MultiPolygon window = polygon_of(Box{0, 0, 1000, 1000});
  const SpaceTimeKOptions options = at({30, 60}, {2, 10}, 0, 100, 199);
  const SpaceTimeK found = of(p, window, options);
  EXPECT_EQ(found.p_max, .005);
  EXPECT_EQ(found.p_sum, .005);
  EXPECT_EQ(found.cells[0].p, .005);
  EXPECT_EQ(found.cells[0].p_lower, 1);
  EXPECT_GT(found.cells[0].residual, 10);
  EXPECT_GT(found.cells[0].excess, 5);
  const SpaceTimeK none = of(alone, window, options);
  EXPECT_GT(none.p_max, .01);
  EXPECT_LT(std::abs(none.cells[3].residual), 4);
}

TEST(SpaceTimeK, TheSameForAnyThreads) {
  test::Draw draw(14);
  const MultiPolygon window = test::odd_windows()[1];
  const Points p = some_points(window, draw, 600);
  std::vector<SpaceTimeK> found;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    found.push_back(of(p, window, at({50, 150}, {2, 9}, 0, 50, 99)));
  }
  for (std::size_t k = 1; k < found.size(); ++k) {
    for (std::size_t c = 0; c < 4; ++c) {
      EXPECT_EQ(found[0].cells[c].k, found[k].cells[c].k);
      EXPECT_EQ(found[0].cells[c].se, found[k].cells[c].se);
      EXPECT_EQ(found[0].cells[c].p, found[k].cells[c].p);
    }
    EXPECT_EQ(found[0].p_max, found[k].p_max);
  }
}

TEST(SpaceTimeK, EdgesOfItsInput) {
  const MultiPolygon window = polygon_of(Box{0, 0, 1000, 1000});
  const SpaceTimeKOptions options = at({100}, {7}, 0, 50, 19);
  const auto code = [&](const Points& p, const SpaceTimeKOptions& o) {
    return test::code_of([&] { of(p, window, o); });
  };
  const Points two{{10, 20}, {10, 20}, {1, 2}};
  EXPECT_EQ(code({{1}, {1}, {1}}, options), "too-few-events");
  EXPECT_EQ(code({}, options), "too-few-events");
  EXPECT_EQ(code(two, at({100}, {7}, 3, 3)), "period-without-length");
  EXPECT_EQ(code(two, at({}, {7}, 0, 9)), "distances-too-few");
  EXPECT_EQ(code(two, at({100}, {-7}, 0, 9)), "times-too-few");
  EXPECT_EQ(code(two, at({100}, {-7, 7}, 0, 9)), "times-negative");
  EXPECT_EQ(code(two, at({100, 50}, {7}, 0, 9)), "distances-not-increasing");
  EXPECT_EQ(test::code_of([&] {
              of(two, polygon_of(Box{10, 10, 10, 20}), options);
            }),
            "window-without-area");
  // All at one place: nothing varies, and that is said.
  const SpaceTimeK stacked = of({{5, 5, 5}, {5, 5, 5}, {1, 2, 30}}, window, options);
  EXPECT_EQ(stacked.cells[0].se, 0);
  EXPECT_TRUE(std::isnan(stacked.cells[0].residual));
  EXPECT_EQ(stacked.cells[0].p, 1);
  EXPECT_TRUE(std::isnan(stacked.p_max));
  EXPECT_EQ(stacked.report.warnings.size(), 1u);
  // All at one time.
  const SpaceTimeK same = of({{5, 50, 500}, {5, 5, 5}, {9, 9, 9}}, window, options);
  EXPECT_EQ(same.cells[0].se, 0);
  EXPECT_NEAR(same.cells[0].d, 0, 1e-6 * same.cells[0].k);
  const Progress stopped;
  stopped.cancel();
  EXPECT_THROW(space_time_k(two.x, two.y, two.t, window, options, stopped), Error);
}

}  // namespace
}  // namespace farola
