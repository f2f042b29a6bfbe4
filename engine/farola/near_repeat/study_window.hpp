#pragma once
// The window W in which a point pattern was seen: its area, its outline, and points thrown into it.
//
// A window is the study area, or a rectangle where there is none. What a second-order analysis asks
// of it is how far a place is from the outline, and which share of a circle around it lies inside:
//
//   share(c, d) = length of {u in W : |u - c| = d} / (2 pi d)
//
// Exact. A circle cuts an edge at most twice; where the edge (interior on its left) leaves the disc
// the circle, run counter-clockwise, enters W, and where the edge enters the disc the circle leaves
// W. So the angle inside is the sum of the leaving angles less the sum of the entering ones, modulo
// 2 pi: no sorting and no question of what is inside. A circle that is cut nowhere is taken to be
// inside, which is right where a point of W is known to lie on it (the other event of a pair).
//
// Points are uniform on W by rejection from its box: try t of point `index` is the draw (seed,
// stream, index + t 2^40), so a simulation is the same on any thread.

#include "farola/geometry/polygon.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// A piece of the outline, interior on its left.
struct OutlinePiece {
  Point from, to;         ///< pieces that meet share the point, bit for bit
  double ux = 1, uy = 0;  ///< unit direction
  double length = 0;
};

/// The pieces of the outline near one place, by rings around it: a circle meets only those of its
/// own ring.
struct OutlineView {
  Point centre;
  /// To the nearest piece; infinite when it is farther than the reach of the window.
  double distance = 0;
  std::vector<std::uint32_t> pieces;       ///< ring by ring
  std::vector<std::uint32_t> ring_begins;  ///< and the end; empty: no pieces
};

class StudyWindow {
 public:
  /// `reach` is the largest distance that will be asked for. REQUIRES valid polygons of positive
  /// area, reach > 0.
  StudyWindow(MultiPolygon polygons, double reach);

  const MultiPolygon& polygons() const { return polygons_; }
  double area() const { return area_; }
  const Box& box() const { return inside_.box(); }
  bool is_box() const { return is_box_; }
  double reach() const { return reach_; }
  /// The outline counts as inside.
  bool contains(Point point) const {
    return is_box_ ? box().contains(point) : inside_.contains(point);
  }

  OutlineView view_from(Point centre) const;
  /// The same, without the pieces.
  double outline_distance(Point centre) const;
  /// In (0, 1]. REQUIRES 0 <= distance <= reach().
  double share(const OutlineView& view, double distance) const;

  Point random_point(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) const;

 private:
  void add(const Ring& ring, bool reversed);
  template <class Visit>
  void each_piece_near(Point centre, const Visit& visit) const;
  std::size_t ring_of(double distance) const;
  std::size_t index_of(double offset, std::size_t count) const;
  std::size_t bucket_of(const OutlinePiece& piece) const;

  MultiPolygon polygons_;
  PolygonIndex inside_;
  double area_ = 0, reach_ = 0, side_ = 1;
  bool is_box_ = false;
  std::size_t columns_ = 1, rows_ = 1;
  std::vector<OutlinePiece> pieces_;        // by the bucket of their start
  std::vector<std::size_t> bucket_begins_;  // and the end
};

/// A rectangle as polygons.
MultiPolygon polygon_of(const Box& box);

}  // namespace farola
