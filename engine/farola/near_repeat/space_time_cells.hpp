#pragma once
// Events sorted into cells so small that any two events of one cell are within `distance` of each
// other, whatever the metric; in each cell by time. For counting neighbours in space and time.
//
// The side is distance/√2 (Euclidean) or distance/2 (Manhattan), less a spare that rounding cannot
// eat. Neighbours of an event are then in its own cell or in the 24 (Euclidean) or 48 (Manhattan)
// cells around. Distance 0: a cell is a place, and has no cells around.

#include "farola/near_repeat/close_pairs.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

class SpaceTimeCells {
 public:
  /// REQUIRES spans of one length below 2^32, finite values; distance 0 or >= 0.001.
  SpaceTimeCells(std::span<const double> x, std::span<const double> y,
                 std::span<const double> times, DistanceMetric metric, double distance);

  std::size_t cells() const { return begins_.size() - 1; }
  /// Positions of a cell's events, [begin, end): ascending by time, then by event.
  std::size_t begin(std::size_t cell) const { return begins_[cell]; }
  std::size_t end(std::size_t cell) const { return begins_[cell + 1]; }

  std::uint32_t event(std::size_t position) const { return event_[position]; }
  double time(std::size_t position) const { return time_[position]; }
  bool near(double ax, double ay, double bx, double by) const {
    return distance_between(metric_, bx - ax, by - ay) <= distance_;
  }
  bool near(std::size_t a, std::size_t b) const { return near(x_[a], y_[a], x_[b], y_[b]); }
  double x(std::size_t position) const { return x_[position]; }
  double y(std::size_t position) const { return y_[position]; }

  /// The other cells in which neighbours may be, ascending.
  void around(std::size_t cell, std::vector<std::size_t>& found) const;

  /// Positions of a cell's events with |their time - time| <= limit.
  struct Range {
    std::size_t begin, end;
    std::size_t size() const { return end - begin; }
  };
  Range within(std::size_t cell, double time, double limit) const;

 private:
  struct Key {
    std::int64_t row, column;
    auto operator<=>(const Key&) const = default;
  };
  DistanceMetric metric_;
  double distance_;
  std::int64_t reach_ = 0;  ///< cells to each side that are around
  std::vector<Key> keys_;   ///< of the cells, ascending
  std::vector<std::size_t> begins_;
  std::vector<std::uint32_t> event_;
  std::vector<double> x_, y_, time_;  ///< by position
};

}  // namespace farola
