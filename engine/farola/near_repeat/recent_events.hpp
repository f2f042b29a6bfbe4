#pragma once
// For each event, those that came before it, nearby and not long ago: what may have triggered it.
//
//   earlier t_j < t_i (strictly: two at one moment do not trigger each other), t_i - t_j <= memory,
//   (x_i - x_j)^2 + (y_i - y_j)^2 <= reach^2
//
// Events lie in square cells at least `reach` wide, in the order of time within a cell, so that a
// look-up bisects nine cells for the moment it goes back to and walks from there. Memory: a few
// numbers an event, whatever the pairs. The order in which pairs are visited depends on the events
// alone.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

class RecentEvents {
 public:
  /// REQUIRES equal sizes below 2^32, finite values, t ascending, reach > 0. The spans are copied.
  RecentEvents(std::span<const double> x, std::span<const double> y, std::span<const double> t,
               double reach);

  /// Calls visit(j, age, square): the earlier event, t_i - t_j and the squared distance.
  template <class Visit>
  void visit_before(std::size_t i, double memory, const Visit& visit) const {
    const std::size_t own = rank_[i];
    const double x = x_[own], y = y_[own], t = t_[own];
    const std::int64_t column = column_of(x), row = row_of(y);
    for (std::int64_t r = std::max<std::int64_t>(0, row - 1); r <= std::min(rows_ - 1, row + 1);
         ++r) {
      for (std::int64_t c = std::max<std::int64_t>(0, column - 1);
           c <= std::min(columns_ - 1, column + 1); ++c) {
        const auto cell = static_cast<std::size_t>(r * columns_ + c);
        const auto begin = t_.begin() + static_cast<std::ptrdiff_t>(begins_[cell]);
        const auto end = t_.begin() + static_cast<std::ptrdiff_t>(begins_[cell + 1]);
        const auto first = std::lower_bound(begin, end, t - memory);
        for (auto at = static_cast<std::size_t>(first - t_.begin());
             at < begins_[cell + 1] && t_[at] < t; ++at) {
          const double dx = x_[at] - x, dy = y_[at] - y;
          const double square = dx * dx + dy * dy;
          if (square <= reach_ * reach_) visit(event_[at], t - t_[at], square);
        }
      }
    }
  }

 private:
  std::int64_t column_of(double x) const {
    return std::min(columns_ - 1, static_cast<std::int64_t>((x - west_) / side_));
  }
  std::int64_t row_of(double y) const {
    return std::min(rows_ - 1, static_cast<std::int64_t>((y - south_) / side_));
  }

  double reach_, west_ = 0, south_ = 0, side_ = 1;
  std::int64_t columns_ = 1, rows_ = 1;
  std::vector<double> x_, y_, t_;     // by cell, then by time
  std::vector<std::uint32_t> event_;  // at each of these
  std::vector<std::uint32_t> rank_;   // of each event
  std::vector<std::size_t> begins_;   // of each cell
};

}  // namespace farola
