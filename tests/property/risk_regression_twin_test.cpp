// Regressions and packed columns on random designs, against sums over single cells: the minimum of
// the elastic net by its optimality conditions (necessary and sufficient: the objective is convex),
// maxima of likelihoods by the likelihood itself.

#include "farola/risk/column_packs.hpp"
#include "farola/risk/negative_binomial_regression.hpp"
#include "farola/risk/poisson_elastic_net.hpp"
#include "farola/risk/poisson_regression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/draw.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

struct Cells {
  std::vector<std::vector<std::uint8_t>> x;  // [variable][cell]
  BitColumns design;
  std::vector<std::uint32_t> counts;
};

std::uint32_t poisson_draw(test::Draw& draw, double mean) {
  std::uint32_t count = 0;
  for (double at = -std::log(draw.uniform(1e-300, 1)); at < mean;
       at -= std::log(draw.uniform(1e-300, 1))) {
    ++count;
  }
  return count;
}

/// Columns inside each other, as distances give them, some alone, constant or repeated.
Cells some_cells(test::Draw& draw, std::size_t cells, std::size_t variables) {
  Cells made;
  made.design = BitColumns(cells);
  std::vector<double> level(cells), log_mean(cells, draw.uniform(-3, 1));
  for (std::size_t j = 0; j < variables; ++j) {
    std::vector<std::uint8_t> column(cells);
    if (j % 6 == 0) {
      for (double& value : level) value = draw.uniform(0, 1);
    }
    const double limit = draw.chance(.05) ? 2 : static_cast<double>(j % 6 + 1) / 7;
    for (std::size_t i = 0; i < cells; ++i) column[i] = level[i] < limit;
    if (j > 0 && draw.chance(.1))
      column = made.x[static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(j)))];
    const double effect = draw.chance(.3) ? draw.uniform(-1, 1) : 0;
    for (std::size_t i = 0; i < cells; ++i) log_mean[i] += effect * column[i];
    made.design.add(column);
    made.x.push_back(std::move(column));
  }
  for (std::size_t i = 0; i < cells; ++i) {
    const double spread = std::exp(.7 * draw.normal());
    made.counts.push_back(poisson_draw(draw, std::exp(log_mean[i]) * spread));
  }
  made.counts[0] += 1;
  return made;
}

TEST(BitColumns, SumsAsOverCells) {
  test::Draw draw(3);
  for (const std::size_t cells : {1u, 63u, 64u, 65u, 500u}) {
    const Cells made = some_cells(draw, cells, 9);
    std::vector<double> values(cells);
    for (double& value : values) value = draw.normal();
    for (std::size_t j = 0; j < 9; ++j) {
      double sum = 0;
      std::size_t ones = 0;
      for (std::size_t i = 0; i < cells; ++i) {
        EXPECT_EQ(made.design.at(i, j), made.x[j][i] != 0);
        if (made.x[j][i] != 0) sum += values[i], ++ones;
      }
      EXPECT_EQ(made.design.sum(j, values), sum);
      EXPECT_EQ(made.design.ones(j), ones);
      for (std::size_t k = 0; k < 9; ++k) {
        std::size_t both = 0;
        for (std::size_t i = 0; i < cells; ++i) both += made.x[j][i] & made.x[k][i];
        EXPECT_EQ(made.design.both(j, k), both);
      }
    }
  }
}

TEST(ColumnPacks, GiveBackEveryCell) {
  test::Draw draw(4);
  for (const std::size_t variables : {1u, 7u, 40u, 150u}) {
    const Cells made = some_cells(draw, 700, variables);
    const auto packed = risk::packed_rows(made.design, Progress());
    const BitColumns rows = risk::distinct_rows(packed);
    std::size_t covered = 0;
    for (const auto& pack : packed.packs) {
      EXPECT_EQ(pack.first_column, covered);
      EXPECT_LE(pack.patterns.size(), risk::pack_codes);
      covered += pack.columns;
    }
    EXPECT_EQ(covered, variables);
    for (std::size_t i = 0; i < 700; ++i) {
      for (std::size_t j = 0; j < variables; ++j) {
        ASSERT_EQ(rows.at(packed.row_of_cell[i], j), made.design.at(i, j));
      }
    }
    for (std::size_t r = 1; r < std::min<std::size_t>(packed.rows, 50); ++r) {
      bool same = true;
      for (std::size_t j = 0; j < variables; ++j) same = same && rows.at(r, j) == rows.at(0, j);
      EXPECT_FALSE(same);
    }
  }
}

/// How far the coefficients are from the optimality conditions, over single cells.
double largest_violation(const Cells& cells, double intercept, const std::vector<double>& b,
                         double penalty, double alpha, CoefficientSign sign) {
  const std::size_t n = cells.counts.size();
  std::vector<double> residual(n);
  double worst = 0, sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double eta = intercept;
    for (std::size_t j = 0; j < b.size(); ++j) eta += b[j] * cells.x[j][i];
    residual[i] = cells.counts[i] - std::exp(eta);
    sum += residual[i];
  }
  worst = std::abs(sum) / static_cast<double>(n);
  for (std::size_t j = 0; j < b.size(); ++j) {
    double ones = 0, pull = 0;
    for (std::size_t i = 0; i < n; ++i) {
      ones += cells.x[j][i];
      pull += cells.x[j][i] * residual[i];
    }
    const double share = ones / static_cast<double>(n), s = std::sqrt(share * (1 - share));
    if (s == 0) {
      EXPECT_EQ(b[j], 0);
      continue;
    }
    pull = pull / static_cast<double>(n) - penalty * (1 - alpha) * s * s * b[j];
    const double edge = penalty * alpha * s;
    double violation = 0;
    if (b[j] > 0) {
      violation = std::abs(pull - edge);
    } else if (b[j] < 0) {
      violation = std::abs(pull + edge);
    } else {
      const bool up = sign != CoefficientSign::nonpositive,
                 down = sign != CoefficientSign::nonnegative;
      if (up) violation = std::max(violation, pull - edge);
      if (down) violation = std::max(violation, -pull - edge);
    }
    EXPECT_FALSE(sign == CoefficientSign::nonnegative && b[j] < 0);
    EXPECT_FALSE(sign == CoefficientSign::nonpositive && b[j] > 0);
    worst = std::max(worst, violation);
  }
  return worst;
}

TEST(PoissonElasticNet, IsTheMinimum) {
  test::Draw draw(11);
  for (int trial = 0; trial < 30; ++trial) {
    const auto n = static_cast<std::size_t>(50 + draw.below(400));
    const Cells cells = some_cells(draw, n, static_cast<std::size_t>(2 + draw.below(40)));
    ElasticNetOptions options;
    options.alpha = trial % 4 == 0 ? 1 : trial % 4 == 1 ? 0 : draw.uniform(0, 1);
    options.sign = static_cast<CoefficientSign>(trial % 3);
    options.path_length = 25;
    options.smallest_ratio = 1e-3;
    const auto path = poisson_elastic_net(cells.design, cells.counts, options, Progress());
    double mean = 0;
    for (const std::uint32_t y : cells.counts) mean += y / static_cast<double>(n);
    for (std::size_t k = 0; k < path.penalty.size(); ++k) {
      EXPECT_LT(largest_violation(cells, path.intercept[k], path.coefficients[k], path.penalty[k],
                                  options.alpha, options.sign),
                1e-8 * (1 + mean + path.penalty[k]))  // the curvature, times the tolerated step
          << "trial " << trial << ", penalty " << path.penalty[k];
    }
  }
}

/// Log-likelihood over single cells, by the gamma function.
double likelihood(const Cells& cells, const std::vector<std::size_t>& columns,
                  const std::vector<double>& b, double theta) {
  double total = 0;
  for (std::size_t i = 0; i < cells.counts.size(); ++i) {
    const double y = cells.counts[i];
    double eta = b[0];
    for (std::size_t k = 0; k < columns.size(); ++k) eta += b[k + 1] * cells.x[columns[k]][i];
    const double mean = std::exp(eta);
    total -= std::lgamma(y + 1);
    if (std::isinf(theta)) {
      total += y * eta - mean;
    } else {
      total += std::lgamma(y + theta) - std::lgamma(theta) + theta * std::log(theta) + y * eta -
               (y + theta) * std::log(theta + mean);
    }
  }
  return total;
}

TEST(CountRegression, IsTheMaximumOfTheLikelihood) {
  test::Draw draw(12);
  int negative_binomial = 0;
  for (int trial = 0; trial < 40; ++trial) {
    const Cells cells = some_cells(draw, 400, 18);
    const std::vector<std::size_t> columns = {0, 7, 14};
    const auto table = count_table(cells.design, columns, cells.counts);
    const auto totals = count_totals(cells.counts);
    EXPECT_EQ(std::accumulate(table.cells.begin(), table.cells.end(), 0.0), 400);
    for (const bool poisson : {true, false}) {
      const CountModel model =
          poisson ? poisson_regression(table, totals) : negative_binomial_regression(table, totals);
      if (!model.fitted()) continue;
      if (!poisson && std::isfinite(model.theta)) ++negative_binomial;
      const double theta = model.theta;
      const double best = likelihood(cells, columns, model.coefficients, theta);
      EXPECT_NEAR(model.log_likelihood, best, 1e-8 * std::abs(best));
      // The likelihood is even around its maximum, to the third order.
      const double h = 1e-3;
      for (std::size_t k = 0; k < model.coefficients.size(); ++k) {
        auto up = model.coefficients, down = model.coefficients;
        up[k] += h, down[k] -= h;
        const double rise = likelihood(cells, columns, up, theta);
        const double fall = likelihood(cells, columns, down, theta);
        EXPECT_LT(std::max(rise, fall), best);
        const double curvature = (2 * best - rise - fall) / (h * h);
        EXPECT_LT(std::abs(rise - fall) / (2 * h) / curvature, 1e-4);
      }
      if (!poisson && std::isfinite(theta)) {
        const double rise = likelihood(cells, columns, model.coefficients, theta * (1 + h));
        const double fall = likelihood(cells, columns, model.coefficients, theta * (1 - h));
        EXPECT_LT(std::max(rise, fall), best);
      }
    }
  }
  EXPECT_GT(negative_binomial, 20);
}

}  // namespace
}  // namespace farola
