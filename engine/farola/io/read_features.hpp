#pragma once
// The features of one layer as they are: points, lines and polygons together, for a factor of a
// risk terrain model or a surface made from one layer.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/crs/crs.hpp"
#include "farola/events/rejections.hpp"
#include "farola/geometry/polygon.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace farola::io {

struct FeatureSource {
  std::string name = {};  ///< of the factor, for messages: "bars"; empty: an input, not a factor
  std::string path;
  std::string layer = {};  ///< empty: the only one
  std::string where = {};  ///< one SQL WHERE expression on the fields
  std::string crs = {};    ///< empty: the layer's own
  bool allow_remote = false;
  std::string parameter = "factor";     ///< that names the file, for messages
  std::string layer_option = "factor";  ///< that would name the layer
  std::string where_option = "factor";  ///< that names the condition
  std::string x = {}, y = {};           ///< CSV columns; empty: found by their names
  /// Field with the class of each feature. Then only polygons with a class are taken.
  std::string class_field = {};
};

/// "factor bars", "the features", "the land use": the subject of a message.
std::string subject_of(const FeatureSource& source);

struct Features {
  std::string layer;
  Crs crs;  ///< of all coordinates; geographic or projected
  std::vector<double> x, y;
  std::vector<std::int64_t> row;          ///< of each point, from 1
  std::vector<std::vector<Point>> lines;  ///< two vertices or more
  MultiPolygon polygons;                  ///< as they are: not repaired
  std::vector<std::string> classes;       ///< of each polygon; empty without a class field
  std::int64_t features = 0;
  Rejections rejections;  ///< without a usable geometry, or without a class
  bool empty() const { return x.empty() && lines.empty() && polygons.empty(); }
};

/// Multi-geometries and collections are taken apart, curves made straight, heights dropped. A table
/// of text (CSV) gives points, its columns found as those of events are (read_events.hpp). What is
/// left out of a factor is told. Throws Error{data, "<parameter>-empty" | "crs-missing"},
/// Error{usage, "where-unreadable" | "layer-needed" | "layer-unknown" | "class-unknown" |
/// "land-use-csv"}, Error{file, "cannot-open" | "cannot-read"}.
Features read_features(const FeatureSource& source, Report& report, const Progress& progress);

}  // namespace farola::io
