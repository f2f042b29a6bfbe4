// Jacquez's test by hand, against pointpats where nothing is tied, and at the edges of its input.

#include "farola/near_repeat/jacquez.hpp"

#include <cmath>

#include "support/expect_error.hpp"
#include "support/returning_events.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

struct Events {
  std::vector<double> x, y, days;
};

Jacquez of(const Events& events, int neighbours, int permutations = 0) {
  JacquezOptions options;
  options.neighbours = neighbours;
  options.permutations = permutations;
  return jacquez(events.x, events.y, events.days, options, Progress());
}

// Four events in a line. Nearest in place: A B, B A, C B, D C; in time: A B, B A, C D, D C.
// Second nearest in place: A C, B C, C A, D B; in time: A C, B C, C B, D B.
TEST(Jacquez, ByHand) {
  const Events events{{0, 1, 3, 7}, {0, 0, 0, 0}, {0, 1, 10, 12}};
  const Jacquez found = of(events, 3, 99);
  ASSERT_EQ(found.rows.size(), 3u);
  EXPECT_EQ(found.rows[0].k, 1);
  EXPECT_DOUBLE_EQ(found.rows[0].j, 3);  // A B, B A, D C
  EXPECT_DOUBLE_EQ(found.rows[1].j, 7);  // all of A, B and D, and of C only B
  EXPECT_DOUBLE_EQ(found.rows[2].j, 12);
  EXPECT_DOUBLE_EQ(found.rows[1].delta_j, 4);
  EXPECT_DOUBLE_EQ(found.rows[0].expected, 4. / 3);
  EXPECT_DOUBLE_EQ(found.rows[1].expected, 16. / 3);
  EXPECT_DOUBLE_EQ(found.rows[1].delta_expected, 4);
  EXPECT_EQ(found.rows[2].sd, 0);  // everybody is a neighbour
  EXPECT_TRUE(std::isnan(found.rows[2].z));
  EXPECT_EQ(found.rows[2].p, 1);
  EXPECT_TRUE(found.report.warnings.empty());
}

// B and C are as far from A, on either side; B and D are of one day.
TEST(Jacquez, TiesShareTheirPlaces) {
  const Events events{{0, -5, 5, 90}, {0, 0, 0, 0}, {0, 1, 3, 1}};
  const Jacquez found = of(events, 2);
  // In place: A: B and C half each; B: A; C: A; D: C. In time: A: B and D half each; B: D; C: B and
  // D half each; D: B. Both: A B, a quarter.
  EXPECT_DOUBLE_EQ(found.rows[0].j, .25);
  // k = 2. In place: A: B, C; B: A, C; C: A, B; D: C, A. In time: A: B, D; B: D, A; C: B, D; D: B,
  // A. Both: A B, B A, C B, D A.
  EXPECT_DOUBLE_EQ(found.rows[1].j, 4);
  EXPECT_DOUBLE_EQ(found.rows[0].expected, 4. / 3);
}

// A lattice far from zero: that its steps are rounded must not part what is as far.
TEST(Jacquez, RoundingPartsNoTies) {
  const double x = 4470000.1, y = 650000.7;
  const Events near_zero{{0, .1, -.1, 0, 0}, {0, 0, 0, .1, -.1}, {0, 1, 2, 4, 8}};
  Events far = near_zero;
  for (double& value : far.x) value += x;
  for (double& value : far.y) value += y;
  EXPECT_DOUBLE_EQ(of(far, 2).rows[0].j, of(near_zero, 2).rows[0].j);
  EXPECT_DOUBLE_EQ(of(far, 2).rows[1].j, of(near_zero, 2).rows[1].j);
}

// The numbers of reference/make_space_time_values.py, by pointpats 2.5.5.
TEST(Jacquez, IsThatOfPointpats) {
  const test::ReturningEvents back = test::returning_events();
  const Jacquez found = of({back.x, back.y, back.days}, 10, 199);
  const double truth[] = {34, 74, 111, 145, 173, 196, 222, 242, 264, 288};
  for (std::size_t k = 0; k < 10; ++k) {
    EXPECT_DOUBLE_EQ(found.rows[k].j, truth[k]);
    EXPECT_EQ(found.rows[k].p, .005);
  }
  EXPECT_EQ(found.report.values["jacquez"]["p_max"], .005);
  EXPECT_GT(found.report.values["jacquez"]["p_simes"], .004);
  EXPECT_LT(found.report.values["jacquez"]["p_simes"], .1);
}

TEST(Jacquez, EdgesOfItsInput) {
  const auto code = [](const Events& events, int neighbours) {
    return test::code_of([&] { of(events, neighbours, 19); });
  };
  EXPECT_EQ(code({{}, {}, {}}, 1), "too-few-events");
  EXPECT_EQ(code({{1}, {1}, {1}}, 1), "too-few-events");
  EXPECT_EQ(code({{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}, 3), "too-few-events");
  EXPECT_EQ(code({{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}, 0), "neighbours-out-of-range");
  EXPECT_EQ(code({{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}, 1001), "neighbours-out-of-range");
  EXPECT_DOUBLE_EQ(of({{1, 2}, {1, 2}, {1, 2}}, 1).rows[0].j, 2);
  for (const Events& still : {Events{{5, 5, 5, 5}, {5, 5, 5, 5}, {1, 2, 3, 9}},
                              Events{{1, 2, 3, 9}, {5, 6, 5, 5}, {4, 4, 4, 4}}}) {
    const Jacquez found = of(still, 2, 19);
    for (const JacquezRow& row : found.rows) {
      EXPECT_NEAR(row.j, row.expected, 1e-12);
      EXPECT_EQ(row.sd, 0);
      EXPECT_TRUE(std::isnan(row.z));
      EXPECT_EQ(row.p, 1);
      EXPECT_EQ(row.delta_p, 1);
    }
    EXPECT_EQ(found.report.warnings.size(), 1u);
  }
}

}  // namespace
}  // namespace farola
