#pragma once
// Points put on the nearest street.
//
// The nearest street by straight distance to its segments; of several at exactly the same distance
// the edge of the lowest number, on it the lowest position. A point further than `maximum` from
// every street is put nowhere: it would get distances that nobody walks. The way from the point to
// the street is not part of any distance along streets, as in spatstat's linear networks.
// O(n log s) for n points and s segments.
//
// report.values["snapping"]: points, too_far, maximum, median_off and max_off (m, of those put on a
// street; null when there are none).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/geometry/segment_index.hpp"
#include "farola/streets/street_graph.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace farola {

struct SnapOptions {
  Metres maximum{100};  ///< REQUIRES >= 0; infinity: however far
};

struct SnappedPoints {
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

  std::vector<std::uint32_t> edge;  ///< of each point; nowhere: too far from every street
  std::vector<double> position;     ///< m along the edge from its start, 0 … length
  std::vector<double> off;          ///< m from the point to the nearest street, also when too far
  std::size_t too_far = 0;
  Report report;

  std::size_t size() const { return edge.size(); }
  /// Those whose flag is not 0, in order. REQUIRES flags.size() == size().
  SnappedPoints kept(const std::vector<std::uint8_t>& flags) const;
};

/// The segments of a graph, for points that come one at a time.
class StreetIndex {
 public:
  explicit StreetIndex(const StreetGraph& streets);
  struct Found {
    std::uint32_t edge;
    double position, off;  ///< m along the edge; m from the point
  };
  /// The place on the nearest street, however far. May be called from many threads at once.
  Found nearest(Point point) const;

 private:
  /// A segment of the graph: from shape(edge)[at] to the next.
  struct Piece {
    std::uint32_t edge, at;
  };
  const StreetGraph& streets_;
  std::vector<Piece> pieces_;
  SegmentIndex index_;
};

/// REQUIRES x.size() == y.size() < 2^32, finite, in `crs`. Throws Error{usage,
/// "street-distance-negative"}, Error{data, "crs-differs"} when `crs` is not the graph's.
SnappedPoints snap(const StreetGraph& streets, std::span<const double> x, std::span<const double> y,
                   const Crs& crs, const SnapOptions& options = {},
                   const Progress& progress = Progress());

/// Where on the map a position along an edge is. REQUIRES 0 <= position <= length.
Point place_on(const StreetGraph& streets, std::uint32_t edge, double position);

}  // namespace farola
