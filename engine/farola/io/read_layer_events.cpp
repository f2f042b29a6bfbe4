#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/arrow_rows.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/event_readers.hpp"
#include "farola/io/geopackage_places.hpp"
#include "farola/io/layer_fields.hpp"
#include "farola/io/point_wkb.hpp"
#include "farola/io/source_path.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

[[noreturn]] void fail_not_points(const std::string& given, const std::string& layer,
                                  OGRwkbGeometryType found) {
  const OGRwkbGeometryType flat = wkbFlatten(found);
  const bool lines = flat == wkbLineString || flat == wkbMultiLineString;
  const bool areas = flat == wkbPolygon || flat == wkbMultiPolygon;
  fail_data(
      "not-points",
      fmt::format("Events are points, but layer {} of {} holds {}. {}", layer, given,
                  lines   ? "lines"
                  : areas ? "polygons"
                          : OGRGeometryTypeToName(flat),
                  areas ? "If these are areas to count events in, give them as the study area; "
                          "if each stands for one event, make their centroids first (QGIS: "
                          "Vector, Geometry Tools, Centroids)."
                        : "Give a layer of points, for example with --layer."),
      "events");
}

void require_points(OGRLayer& layer, const std::string& given) {
  const OGRwkbGeometryType flat = wkbFlatten(layer.GetGeomType());
  if (flat == wkbNone) {
    fail_data("no-geometry",
              fmt::format("Layer {} of {} is a table without geometry. Give a layer of points, or "
                          "export it as CSV and name its coordinates with --x and --y.",
                          layer.GetName(), given),
              "layer");
  }
  const bool may_be_points = flat == wkbPoint || flat == wkbMultiPoint || flat == wkbUnknown ||
                             flat == wkbGeometryCollection;
  if (!may_be_points) fail_not_points(given, layer.GetName(), flat);
}

void choose_crs(const EventSource& source, OGRLayer& layer, EventTable& table) {
  auto& report = table.report.values["crs"];
  Crs& crs = table.events.crs;
  if (!source.crs.empty()) {
    crs = Crs::from_text(source.crs);
    report = {{"name", crs.label()}, {"how", "given"}};
    return;
  }
  crs = crs_of(layer.GetSpatialRef());
  if (!crs.known()) {
    fail_data(
        "crs-missing",
        fmt::format("Layer {} of {} does not say in which coordinate reference system it is. "
                    "Find out with the publisher and give it, for example --crs EPSG:4326 for "
                    "longitude and latitude.",
                    layer.GetName(), shown_path(source.path)),
        "crs");
  }
  report = {{"name", crs.label()}, {"how", "source"}};
}

/// Makes events of geometries.
class PointCollector {
 public:
  PointCollector(EventBuilder& builder, std::string given, std::string layer)
      : builder_(builder), given_(std::move(given)), layer_(std::move(layer)) {}

  void add(std::span<const unsigned char> wkb, EventRow& row) {
    ++rows_;
    PointWkb found;
    points_.clear();
    if (!wkb.empty()) found = visit_points(wkb, [&](Point point) { points_.push_back(point); });
    if (!found.valid) {
      fail_file("cannot-read",
                fmt::format("The geometry of feature {} of {} is damaged.", row.row, given_),
                "events");
    }
    if (found.other != 0)
      fail_not_points(given_, layer_, static_cast<OGRwkbGeometryType>(found.other));
    if (points_.empty()) {
      row.x = row.y = {};
      builder_.add(row);
      return;
    }
    if (points_.size() > 1) extra_ += static_cast<std::int64_t>(points_.size()) - 1;
    for (const Point& point : points_) {
      row.x = {Found::read, point.x, {}};
      row.y = {Found::read, point.y, {}};
      builder_.add(row);
      row.key = {};  // the parts of one feature are not each other's duplicates
    }
  }
  void take(TablePlaces places) {
    rows_ = places.rows;
    extra_ = static_cast<std::int64_t>(places.row.size()) - places.rows;
    builder_.take_places(std::move(places.x), std::move(places.y), std::move(places.row));
  }
  std::int64_t rows() const { return rows_; }
  std::int64_t extra() const { return extra_; }

 private:
  EventBuilder& builder_;
  std::string given_, layer_;
  std::vector<Point> points_;  // of the feature at hand
  std::int64_t rows_ = 0, extra_ = 0;
};

void visit_features(OGRLayer& layer, const LayerFields& fields, std::int64_t expected,
                    const Progress& progress, const RowVisitor& visit) {
  layer.ResetReading();
  EventRow row;
  FieldTexts texts;
  std::vector<unsigned char> wkb;
  std::int64_t seen = 0;
  while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
    row.row = feature->GetFID();
    read_fields(*feature, fields, texts, row);
    const OGRGeometry* const geometry = feature->GetGeometryRef();
    wkb.clear();
    if (geometry != nullptr) {
      wkb.resize(geometry->WkbSize());
      geometry->exportToWkb(wkbNDR, wkb.data(), wkbVariantIso);
    }
    visit(wkb, row);
    if (++seen % 4096 == 0) {
      progress.check();
      if (expected > 0) progress.update(static_cast<double>(seen) / static_cast<double>(expected));
    }
  }
}

/// The layer at hand and what is wanted of it.
struct LayerReading {
  const EventSource& source;
  GDALDataset& dataset;
  OGRLayer& layer;
  const LayerFields& fields;
  const Progress& progress;

  bool is_geopackage() const { return std::string_view(dataset.GetDriverName()) == "GPKG"; }
};

/// The fastest road: places alone, of all rows. False: another road is needed.
bool read_places(const LayerReading& reading, std::int64_t expected, PointCollector& points) {
  const auto checked = checked_source(reading.source.path, reading.source.allow_remote, "events");
  const bool local = checked.kind == SourceKind::file && checked.path.rfind("/vsi", 0) != 0;
  if (!local || !reading.is_geopackage() || !reading.fields.none() || !reading.source.where.empty())
    return false;
  auto places =
      geopackage_places({checked.path, reading.layer.GetName(), reading.layer.GetFIDColumn(),
                         reading.layer.GetGeometryColumn(), expected},
                        reading.progress);
  if (places) points.take(std::move(*places));
  return places.has_value();
}

/// By GDAL: batches of a GeoPackage, features of all others; and proof that these are all.
void read_rows(const LayerReading& reading, std::int64_t expected, EventBuilder& builder,
               PointCollector& points) {
  OGRLayer& layer = reading.layer;
  const bool filtered = !reading.source.where.empty();
  const auto visit = [&](std::span<const unsigned char> wkb, EventRow& row) {
    points.add(wkb, row);
  };
  builder.reserve(room_for(expected));
  if (!reading.is_geopackage()) {
    // A driver that applies the condition itself, feature by feature, needs the fields it names.
    if (!filtered) ignore_other_fields(layer, reading.fields);
    visit_features(layer, reading.fields, expected, reading.progress, visit);
    require_whole_layer(reading.dataset, layer, points.rows(), filtered, reading.source.path,
                        "events");
    return;
  }
  const std::int64_t rows = walked_rows(reading.dataset, layer, reading.source.path, "events");
  ignore_other_fields(layer, reading.fields);
  if (!visit_arrow_rows(layer, reading.fields, expected, reading.progress, visit))
    visit_features(layer, reading.fields, expected, reading.progress, visit);
  if (!filtered) require_all_rows(points.rows(), rows, reading.source.path, "events");
}

void report_columns(const LayerFields& fields, Report& report) {
  auto& columns = report.values["columns"];
  columns = nlohmann::ordered_json::object();
  const auto put = [&](const char* role, int index) {
    if (index >= 0) columns[role] = fields.names[static_cast<std::size_t>(index)];
  };
  put("time", fields.time ? fields.time->index : -1);
  put("until", fields.until ? fields.until->index : -1);
  put("weight", fields.weight);
  put("kind", fields.kind);
  put("strata", fields.stratum);
  put("deduplicate", fields.key);
  if (fields.time) report.note(fmt::format("Times are read from field {}.", fields.time->name));
}

}  // namespace

EventTable read_layer_events(const EventSource& source, const Progress& progress) {
  if (!source.x.empty() || !source.y.empty()) {
    fail_usage(
        "column-not-csv", source.x.empty() ? "y" : "x",
        fmt::format("--x and --y name columns of a CSV file, but {} holds geometries of its own. "
                    "Leave them out.",
                    shown_path(source.path)));
  }
  const std::string given = shown_path(source.path);
  const Dataset dataset = open_vector(source.path, source.allow_remote, "events");
  OGRLayer& layer = layer_of(*dataset, source.layer, source.path, source.layer_option);
  require_points(layer, given);
  EventTable table;
  choose_crs(source, layer, table);
  set_where(layer, source.where);

  const GdalMessages messages;
  const LayerFields fields = find_fields(layer, source, progress, table.report);
  const bool asked = source.times_needed || !source.time.empty() || !source.until.empty();
  EventBuilder builder({fields.time.has_value(), fields.until.has_value(), fields.weight >= 0,
                        fields.kind >= 0, fields.stratum >= 0, fields.key >= 0, asked});
  PointCollector points(builder, given, layer.GetName());
  const LayerReading reading{source, *dataset, layer, fields, progress};
  const std::int64_t expected = layer.GetFeatureCount(0);
  if (!read_places(reading, expected, points)) read_rows(reading, expected, builder, points);
  require_read(messages, source.path, "events");

  Report& report = table.report;
  table.rows_read = points.rows();
  report.values["rows_read"] = table.rows_read;
  report.values["source"] = {{"driver", dataset->GetDriverName()}, {"layer", layer.GetName()}};
  report_columns(fields, report);
  if (points.extra() > 0) {
    report.values["multipoint_parts"] = points.extra();
    report.note(fmt::format("Multipoints are taken apart: {} more events than features.",
                            grouped(points.extra())));
  }
  builder.finish(table);
  progress.finish();
  return table;
}

}  // namespace farola::io
