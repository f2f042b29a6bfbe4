#pragma once
// The features of one layer as they are: points, lines and polygons together, for a factor of a
// risk terrain model.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/crs/crs.hpp"
#include "farola/geometry/polygon.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace farola::io {

struct FeatureSource {
  std::string name;  ///< of the factor, for messages: "bars"
  std::string path;
  std::string layer = {};  ///< empty: the only one
  std::string where = {};  ///< one SQL WHERE expression on the fields
  std::string crs = {};    ///< empty: the layer's own
  bool allow_remote = false;
};

struct Features {
  std::string layer;
  Crs crs;  ///< of all coordinates; geographic or projected
  std::vector<double> x, y;
  std::vector<std::vector<Point>> lines;  ///< two vertices or more
  MultiPolygon polygons;                  ///< as they are: not repaired
  std::int64_t features = 0;
  std::int64_t left_out = 0;  ///< without geometry, or with a coordinate that is no number
};

/// Multi-geometries and collections are taken apart, curves made straight, heights dropped. A table
/// of text (CSV) gives points, its columns found as those of events are (read_events.hpp). What is
/// left out is told. Throws Error{data, "factor-empty" | "crs-missing"}, Error{usage,
/// "where-unreadable" | "layer-needed" | "layer-unknown"}, Error{file, "cannot-open" |
/// "cannot-read"}.
Features read_features(const FeatureSource& source, Report& report, const Progress& progress);

}  // namespace farola::io
