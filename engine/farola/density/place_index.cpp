#include "farola/density/place_index.hpp"

#include "farola/core/parallel.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace farola {
namespace {

constexpr double events_per_bucket = 4;

/// The range of the middle 99.8 % of the values.
std::pair<double, double> middle_range(std::span<const double> values) {
  if (values.empty()) return {0, 0};
  std::vector<double> copy(values.begin(), values.end());
  const std::size_t cut = copy.size() / 1000;
  const auto low = copy.begin() + static_cast<std::ptrdiff_t>(cut);
  const auto high = copy.end() - 1 - static_cast<std::ptrdiff_t>(cut);
  std::nth_element(copy.begin(), low, copy.end());
  const double first = *low;
  std::nth_element(copy.begin(), high, copy.end());
  return {first, *high};
}

}  // namespace

PlaceIndex::PlaceIndex(std::span<const double> x, std::span<const double> y) {
  const std::size_t n = x.size();
  for (std::size_t i = 0; i < n; ++i) box_.extend(Point{x[i], y[i]});
  const auto [left, right] = middle_range(x);
  const auto [low, high] = middle_range(y);
  grid_xmin_ = left;
  grid_ymin_ = low;
  const double width = right - left, height = high - low;
  const double wanted = std::max(1.0, static_cast<double>(n) / events_per_bucket);
  // A line of events has no area: then the buckets divide its length.
  side_ = std::max(std::sqrt(width * height / wanted), std::max(width, height) / wanted);
  if (!(side_ > 0)) side_ = 1;
  columns_ = static_cast<std::size_t>(width / side_) + 1;
  rows_ = static_cast<std::size_t>(height / side_) + 1;

  std::vector<std::size_t> bucket_of(n);
  for (std::size_t i = 0; i < n; ++i) bucket_of[i] = row_of(y[i]) * columns_ + column_of(x[i]);
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(bucket_of[a], x[a], y[a], a) < std::tie(bucket_of[b], x[b], y[b], b);
  });

  start_.assign(rows_ * columns_ + 1, 0);
  place_of_.resize(n);
  for (const std::uint32_t i : order) {
    if (x_.empty() || x_.back() != x[i] || y_.back() != y[i]) {
      x_.push_back(x[i]);
      y_.push_back(y[i]);
      count_.push_back(0);
      ++start_[bucket_of[i] + 1];
    }
    count_.back() += 1;
    place_of_[i] = static_cast<std::uint32_t>(x_.size() - 1);
  }
  std::partial_sum(start_.begin(), start_.end(), start_.begin());
}

double PlaceIndex::distance_to_nearest(std::size_t i) const {
  if (size() < 2) return std::numeric_limits<double>::infinity();
  const Point at{x_[i], y_[i]};
  for (double radius = side_;; radius *= 2) {
    double best = std::numeric_limits<double>::infinity();
    near(at, radius, [&](std::size_t first, std::size_t last) {
      for (std::size_t j = first; j < last; ++j) {
        if (j == i) continue;
        const double dx = x_[j] - at.x, dy = y_[j] - at.y;
        best = std::min(best, dx * dx + dy * dy);
      }
    });
    if (best <= radius * radius) return std::sqrt(best);
  }
}

std::vector<double> PlaceIndex::distances_to_nearest(const Progress& progress) const {
  std::vector<double> distance(size());
  for_each_block(size(), 4096, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) distance[i] = distance_to_nearest(i);
  });
  return distance;
}

double PlaceIndex::distance_to_event(std::size_t i, std::int64_t k) const {
  const auto wanted = static_cast<double>(k);
  if (static_cast<double>(events()) <= wanted) return std::numeric_limits<double>::infinity();
  if (count_[i] > wanted) return 0;
  const Point at{x_[i], y_[i]};
  std::vector<std::pair<double, double>> found;  // squared distance, events there
  for (double radius = side_;; radius *= 2) {
    found.clear();
    double inside = -1;  // the event itself
    near(at, radius, [&](std::size_t first, std::size_t last) {
      for (std::size_t j = first; j < last; ++j) {
        const double dx = x_[j] - at.x, dy = y_[j] - at.y, square = dx * dx + dy * dy;
        if (square > radius * radius) continue;
        found.emplace_back(square, count_[j]);
        inside += count_[j];
      }
    });
    if (inside < wanted) continue;
    std::sort(found.begin(), found.end());
    double seen = -1;
    for (const auto& [square, events_there] : found) {
      seen += events_there;
      if (seen >= wanted) return std::sqrt(square);
    }
  }
}

double PlaceIndex::candidate_pairs(double radius) const {
  const std::size_t step = std::max<std::size_t>(1, size() / 1000);
  double visited = 0, asked = 0;
  for (std::size_t i = 0; i < size(); i += step, asked += 1) {
    near({x_[i], y_[i]}, radius, [&](std::size_t first, std::size_t last) {
      visited += static_cast<double>(last - first);
    });
  }
  return asked == 0 ? 0 : visited / asked * static_cast<double>(size());
}

}  // namespace farola
