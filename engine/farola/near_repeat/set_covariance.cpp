#include "farola/near_repeat/set_covariance.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace farola {
namespace {

using std::numbers::pi;
constexpr std::size_t lines = 1024, steady_directions = 360, distances = 32;
constexpr std::size_t most_own_directions = 360;

using Crossings = std::vector<double>;  // ascending; W lies between the 1st and 2nd, 3rd and 4th …

/// Where a horizontal line meets the outline. Half-open at vertices, so that the count is even.
struct Edge {
  Point low, high;
};
std::vector<Edge> edges_of(const MultiPolygon& polygons) {
  std::vector<Edge> edges;
  const auto add = [&](const Ring& ring) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      if (ring[i].y == ring[i + 1].y) continue;
      edges.push_back(ring[i].y < ring[i + 1].y ? Edge{ring[i], ring[i + 1]}
                                                : Edge{ring[i + 1], ring[i]});
    }
  };
  for (const Polygon& polygon : polygons) {
    add(polygon.shell);
    for (const Ring& hole : polygon.holes) add(hole);
  }
  return edges;
}

/// The crossings of many lines, from the lowest up.
std::vector<Crossings> crossings_at(const std::vector<Edge>& edges, double lowest, double step) {
  std::vector<Crossings> found(lines);
  for (const Edge& edge : edges) {
    const double first = std::max(0.0, std::ceil((edge.low.y - lowest) / step));
    for (auto k = static_cast<std::size_t>(first); k < lines; ++k) {
      const double y = lowest + step * static_cast<double>(k);
      if (y < edge.low.y) continue;
      if (y >= edge.high.y) break;
      found[k].push_back(edge.low.x + (edge.high.x - edge.low.x) * (y - edge.low.y) /
                                          (edge.high.y - edge.low.y));
    }
  }
  for (Crossings& line : found) std::sort(line.begin(), line.end());
  return found;
}

double overlap(const Crossings& a, const Crossings& b, double moved) {
  double length = 0;
  for (std::size_t i = 0, j = 0; i + 1 < a.size() && j + 1 < b.size();) {
    const double from = std::max(a[i], b[j] + moved), to = std::min(a[i + 1], b[j + 1] + moved);
    if (to > from) length += to - from;
    if (a[i + 1] < b[j + 1] + moved) {
      i += 2;
    } else {
      j += 2;
    }
  }
  return length;
}

/// Half a turn in even steps, and the directions of the outline's edges, along which C has creases:
/// where edges are too many for that, each is too short to crease much.
std::vector<double> directions_of(const MultiPolygon& polygons) {
  std::vector<double> turns, own;
  for (std::size_t k = 0; k <= steady_directions; ++k) {
    turns.push_back(pi * static_cast<double>(k) / static_cast<double>(steady_directions));
  }
  const auto add = [&](const Ring& ring) {
    for (std::size_t i = 0; i + 1 < ring.size() && own.size() <= most_own_directions; ++i) {
      const double turn = std::atan2(ring[i + 1].y - ring[i].y, ring[i + 1].x - ring[i].x);
      own.push_back(turn < 0 ? std::min(turn + pi, pi) : turn);
    }
  };
  for (const Polygon& polygon : polygons) {
    add(polygon.shell);
    for (const Ring& hole : polygon.holes) add(hole);
  }
  if (own.size() <= most_own_directions) turns.insert(turns.end(), own.begin(), own.end());
  std::sort(turns.begin(), turns.end());
  turns.erase(std::unique(turns.begin(), turns.end()), turns.end());
  return turns;
}

}  // namespace

SetCovariance::SetCovariance(const StudyWindow& window, const Progress& progress)
    : is_box_(window.is_box()), width_(window.box().width()), height_(window.box().height()) {
  if (is_box_) return;
  step_ = window.reach() / static_cast<double>(distances);
  turns_ = directions_of(window.polygons());
  const std::vector<Edge> edges = edges_of(window.polygons());
  const double spacing = height_ / static_cast<double>(lines);
  const double lowest = window.box().ymin + spacing / 2;
  const auto standing = crossings_at(edges, lowest, spacing);
  values_.assign(turns_.size() * (distances + 1), window.area());
  for_each_block(turns_.size() - 1, 1, progress, [&](std::size_t t, std::size_t, std::size_t) {
    for (std::size_t k = 1; k <= distances; ++k) {
      progress.check();
      const double h = step_ * static_cast<double>(k);
      const auto moved = crossings_at(edges, lowest - h * std::sin(turns_[t]), spacing);
      double length = 0;
      for (std::size_t line = 0; line < lines; ++line) {
        length += overlap(standing[line], moved[line], h * std::cos(turns_[t]));
      }
      values_[t * (distances + 1) + k] = length * spacing;
    }
  });
  // Half a turn on, C is the same: the last direction is the first.
  std::copy_n(values_.begin(), distances + 1,
              values_.end() - static_cast<std::ptrdiff_t>(distances + 1));
}

double SetCovariance::at(double dx, double dy) const {
  if (is_box_) return std::max(0.0, width_ - std::abs(dx)) * std::max(0.0, height_ - std::abs(dy));
  double turn = std::atan2(dy, dx);
  if (turn < 0) turn = std::min(turn + pi, pi);
  const auto next_turn = std::upper_bound(turns_.begin() + 1, turns_.end() - 1, turn);
  const auto t = static_cast<std::size_t>(next_turn - turns_.begin()) - 1;
  const double out = std::sqrt(dx * dx + dy * dy) / step_;
  const auto k = std::min(static_cast<std::size_t>(out), distances - 1);
  const double a = (turn - turns_[t]) / (turns_[t + 1] - turns_[t]);
  const double b = std::min(out - static_cast<double>(k), 1.0);
  const double* here = &values_[t * (distances + 1) + k];
  const double* next = here + distances + 1;
  return (1 - a) * ((1 - b) * here[0] + b * here[1]) + a * ((1 - b) * next[0] + b * next[1]);
}

}  // namespace farola
