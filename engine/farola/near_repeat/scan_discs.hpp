#pragma once
// The discs of a scan: around each centre, circles growing from place to place.
//
// A disc holds every event within its radius, the radius being the distance of an event from the
// centre, so circles in between hold nothing else. Discs end at the maximum radius (inclusive) and
// before they would hold more than `most` events.

#include "farola/geometry/point.hpp"
#include "farola/geometry/point_index.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// What is added to a disc when it grows to a radius.
struct DiscRing {
  double radius = 0;
  std::uint32_t end = 0;  ///< of Discs::events: those before it are in the disc
};

struct Discs {
  std::vector<std::uint32_t> events;  ///< by distance from the centre
  std::vector<DiscRing> rings;        ///< ascending
  std::uint32_t count() const { return static_cast<std::uint32_t>(events.size()); }
};

class ScanDiscs {
 public:
  /// REQUIRES spans of one length below 2^32, finite.
  ScanDiscs(std::span<const double> x, std::span<const double> y);

  /// The places of the events, by their first event.
  const std::vector<Point>& places() const { return places_; }

  /// The discs around a centre. May be called from many threads at once.
  Discs around(Point centre, double maximum_radius, std::size_t most) const;

 private:
  std::vector<Point> places_;
  std::vector<std::uint32_t> events_;  ///< place after place
  std::vector<std::size_t> begins_;    ///< of each place, and the end
  PointIndex index_;
};

/// Points on a lattice of this spacing over a box, row by row from the south-west corner on.
/// REQUIRES a spacing > 0, a box that is not empty.
std::vector<Point> lattice_over(const Box& box, double spacing);

}  // namespace farola
