#pragma once
// Nearest neighbours and range queries over points, by Boost.Geometry's packed R-tree.

#include "farola/geometry/point.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace farola {

class PointIndex {
 public:
  /// REQUIRES x.size() == y.size(), finite coordinates.
  PointIndex(std::span<const double> x, std::span<const double> y);
  ~PointIndex();
  PointIndex(PointIndex&&) noexcept;
  PointIndex& operator=(PointIndex&&) noexcept;

  std::size_t size() const;

  /// Distance from `from` to its k-th nearest point, where points of index `except` do not count
  /// (-1: all count). Infinity when there are fewer than k. REQUIRES k >= 1.
  double distance_to_nearest(Point from, int k, std::int64_t except = -1) const;

  /// Indices of points with distance <= radius (compared as sqrt(dx^2+dy^2) <= radius), ascending.
  std::vector<std::uint32_t> within(Point centre, double radius) const;

 private:
  struct Tree;
  std::unique_ptr<const Tree> tree_;
};

}  // namespace farola
