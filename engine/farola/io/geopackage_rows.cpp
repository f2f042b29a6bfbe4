#include "farola/io/geopackage_rows.hpp"

#include "farola/io/packed_rtree.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace farola::io {
namespace {

constexpr std::size_t rows_between_checks = 4096;

/// GeoPackage's binary geometry: "GP", version, flags, reference, envelope, well-known binary.
class GeometryBytes {
 public:
  explicit GeometryBytes(std::int64_t reference)
      : reference_(static_cast<std::int32_t>(reference)) {}

  std::span<const unsigned char> of(Point point, const Box& box) {
    begin(box.empty() ? empty_geometry : 0);
    put(static_cast<unsigned char>(1));  // little-endian
    put(std::uint32_t{1});               // point
    const bool none = box.empty();
    put(none ? std::numeric_limits<double>::quiet_NaN() : point.x);
    put(none ? std::numeric_limits<double>::quiet_NaN() : point.y);
    return bytes_;
  }

  std::span<const unsigned char> of(const Line& line, const Box& box) {
    begin_with(box);
    put(static_cast<unsigned char>(1));  // little-endian
    put(std::uint32_t{2});               // line
    put(static_cast<std::uint32_t>(line.size()));
    for (const Point& point : line) {
      put(point.x);
      put(point.y);
    }
    return bytes_;
  }

  std::span<const unsigned char> of(const MultiPolygon& area, const Box& box) {
    begin_with(box);
    const std::vector<unsigned char> wkb = wkb_of(area);
    bytes_.insert(bytes_.end(), wkb.begin(), wkb.end());
    return bytes_;
  }

 private:
  static constexpr unsigned char little_endian = 0x01, with_envelope = 0x02, empty_geometry = 0x10;
  static_assert(std::endian::native == std::endian::little);

  void begin_with(const Box& box) {
    begin(box.empty() ? empty_geometry : with_envelope);
    if (box.empty()) return;
    for (const double bound : {box.xmin, box.xmax, box.ymin, box.ymax}) put(bound);
  }
  void begin(unsigned char flags) {
    bytes_.assign({'G', 'P', 0, static_cast<unsigned char>(little_endian | flags)});
    put(reference_);
  }
  template <class Value>
  void put(Value value) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + sizeof value);
    std::memcpy(bytes_.data() + at, &value, sizeof value);
  }

  std::int32_t reference_;
  std::vector<unsigned char> bytes_;
};

Box box_of_point(Point point) {
  Box box;
  if (std::isfinite(point.x) && std::isfinite(point.y)) box.extend(point);
  return box;
}

Box box_of_row(const Layer& layer, std::size_t row) {
  if (const auto* points = std::get_if<std::vector<Point>>(&layer.geometry)) {
    return box_of_point((*points)[row]);
  }
  if (const auto* lines = std::get_if<std::vector<Line>>(&layer.geometry)) {
    Box box;
    for (const Point& point : (*lines)[row]) box.extend(point);
    return box;
  }
  return box_of(std::get<std::vector<MultiPolygon>>(layer.geometry)[row]);
}

void bind_geometry(SqliteStatement& statement, int parameter, const Layer& layer, std::size_t row,
                   const Box& box, GeometryBytes& bytes) {
  if (const auto* points = std::get_if<std::vector<Point>>(&layer.geometry)) {
    return statement.bind(parameter, bytes.of((*points)[row], box));
  }
  if (const auto* lines = std::get_if<std::vector<Line>>(&layer.geometry)) {
    if ((*lines)[row].empty()) return statement.bind_null(parameter);
    return statement.bind(parameter, bytes.of((*lines)[row], box));
  }
  statement.bind(parameter,
                 bytes.of(std::get<std::vector<MultiPolygon>>(layer.geometry)[row], box));
}

void bind_value(SqliteStatement& statement, int parameter, const Column& column, std::size_t row) {
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    if ((*whole)[row] == no_number) return statement.bind_null(parameter);
    return statement.bind(parameter, (*whole)[row]);
  }
  if (const auto* numbers = std::get_if<std::vector<double>>(&column.values)) {
    return statement.bind(parameter, (*numbers)[row]);  // SQLite takes NaN for NULL
  }
  const std::string& text = std::get<std::vector<std::string>>(column.values)[row];
  if (text.empty()) return statement.bind_null(parameter);
  statement.bind(parameter, std::string_view(text));
}

/// The statements that make the triggers of a table, which are dropped.
std::vector<std::string> take_triggers(SqliteFile& file, const std::string& table) {
  std::vector<std::string> names, made;
  {
    SqliteStatement ask(file,
                        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND "
                        "tbl_name = ? ORDER BY rowid");
    ask.bind(1, std::string_view(table));
    while (ask.step()) {
      names.push_back(ask.text(0));
      made.push_back(ask.text(1));
    }
  }
  for (const std::string& name : names) file.run("DROP TRIGGER " + sql_name(name));
  return made;
}

std::int64_t reference_of(SqliteFile& file, const std::string& table) {
  SqliteStatement ask(file, "SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = ?");
  ask.bind(1, std::string_view(table));
  return ask.step() ? ask.integer(0) : 0;
}

std::string insertion(const Layer& layer, bool geometry) {
  std::string names = "fid", marks = "?";
  if (geometry) names += ", geom", marks += ", ?";
  for (const Column& column : layer.columns) {
    names += ", " + sql_name(column.name);
    marks += ", ?";
  }
  return "INSERT INTO " + sql_name(layer.name) + " (" + names + ") VALUES (" + marks + ")";
}

/// Inserts all rows; returns the boxes of those that are somewhere.
std::vector<IndexedBox> insert_rows(SqliteFile& file, const Layer& layer,
                                    const Progress& progress) {
  const std::size_t rows = rows_of(layer);
  const bool geometry = !std::holds_alternative<std::monostate>(layer.geometry);
  GeometryBytes bytes(geometry ? reference_of(file, layer.name) : 0);
  SqliteStatement insert(file, insertion(layer, geometry));
  std::vector<IndexedBox> boxes;
  if (geometry) boxes.reserve(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto fid = static_cast<std::int64_t>(row) + 1;
    int parameter = 1;
    insert.bind(parameter++, fid);
    if (geometry) {
      const Box box = box_of_row(layer, row);
      bind_geometry(insert, parameter++, layer, row, box, bytes);
      if (!box.empty()) boxes.push_back({fid, box});
    }
    for (const Column& column : layer.columns) bind_value(insert, parameter++, column, row);
    insert.step();
    if (row % rows_between_checks == 0) {
      progress.update(static_cast<double>(row) / static_cast<double>(rows));
    }
  }
  return boxes;
}

void note_extent(SqliteFile& file, const Layer& layer, std::span<const IndexedBox> boxes) {
  Box all;
  for (const IndexedBox& one : boxes) all.extend(one.box);
  if (all.empty()) return;
  SqliteStatement note(file,
                       "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE "
                       "table_name = ?");
  int parameter = 1;
  for (const double bound : {all.xmin, all.ymin, all.xmax, all.ymax}) note.bind(parameter++, bound);
  note.bind(parameter, std::string_view(layer.name));
  note.step();
}

void note_count(SqliteFile& file, const Layer& layer) {
  SqliteStatement note(file, "UPDATE gpkg_ogr_contents SET feature_count = ? WHERE table_name = ?");
  note.bind(1, static_cast<std::int64_t>(rows_of(layer)));
  note.bind(2, std::string_view(layer.name));
  note.step();
}

}  // namespace

std::size_t rows_of(const Layer& layer) {
  if (const auto* points = std::get_if<std::vector<Point>>(&layer.geometry)) return points->size();
  if (const auto* lines = std::get_if<std::vector<Line>>(&layer.geometry)) return lines->size();
  if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&layer.geometry)) {
    return areas->size();
  }
  if (layer.columns.empty()) return 0;
  return std::visit([](const auto& values) { return values.size(); }, layer.columns[0].values);
}

void fill_table(SqliteFile& file, const Layer& layer, const Progress& progress) {
  if (rows_of(layer) == 0) return;
  file.run("BEGIN");
  const std::vector<std::string> triggers = take_triggers(file, layer.name);
  std::vector<IndexedBox> boxes = insert_rows(file, layer, progress.part(0, .7));
  note_extent(file, layer, boxes);
  note_count(file, layer);
  fill_rtree(file, "rtree_" + layer.name + "_geom", std::move(boxes), progress.part(.7, 1));
  for (const std::string& trigger : triggers) file.run(trigger);
  file.run("COMMIT");
}

}  // namespace farola::io
