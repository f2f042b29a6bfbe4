#include "farola/near_repeat/dense_clusters.hpp"

#include "farola/core/parallel.hpp"
#include "farola/near_repeat/cluster_outlines.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <tuple>

namespace farola {
namespace {

constexpr double least_growth = 5;  // metres, so that one address can be seen

/// Events from west to east, and their times ascending.
struct Margins {
  std::vector<Point> eastwards;
  std::vector<double> times;
};

Margins margins_of(std::span<const double> x, std::span<const double> y,
                   std::span<const double> times) {
  Margins margins{{}, {times.begin(), times.end()}};
  for (std::size_t i = 0; i < x.size(); ++i) margins.eastwards.push_back({x[i], y[i]});
  std::sort(margins.eastwards.begin(), margins.eastwards.end(),
            [](Point a, Point b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); });
  std::sort(margins.times.begin(), margins.times.end());
  return margins;
}

std::int64_t count_in(const Polygon& outline, const std::vector<Point>& eastwards) {
  const Box box = box_of({outline});
  auto at = std::lower_bound(eastwards.begin(), eastwards.end(), box.xmin,
                             [](Point p, double west) { return p.x < west; });
  std::int64_t count = 0;
  for (; at != eastwards.end() && at->x <= box.xmax; ++at) {
    count += at->y >= box.ymin && at->y <= box.ymax && convex_contains(outline, *at);
  }
  return count;
}

std::int64_t count_between(double first, double last, const std::vector<double>& times) {
  return std::upper_bound(times.begin(), times.end(), last) -
         std::lower_bound(times.begin(), times.end(), first);
}

DenseCluster described(std::int32_t number, std::span<const std::uint32_t> members,
                       std::span<const double> x, std::span<const double> y,
                       std::span<const double> times, const StDbscan& found, double growth,
                       const Margins& margins) {
  DenseCluster cluster;
  cluster.number = number;
  cluster.events = static_cast<std::int64_t>(members.size());
  cluster.first = std::numeric_limits<double>::infinity();
  cluster.last = -cluster.first;
  std::vector<Point> places;
  for (const std::uint32_t i : members) {
    places.push_back({x[i], y[i]});
    cluster.core += found.membership[i] == Membership::core;
    cluster.first = std::min(cluster.first, times[i]);
    cluster.last = std::max(cluster.last, times[i]);
    // From the first place on, so that the mean of one place is that place.
    cluster.centre.x += (x[i] - places[0].x) / static_cast<double>(members.size());
    cluster.centre.y += (y[i] - places[0].y) / static_cast<double>(members.size());
  }
  cluster.centre.x += places[0].x;
  cluster.centre.y += places[0].y;
  for (const Point place : places) {
    const double dx = place.x - cluster.centre.x, dy = place.y - cluster.centre.y;
    cluster.radius = std::max(cluster.radius, std::sqrt(dx * dx + dy * dy));
  }
  cluster.outline = grown_hull(places, growth);
  const auto in_area = count_in(cluster.outline, margins.eastwards);
  const auto in_period = count_between(cluster.first, cluster.last, margins.times);
  cluster.expected = static_cast<double>(in_area) * static_cast<double>(in_period) /
                     static_cast<double>(times.size());
  cluster.ratio = static_cast<double>(cluster.events) / cluster.expected;
  return cluster;
}

}  // namespace

std::vector<DenseCluster> dense_clusters(std::span<const double> x, std::span<const double> y,
                                         std::span<const double> times, const StDbscan& found,
                                         const StDbscanOptions& options, const Progress& progress) {
  const Margins margins = margins_of(x, y, times);
  const double growth = std::max(least_growth, options.distance.value / 2);
  std::vector<std::vector<std::uint32_t>> members(static_cast<std::size_t>(found.clusters));
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (found.cluster[i] == 0) continue;
    members[static_cast<std::size_t>(found.cluster[i]) - 1].push_back(
        static_cast<std::uint32_t>(i));
  }
  std::vector<DenseCluster> clusters(members.size());
  for_each_block(members.size(), 1, progress, [&](std::size_t k, std::size_t, std::size_t) {
    clusters[k] = described(static_cast<std::int32_t>(k) + 1, members[k], x, y, times, found,
                            growth, margins);
  });
  std::stable_sort(
      clusters.begin(), clusters.end(),
      [](const DenseCluster& a, const DenseCluster& b) { return a.events > b.events; });
  return clusters;
}

}  // namespace farola
