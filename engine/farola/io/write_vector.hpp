#pragma once
// Layers as GeoPackage, with style, description and provenance; tables as CSV or JSON.
// Whole or absent, and the same bytes for the same content.

#include "farola/core/progress.hpp"
#include "farola/crs/crs.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/io/provenance.hpp"
#include "farola/io/write_raster.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace farola::io {

/// The whole number that is written as NULL.
inline constexpr std::int64_t no_number = std::numeric_limits<std::int64_t>::min();

/// A column; no_number, a NaN double, or an empty string, is written as NULL.
struct Column {
  std::string name;         ///< snake_case field name
  std::string description;  ///< shown as the field's comment
  std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>> values;
};

/// An open line; one without points is written as NULL.
using Line = std::vector<Point>;

struct Layer {
  std::string name;
  std::string description;
  Crs crs;
  std::variant<std::monostate, std::vector<Point>, std::vector<Line>, std::vector<MultiPolygon>>
      geometry;
  std::vector<Column> columns;
  std::string style_qml;  ///< from layer_style.hpp; empty: none
};

void write_geopackage(const std::string& path, std::span<const Layer> layers,
                      const Provenance& provenance, const WriteOptions& options,
                      const Progress& progress);

/// RFC 4180, LF ends, UTF-8. With `escape_formulas`, text that begins with = + - @ or a tab gets a
/// leading apostrophe, so that a spreadsheet does not run it.
void write_csv(const std::string& path, std::span<const Column> columns, bool escape_formulas,
               const WriteOptions& options);

/// {"table": name, "description": …, "provenance": …, "columns": [{"name", "description"} …],
/// "rows":
/// [{…} …]}: numbers as numbers, what is NULL in a GeoPackage as null; never NaN.
void write_json(const std::string& path, const Layer& table, const Provenance& provenance,
                const WriteOptions& options);

/// A table as the name of the file says: .csv, .json, or .gpkg (a table without geometry). Throws
/// Error{usage, "output-extension"} for other names.
void write_table(const std::string& path, const Layer& table, const Provenance& provenance,
                 bool escape_formulas, const WriteOptions& options, const Progress& progress);

/// Any text, whole or absent.
void write_text(const std::string& path, const std::string& text, const WriteOptions& options);

}  // namespace farola::io
