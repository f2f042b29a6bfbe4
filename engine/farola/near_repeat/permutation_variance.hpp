#pragma once
// Mean and variance of a sum of products over all ways to permute one of its two matrices.
//
//   X = sum over i, j != i of a(i, j) b(p(i), p(j)),  p a permutation of n events, each as likely
//
// The matrices need not be symmetric (edge weights are not). With, for each of them,
//   sum = sum a(i, j)                      squares = sum a(i, j)^2      transposed = sum a(i, j)
//   a(j, i) rows = sum of R(i)^2 - squares         columns = sum of C(i)^2 - squares mixed = sum of
//   R(i) C(i) - transposed  R, C being the sums of rows and columns
//
//   E[X]   = sum sum' / (n (n-1))
//   E[X^2] = (squares squares' + transposed transposed') / (n (n-1))
//          + (rows rows' + columns columns' + 2 mixed mixed') / (n (n-1) (n-2))
//          + rest rest' / (n (n-1) (n-2) (n-3)),   rest = sum^2 - all of the above (mixed twice)
//
// Mantel, "The detection of disease clustering and a generalized regression approach", Cancer
// Research 27 (1967), gives the symmetric case.

#include <cstddef>

namespace farola {

struct MatrixSums {
  double sum = 0, squares = 0, transposed = 0;
  double rows = 0, columns = 0, mixed = 0;

  /// Adds the row and column sums of one event: R, C. Finish with close().
  void add_event(double row, double column) {
    rows += row * row;
    columns += column * column;
    mixed += row * column;
    sum += row;
  }
  /// After all events, and squares and transposed.
  void close() {
    rows -= squares;
    columns -= squares;
    mixed -= transposed;
  }
};

/// REQUIRES n >= 2.
double permutation_mean(std::size_t n, const MatrixSums& a, const MatrixSums& b);
/// At least 0.
double permutation_variance(std::size_t n, const MatrixSums& a, const MatrixSums& b);

}  // namespace farola
