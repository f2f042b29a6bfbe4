#include "farola/risk/pairwise_weights.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace farola {

namespace {

using Matrix = std::vector<std::vector<double>>;

constexpr std::array<double, 10> random_index = {0,    0,    .58,  .90,  1.12,
                                                 1.24, 1.32, 1.41, 1.45, 1.49};
constexpr double most = 100;

[[noreturn]] void refuse(const char* code, const std::string& what) {
  fail_usage(code, "pairwise", what);
}

/// The matrix with exact reciprocals below the diagonal.
Matrix checked(const Matrix& matrix, std::span<const std::string> names) {
  const std::size_t n = matrix.size();
  const auto name = [&](std::size_t i) {
    return i < names.size() ? names[i] : fmt::format("factor {}", i + 1);
  };
  if (n == 0 || n > random_index.size()) {
    refuse("pairwise-size",
           fmt::format("A pairwise matrix compares 1 to {} factors, got {}. Compare groups of "
                       "factors first, or give weights.",
                       random_index.size(), n));
  }
  Matrix exact = matrix;
  for (std::size_t i = 0; i < n; ++i) {
    if (matrix[i].size() != n) {
      refuse(
          "pairwise-not-square",
          fmt::format("The pairwise matrix must be square, but row {} has {} values and there are "
                      "{} rows. Give one row and one column for each factor.",
                      i + 1, matrix[i].size(), n));
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double value = matrix[i][j];
      if (!(value >= 1 / most && value <= most)) {
        refuse("pairwise-not-positive",
               fmt::format("{} compared with {} is {}; comparisons are positive, from 1/{} to {}. "
                           "Give 1 for equal, up to 9, and 1/9 for the other way round.",
                           name(i), name(j), plain(value), plain(most), plain(most)));
      }
    }
    if (matrix[i][i] != 1) {
      refuse("pairwise-not-reciprocal",
             fmt::format("{} compared with itself must be 1, got {}. Put 1 on the diagonal.",
                         name(i), plain(matrix[i][i])));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (std::abs(matrix[i][j] * matrix[j][i] - 1) > .01 * (1 + 1e-12)) {
        refuse(
            "pairwise-not-reciprocal",
            fmt::format("{} compared with {} is {}, and the other way round {}; one must be 1 over "
                        "the other. Give \"1/{}\" for the second.",
                        name(j), name(i), plain(matrix[j][i]), plain(matrix[i][j]),
                        plain(matrix[j][i])));
      }
      exact[i][j] = 1 / matrix[j][i];
    }
  }
  return exact;
}

Matrix squared(const Matrix& a) {
  const std::size_t n = a.size();
  Matrix product(n, std::vector<double>(n, 0));
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) product[i][j] += a[i][k] * a[k][j];
      largest = std::max(largest, product[i][j]);
    }
  }
  for (auto& row : product) {
    for (double& value : row) value /= largest;
  }
  return product;
}

/// Row sums over their sum: A^(2^k) times a vector of ones.
std::vector<double> row_shares(const Matrix& a) {
  std::vector<double> shares(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    shares[i] = std::accumulate(a[i].begin(), a[i].end(), 0.0);
  }
  const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= total;
  return shares;
}

std::vector<double> principal_vector(Matrix a) {
  std::vector<double> shares = row_shares(a);
  for (int doubling = 0; doubling < 60; ++doubling) {
    a = squared(a);
    std::vector<double> next = row_shares(a);
    double change = 0;
    for (std::size_t i = 0; i < next.size(); ++i) {
      change = std::max(change, std::abs(next[i] - shares[i]));
    }
    shares = std::move(next);
    if (change < 1e-16) break;
  }
  return shares;
}

}  // namespace

PairwiseWeights pairwise_weights(const std::vector<std::vector<double>>& matrix,
                                 std::span<const std::string> names) {
  const Matrix a = checked(matrix, names);
  const std::size_t n = a.size();
  PairwiseWeights result;
  result.weights = principal_vector(a);
  for (std::size_t i = 0; i < n; ++i) {
    const double image = std::inner_product(a[i].begin(), a[i].end(), result.weights.begin(), 0.0);
    result.eigenvalue += image / result.weights[i] / static_cast<double>(n);
  }
  if (n > 2) {
    const auto count = static_cast<double>(n);
    // Rounding may leave a consistent matrix a hair below n.
    result.consistency_index = std::max(0.0, (result.eigenvalue - count) / (count - 1));
    result.consistency_ratio = result.consistency_index / random_index[n - 1];
  }
  auto& values = result.report.values["pairwise"];
  values["weights"] = result.weights;
  values["eigenvalue"] = result.eigenvalue;
  values["consistency_index"] = result.consistency_index;
  values["consistency_ratio"] = result.consistency_ratio;
  result.report.note(
      fmt::format("The weights come from pairwise comparisons with a consistency "
                  "ratio of {:.6f}.",
                  result.consistency_ratio));
  if (result.consistency_ratio > .10) {
    result.report.warn(
        fmt::format("The pairwise comparisons contradict one another: their "
                    "consistency ratio is {:.3f}, and should be at most 0.10. Look "
                    "for a circle, such as a over b, b over c, but c over a.",
                    result.consistency_ratio));
  }
  return result;
}

}  // namespace farola
