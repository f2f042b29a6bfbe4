#pragma once
// How many limits a value has passed, found in the same time for any number of them.
//
// The values up to the last limit are cut into cells of equal width. A cell knows how many limits
// lie in cells before it: those are passed, since the cell of a value never falls as the value
// rises. The few that are left are compared one by one.

#include "farola/near_repeat/bands.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace farola {

class LimitFinder {
 public:
  /// REQUIRES ascending limits.
  explicit LimitFinder(std::span<const BandLimit> limits) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    // A limit is passed by what is greater than its edge.
    for (const BandLimit& limit : limits) {
      edges_.push_back(limit.reached ? std::nextafter(limit.at, -infinity) : limit.at);
    }
    const double last = edges_.empty() ? 0 : edges_.back();
    if (std::isfinite(last) && last > 0) scale_ = (cells - 1) / last;
    if (!std::isfinite(scale_)) scale_ = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      while (first_[cell] < edges_.size() && cell_of(edges_[first_[cell]]) < cell) ++first_[cell];
    }
    edges_.push_back(infinity);
  }

  /// The number of limits that `value` is not below. REQUIRES 0 <= value, finite.
  std::size_t passed(double value) const {
    std::size_t k = first_[cell_of(value)];
    while (value > edges_[k]) ++k;
    return k;
  }

 private:
  static constexpr std::size_t cells = 1024;

  std::size_t cell_of(double value) const {
    return static_cast<std::size_t>(
        std::clamp(value * scale_, 0.0, static_cast<double>(cells - 1)));
  }

  std::vector<double> edges_;
  std::array<std::size_t, cells> first_{};
  double scale_ = 0;
};

}  // namespace farola
