#include "farola/io/read_features.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/column_names.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/read_events.hpp"
#include "farola/io/read_lines.hpp"
#include "farola/io/source_path.hpp"

#include <cctype>
#include <cmath>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

bool finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

std::string capital(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// The vertices; none when one of them is not a finite number.
std::vector<Point> vertices(const OGRSimpleCurve& curve) {
  std::vector<Point> points;
  for (int k = 0; k < curve.getNumPoints(); ++k) {
    points.push_back({curve.getX(k), curve.getY(k)});
    if (!finite(points.back())) return {};
  }
  return points;
}

/// Takes features apart, and keeps the reasons of those that are of no use.
class FeatureTaker {
 public:
  explicit FeatureTaker(Features& features) : features_(features) {}

  void add(const OGRGeometry* geometry) {
    ++features_.features;
    if (!take_straight(geometry)) reject(Reason::missing_coordinates);
  }

  /// Polygons only, each with the class.
  void add(const OGRGeometry* geometry, const std::string& name) {
    ++features_.features;
    if (name.empty()) return reject(Reason::missing_class);
    const std::size_t points = features_.x.size(), lines = features_.lines.size();
    const bool usable = take_straight(geometry);
    const bool other = features_.x.size() > points || features_.lines.size() > lines;
    features_.x.resize(points);
    features_.y.resize(points);
    features_.row.resize(points);
    features_.lines.resize(lines);
    if (features_.polygons.size() == features_.classes.size()) {
      reject(usable && other ? Reason::not_a_polygon : Reason::missing_coordinates);
    }
    features_.classes.resize(features_.polygons.size(), name);
  }

 private:
  void reject(Reason reason) { features_.rejections.add(features_.features, reason); }

  bool take_straight(const OGRGeometry* geometry) {
    if (geometry == nullptr) return false;
    const std::unique_ptr<OGRGeometry> straight(geometry->getLinearGeometry());
    return straight && take(*straight);
  }

  /// False when there is nothing of use in the geometry.
  bool take(const OGRGeometry& geometry) {
    if (geometry.IsEmpty()) return false;
    const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
    if (type == wkbPoint) return take_point(*geometry.toPoint());
    if (type == wkbLineString) {
      std::vector<Point> line = vertices(*geometry.toLineString());
      if (line.size() < 2) return false;
      features_.lines.push_back(std::move(line));
      return true;
    }
    if (type == wkbPolygon || type == wkbTriangle) return take_polygon(*geometry.toPolygon());
    if (!OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) return false;
    bool any = false;
    for (const OGRGeometry* part : *geometry.toGeometryCollection()) any = take(*part) || any;
    return any;
  }

  bool take_point(const OGRPoint& point) {
    const Point p{point.getX(), point.getY()};
    if (!finite(p)) return false;
    features_.x.push_back(p.x);
    features_.y.push_back(p.y);
    features_.row.push_back(features_.features);
    return true;
  }

  bool take_polygon(const OGRPolygon& from) {
    Polygon polygon;
    if (from.getExteriorRing() == nullptr) return false;
    polygon.shell = vertices(*from.getExteriorRing());
    if (polygon.shell.size() < 4) return false;
    for (int k = 0; k < from.getNumInteriorRings(); ++k) {
      Ring hole = vertices(*from.getInteriorRing(k));
      if (hole.size() >= 4) polygon.holes.push_back(std::move(hole));
    }
    features_.polygons.push_back(std::move(polygon));
    return true;
  }

  Features& features_;
};

[[noreturn]] void fail_empty(const FeatureSource& source, const Features& features) {
  const bool areas = !source.class_field.empty();
  const std::string verb = source.parameter == "features" ? "have" : "has";
  const std::string where = source.where.empty()  ? ""
                            : source.name.empty() ? " under --where"
                                                  : " under its where";
  fail_data(source.parameter + "-empty",
            areas ? fmt::format("{} {} no polygon with a class: {} holds {} features{}. Give a "
                                "layer of polygons, and the field that names their class.",
                                capital(subject_of(source)), verb, shown_path(source.path),
                                grouped(features.features), where)
                  : fmt::format("{} {} no feature: {} holds {} of them{}. Give a layer with "
                                "points, lines or polygons.",
                                capital(subject_of(source)), verb, shown_path(source.path),
                                grouped(features.features), where),
            source.parameter);
}

[[noreturn]] void fail_without_crs(const FeatureSource& source) {
  const bool factor = !source.name.empty();
  fail_data(
      "crs-missing",
      fmt::format("{}{} {} not say in which coordinate reference system {}. Find out with "
                  "the publisher and give it, for example {} for longitude and latitude.",
                  capital(subject_of(source)), " (" + shown_path(source.path) + ")",
                  source.parameter == "features" ? "do" : "does",
                  source.parameter == "features" ? "they are" : "it is",
                  factor ? "--factor " + source.name + "=FILE,crs=EPSG:4326" : "--crs EPSG:4326"),
      source.parameter);
}

void require_usable(const FeatureSource& source, const Features& features) {
  if (features.empty()) fail_empty(source, features);
  if (!is_street_crs(features.crs)) fail_without_crs(source);
}

Features points_of_table(const FeatureSource& source, const Progress& progress) {
  if (!source.class_field.empty()) {
    fail_usage(source.parameter + "-csv", source.parameter,
               fmt::format("{} {} is a table of text; polygons are needed. Give a GeoPackage, "
                           "GeoJSON or Shapefile.",
                           capital(subject_of(source)), shown_path(source.path)));
  }
  EventSource table;
  table.path = source.path;
  table.where = source.where;
  table.x = source.x;
  table.y = source.y;
  table.crs = source.crs;
  table.allow_remote = source.allow_remote;
  EventTable read = read_events(table, progress);
  Features features;
  features.crs = read.events.crs;
  features.features = read.rows_read;
  features.rejections = std::move(read.rejections);
  for (std::size_t i = 0; i < read.events.size(); ++i) {
    if (!finite({read.events.x[i], read.events.y[i]})) {
      features.rejections.add(read.events.row[i], Reason::missing_coordinates);
      continue;
    }
    features.x.push_back(read.events.x[i]);
    features.y.push_back(read.events.y[i]);
    features.row.push_back(read.events.row[i]);
  }
  return features;
}

/// The field with the class, or -1 when none is asked for.
int class_index(OGRLayer& layer, const FeatureSource& source) {
  if (source.class_field.empty()) return -1;
  const OGRFeatureDefn& definition = *layer.GetLayerDefn();
  std::vector<std::string> names;
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    names.emplace_back(definition.GetFieldDefn(i)->GetNameRef());
  }
  return static_cast<int>(
      column_named(source.class_field, names, "class", shown_path(source.path)));
}

Features features_of_layer(const FeatureSource& source, const Progress& progress) {
  const GdalMessages quiet;
  const Dataset dataset = open_vector(source.path, source.allow_remote, source.parameter);
  OGRLayer& layer = layer_of(*dataset, source.layer, source.path, source.layer_option);
  Features features;
  features.layer = layer.GetName();
  features.crs = source.crs.empty()
                     ? crs_of(layer.GetSpatialRef())
                     : Crs::from_text(source.crs, source.name.empty() ? "crs" : source.parameter);
  set_where(layer, source.where, source.where_option);
  const int classed = class_index(layer, source);
  const GdalMessages messages;
  FeatureTaker taker(features);
  const std::int64_t expected = layer.GetFeatureCount(0);
  layer.ResetReading();
  while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
    if (classed < 0) {
      taker.add(feature->GetGeometryRef());
    } else {
      taker.add(feature->GetGeometryRef(),
                feature->IsFieldSetAndNotNull(classed) ? feature->GetFieldAsString(classed) : "");
    }
    if (features.features % 1024 != 0) continue;
    progress.check();
    if (expected > 0) {
      progress.update(static_cast<double>(features.features) / static_cast<double>(expected));
    }
  }
  require_read(messages, source.path, source.parameter);
  require_whole_layer(*dataset, layer, features.features, !source.where.empty(), source.path,
                      source.parameter);
  return features;
}

}  // namespace

std::string subject_of(const FeatureSource& source) {
  if (!source.name.empty()) return "factor " + source.name;
  std::string words = "the " + source.parameter;
  for (char& c : words) c = c == '-' ? ' ' : c;
  return words;
}

Features read_features(const FeatureSource& source, Report& report, const Progress& progress) {
  Features features =
      is_csv(source.path) ? points_of_table(source, progress) : features_of_layer(source, progress);
  require_usable(source, features);
  // Rows of other inputs are told by those who read them.
  if (const std::int64_t left_out = features.rejections.total();
      left_out > 0 && !source.name.empty()) {
    report.warn(
        fmt::format("{} of {} features of factor {} have no usable geometry and are left out.",
                    grouped(left_out), grouped(features.features), source.name));
  }
  progress.finish();
  return features;
}

}  // namespace farola::io
