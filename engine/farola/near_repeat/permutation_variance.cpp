#include "farola/near_repeat/permutation_variance.hpp"

#include <algorithm>

namespace farola {

double permutation_mean(std::size_t n, const MatrixSums& a, const MatrixSums& b) {
  const double m = static_cast<double>(n);
  return a.sum / (m * (m - 1)) * b.sum;
}

double permutation_variance(std::size_t n, const MatrixSums& a, const MatrixSums& b) {
  const double m = static_cast<double>(n);
  const auto rest = [](const MatrixSums& s) {
    return s.sum * s.sum - s.squares - s.transposed - s.rows - s.columns - 2 * s.mixed;
  };
  double square = (a.squares * b.squares + a.transposed * b.transposed) / (m * (m - 1));
  if (n > 2) {
    square +=
        (a.rows * b.rows + a.columns * b.columns + 2 * a.mixed * b.mixed) / (m * (m - 1) * (m - 2));
  }
  if (n > 3) square += rest(a) / (m * (m - 1)) * (rest(b) / ((m - 2) * (m - 3)));
  const double mean = permutation_mean(n, a, b);
  return std::max(0.0, square - mean * mean);
}

}  // namespace farola
