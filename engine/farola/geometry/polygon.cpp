#include "farola/geometry/polygon.hpp"

#include "farola/core/error.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <geos_c.h>
#include <tbb/enumerable_thread_specific.h>

namespace farola {
namespace {

// A GEOS context is used by one thread at a time; each call here makes its own.
class Geos {
 public:
  Geos() : handle_(GEOS_init_r()) {
    GEOSContext_setErrorMessageHandler_r(handle_, &Geos::keep, this);
  }
  ~Geos() { GEOS_finish_r(handle_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;

  operator GEOSContextHandle_t() const { return handle_; }  // NOLINT: that is what it is for
  const std::string& message() const { return message_; }

 private:
  static void keep(const char* message, void* self) {
    static_cast<Geos*>(self)->message_ = message;
  }
  GEOSContextHandle_t handle_;
  std::string message_;
};

struct GeometryDeleter {
  const Geos* geos;
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(*geos, geometry); }
};
using Geometry = std::unique_ptr<GEOSGeometry, GeometryDeleter>;

Geometry owned(const Geos& geos, GEOSGeometry* geometry) {
  if (geometry == nullptr) {
    fail_data("polygon-not-repairable",
              fmt::format("A polygon could not be built: {}. Repair the layer first, for example "
                          "with QGIS' 'Fix geometries'.",
                          geos.message()));
  }
  return Geometry(geometry, GeometryDeleter{&geos});
}

GEOSGeometry* ring_of(const Geos& geos, const Ring& points) {
  const bool open = !points.empty() && !(points.front() == points.back());
  const auto count = static_cast<unsigned>(points.size() + (open ? 1 : 0));
  GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(geos, count, 2);
  for (unsigned i = 0; i < count; ++i) {
    const Point& p = points[i % points.size()];
    GEOSCoordSeq_setXY_r(geos, sequence, i, p.x, p.y);
  }
  return GEOSGeom_createLinearRing_r(geos, sequence);
}

Geometry to_geos(const Geos& geos, const MultiPolygon& polygons) {
  std::vector<GEOSGeometry*> parts;
  parts.reserve(polygons.size());
  for (const Polygon& polygon : polygons) {
    std::vector<GEOSGeometry*> holes;
    bool whole = true;
    for (const Ring& hole : polygon.holes) {
      holes.push_back(ring_of(geos, hole));
      whole = whole && holes.back() != nullptr;
    }
    GEOSGeometry* shell = ring_of(geos, polygon.shell);
    GEOSGeometry* part = shell == nullptr || !whole
                             ? nullptr
                             : GEOSGeom_createPolygon_r(geos, shell, holes.data(),
                                                        static_cast<unsigned>(holes.size()));
    if (part == nullptr) {
      // A ring of fewer than four points: nothing that covers ground.
      for (GEOSGeometry* hole : holes) {
        if (hole != nullptr) GEOSGeom_destroy_r(geos, hole);
      }
      if (shell != nullptr) GEOSGeom_destroy_r(geos, shell);
      continue;
    }
    parts.push_back(part);
  }
  return owned(geos, GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, parts.data(),
                                                 static_cast<unsigned>(parts.size())));
}

Ring ring_from(const Geos& geos, const GEOSGeometry* geometry) {
  const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(geos, geometry);
  unsigned size = 0;
  GEOSCoordSeq_getSize_r(geos, sequence, &size);
  Ring ring(size);
  for (unsigned i = 0; i < size; ++i) {
    GEOSCoordSeq_getXY_r(geos, sequence, i, &ring[i].x, &ring[i].y);
  }
  return ring;
}

void orient(Ring& ring, bool counter_clockwise) {
  if ((signed_area(ring) > 0) != counter_clockwise) std::reverse(ring.begin(), ring.end());
}

void collect(const Geos& geos, const GEOSGeometry* geometry, MultiPolygon& polygons) {
  const int type = GEOSGeomTypeId_r(geos, geometry);
  if (type == GEOS_POLYGON) {
    if (GEOSisEmpty_r(geos, geometry) == 1) return;
    Polygon polygon;
    polygon.shell = ring_from(geos, GEOSGetExteriorRing_r(geos, geometry));
    orient(polygon.shell, true);
    const int holes = GEOSGetNumInteriorRings_r(geos, geometry);
    for (int i = 0; i < holes; ++i) {
      polygon.holes.push_back(ring_from(geos, GEOSGetInteriorRingN_r(geos, geometry, i)));
      orient(polygon.holes.back(), false);
    }
    polygons.push_back(std::move(polygon));
  } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
    const int parts = GEOSGetNumGeometries_r(geos, geometry);
    for (int i = 0; i < parts; ++i) collect(geos, GEOSGetGeometryN_r(geos, geometry, i), polygons);
  }  // lines and points cover no ground
}

MultiPolygon from_geos(const Geos& geos, const GEOSGeometry* geometry) {
  MultiPolygon polygons;
  collect(geos, geometry, polygons);
  return polygons;
}

}  // namespace

Box box_of(const MultiPolygon& polygons) {
  Box box;
  for (const Polygon& polygon : polygons) {
    for (const Point& point : polygon.shell) box.extend(point);
  }
  return box;
}

double signed_area(const Ring& ring) {
  double twice = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    // About the first point: UTM coordinates would eat the digits.
    twice += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
             (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
  }
  return twice / 2;
}

double area_of(const MultiPolygon& polygons) {
  double area = 0;
  for (const Polygon& polygon : polygons) {
    area += std::abs(signed_area(polygon.shell));
    for (const Ring& hole : polygon.holes) area -= std::abs(signed_area(hole));
  }
  return area;
}

RepairedPolygons repair(const MultiPolygon& polygons) {
  const Geos geos;
  RepairedPolygons result;
  std::vector<GEOSGeometry*> parts;
  for (const Polygon& polygon : polygons) {
    Geometry part = to_geos(geos, {polygon});
    if (GEOSisValid_r(geos, part.get()) != 1) {
      ++result.repaired;
      if (result.problem.empty()) {
        char* reason = GEOSisValidReason_r(geos, part.get());
        if (reason != nullptr) result.problem = reason;
        GEOSFree_r(geos, reason);
      }
      part = owned(geos, GEOSMakeValid_r(geos, part.get()));
    }
    parts.push_back(part.release());
  }
  const Geometry all =
      owned(geos, GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, parts.data(),
                                              static_cast<unsigned>(parts.size())));
  const Geometry dissolved = owned(geos, GEOSUnaryUnion_r(geos, all.get()));
  result.polygons = from_geos(geos, dissolved.get());
  return result;
}

MultiPolygon union_of(const MultiPolygon& a, const MultiPolygon& b) {
  const Geos geos;
  const Geometry left = to_geos(geos, a), right = to_geos(geos, b);
  return from_geos(geos, owned(geos, GEOSUnion_r(geos, left.get(), right.get())).get());
}

MultiPolygon intersection_of(const MultiPolygon& a, const MultiPolygon& b) {
  const Geos geos;
  const Geometry left = to_geos(geos, a), right = to_geos(geos, b);
  return from_geos(geos, owned(geos, GEOSIntersection_r(geos, left.get(), right.get())).get());
}

MultiPolygon polygons_from_wkt(const std::string& wkt) {
  const Geos geos;
  GEOSWKTReader* reader = GEOSWKTReader_create_r(geos);
  GEOSGeometry* geometry = GEOSWKTReader_read_r(geos, reader, wkt.c_str());
  GEOSWKTReader_destroy_r(geos, reader);
  if (geometry == nullptr) fail_data("wkt-unreadable", "Not well-known text: " + geos.message());
  return from_geos(geos, Geometry(geometry, GeometryDeleter{&geos}).get());
}

std::string wkt_of(const MultiPolygon& polygons) {
  const Geos geos;
  GEOSWKTWriter* writer = GEOSWKTWriter_create_r(geos);
  GEOSWKTWriter_setTrim_r(geos, writer, 1);
  char* text = GEOSWKTWriter_write_r(geos, writer, to_geos(geos, polygons).get());
  std::string wkt = text;
  GEOSFree_r(geos, text);
  GEOSWKTWriter_destroy_r(geos, writer);
  return wkt;
}

MultiPolygon polygons_from_wkb(std::span<const unsigned char> wkb) {
  const Geos geos;
  GEOSWKBReader* reader = GEOSWKBReader_create_r(geos);
  GEOSGeometry* geometry = GEOSWKBReader_read_r(geos, reader, wkb.data(), wkb.size());
  GEOSWKBReader_destroy_r(geos, reader);
  if (geometry == nullptr) fail_data("wkb-unreadable", "Not well-known binary: " + geos.message());
  return from_geos(geos, Geometry(geometry, GeometryDeleter{&geos}).get());
}

std::vector<unsigned char> wkb_of(const MultiPolygon& polygons) {
  const Geos geos;
  GEOSWKBWriter* writer = GEOSWKBWriter_create_r(geos);
  GEOSWKBWriter_setOutputDimension_r(geos, writer, 2);
  GEOSWKBWriter_setByteOrder_r(geos, writer, 1);
  std::size_t size = 0;
  unsigned char* bytes = GEOSWKBWriter_write_r(geos, writer, to_geos(geos, polygons).get(), &size);
  std::vector<unsigned char> wkb(bytes, bytes + size);
  GEOSFree_r(geos, bytes);
  GEOSWKBWriter_destroy_r(geos, writer);
  return wkb;
}

// GEOS builds the index of a prepared geometry at its first use and is not made for two threads
// at once, so each thread prepares its own.
namespace {
struct Prepared {
  Geos geos;
  Geometry geometry{nullptr, GeometryDeleter{&geos}};
  const GEOSPreparedGeometry* prepared = nullptr;
  ~Prepared() {
    if (prepared != nullptr) GEOSPreparedGeom_destroy_r(geos, prepared);
  }
};
}  // namespace

struct PolygonIndex::Data {
  MultiPolygon polygons;
  Box box;
  mutable tbb::enumerable_thread_specific<std::unique_ptr<Prepared>> prepared;
};

PolygonIndex::PolygonIndex(const MultiPolygon& polygons)
    : data_(new Data{polygons, box_of(polygons), {}}) {}
PolygonIndex::~PolygonIndex() = default;
PolygonIndex::PolygonIndex(PolygonIndex&&) noexcept = default;
PolygonIndex& PolygonIndex::operator=(PolygonIndex&&) noexcept = default;

const Box& PolygonIndex::box() const { return data_->box; }

bool PolygonIndex::contains(Point point) const {
  if (!data_->box.contains(point)) return false;
  std::unique_ptr<Prepared>& mine = data_->prepared.local();
  if (!mine) {
    mine = std::make_unique<Prepared>();
    mine->geometry = to_geos(mine->geos, data_->polygons);
    mine->prepared = GEOSPrepare_r(mine->geos, mine->geometry.get());
  }
  const Geometry at = owned(mine->geos, GEOSGeom_createPointFromXY_r(mine->geos, point.x, point.y));
  return GEOSPreparedIntersects_r(mine->geos, mine->prepared, at.get()) == 1;
}

}  // namespace farola
