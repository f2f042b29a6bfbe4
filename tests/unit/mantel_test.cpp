// Mantel's test against vegan and pointpats, by hand, and at the edges of its input.

#include "farola/near_repeat/mantel.hpp"

#include <cmath>

#include "support/csv_numbers.hpp"
#include "support/expect_error.hpp"
#include "support/returning_events.hpp"
#include "support/shared_data.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

struct Events {
  std::vector<double> x, y, days;
};

Mantel of(const Events& events, const MantelOptions& options) {
  std::vector<double> seconds;
  for (const double day : events.days) seconds.push_back(day * 86400);
  return mantel(events.x, events.y, seconds, options, Progress());
}

MantelOptions with(PairTransform transform, double space, double time, int permutations) {
  MantelOptions options;
  options.transform = transform;
  options.space_constants = {space};
  options.time_constants = {time};
  options.permutations = permutations;
  return options;
}

// p is that of 99 of their shuffles: 0.73 give or take 0.05 (no transform), 0.01 at most.
TEST(Mantel, IsThatOfVegan) {
  FAROLA_REQUIRE_SHARED(points, "oracles/near_repeat/syn2000.csv");
  FAROLA_REQUIRE_SHARED(values, "oracles/near_repeat/mantel_vegan.csv");
  auto p = test::csv_numbers(points), truth = test::csv_numbers(values);
  ASSERT_EQ(truth["r"].size(), 2u);
  Events events;
  for (std::size_t i = 0; i < 500; ++i) {
    events.x.push_back(p["x"][i]);
    events.y.push_back(p["y"][i]);
    events.days.push_back(p["t"][i]);
  }
  const MantelRow plain = of(events, with(PairTransform::none, 1, 1, 199)).rows[0];
  EXPECT_NEAR(plain.r, truth["r"][0], 1e-12);
  EXPECT_NEAR(plain.p, truth["p"][0], .2);
  const MantelRow near = of(events, with(PairTransform::reciprocal, 1, 1, 199)).rows[0];
  EXPECT_NEAR(near.r, truth["r"][1], 1e-12);
  EXPECT_LE(near.p, .02);
}

// The numbers of reference/make_space_time_values.py, by pointpats 2.5.5.
TEST(Mantel, IsThatOfPointpats) {
  const test::ReturningEvents back = test::returning_events();
  const Events events{back.x, back.y, back.days};
  EXPECT_NEAR(of(events, with(PairTransform::reciprocal, 1, 1, 0)).rows[0].r, 0.13395415755831377,
              1e-10);
  EXPECT_NEAR(of(events, with(PairTransform::reciprocal, 50, 7, 0)).rows[0].r, 0.05586974392040882,
              1e-10);
  EXPECT_NEAR(of(events, with(PairTransform::none, 1, 1, 0)).rows[0].r, 0.025778028114156692,
              1e-10);
}

// Three events: 3, 4 and 5 m, and 1, 2 and 3 days apart.
TEST(Mantel, ByHand) {
  const Events events{{0, 3, 0}, {0, 0, 4}, {0, 1, 3}};
  const MantelRow row = of(events, with(PairTransform::none, 1, 1, 99)).rows[0];
  EXPECT_DOUBLE_EQ(row.statistic, 3 * 1 + 4 * 3 + 5 * 2);  // pairs 01, 02, 12
  EXPECT_DOUBLE_EQ(row.expected, 12. * 6 / 3);
  // The six shuffles deal the three lapses in each order: 22, 23, 23, 25, 25, 26.
  EXPECT_NEAR(row.sd * row.sd, (4 + 1 + 1 + 1 + 1 + 4) / 6., 1e-12);
  EXPECT_NEAR(row.r, .5, 1e-12);
  EXPECT_NEAR(row.p, .5, .25);  // half of the shuffles reach 25
  EXPECT_TRUE(std::isnan(row.space_constant));
  const MantelRow near = of(events, with(PairTransform::reciprocal, 1, 1, 0)).rows[0];
  EXPECT_NEAR(near.statistic, 1. / 4 / 2 + 1. / 5 / 4 + 1. / 6 / 3, 1e-15);
  EXPECT_EQ(near.space_constant, 1);
}

TEST(Mantel, OneRowForEachPairOfConstants) {
  const test::ReturningEvents back = test::returning_events();
  MantelOptions options = with(PairTransform::reciprocal, 1, 1, 99);
  options.space_constants = {1, 100};
  options.time_constants = {1, 7, 28};
  const Mantel all = of({back.x, back.y, back.days}, options);
  ASSERT_EQ(all.rows.size(), 6u);
  EXPECT_EQ(all.rows[4].space_constant, 100);
  EXPECT_EQ(all.rows[4].time_constant, 7);
  const MantelRow alone =
      of({back.x, back.y, back.days}, with(PairTransform::reciprocal, 100, 7, 99)).rows[0];
  EXPECT_DOUBLE_EQ(all.rows[4].statistic, alone.statistic);
  EXPECT_DOUBLE_EQ(all.rows[4].sd, alone.sd);
  EXPECT_EQ(all.rows[4].p, alone.p);
  EXPECT_GE(all.rows[4].p_adjusted, alone.p_adjusted);
}

TEST(Mantel, EdgesOfItsInput) {
  const auto code = [](const Events& events, const MantelOptions& options) {
    return test::code_of([&] { of(events, options); });
  };
  const MantelOptions usual = with(PairTransform::reciprocal, 1, 1, 19);
  EXPECT_EQ(code({{}, {}, {}}, usual), "too-few-events");
  EXPECT_EQ(code({{1, 2}, {1, 2}, {1, 2}}, usual), "too-few-events");
  const Events three{{0, 3, 0}, {0, 0, 4}, {0, 1, 3}};
  EXPECT_EQ(code(three, with(PairTransform::reciprocal, 0, 1, 19)), "space-constants-not-positive");
  EXPECT_EQ(code(three, with(PairTransform::reciprocal, 1, -2, 19)), "time-constants-not-positive");
  EXPECT_EQ(code(three, with(PairTransform::reciprocal, 1, INFINITY, 19)),
            "time-constants-not-finite");
  MantelOptions falling = usual;
  falling.space_constants = {5, 5};
  EXPECT_EQ(code(three, falling), "space-constants-not-increasing");
  falling.space_constants = {};
  EXPECT_EQ(code(three, falling), "space-constants-too-few");
  // All at one place, all at one time: nothing varies, and that is said.
  for (const Events& still : {Events{{5, 5, 5, 5}, {5, 5, 5, 5}, {1, 2, 3, 9}},
                              Events{{1, 2, 3, 9}, {5, 6, 5, 5}, {4, 4, 4, 4}}}) {
    for (const PairTransform transform : {PairTransform::none, PairTransform::reciprocal}) {
      const Mantel found = of(still, with(transform, 1, 1, 19));
      EXPECT_EQ(found.rows[0].sd, 0);
      EXPECT_TRUE(std::isnan(found.rows[0].r));
      EXPECT_TRUE(std::isnan(found.rows[0].z));
      EXPECT_EQ(found.rows[0].p, 1);
      EXPECT_EQ(found.rows[0].p_lower, 1);
      EXPECT_EQ(found.rows[0].p_adjusted, 1);
      EXPECT_EQ(found.report.warnings.size(), 1u);
    }
  }
  // In single precision, too, where sums in another order are not the same.
  Events stack{std::vector<double>(2500, 5), std::vector<double>(2500, 5), {}};
  for (int i = 0; i < 2500; ++i) stack.days.push_back(i % 37);
  const MantelRow stacked = of(stack, usual).rows[0];
  EXPECT_EQ(stacked.p, 1);
  EXPECT_EQ(stacked.p_lower, 1);
  // Too many pairs: the number that would do is told.
  const Events many{std::vector<double>(100000, 1), std::vector<double>(100000, 1),
                    std::vector<double>(100000, 1)};
  std::string message;
  EXPECT_EQ(test::code_of([&] { of(many, with(PairTransform::none, 1, 1, 999)); }, &message),
            "too-many-pairs");
  EXPECT_NE(message.find("Give --permutations 390 or fewer"), std::string::npos) << message;
}

}  // namespace
}  // namespace farola
