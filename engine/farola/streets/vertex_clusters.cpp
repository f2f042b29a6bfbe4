#include "farola/streets/vertex_clusters.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <set>
#include <utility>

namespace farola {
namespace {

constexpr std::uint32_t none = 0xffffffff;

/// The places that a sweep by ascending x may still meet.
class Window {
 public:
  explicit Window(double tolerance) : tolerance_(tolerance) {}

  std::uint32_t nearest(Point p) {
    while (!by_age_.empty() && by_age_.front().first.x < p.x - tolerance_) {
      by_y_.erase({by_age_.front().first.y, by_age_.front().second});
      by_age_.pop_front();
    }
    std::uint32_t best = none;
    double least = tolerance_;
    for (auto it = by_y_.lower_bound({p.y - tolerance_, 0});
         it != by_y_.end() && it->first <= p.y + tolerance_; ++it) {
      const double dx = p.x - x_of(it->second), dy = p.y - it->first;
      const double distance = std::sqrt(dx * dx + dy * dy);
      if (distance < least || (distance == least && it->second < best)) {
        best = it->second;
        least = distance;
      }
    }
    return best;
  }

  void add(Point p, std::uint32_t place) {
    by_age_.emplace_back(p, place);
    by_y_.emplace(p.y, place);
  }

 private:
  // Places are numbered as they are made, so those in the window are consecutive.
  double x_of(std::uint32_t place) const { return by_age_[place - by_age_.front().second].first.x; }

  double tolerance_;
  std::deque<std::pair<Point, std::uint32_t>> by_age_;
  std::set<std::pair<double, std::uint32_t>> by_y_;
};

}  // namespace

VertexClusters cluster_vertices(std::span<const Point> vertices, double tolerance) {
  std::vector<std::uint32_t> order(vertices.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const Point &p = vertices[a], &q = vertices[b];
    return p.x != q.x ? p.x < q.x : p.y != q.y ? p.y < q.y : a < b;
  });
  VertexClusters clusters;
  clusters.of.resize(vertices.size());
  Window window(tolerance);
  for (std::size_t k = 0; k < order.size(); ++k) {
    const Point p = vertices[order[k]];
    const bool again = k > 0 && vertices[order[k - 1]] == p;
    std::uint32_t place = again ? clusters.of[order[k - 1]] : window.nearest(p);
    if (place == none) {
      place = static_cast<std::uint32_t>(clusters.places.size());
      clusters.places.push_back(p);
      window.add(p, place);
    }
    clusters.of[order[k]] = place;
    if (clusters.places[place] != p) ++clusters.moved;
  }
  return clusters;
}

}  // namespace farola
