#include "farola/io/read_lines.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/source_path.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

constexpr const char* parameter = "streets";

/// Takes lines out of geometries and counts what is none.
class LineCollector {
 public:
  explicit LineCollector(StreetLines& lines) : lines_(lines) {}

  void add(const OGRGeometry* geometry, std::int64_t feature) {
    if (geometry == nullptr || geometry->IsEmpty()) {
      ++counts.empty;
      return;
    }
    const std::unique_ptr<OGRGeometry> flat(geometry->getLinearGeometry());
    if (!flat || !take(*flat, feature)) {
      ++counts.not_lines;
      if (counts.other.empty())
        counts.other = OGRGeometryTypeToName(wkbFlatten(geometry->getGeometryType()));
    }
  }

  LineCounts counts;

 private:
  /// False when there is no line in it.
  bool take(const OGRGeometry& geometry, std::int64_t feature) {
    const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
    if (type == wkbLineString) {
      take_line(*geometry.toLineString(), feature);
      return true;
    }
    if (type != wkbMultiLineString && type != wkbGeometryCollection) return false;
    bool any = false;
    for (const OGRGeometry* part : *geometry.toGeometryCollection())
      any = take(*part, feature) || any;
    return any;
  }

  void take_line(const OGRLineString& line, std::int64_t feature) {
    line_.clear();
    for (int k = 0; k < line.getNumPoints(); ++k) line_.push_back({line.getX(k), line.getY(k)});
    const bool finite = std::all_of(line_.begin(), line_.end(), [](Point p) {
      return std::isfinite(p.x) && std::isfinite(p.y);
    });
    if (finite && line_.size() >= 2) {
      lines_.add(line_, feature);
    } else {
      ++counts.invalid;
    }
  }

  StreetLines& lines_;
  std::vector<Point> line_;
};

Crs crs_of_streets(const LineSource& source, OGRLayer& layer) {
  const Crs crs = source.crs.empty() ? crs_of(layer.GetSpatialRef())
                                     : Crs::from_text(source.crs, "streets-crs");
  if (is_street_crs(crs)) return crs;
  fail_data("crs-missing",
            fmt::format("The streets in {} do not say in which coordinate reference system they "
                        "are. Find out with the publisher and give it, for example --streets-crs "
                        "EPSG:4326 for longitude and latitude.",
                        shown_path(source.path)),
            parameter);
}

}  // namespace

bool is_street_crs(const Crs& crs) {
  return crs.known() && (crs.is_geographic() || crs.is_projected());
}

void tell_lines(const std::string& layer, const StreetLines& lines, const LineCounts& found,
                Report& report) {
  report.values["street_layer"] = {
      {"layer", layer},          {"crs", lines.crs.label()}, {"features", found.features},
      {"lines", lines.size()},   {"empty", found.empty},     {"not_lines", found.not_lines},
      {"invalid", found.invalid}};
  if (found.empty > 0)
    report.note(fmt::format("{} streets have no geometry and are left out.", grouped(found.empty)));
  if (found.not_lines > 0) {
    report.warn(
        fmt::format("{} features of the streets are no lines (the first is a {}) and are "
                    "left out.",
                    grouped(found.not_lines), found.other));
  }
  if (found.invalid > 0) {
    report.warn(
        fmt::format("{} street lines have fewer than two vertices, or one that is not a "
                    "finite number, and are left out.",
                    grouped(found.invalid)));
  }
}

StreetLines read_street_lines(const LineSource& source, Report& report, const Progress& progress) {
  const std::string given = shown_path(source.path);
  if (is_csv(source.path)) {
    fail_usage("streets-csv", parameter,
               fmt::format("The streets {} are a table of text; lines are needed. Give a "
                           "GeoPackage, GeoJSON or Shapefile.",
                           given));
  }
  const GdalMessages quiet;
  const Dataset dataset = open_vector(source.path, source.allow_remote, parameter);
  OGRLayer& layer = layer_of(*dataset, source.layer, source.path, "streets-layer");
  StreetLines lines;
  lines.crs = crs_of_streets(source, layer);
  set_where(layer, source.where, "streets-where");

  const GdalMessages messages;
  LineCollector collector(lines);
  const std::int64_t expected = layer.GetFeatureCount(0);
  std::int64_t features = 0;
  layer.ResetReading();
  while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
    collector.add(feature->GetGeometryRef(), feature->GetFID());
    if (++features % 1024 != 0) continue;
    progress.check();
    if (expected > 0)
      progress.update(static_cast<double>(features) / static_cast<double>(expected));
  }
  require_read(messages, source.path, parameter);
  require_whole_layer(*dataset, layer, features, !source.where.empty(), source.path, parameter);
  if (lines.size() == 0) {
    fail_data("streets-empty",
              fmt::format("The streets {} have no line: layer {} holds {} features{}{}. Give a "
                          "layer of street centre lines.",
                          given, layer.GetName(), grouped(features),
                          source.where.empty() ? "" : " under --streets-where",
                          collector.counts.other.empty()
                              ? ""
                              : fmt::format(", such as a {}", collector.counts.other)),
              parameter);
  }
  collector.counts.features = features;
  tell_lines(layer.GetName(), lines, collector.counts, report);
  progress.finish();
  return lines;
}

}  // namespace farola::io
