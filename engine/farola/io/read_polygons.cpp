#include "farola/io/read_polygons.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/source_path.hpp"

#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

constexpr const char* parameter = "study-area";

/// The polygons of a geometry, two-dimensional and with straight segments, added to `all`.
void add_polygons(const OGRGeometry& geometry, MultiPolygon& all) {
  std::unique_ptr<OGRGeometry> flat(geometry.getLinearGeometry());
  if (!flat) return;
  flat->flattenTo2D();
  const OGRwkbGeometryType type = wkbFlatten(flat->getGeometryType());
  if (type == wkbPolygon || type == wkbMultiPolygon) {
    if (flat->IsEmpty()) return;
    std::vector<unsigned char> wkb(flat->WkbSize());
    flat->exportToWkb(wkbNDR, wkb.data());
    MultiPolygon polygons = polygons_from_wkb(wkb);
    all.insert(all.end(), std::make_move_iterator(polygons.begin()),
               std::make_move_iterator(polygons.end()));
  } else if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
    for (const OGRGeometry* part : *flat->toGeometryCollection()) add_polygons(*part, all);
  }
}

}  // namespace

StudyArea read_study_area(const std::string& path, const std::string& layer_name,
                          const std::string& crs, bool allow_remote, Report& report) {
  const std::string given = shown_path(path);
  if (is_csv(path)) {
    fail_usage("study-area-csv", parameter,
               fmt::format("The study area {} is a table of text; polygons are needed. Give a "
                           "GeoPackage, GeoJSON or Shapefile.",
                           given));
  }
  const GdalMessages quiet;
  const Dataset dataset = open_vector(path, allow_remote, parameter);
  OGRLayer& layer = layer_of(*dataset, layer_name, path, "study-area-layer");
  StudyArea area;
  area.crs = crs.empty() ? crs_of(layer.GetSpatialRef()) : Crs::from_text(crs);
  if (!area.crs.known()) {
    fail_data(
        "crs-missing",
        fmt::format("The study area {} does not say in which coordinate reference system it is. "
                    "Find out with the publisher and write it to the file, for example with "
                    "QGIS, Set Layer CRS.",
                    given),
        parameter);
  }
  const GdalMessages messages;
  MultiPolygon all;
  std::int64_t features = 0;
  std::string other;
  layer.ResetReading();
  while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
    ++features;
    const OGRGeometry* const geometry = feature->GetGeometryRef();
    if (geometry == nullptr) continue;
    const std::size_t before = all.size();
    add_polygons(*geometry, all);
    if (all.size() == before && other.empty())
      other = OGRGeometryTypeToName(wkbFlatten(geometry->getGeometryType()));
  }
  require_read(messages, path, parameter);
  require_whole_layer(*dataset, layer, features, false, path, parameter);
  if (all.empty()) {
    fail_data(
        "study-area-empty",
        fmt::format("The study area {} has no polygon: layer {} holds {} features{}. Give a layer "
                    "of polygons.",
                    given, layer.GetName(), grouped(features),
                    other.empty() ? "" : fmt::format(", such as a {}", other)),
        parameter);
  }
  RepairedPolygons repaired = repair(all);
  area.polygons = std::move(repaired.polygons);
  if (area.polygons.empty() || !(area_of(area.polygons) > 0)) {
    fail_data("study-area-empty",
              fmt::format("The polygons of the study area {} cover no ground ({}). Give a layer of "
                          "polygons with an area.",
                          given, repaired.problem.empty() ? "their area is 0" : repaired.problem),
              parameter);
  }
  report.values["study_area"] = {{"layer", layer.GetName()},
                                 {"features", features},
                                 {"repaired", repaired.repaired},
                                 {"crs", area.crs.label()}};
  if (repaired.repaired > 0) {
    report.warn(
        repaired.repaired == 1
            ? fmt::format(
                  "1 polygon of the study area was invalid ({}) and has been repaired; look "
                  "whether it still covers what it should.",
                  repaired.problem)
            : fmt::format(
                  "{} polygons of the study area were invalid (the first: {}) and have been "
                  "repaired; look whether they still cover what they should.",
                  repaired.repaired, repaired.problem));
  }
  return area;
}

}  // namespace farola::io
