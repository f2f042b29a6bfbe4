#pragma once
// Exact distances from the centres of whole windows of cells to the nearest feature.
//
// What is nearest to a cell is nearly nearest to its neighbours. With d the distance from the
// centre m of a window to its nearest feature, and h from m to the furthest cell centre in the
// window,
//
//   the nearest feature of any cell of the window is at most d + 2 h from m,
//
// since that cell is at most d + h from the feature that is nearest to m. So the candidates of a
// window of 64 x 64 cells come from the segment index, and windows are halved, with those that can
// still be the nearest, until a cell or a feature is left. No candidate that counts is dropped: the
// distance is the smallest over all features, by the same arithmetic as one by one.
//
// Points are segments without length. Complexity: about (cells + features) * log(cells of a
// window), where features are not all equally far.

#include "farola/risk/factor_distance.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace farola::risk {

/// Cells of a grid: `columns` x `rows` of them from (column, row).
struct CellWindow {
  std::int64_t column = 0, row = 0, columns = 0, rows = 0;
};

inline constexpr std::int64_t window_side = 64;

/// The grid in windows of at most window_side cells a side, row by row.
std::vector<CellWindow> windows_of(const Grid& grid);

class FeatureDistances {
 public:
  /// REQUIRES features.
  FeatureDistances(const FactorFeatures& features, const Grid& grid);

  /// Metres, for the cells of the window row by row; infinity where it is certain that they are
  /// beyond `maximum`. May be called from many threads at once.
  /// REQUIRES distances.size() == window.columns * window.rows.
  void fill(const CellWindow& window, std::span<double> distances,
            double maximum = std::numeric_limits<double>::infinity()) const;

  /// A segment as the distance to it is computed.
  struct Piece {
    double x, y, dx, dy;
    double inverse;  ///< 1 / length^2; 0 below a micrometre, which is a point
  };

 private:
  Grid grid_;
  SegmentIndex index_;
  std::vector<Piece> pieces_;
  std::vector<std::uint8_t> inside_;  ///< of each cell; empty without polygons
};

}  // namespace farola::risk
