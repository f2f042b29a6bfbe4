#include "farola/near_repeat/space_time_cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace farola {
namespace {

/// How much smaller a cell is than it might be: far more than the rounding of a column number.
double spare_of(double columns) { return std::max(1e-9, std::ldexp(columns, -48)); }

}  // namespace

SpaceTimeCells::SpaceTimeCells(std::span<const double> x, std::span<const double> y,
                               std::span<const double> times, DistanceMetric metric,
                               double distance)
    : metric_(metric), distance_(distance) {
  const std::size_t count = x.size();
  double west = std::numeric_limits<double>::infinity(), south = west, side = 0;
  for (std::size_t i = 0; i < count; ++i) {
    west = std::min(west, x[i]);
    south = std::min(south, y[i]);
  }
  for (std::size_t i = 0; i < count; ++i) side = std::max({side, x[i] - west, y[i] - south});

  std::vector<Key> key_of(count);
  if (distance > 0) {
    const bool crow = metric == DistanceMetric::euclidean;
    reach_ = crow ? 2 : 3;
    double cell = distance / (crow ? std::sqrt(2.0) : 2.0);
    cell *= 1 - spare_of(side / cell);
    for (std::size_t i = 0; i < count; ++i) {
      key_of[i] = {static_cast<std::int64_t>((y[i] - south) / cell),
                   static_cast<std::int64_t>((x[i] - west) / cell)};
    }
  } else {  // places numbered by y and x
    std::vector<std::uint32_t> by_place(count);
    std::iota(by_place.begin(), by_place.end(), 0U);
    std::sort(by_place.begin(), by_place.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tie(y[a], x[a]) < std::tie(y[b], x[b]);
    });
    std::int64_t place = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const std::uint32_t i = by_place[k];
      if (k > 0) place += x[i] != x[by_place[k - 1]] || y[i] != y[by_place[k - 1]];
      key_of[i] = {place, 0};
    }
  }

  event_.resize(count);
  std::iota(event_.begin(), event_.end(), 0U);
  std::sort(event_.begin(), event_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(key_of[a], times[a], a) < std::tie(key_of[b], times[b], b);
  });
  for (std::size_t k = 0; k < count; ++k) {
    const std::uint32_t i = event_[k];
    if (keys_.empty() || keys_.back() != key_of[i]) {
      keys_.push_back(key_of[i]);
      begins_.push_back(k);
    }
    x_.push_back(x[i]);
    y_.push_back(y[i]);
    time_.push_back(times[i]);
  }
  begins_.push_back(count);
}

void SpaceTimeCells::around(std::size_t cell, std::vector<std::size_t>& found) const {
  found.clear();
  const Key key = keys_[cell];
  for (std::int64_t row = key.row - reach_; reach_ > 0 && row <= key.row + reach_; ++row) {
    auto at = std::lower_bound(keys_.begin(), keys_.end(), Key{row, key.column - reach_});
    for (; at != keys_.end() && at->row == row && at->column <= key.column + reach_; ++at) {
      const auto other = static_cast<std::size_t>(at - keys_.begin());
      if (other != cell) found.push_back(other);
    }
  }
}

SpaceTimeCells::Range SpaceTimeCells::within(std::size_t cell, double time, double limit) const {
  const auto first = time_.begin() + static_cast<std::ptrdiff_t>(begin(cell));
  const auto last = time_.begin() + static_cast<std::ptrdiff_t>(end(cell));
  // The difference itself is compared: time - limit might round over an event.
  const auto low = std::partition_point(first, last, [&](double t) { return time - t > limit; });
  const auto high = std::partition_point(low, last, [&](double t) { return t - time <= limit; });
  return {static_cast<std::size_t>(low - time_.begin()),
          static_cast<std::size_t>(high - time_.begin())};
}

}  // namespace farola
