// Weights from pairwise comparisons: published and closed forms, and what is refused.

#include "farola/risk/pairwise_weights.hpp"

#include <cmath>

#include "support/draw.hpp"
#include "support/expect_error.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using Matrix = std::vector<std::vector<double>>;

PairwiseWeights of(const Matrix& matrix) {
  const std::vector<std::string> names = {"bars", "lamps", "parks"};
  return pairwise_weights(matrix, matrix.size() == 3 ? std::span<const std::string>(names)
                                                     : std::span<const std::string>());
}

TEST(PairwiseWeights, ThoseOfThreeFactors) {
  const PairwiseWeights found = of({{1, 3, 5}, {1. / 3, 1, 2}, {1. / 5, 1. / 2, 1}});
  EXPECT_NEAR(found.weights[0], .648329, 5e-7);
  EXPECT_NEAR(found.weights[1], .229651, 5e-7);
  EXPECT_NEAR(found.weights[2], .122020, 5e-7);
  EXPECT_NEAR(found.consistency_ratio, .003185, 5e-7);
  EXPECT_TRUE(found.report.warnings.empty());
}

// For three factors the eigenvector is that of the geometric means of the rows, and with
// t^3 = a13 / (a12 a23) the eigenvalue is 1 + t + 1/t.
TEST(PairwiseWeights, ClosedFormOfThreeFactors) {
  test::Draw draw(3);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const double a = draw.uniform(.1, 9), b = draw.uniform(.1, 9), c = draw.uniform(.1, 9);
    const PairwiseWeights found = of({{1, a, b}, {1 / a, 1, c}, {1 / b, 1 / c, 1}});
    const double t = std::cbrt(b / (a * c)), value = 1 + t + 1 / t;
    EXPECT_NEAR(found.eigenvalue, value, 1e-12 * value);
    EXPECT_NEAR(found.consistency_ratio, (value - 3) / 2 / .58, 1e-11 * value);
    const double g[] = {std::cbrt(a * b), std::cbrt(c / a), std::cbrt(1 / (b * c))};
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(found.weights[i], g[i] / (g[0] + g[1] + g[2]), 1e-13);
    }
  }
}

TEST(PairwiseWeights, PowerIterationInMoreDimensions) {
  test::Draw draw(4);
  for (std::size_t n = 1; n <= 10; ++n) {
    Matrix a(n, std::vector<double>(n, 1));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i + 1; j < n; ++j) {
        a[i][j] = draw.uniform(.2, 5);
        a[j][i] = 1 / a[i][j];
      }
    }
    std::vector<double> w(n, 1. / static_cast<double>(n));
    double value = 0;
    for (int step = 0; step < 2000; ++step) {
      std::vector<double> next(n, 0);
      value = 0;
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) next[i] += a[i][j] * w[j];
        value += next[i];
      }
      for (std::size_t i = 0; i < n; ++i) w[i] = next[i] / value;
    }
    const PairwiseWeights found = of(a);
    for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(found.weights[i], w[i], 1e-13) << n;
    EXPECT_NEAR(found.eigenvalue, value, 1e-11) << n;
  }
}

TEST(PairwiseWeights, ConsistentMatricesGiveTheirWeights) {
  const double w[] = {.4, .3, .2, .1};
  Matrix a(4, std::vector<double>(4, 1));
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) a[i][j] = w[i] / w[j];
  }
  const PairwiseWeights found = of(a);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(found.weights[i], w[i], 1e-15);
  EXPECT_NEAR(found.consistency_ratio, 0, 1e-14);
  const PairwiseWeights two = of({{1, 4}, {.25, 1}});
  EXPECT_NEAR(two.weights[0], .8, 1e-15);
  EXPECT_EQ(two.consistency_ratio, 0);
  EXPECT_EQ(of({{1}}).weights, std::vector<double>{1});
}

TEST(PairwiseWeights, ACircleIsAWarning) {
  const PairwiseWeights found = of({{1, 3, 1. / 3}, {1. / 3, 1, 3}, {3, 1. / 3, 1}});
  for (const double weight : found.weights) EXPECT_NEAR(weight, 1. / 3, 1e-14);
  // 1 + 3 + 1/3 is the eigenvalue of that circle.
  EXPECT_NEAR(found.consistency_ratio, (13. / 3 - 3) / 2 / .58, 1e-12);
  ASSERT_EQ(found.report.warnings.size(), 1u);
  EXPECT_THAT(found.report.warnings[0], testing::HasSubstr("should be at most 0.10"));
}

TEST(PairwiseWeights, RoundedReciprocalsAreMadeExact) {
  const PairwiseWeights rounded = of({{1, 3, 5}, {.33, 1, 2}, {.2, .5, 1}});
  EXPECT_NEAR(rounded.weights[0], .648329, 5e-7);
}

TEST(PairwiseWeights, RefusesWhatIsNoComparison) {
  const auto usage = [](const Matrix& matrix, const char* code, const char* words) {
    test::expect_error([&] { of(matrix); }, ErrorKind::usage, code, {words});
  };
  usage({}, "pairwise-size", "got 0");
  usage(Matrix(11, std::vector<double>(11, 1)), "pairwise-size", "got 11");
  usage({{1, 3}, {1. / 3, 1}, {1, 1}}, "pairwise-not-square", "row 1 has 2 values");
  usage({{1, 3, 5}, {-3, 1, 2}, {.2, .5, 1}}, "pairwise-not-positive",
        "lamps compared with bars is -3");
  usage({{1, NAN, 5}, {3, 1, 2}, {.2, .5, 1}}, "pairwise-not-positive", "bars compared with lamps");
  usage({{1, 3, 5}, {3, 1, 2}, {.2, .5, 1}}, "pairwise-not-reciprocal", "Give \"1/3\"");
  usage({{2, 3, 5}, {1. / 3, 1, 2}, {.2, .5, 1}}, "pairwise-not-reciprocal",
        "bars compared with itself must be 1, got 2");
}

}  // namespace
}  // namespace farola
