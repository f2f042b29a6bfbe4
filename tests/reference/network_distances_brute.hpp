#pragma once
// Distances along streets as they are defined, without the engine's graph: every vertex and every
// point is a node, every stretch between neighbours on a line an edge, and Floyd and Warshall's
// method gives all shortest ways. Lines meet where coordinates are equal; a stretch drawn twice is
// one. O((v + n)^3).

#include "farola/geometry/point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace farola::test {

using Matrix = std::vector<std::vector<double>>;

inline Matrix network_distances_brute(const std::vector<std::vector<Point>>& lines,
                                      const std::vector<double>& x, const std::vector<double>& y) {
  struct Stretch {
    Point from, to;
    std::vector<std::pair<double, std::size_t>> stops;  // fraction, node
  };
  std::map<std::pair<double, double>, std::size_t> corners;
  std::size_t nodes = x.size();
  const auto corner = [&](Point p) {
    const auto [it, fresh] = corners.try_emplace({p.x, p.y}, nodes);
    if (fresh) ++nodes;
    return it->second;
  };
  std::vector<Stretch> stretches;
  std::set<std::pair<std::size_t, std::size_t>> drawn;
  for (const auto& line : lines) {
    for (std::size_t k = 0; k + 1 < line.size(); ++k) {
      const std::size_t a = corner(line[k]), b = corner(line[k + 1]);
      if (drawn.emplace(std::min(a, b), std::max(a, b)).second)
        stretches.push_back({line[k], line[k + 1], {{0, a}, {1, b}}});
    }
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    double least = std::numeric_limits<double>::infinity(), at = 0;
    Stretch* nearest = nullptr;
    for (Stretch& s : stretches) {
      const double dx = s.to.x - s.from.x, dy = s.to.y - s.from.y;
      const double square = dx * dx + dy * dy;
      if (square == 0) continue;
      const double t =
          std::clamp(((x[i] - s.from.x) * dx + (y[i] - s.from.y) * dy) / square, 0.0, 1.0);
      const double distance = std::hypot(s.from.x + t * dx - x[i], s.from.y + t * dy - y[i]);
      if (distance < least) {
        least = distance;
        at = t;
        nearest = &s;
      }
    }
    nearest->stops.emplace_back(at, i);
  }
  Matrix d(nodes, std::vector<double>(nodes, std::numeric_limits<double>::infinity()));
  for (std::size_t i = 0; i < nodes; ++i) d[i][i] = 0;
  for (Stretch& s : stretches) {
    std::sort(s.stops.begin(), s.stops.end());
    const double length = std::hypot(s.to.x - s.from.x, s.to.y - s.from.y);
    for (std::size_t k = 0; k + 1 < s.stops.size(); ++k) {
      const auto [t, a] = s.stops[k];
      const auto [u, b] = s.stops[k + 1];
      d[a][b] = d[b][a] = std::min(d[a][b], (u - t) * length);
    }
  }
  for (std::size_t k = 0; k < nodes; ++k) {
    for (std::size_t i = 0; i < nodes; ++i) {
      for (std::size_t j = 0; j < nodes; ++j) d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
    }
  }
  d.resize(x.size());
  for (auto& row : d) row.resize(x.size());
  return d;
}

}  // namespace farola::test
