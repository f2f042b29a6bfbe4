#pragma once
// The set covariance of a window: how much of it is left when it is laid over itself, moved.
//
//   C(h) = area of W and (W + h), square metres; C(0) = |W|, C(h) = C(-h)
//
// Exact for a rectangle, (width - |dx|)(height - |dy|). For other windows, W is cut into 1,024
// horizontal lines, on which the overlap is exact, and C is computed on a polar lattice of
// directions (every half degree, and those of the outline's edges where they are at most 360) and
// 32 distances up to the reach, between which it is read linearly: along a direction C is nearly
// straight, and its creases lie along the directions of the edges. Error, against
// areas of polygons intersected by GEOS on a star, a slanted strip, a window with a hole and one of
// two parts: at most 0.1 % of |W| (tested) up to half the width of the window; 0.4 % of |W| was met
// beyond the width of the strip.
//
// Complexity: 32 × some hundred directions × 1,024 lines × edges met, once.

#include "farola/core/progress.hpp"
#include "farola/near_repeat/study_window.hpp"

#include <vector>

namespace farola {

class SetCovariance {
 public:
  explicit SetCovariance(const StudyWindow& window, const Progress& progress);
  /// REQUIRES a displacement no longer than the window's reach.
  double at(double dx, double dy) const;

 private:
  bool is_box_;
  double width_, height_, step_ = 1;
  std::vector<double> turns_;   // radians, 0 … pi
  std::vector<double> values_;  // by direction, then distance
};

}  // namespace farola
