#include "farola/streets/distances_from.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace farola {

DistancesFrom::DistancesFrom(const StreetGraph& streets)
    : streets_(streets), from_(streets), to_(streets) {}

void DistancesFrom::start_at(std::uint32_t edge, double position, double bound,
                             const Progress& progress) {
  const StreetGraph::Edge& e = streets_.edge(edge);
  edge_ = edge;
  to_start_ = position;
  to_end_ = e.length - position;
  bound_ = bound;
  // The slack is for a bound that is no multiple of the length grid; to() compares with the bound.
  const double slack = 1e-6;
  from_.run(e.from, std::max(0.0, bound - to_start_ + slack), progress);
  to_.run(e.to, std::max(0.0, bound - to_end_ + slack), progress);
}

double DistancesFrom::way_to(std::uint32_t node) const {
  return std::min(to_start_ + from_.to(node), to_end_ + to_.to(node));
}

double DistancesFrom::to(std::uint32_t edge, double position) const {
  const StreetGraph::Edge& e = streets_.edge(edge);
  double distance = std::min(way_to(e.from) + position, way_to(e.to) + (e.length - position));
  if (edge == edge_) distance = std::min(distance, std::abs(position - to_start_));
  return distance <= bound_ ? distance : std::numeric_limits<double>::infinity();
}

}  // namespace farola
