// GeoPackages: made by GDAL in the hidden folder of an AtomicFile and filled with rows by SQLite
// (geopackage_rows.hpp), with SQLite's own syncs off (the whole file is synced once, before it is
// renamed), and with every date in it taken from timestamp_for_files(), so that the same content
// gives the same bytes.

#include "farola/core/error.hpp"
#include "farola/io/atomic_file.hpp"
#include "farola/io/gdal_write.hpp"
#include "farola/io/geopackage_rows.hpp"
#include "farola/io/write_vector.hpp"

#include <string>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_feature.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

namespace farola::io {
namespace {

OGRwkbGeometryType geometry_type(const Layer& layer) {
  if (std::holds_alternative<std::vector<Point>>(layer.geometry)) return wkbPoint;
  if (std::holds_alternative<std::vector<Line>>(layer.geometry)) return wkbLineString;
  if (std::holds_alternative<std::vector<MultiPolygon>>(layer.geometry)) return wkbMultiPolygon;
  return wkbNone;
}

OGRFieldType field_type(const Column& column) {
  if (std::holds_alternative<std::vector<std::int64_t>>(column.values)) return OFTInteger64;
  if (std::holds_alternative<std::vector<double>>(column.values)) return OFTReal;
  return OFTString;
}

class GeoPackage {
 public:
  GeoPackage(const AtomicFile& file, const GdalMessages& messages)
      : file_(file), messages_(messages) {
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    if (driver == nullptr) file.fail("GDAL was built without its GPKG driver");
    dataset_.reset(driver->Create(file.temporary().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    check();
  }

  // The layer's table with its fields, index and references; no rows.
  void add(const Layer& layer) {
    OGRSpatialReference reference = spatial_reference(layer.crs);
    CPLStringList options;
    options.SetNameValue("DESCRIPTION", layer.description.c_str());
    options.SetNameValue("GEOMETRY_NAME", "geom");
    const OGRwkbGeometryType type = geometry_type(layer);
    OGRLayer* out = dataset_->CreateLayer(
        layer.name.c_str(), type == wkbNone || !layer.crs.known() ? nullptr : &reference, type,
        options.List());
    check();
    if (out == nullptr) file_.fail("GDAL could not create the layer " + layer.name);
    for (const Column& column : layer.columns) {
      OGRFieldDefn field(column.name.c_str(), field_type(column));
      out->CreateField(&field);
    }
    check();
  }

  // What each field means, where GIS look for it: the schema extension of the standard.
  void describe_fields(std::span<const Layer> layers) {
    sql("CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT "
        "NOT "
        "NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, "
        "CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE "
        "(table_name, name))");
    // GDAL makes it with the first spatial index, so a file of tables alone has none yet.
    sql("CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, "
        "extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT "
        "ge_tce UNIQUE (table_name, column_name, extension_name))");
    for (const char* table : {"gpkg_data_columns", "gpkg_data_column_constraints"}) {
      sql(
          fmt::format("INSERT INTO gpkg_extensions (table_name, column_name, extension_name, "
                      "definition, scope) VALUES ('{}', NULL, 'gpkg_schema', "
                      "'http://www.geopackage.org/spec121/#extension_schema', 'read-write')",
                      table));
    }
    sql("CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL, "
        "constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max "
        "NUMERIC, max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE "
        "(constraint_name, constraint_type, value))");
    for (const Layer& layer : layers) {
      for (const Column& column : layer.columns) {
        if (column.description.empty()) continue;
        sql(fmt::format(
            "INSERT INTO gpkg_data_columns (table_name, column_name, description) VALUES "
            "({}, {}, {})",
            literal(layer.name), literal(column.name), literal(column.description)));
      }
    }
  }

  // The table in which QGIS keeps styles, as it makes it itself.
  void add_styles(std::span<const Layer> layers) {
    OGRLayer* table = dataset_->CreateLayer("layer_styles", nullptr, wkbNone, nullptr);
    check();
    const auto field = [&](const char* name, OGRFieldType type) {
      OGRFieldDefn definition(name, type);
      table->CreateField(&definition);
    };
    for (const char* name : {"f_table_catalog", "f_table_schema", "f_table_name",
                             "f_geometry_column", "styleName", "styleQML", "styleSLD"}) {
      field(name, OFTString);
    }
    OGRFieldDefn use("useAsDefault", OFTInteger);
    use.SetSubType(OFSTBoolean);
    table->CreateField(&use);
    field("description", OFTString);
    field("owner", OFTString);
    field("ui", OFTString);
    field("update_time", OFTDateTime);
    for (const Layer& layer : layers) {
      if (layer.style_qml.empty()) continue;
      const OGRFeatureUniquePtr row(OGRFeature::CreateFeature(table->GetLayerDefn()));
      row->SetField("f_table_catalog", "");
      row->SetField("f_table_schema", "");
      row->SetField("f_table_name", layer.name.c_str());
      row->SetField("f_geometry_column", "geom");
      row->SetField("styleName", layer.name.c_str());
      row->SetField("styleQML", layer.style_qml.c_str());
      row->SetField("styleSLD", "");
      row->SetField("useAsDefault", 1);
      row->SetField("description", layer.description.c_str());
      row->SetField("owner", "farola");
      row->SetField("update_time", timestamp_for_files().c_str());
      if (table->CreateFeature(row.get()) != OGRERR_NONE) check();
    }
    check();
  }

  void set_provenance(const Provenance& provenance) {
    const std::string json = provenance_text(provenance);
    dataset_->SetMetadataItem("PROVENANCE", json.c_str(), "FAROLA");
  }

  void close() { close_written(std::move(dataset_), messages_, file_); }

 private:
  static std::string literal(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return quoted + "'";
  }
  void sql(const std::string& statement) {
    OGRLayer* nothing = dataset_->ExecuteSQL(statement.c_str(), nullptr, nullptr);
    if (nothing != nullptr) dataset_->ReleaseResultSet(nothing);
    check();
  }
  void check() const {
    require_written(messages_, file_);
    if (!dataset_) file_.fail("GDAL could not create it");
  }

  const AtomicFile& file_;
  const GdalMessages& messages_;
  Dataset dataset_;
};

void fill_tables(const AtomicFile& file, std::span<const Layer> layers, const Progress& progress) {
  SqliteFile tables(file);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const double from = static_cast<double>(i), count = static_cast<double>(layers.size());
    fill_table(tables, layers[i], progress.part(from / count * .95, (from + 1) / count * .95));
  }
  tables.close();
}

}  // namespace

void write_geopackage(const std::string& path, std::span<const Layer> layers,
                      const Provenance& provenance, const WriteOptions& options,
                      const Progress& progress) {
  start_gdal();
  AtomicFile file(path, options.overwrite, options.parameter);
  const GdalSetting date("OGR_CURRENT_DATE", timestamp_with_milliseconds());
  const GdalSetting no_sync("OGR_SQLITE_SYNCHRONOUS", "OFF");
  const GdalMessages messages;
  GeoPackage package(file, messages);
  bool styled = false;
  for (const Layer& layer : layers) {
    package.add(layer);
    styled = styled || !layer.style_qml.empty();
  }
  package.describe_fields(layers);
  if (styled) package.add_styles(layers);
  package.set_provenance(provenance);
  package.close();
  fill_tables(file, layers, progress);
  file.commit();
  progress.finish();
}

}  // namespace farola::io
