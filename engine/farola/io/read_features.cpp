#include "farola/io/read_features.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/read_events.hpp"
#include "farola/io/read_lines.hpp"
#include "farola/io/source_path.hpp"

#include <cmath>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

constexpr const char* parameter = "factor";

bool finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

/// The vertices; none when one of them is not a finite number.
std::vector<Point> vertices(const OGRSimpleCurve& curve) {
  std::vector<Point> points;
  for (int k = 0; k < curve.getNumPoints(); ++k) {
    points.push_back({curve.getX(k), curve.getY(k)});
    if (!finite(points.back())) return {};
  }
  return points;
}

bool take_polygon(const OGRPolygon& from, MultiPolygon& all) {
  Polygon polygon;
  if (from.getExteriorRing() == nullptr) return false;
  polygon.shell = vertices(*from.getExteriorRing());
  if (polygon.shell.size() < 4) return false;
  for (int k = 0; k < from.getNumInteriorRings(); ++k) {
    Ring hole = vertices(*from.getInteriorRing(k));
    if (hole.size() >= 4) polygon.holes.push_back(std::move(hole));
  }
  all.push_back(std::move(polygon));
  return true;
}

/// False when there is nothing of use in the geometry.
bool take(const OGRGeometry& geometry, Features& features) {
  if (geometry.IsEmpty()) return false;
  const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
  if (type == wkbPoint) {
    const Point p{geometry.toPoint()->getX(), geometry.toPoint()->getY()};
    if (!finite(p)) return false;
    features.x.push_back(p.x);
    features.y.push_back(p.y);
    return true;
  }
  if (type == wkbLineString) {
    std::vector<Point> line = vertices(*geometry.toLineString());
    if (line.size() < 2) return false;
    features.lines.push_back(std::move(line));
    return true;
  }
  if (type == wkbPolygon || type == wkbTriangle) {
    return take_polygon(*geometry.toPolygon(), features.polygons);
  }
  if (!OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) return false;
  bool any = false;
  for (const OGRGeometry* part : *geometry.toGeometryCollection()) {
    any = take(*part, features) || any;
  }
  return any;
}

[[noreturn]] void fail_empty(const FeatureSource& source, std::int64_t rows) {
  fail_data(
      "factor-empty",
      fmt::format("Factor {} has no feature: {} holds {} of them{}. Give a layer with points, "
                  "lines or polygons.",
                  source.name, shown_path(source.path), grouped(rows),
                  source.where.empty() ? "" : " under its where"),
      parameter);
}

[[noreturn]] void fail_without_crs(const FeatureSource& source) {
  fail_data(
      "crs-missing",
      fmt::format("Factor {} ({}) does not say in which coordinate reference system it is. Find "
                  "out with the publisher and give it, for example --factor "
                  "{}=FILE,crs=EPSG:4326 for longitude and latitude.",
                  source.name, shown_path(source.path), source.name),
      parameter);
}

Features points_of_table(const FeatureSource& source, const Progress& progress) {
  EventSource table;
  table.path = source.path;
  table.where = source.where;
  table.crs = source.crs;
  table.allow_remote = source.allow_remote;
  EventTable read = read_events(table, progress);
  Features features;
  features.crs = read.events.crs;
  features.features = read.rows_read;
  for (std::size_t i = 0; i < read.events.size(); ++i) {
    if (!finite({read.events.x[i], read.events.y[i]})) continue;
    features.x.push_back(read.events.x[i]);
    features.y.push_back(read.events.y[i]);
  }
  features.left_out = read.rows_read - static_cast<std::int64_t>(features.x.size());
  return features;
}

Features features_of_layer(const FeatureSource& source, const Progress& progress) {
  const GdalMessages quiet;
  const Dataset dataset = open_vector(source.path, source.allow_remote, parameter);
  OGRLayer& layer = layer_of(*dataset, source.layer, source.path, parameter);
  Features features;
  features.layer = layer.GetName();
  features.crs =
      source.crs.empty() ? crs_of(layer.GetSpatialRef()) : Crs::from_text(source.crs, parameter);
  set_where(layer, source.where, parameter);
  const GdalMessages messages;
  layer.ResetReading();
  while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
    const OGRGeometry* const geometry = feature->GetGeometryRef();
    const std::unique_ptr<OGRGeometry> flat(geometry == nullptr ? nullptr
                                                                : geometry->getLinearGeometry());
    if (!flat || !take(*flat, features)) ++features.left_out;
    if (++features.features % 1024 == 0) progress.check();
  }
  require_read(messages, source.path, parameter);
  require_whole_layer(*dataset, layer, features.features, !source.where.empty(), source.path,
                      parameter);
  return features;
}

}  // namespace

Features read_features(const FeatureSource& source, Report& report, const Progress& progress) {
  Features features =
      is_csv(source.path) ? points_of_table(source, progress) : features_of_layer(source, progress);
  if (features.x.empty() && features.lines.empty() && features.polygons.empty()) {
    fail_empty(source, features.features);
  }
  if (!is_street_crs(features.crs)) fail_without_crs(source);
  if (features.left_out > 0) {
    report.warn(
        fmt::format("{} of {} features of factor {} have no usable geometry and are left out.",
                    grouped(features.left_out), grouped(features.features), source.name));
  }
  progress.finish();
  return features;
}

}  // namespace farola::io
