// Ripley's K against spatstat, against what randomness gives, and at the edges of its input.

#include "farola/near_repeat/ripley_k.hpp"

#include "farola/core/error.hpp"

#include <cmath>
#include <numbers>

#include "support/csv_numbers.hpp"
#include "support/draw.hpp"
#include "support/expect_error.hpp"
#include "support/shared_data.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using std::numbers::pi;

const MultiPolygon& square() {
  static const MultiPolygon window = polygon_of(Box{0, 0, 1000, 1000});
  return window;
}

RipleyKOptions at(std::vector<double> distances, int simulations = 0) {
  RipleyKOptions options;
  options.distances = std::move(distances);
  options.simulations = simulations;
  return options;
}

struct Oracle {
  std::vector<double> x, y, t;
  MultiPolygon window;
};
Oracle oracle(const std::string& points, const std::string& window) {
  auto p = test::csv_numbers(points), w = test::csv_numbers(window);
  return {p["x"], p["y"], p["t"],
          polygon_of(Box{w["xmin"][0], w["ymin"][0], w["xmax"][0], w["ymax"][0]})};
}

struct Column {
  PairCorrection correction;
  const char* name;
};
constexpr Column columns[] = {{PairCorrection::none, "un"},
                              {PairCorrection::isotropic, "iso"},
                              {PairCorrection::translate, "trans"},
                              {PairCorrection::border, "border"}};

TEST(RipleyK, IsThatOfSpatstat) {
  FAROLA_REQUIRE_SHARED(points, "oracles/near_repeat/syn2000.csv");
  FAROLA_REQUIRE_SHARED(window, "oracles/near_repeat/Kest_window.csv");
  FAROLA_REQUIRE_SHARED(values, "oracles/near_repeat/Kest_spatstat_syn2000.csv");
  const Oracle data = oracle(points, window);
  auto truth = test::csv_numbers(values);
  ASSERT_EQ(truth["r"].size(), 101u);
  for (const Column& column : columns) {
    RipleyKOptions options = at(truth["r"]);
    options.correction = column.correction;
    const RipleyK found = ripley_k(data.x, data.y, data.window, options, Progress());
    for (std::size_t k = 0; k < found.k.size(); ++k) {
      EXPECT_NEAR(found.k[k], truth[column.name][k], 1e-9 * truth[column.name][k])
          << column.name << " at " << truth["r"][k];
      EXPECT_NEAR(found.random[k], truth["theo"][k], 1e-6);
    }
  }
}

// Late events (t > 182) around early ones. spatstat differs by rules of its own at two places:
// pairs at one place are left out at r = 0 and counted at every other r; and its border correction
// goes by the steps of r, so it is compared where no event's distance from the outline lies within
// a step.
TEST(CrossK, IsThatOfSpatstat) {
  FAROLA_REQUIRE_SHARED(points, "oracles/near_repeat/syn2000.csv");
  FAROLA_REQUIRE_SHARED(window, "oracles/near_repeat/Kest_window.csv");
  FAROLA_REQUIRE_SHARED(values, "oracles/near_repeat/Kcross_spatstat_syn2000.csv");
  const Oracle data = oracle(points, window);
  auto truth = test::csv_numbers(values);
  const std::vector<double>& r = truth["r"];
  std::vector<std::uint8_t> late;
  for (const double day : data.t) late.push_back(day > 182);
  const Box box = box_of(data.window);
  const auto far_enough = [&](double least) {
    int count = 0;
    for (std::size_t i = 0; i < late.size(); ++i) {
      const double b = std::min(
          {data.x[i] - box.xmin, box.xmax - data.x[i], data.y[i] - box.ymin, box.ymax - data.y[i]});
      count += late[i] == 0 && b >= least;
    }
    return count;
  };
  for (const Column& column : columns) {
    const bool border = column.correction == PairCorrection::border;
    RipleyKOptions options = at(r);
    options.correction = column.correction;
    const RipleyK found = cross_k(data.x, data.y, late, data.window, options, Progress());
    EXPECT_GT(found.k[0], 0);
    int compared = 0;
    for (std::size_t k = 1; k < found.k.size(); ++k) {
      if (border && far_enough(r[k]) != far_enough(r[k - 1])) continue;
      ++compared;
      EXPECT_NEAR(found.k[k], truth[column.name][k], 1e-9 * truth[column.name][k])
          << column.name << " at " << r[k];
    }
    EXPECT_GE(compared, border ? 10 : 100);
  }
}

TEST(RipleyK, CountsWhatCanBeCounted) {
  const std::vector<double> x{500, 530, 500, 100}, y{500, 500, 540, 100};
  RipleyKOptions options = at({0, 29, 30, 40, 50});
  options.correction = PairCorrection::none;
  const RipleyK found = ripley_k(x, y, square(), options, Progress());
  const double pair = 1e6 * 2 / 12;  // |W| / (n (n-1)), both ways
  EXPECT_DOUBLE_EQ(found.k[0], 0);
  EXPECT_DOUBLE_EQ(found.k[1], 0);
  EXPECT_NEAR(found.k[2], pair, 1e-6);
  EXPECT_NEAR(found.k[3], 2 * pair, 1e-6);
  EXPECT_NEAR(found.k[4], 3 * pair, 1e-6);
  EXPECT_NEAR(found.l[2], std::sqrt(pair / pi), 1e-9);
  EXPECT_TRUE(std::isnan(found.g[0]));
  EXPECT_TRUE(std::isnan(found.of_l.p_global));
  EXPECT_EQ(found.area, 1e6);
}

// 400 points of the null hypothesis itself: all four corrections are right on average. The mean of
// 100 patterns is held against the spread of these patterns: 4.5 standard errors, 1 in 150,000.
TEST(RipleyK, IsUnbiasedOnRandomPoints) {
  for (const Column& column : columns) {
    if (column.correction == PairCorrection::none) continue;
    double sum = 0, squares = 0;
    for (std::uint64_t pattern = 0; pattern < 100; ++pattern) {
      test::Draw draw(1000 + pattern);
      std::vector<double> x, y;
      for (int i = 0; i < 400; ++i) {
        x.push_back(draw.uniform(0, 1000));
        y.push_back(draw.uniform(0, 1000));
      }
      RipleyKOptions options = at({150});
      options.correction = column.correction;
      const double k = ripley_k(x, y, square(), options, Progress()).k[0] / (pi * 150 * 150);
      sum += k;
      squares += k * k;
    }
    const double mean = sum / 100, sd = std::sqrt((squares - sum * mean) / 99);
    EXPECT_NEAR(mean, 1, 4.5 * sd / 10) << column.name;
    EXPECT_LT(sd, .05);
  }
}

TEST(RipleyK, FindsClustersAndRegularity) {
  test::Draw draw(7);
  std::vector<double> x, y;
  for (int k = 0; k < 40; ++k) {
    const double cx = draw.uniform(50, 950), cy = draw.uniform(50, 950);
    for (int i = 0; i < 8; ++i) {
      x.push_back(cx + draw.uniform(-30, 30));
      y.push_back(cy + draw.uniform(-30, 30));
    }
  }
  const RipleyK clustered = ripley_k(x, y, square(), at({20, 40, 80}, 99), Progress());
  EXPECT_EQ(clustered.of_l.p_global, .01);
  EXPECT_GT(clustered.l[1], clustered.of_l.upper[1]);
  EXPECT_GT(clustered.l[1], clustered.of_l.global_upper[1]);
  EXPECT_GT(clustered.g[0], 2);
  EXPECT_EQ(clustered.of_l.p[1], .01);
  x.clear();
  y.clear();
  for (int i = 0; i < 400; ++i) {
    x.push_back(25 + 50 * (i % 20) + draw.uniform(-5, 5));
    y.push_back(25 + 50 * (i / 20) + draw.uniform(-5, 5));
  }
  const RipleyK regular = ripley_k(x, y, square(), at({20, 35}, 99), Progress());
  EXPECT_LT(regular.l[1], regular.of_l.lower[1]);
  EXPECT_EQ(regular.of_l.p_lower[1], .01);
  EXPECT_EQ(regular.of_l.p[1], 1);
  EXPECT_EQ(regular.of_l.p_global, .01);
}

// Kinds that keep apart, though all events together are clustered.
TEST(CrossK, RandomLabellingLeavesThePlacesAlone) {
  test::Draw draw(8);
  std::vector<double> x, y;
  std::vector<std::uint8_t> apart, mixed;
  for (int k = 0; k < 30; ++k) {
    const double cx = draw.uniform(50, 950), cy = draw.uniform(50, 950);
    for (int i = 0; i < 8; ++i) {
      x.push_back(cx + draw.uniform(-30, 30));
      y.push_back(cy + draw.uniform(-30, 30));
      apart.push_back(k % 2 == 0);
      mixed.push_back(i % 2 == 0);
    }
  }
  const RipleyK found = cross_k(x, y, apart, square(), at({20, 40}, 99), Progress());
  EXPECT_LT(found.l[0], found.of_l.lower[0]);
  EXPECT_EQ(found.of_l.p_global, .01);
  const RipleyK even = cross_k(x, y, mixed, square(), at({20, 40}, 99), Progress());
  EXPECT_GT(even.l[1], 40);  // far above randomness, and no more than labels at random give
  EXPECT_GT(even.of_l.p_lower[1], .02);
}

TEST(RipleyK, RefusesWhatMakesNoSense) {
  const std::vector<double> one{5}, two{5, 6};
  const auto code = [&](const RipleyKOptions& options, const std::vector<double>& x,
                        const MultiPolygon& window) {
    return test::code_of([&] { ripley_k(x, x, window, options, Progress()); });
  };
  EXPECT_EQ(code(at({10}), one, square()), "too-few-events");
  EXPECT_EQ(code(at({10}), {}, square()), "too-few-events");
  EXPECT_EQ(code(at({}), two, square()), "distances-too-few");
  EXPECT_EQ(code(at({0}), two, square()), "distances-too-few");
  EXPECT_EQ(code(at({-1, 5}), two, square()), "distances-negative");
  EXPECT_EQ(code(at({5, 5}), two, square()), "distances-not-increasing");
  EXPECT_EQ(code(at({5, NAN}), two, square()), "distances-too-few");
  EXPECT_EQ(code(at({5, INFINITY}), two, square()), "distances-not-finite");
  EXPECT_EQ(code(at({10}), two, polygon_of(Box{5, 5, 5, 5})), "window-without-area");
  EXPECT_EQ(test::code_of([&] {
              cross_k(two, two, std::vector<std::uint8_t>{1, 1}, square(), at({10}), Progress());
            }),
            "too-few-events");
}

// Twelve at one address: pairs at distance 0 count at every distance, and nothing overflows.
TEST(RipleyK, AllAtOnePlace) {
  const std::vector<double> x(12, 500);
  const RipleyK found = ripley_k(x, x, square(), at({0, 100}, 19), Progress());
  EXPECT_NEAR(found.k[0], 1e6, 1e-6);
  EXPECT_NEAR(found.k[1], 1e6, 1e-6);
  EXPECT_EQ(found.of_l.p[0], .05);
}

TEST(MonteCarloEnvelope, RanksAreThoseOfTheLevel) {
  std::vector<std::vector<double>> curves{{50, 3}};
  for (int s = 1; s <= 99; ++s) curves.push_back({static_cast<double>(s), 3});
  const MonteCarloEnvelope found = monte_carlo_envelope(curves, .1);
  EXPECT_EQ(found.lower[0], 5);
  EXPECT_EQ(found.upper[0], 95);
  EXPECT_NEAR(found.level, .1, 1e-15);
  EXPECT_NEAR(found.p[0], .51, 1e-15);
  EXPECT_NEAR(found.p_lower[0], .51, 1e-15);
  EXPECT_EQ(found.p[1], 1);
  EXPECT_EQ(found.p_global, 1);  // nobody is nearer to the middle than the observed
  EXPECT_NEAR(found.global_level, .1, 1e-15);
}

}  // namespace
}  // namespace farola
