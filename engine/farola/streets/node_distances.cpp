#include "farola/streets/node_distances.hpp"

#include <algorithm>
#include <functional>

namespace farola {

NodeDistances::NodeDistances(const StreetGraph& streets)
    : streets_(streets), distance_(streets.node_count()), run_(streets.node_count(), 0) {}

void NodeDistances::run(std::uint32_t start, double bound, const Progress& progress) {
  if (++runs_ == 0) {  // after 2^32 runs
    std::fill(run_.begin(), run_.end(), 0u);
    runs_ = 1;
  }
  reached_.clear();
  heap_.clear();
  if (!(bound >= 0)) return;
  const auto nearest_last = std::greater<std::pair<double, std::uint32_t>>();
  distance_[start] = 0;
  run_[start] = runs_;
  heap_.emplace_back(0.0, start);
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), nearest_last);
    const auto [distance, node] = heap_.back();
    heap_.pop_back();
    if (distance > distance_[node]) continue;  // a shorter way was found meanwhile
    reached_.push_back(node);
    if (reached_.size() % 4096 == 0) progress.check();
    for (const StreetGraph::Way& way : streets_.ways(node)) {
      const double there = distance + way.length;
      if (there > bound || !(there < to(way.to))) continue;
      distance_[way.to] = there;
      run_[way.to] = runs_;
      heap_.emplace_back(there, way.to);
      std::push_heap(heap_.begin(), heap_.end(), nearest_last);
    }
  }
}

}  // namespace farola
