#pragma once
// Events gathered into distinct places, in an order that keeps neighbours together.
//
// Police data put thousands of events on one address or hundred block. Every sum over pairs of
// events below runs over distinct places with their counts, which is the same sum in far fewer
// steps.
//
// Places are sorted by buckets of a regular grid (row by row), inside a bucket by x, y. The grid
// spans the middle 99.8 % of the coordinates; what lies outside falls into the outermost buckets,
// so that one event far away does not put all others into one bucket. O(n log n) to build.

#include "farola/core/progress.hpp"
#include "farola/geometry/point.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

class PlaceIndex {
 public:
  /// REQUIRES x.size() == y.size(), finite coordinates.
  PlaceIndex(std::span<const double> x, std::span<const double> y);

  std::size_t size() const { return x_.size(); }  ///< distinct places
  std::size_t events() const { return place_of_.size(); }
  std::span<const double> x() const { return x_; }
  std::span<const double> y() const { return y_; }
  std::span<const double> count() const { return count_; }  ///< events at the place, >= 1
  /// The place of each event, in the order given.
  std::span<const std::uint32_t> place_of() const { return place_of_; }
  const Box& box() const { return box_; }

  /// Calls visit(first, last) for runs of places that together hold every place within `radius` of
  /// `centre`, and some that are further away. Ascending, without overlap.
  template <class Visit>
  void near(Point centre, double radius, const Visit& visit) const {
    const std::size_t left = column_of(centre.x - radius), right = column_of(centre.x + radius);
    const std::size_t low = row_of(centre.y - radius), high = row_of(centre.y + radius);
    for (std::size_t row = low; row <= high; ++row) {
      const std::size_t first = start_[row * columns_ + left];
      const std::size_t last = start_[row * columns_ + right + 1];
      if (first < last) visit(first, last);
    }
  }

  /// Distance from place i to the nearest other place; infinity when it is the only one.
  double distance_to_nearest(std::size_t i) const;
  /// The same for every place, in parallel.
  std::vector<double> distances_to_nearest(const Progress& progress) const;
  /// Distance from place i to the k-th nearest other event, events at the same place being at
  /// distance 0; infinity when there are fewer. REQUIRES k >= 1.
  double distance_to_event(std::size_t i, std::int64_t k) const;

  /// Pairs (i, candidate) that near(·, radius) would visit over all places, estimated from at most
  /// 1,000 evenly spaced ones.
  double candidate_pairs(double radius) const;

 private:
  std::size_t column_of(double x) const { return bucket(x - grid_xmin_, columns_); }
  std::size_t row_of(double y) const { return bucket(y - grid_ymin_, rows_); }
  std::size_t bucket(double offset, std::size_t buckets) const {
    return static_cast<std::size_t>(
        std::clamp(offset / side_, 0.0, static_cast<double>(buckets - 1)));
  }

  std::vector<double> x_, y_, count_;
  std::vector<std::uint32_t> place_of_;
  std::vector<std::size_t> start_;  ///< first place of each bucket, and one past the end
  Box box_;
  double grid_xmin_ = 0, grid_ymin_ = 0, side_ = 1;
  std::size_t columns_ = 1, rows_ = 1;
};

}  // namespace farola
