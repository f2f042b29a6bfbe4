#pragma once
// All pairs of points at most `reach` metres apart along the streets, each once.
//
// The distance of two points on edges (a, b) and (c, d), p metres from a, q metres from c:
//   min over ends u of {a, b} and v of {c, d} of  off_u + D(u, v) + off_v
// with off_a = p, off_b = length - p, off_c, off_d likewise, D the shortest way between nodes; on
// the same edge also |p - q|. It is infinite between components, and never less than the straight
// line between the places on the street (but for the rounding of lengths). Two points at one place
// are 0 apart. Streets are walked both ways. Points that are nowhere (SnappedPoints) are in no
// pair.
//
// How: for each edge that holds points, two bounded runs of Dijkstra's method from its ends serve
// all its points. Sums of lengths are exact (street_graph.hpp), so a distance depends on the two
// places and the streets alone: not on which is asked first, the other points, or the threads.
// O(e b log b + n + pairs) for e edges with points and b nodes within reach; memory
// O(nodes) a thread, and the pairs of a block.
//
// Pairs come in blocks that can be made on any thread, in any order and again: nothing grows with
// the number of all pairs. A block holds at most max(2^18, n) pairs of 16 bytes. A stack of 50,000
// points at one place, 1,250 million pairs, goes through in 5 MB.

#include "farola/core/progress.hpp"
#include "farola/core/units.hpp"
#include "farola/streets/snapping.hpp"
#include "farola/streets/street_graph.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace farola {

struct NetworkPair {
  std::uint32_t i, j;  ///< indices of the points, i < j
  double distance;     ///< m, 0 … reach
  bool operator==(const NetworkPair&) const = default;
};

class NetworkPairs {
 public:
  /// REQUIRES that `streets` outlives this, points snapped to it, reach >= 0
  /// (infinity: all pairs that streets connect).
  NetworkPairs(const StreetGraph& streets, const SnappedPoints& points, Metres reach);
  ~NetworkPairs();
  NetworkPairs(NetworkPairs&&) noexcept;
  NetworkPairs& operator=(NetworkPairs&&) noexcept;

  std::size_t blocks() const;
  /// Appends the pairs of one block, in an order that depends on the input alone. May be called
  /// from many threads at once. Checks for a cancel at least every 10 ms.
  void append(std::size_t block, std::vector<NetworkPair>& pairs,
              const Progress& progress = Progress()) const;

  struct Neighbour {
    std::uint32_t point;
    double distance;
  };
  /// Appends every other point within reach of point i, in an order that depends on the input
  /// alone. May be called from many threads at once; quickest along order().
  void neighbours_of(std::uint32_t i, std::vector<Neighbour>& neighbours,
                     const Progress& progress = Progress()) const;

  /// Appends every point within reach of a place on the streets, `position` metres along an edge,
  /// in an order that depends on the input alone. May be called from many threads at once; quickest
  /// for one edge after the other.
  void near(std::uint32_t edge, double position, std::vector<Neighbour>& neighbours,
            const Progress& progress = Progress()) const;

  /// The points that are somewhere, along the edges: those on one edge stand together.
  std::span<const std::uint32_t> order() const;

 private:
  struct Data;
  std::unique_ptr<const Data> data_;
};

/// Receives pairs, block by block; one call at a time.
using PairVisitor = std::function<void(std::span<const NetworkPair>)>;

/// Calls visit() with all pairs in the order of the blocks, while other threads make the next ones;
/// at most four blocks a thread are held.
void visit_network_pairs(const NetworkPairs& pairs, const Progress& progress,
                         const PairVisitor& visit);

}  // namespace farola
