#pragma once
// Weights from a matrix of pairwise comparisons (analytic hierarchy process, AHP).
//
//   a_ij     how many times as important i is as j: 1 equal … 9 extremely; a_ji = 1 / a_ij
//   weights  the eigenvector of the largest eigenvalue l, all positive, with sum 1
//   CI       (l - n) / (n - 1), 0 for n = 1
//   CR       CI / RI(n), RI = 0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49 for n = 1 … 10;
//            0 for n <= 2, which cannot contradict themselves
//
// CR > .10 is a warning: the comparisons contradict one another (a over b, b over c, c over a) more
// than a tenth as much as random ones. The values below the diagonal are taken as the reciprocals
// of those above, which they must be within 1 % (.33 stands for 1/3).
//
// By squaring the matrix again and again, which is power iteration with 2^k steps, until nothing
// changes: converges for every positive matrix. Precision about 1e-15.
//
// Edge cases, all Error{usage, …}: not square "pairwise-not-square"; a value that is not positive
// and finite, or beyond 100 "pairwise-not-positive"; a diagonal other than 1, or a pair that is not
// reciprocal "pairwise-not-reciprocal"; none, or more than 10 factors "pairwise-size".
//
// Saaty, "A scaling method for priorities in hierarchical structures", Journal of Mathematical
// Psychology 15 (1977); The Analytic Hierarchy Process (1980).

#include "farola/core/report.hpp"

#include <span>
#include <string>
#include <vector>

namespace farola {

struct PairwiseWeights {
  std::vector<double> weights;
  double eigenvalue = 0;
  double consistency_index = 0;
  double consistency_ratio = 0;
  Report report;  ///< values: "pairwise"
};

/// `names` are those of the factors, for messages. REQUIRES as many names as rows, or none.
PairwiseWeights pairwise_weights(const std::vector<std::vector<double>>& matrix,
                                 std::span<const std::string> names);

}  // namespace farola
