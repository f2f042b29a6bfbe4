#include "farola/near_repeat/recent_events.hpp"

#include "farola/geometry/point.hpp"

#include <cmath>
#include <numeric>

namespace farola {
namespace {

// A pair at the reach must not lie two cells apart because of rounding.
constexpr double spare = 1 + 1e-6;

}  // namespace

RecentEvents::RecentEvents(std::span<const double> x, std::span<const double> y,
                           std::span<const double> t, double reach)
    : reach_(reach), x_(x.size()), y_(x.size()), t_(x.size()), event_(x.size()), rank_(x.size()) {
  Box box;
  for (std::size_t i = 0; i < x.size(); ++i) box.extend(Point{x[i], y[i]});
  if (box.empty()) box = {0, 0, 0, 0};
  west_ = box.xmin;
  south_ = box.ymin;
  // About as many cells as events are enough, however small the reach.
  const double events = std::max<double>(1, static_cast<double>(x.size()));
  const double smallest = std::max(std::sqrt(box.width() * box.height() / events),
                                   2 * std::max(box.width(), box.height()) / events);
  side_ = std::max(reach * spare, smallest);
  columns_ = 1 + static_cast<std::int64_t>(box.width() / side_);
  rows_ = 1 + static_cast<std::int64_t>(box.height() / side_);

  begins_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
  std::vector<std::size_t> cell_of(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    cell_of[i] = static_cast<std::size_t>(row_of(y[i]) * columns_ + column_of(x[i]));
    ++begins_[cell_of[i] + 1];
  }
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t at = next[cell_of[i]]++;
    event_[at] = static_cast<std::uint32_t>(i);
    rank_[i] = static_cast<std::uint32_t>(at);
    x_[at] = x[i];
    y_[at] = y[i];
    t_[at] = t[i];
  }
}

}  // namespace farola
