#include "farola/near_repeat/scan_discs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace farola {
namespace {

struct Grouped {
  std::vector<Point> places;
  std::vector<std::uint32_t> events;
  std::vector<std::size_t> begins;
};

/// Places in the order of their first events, each with its events ascending.
Grouped grouped_by_place(std::span<const double> x, std::span<const double> y) {
  std::vector<std::uint32_t> order(x.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(x[a], y[a], a) < std::tie(x[b], y[b], b);
  });
  struct Stretch {
    std::size_t begin, end;
  };
  std::vector<Stretch> stretches;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const bool same = k > 0 && x[order[k]] == x[order[k - 1]] && y[order[k]] == y[order[k - 1]];
    if (!same) stretches.push_back({k, k});
    stretches.back().end = k + 1;
  }
  std::sort(stretches.begin(), stretches.end(),
            [&](const Stretch& a, const Stretch& b) { return order[a.begin] < order[b.begin]; });
  Grouped made;
  for (const Stretch& stretch : stretches) {
    const std::uint32_t first = order[stretch.begin];
    made.places.push_back({x[first], y[first]});
    made.begins.push_back(made.events.size());
    for (std::size_t k = stretch.begin; k < stretch.end; ++k) made.events.push_back(order[k]);
  }
  made.begins.push_back(made.events.size());
  return made;
}

PointIndex index_of(const std::vector<Point>& places) {
  std::vector<double> x, y;
  for (const Point& place : places) {
    x.push_back(place.x);
    y.push_back(place.y);
  }
  return {x, y};
}

}  // namespace

ScanDiscs::ScanDiscs(std::span<const double> x, std::span<const double> y) : index_({}, {}) {
  Grouped grouped = grouped_by_place(x, y);
  places_ = std::move(grouped.places);
  events_ = std::move(grouped.events);
  begins_ = std::move(grouped.begins);
  index_ = index_of(places_);
}

Discs ScanDiscs::around(Point centre, double maximum_radius, std::size_t most) const {
  std::vector<std::pair<double, std::uint32_t>> near;
  for (const std::uint32_t place : index_.within(centre, maximum_radius)) {
    const double dx = places_[place].x - centre.x, dy = places_[place].y - centre.y;
    near.emplace_back(std::sqrt(dx * dx + dy * dy), place);
  }
  std::sort(near.begin(), near.end());
  Discs discs;
  for (std::size_t k = 0; k < near.size();) {
    const double radius = near[k].first;
    std::size_t count = discs.events.size(), end = k;
    for (; end < near.size() && near[end].first == radius; ++end) {
      count += begins_[near[end].second + 1] - begins_[near[end].second];
    }
    if (count > most) break;
    for (; k < end; ++k) {
      const std::size_t place = near[k].second;
      discs.events.insert(discs.events.end(),
                          events_.begin() + static_cast<std::ptrdiff_t>(begins_[place]),
                          events_.begin() + static_cast<std::ptrdiff_t>(begins_[place + 1]));
    }
    discs.rings.push_back({radius, discs.count()});
  }
  return discs;
}

std::vector<Point> lattice_over(const Box& box, double spacing) {
  const auto columns = static_cast<std::int64_t>(box.width() / spacing) + 1;
  const auto rows = static_cast<std::int64_t>(box.height() / spacing) + 1;
  // What is left over is shared between the two sides.
  const double west = box.xmin + (box.width() - static_cast<double>(columns - 1) * spacing) / 2;
  const double south = box.ymin + (box.height() - static_cast<double>(rows - 1) * spacing) / 2;
  std::vector<Point> points;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      points.push_back({west + static_cast<double>(column) * spacing,
                        south + static_cast<double>(row) * spacing});
    }
  }
  return points;
}

}  // namespace farola
