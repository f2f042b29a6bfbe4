#pragma once
// Distances along the streets from one place to any others, one at a time: for the few pairs that
// are asked for by name. All close pairs are NetworkPairs' affair (network_distances.hpp); the rule
// is the same, and so are the bits.

#include "farola/core/progress.hpp"
#include "farola/streets/node_distances.hpp"
#include "farola/streets/street_graph.hpp"

#include <cstdint>

namespace farola {

class DistancesFrom {
 public:
  /// REQUIRES that `streets` outlives this. Memory O(nodes).
  explicit DistancesFrom(const StreetGraph& streets);

  /// The place to start from, `position` metres along an edge, and how far to look (may be
  /// infinite). O(b log b) for b nodes within the bound. Throws Error{cancelled}.
  void start_at(std::uint32_t edge, double position, double bound, const Progress& progress);

  /// Metres; infinity beyond the bound, or where no street leads.
  double to(std::uint32_t edge, double position) const;

 private:
  double way_to(std::uint32_t node) const;

  const StreetGraph& streets_;
  NodeDistances from_, to_;  // from the two ends of the edge
  std::uint32_t edge_ = 0;
  double to_start_ = 0, to_end_ = 0, bound_ = 0;
};

}  // namespace farola
