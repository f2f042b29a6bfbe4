#pragma once
// Mantel's Z of the data and of each shuffle, by tiles of pairs; see mantel.hpp for what it is.

#include "farola/near_repeat/mantel.hpp"

namespace farola {

struct MantelShuffles {
  /// [0]: the data's own, [m]: of permutation m (permutation.hpp); in each, Z of each row. All are
  /// made in the same way, and compare with each other.
  std::vector<std::vector<double>> statistics;
  bool single = false;   ///< pairs in single precision
  double tolerance = 0;  ///< share of Z below which two are tied: what rounding may do to a sum
};

/// REQUIRES at least two events, constants as mantel() does.
MantelShuffles mantel_shuffles(std::span<const double> x, std::span<const double> y,
                               std::span<const double> time, const MantelOptions& options,
                               const Progress& progress);

}  // namespace farola
