#pragma once
// Nearest segments and range queries over line segments, by Boost.Geometry's packed R-tree.

#include "farola/geometry/point.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace farola {

struct Segment {
  Point from, to;
  bool operator==(const Segment&) const = default;
};

/// The place on a segment that is nearest to a point.
struct Foot {
  Point at;
  double fraction = 0;  ///< of the way from `from` to `to`, 0 … 1; 0 on a segment of no length
  double distance = 0;  ///< sqrt(dx^2 + dy^2) from the point
};
Foot foot_on(const Segment& segment, Point point);

class SegmentIndex {
 public:
  /// REQUIRES finite coordinates.
  explicit SegmentIndex(std::vector<Segment> segments);
  ~SegmentIndex();
  SegmentIndex(SegmentIndex&&) noexcept;
  SegmentIndex& operator=(SegmentIndex&&) noexcept;

  std::size_t size() const;
  const Segment& operator[](std::size_t i) const;

  struct Nearest {
    std::uint32_t segment;
    Foot foot;
  };
  /// The nearest segment; of several at exactly the same distance the first. Nothing when there are
  /// no segments. May be called from many threads at once.
  std::optional<Nearest> nearest(Point point) const;

  /// Indices of the segments that touch `box`, ascending.
  std::vector<std::uint32_t> touching(const Box& box) const;

 private:
  struct Tree;
  std::unique_ptr<const Tree> tree_;
};

}  // namespace farola
