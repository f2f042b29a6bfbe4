#pragma once
// A smooth function of place, computed on a square lattice and read between its nodes by Lagrange
// polynomials through the six nearest nodes along each axis.
//
// Error along an axis: at most (225/46080) h^6 max|f^(6)| = 0.0049 h^6 max|f^(6)|. The share of a
// Gaussian of standard deviation s on one side of a line has |f^(6)| <= 2.31 / s^6 (fifth
// derivative of the normal density), so h = s/8 gives 4.3e-8 an axis; a polygon's share is a sum of
// such over its corners. Tested against exact factors to stay within 1e-6.

#include "farola/core/progress.hpp"
#include "farola/geometry/point.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

namespace farola {

class FactorLattice {
 public:
  /// Nodes at origin + (i, j) spacing, those needed to read any place in `area`. The node's place
  /// is the same for every area, so that parts of a grid agree with the whole.
  FactorLattice(const std::function<double(Point)>& function, Point origin, double spacing,
                const Box& area, const Progress& progress);

  /// REQUIRES a place in the area.
  double at(Point place) const;

  /// How many nodes that takes.
  static double nodes(double spacing, const Box& area) {
    return (area.width() / spacing + 7) * (area.height() / spacing + 7);
  }

 private:
  Point origin_;
  double spacing_;
  std::int64_t first_column_ = 0, first_row_ = 0, columns_ = 0, rows_ = 0;
  std::vector<double> node_;
};

}  // namespace farola
