#pragma once
// Polygons with holes, and the few questions the analyses ask of them, answered by GEOS.
//
// Rings are closed (first point repeated last), shells counter-clockwise, holes clockwise; readers
// hand over what they find and repair() puts it right or refuses it.

#include "farola/geometry/point.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace farola {

using Ring = std::vector<Point>;

struct Polygon {
  Ring shell;
  std::vector<Ring> holes;
  bool operator==(const Polygon&) const = default;
};

using MultiPolygon = std::vector<Polygon>;

Box box_of(const MultiPolygon& polygons);

/// Area of a closed ring in squared units of its coordinates, positive when it runs
/// counter-clockwise.
double signed_area(const Ring& ring);

/// Area in squared units of the coordinates; holes taken out. Valid polygons only.
double area_of(const MultiPolygon& polygons);

struct RepairedPolygons {
  MultiPolygon polygons;
  int repaired = 0;     ///< parts that were invalid and have been made valid (GEOS make valid)
  std::string problem;  ///< why the first of them was invalid, in GEOS' words
};

/// Valid polygons covering the same ground, overlaps dissolved. Lines and points that a repair
/// leaves over are dropped. Throws Error{data, "polygon-not-repairable"}.
RepairedPolygons repair(const MultiPolygon& polygons);

/// The parts of a and of b together, the parts in both.
MultiPolygon union_of(const MultiPolygon& a, const MultiPolygon& b);
MultiPolygon intersection_of(const MultiPolygon& a, const MultiPolygon& b);

/// From and to well-known text and well-known binary (little endian, 2-D). Throws Error{data, …}.
MultiPolygon polygons_from_wkt(const std::string& wkt);
std::string wkt_of(const MultiPolygon& polygons);
MultiPolygon polygons_from_wkb(std::span<const unsigned char> wkb);
std::vector<unsigned char> wkb_of(const MultiPolygon& polygons);

/// Answers many "is this point inside?" quickly. A point on the outline counts as inside.
/// contains() may be called from many threads at once.
class PolygonIndex {
 public:
  explicit PolygonIndex(const MultiPolygon& polygons);
  ~PolygonIndex();
  PolygonIndex(PolygonIndex&&) noexcept;
  PolygonIndex& operator=(PolygonIndex&&) noexcept;

  bool contains(Point point) const;
  const Box& box() const;

 private:
  struct Data;
  std::unique_ptr<const Data> data_;
};

}  // namespace farola
