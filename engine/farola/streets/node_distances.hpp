#pragma once
// Shortest ways from one node to all nodes within a bound: Dijkstra's method with a binary heap
// (Dijkstra 1959, Numerische Mathematik 1, 269-271).
//
// Lengths are such that sums are exact (street_graph.hpp): a distance is the same from either end.
// Memory is kept from run to run: 12 bytes a node and the heap.
// O(k log k) for k edges within the bound.

#include "farola/core/progress.hpp"
#include "farola/streets/street_graph.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace farola {

class NodeDistances {
 public:
  /// REQUIRES that `streets` outlives this.
  explicit NodeDistances(const StreetGraph& streets);

  /// Finds all nodes at most `bound` metres from `start`. Throws Error{cancelled}.
  void run(std::uint32_t start, double bound, const Progress& progress);

  /// Of the last run: metres, infinity beyond the bound.
  double to(std::uint32_t node) const {
    return run_[node] == runs_ ? distance_[node] : std::numeric_limits<double>::infinity();
  }
  /// Of the last run: the nodes by rising distance (ties: by number), the start first.
  std::span<const std::uint32_t> reached() const { return reached_; }

 private:
  const StreetGraph& streets_;
  std::vector<double> distance_;
  std::vector<std::uint32_t> run_;  // in which run a node was last seen, so nothing is cleared
  std::uint32_t runs_ = 0;
  std::vector<std::pair<double, std::uint32_t>> heap_;
  std::vector<std::uint32_t> reached_;
};

}  // namespace farola
