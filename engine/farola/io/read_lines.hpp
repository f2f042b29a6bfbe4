#pragma once
// Streets from a layer of lines.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/streets/street_lines.hpp"

#include <string>

namespace farola::io {

/// Where streets are, and how to read them.
struct LineSource {
  std::string path;
  std::string layer = {};  ///< empty: the only one
  std::string where = {};  ///< one SQL WHERE expression on the fields
  std::string crs = {};    ///< empty: the layer's own
  bool allow_remote = false;
};

/// All lines of a layer in the layer's CRS: multilines and collections taken apart, curves made
/// straight, heights dropped. Features without geometry, other shapes, and lines with fewer than
/// two vertices or one that is not a finite number are left out and counted:
/// values["street_layer"]: layer, crs, features, lines, empty, not_lines, invalid.
/// Throws Error{data, "streets-empty" | "crs-missing"}, Error{usage, "streets-csv" |
/// "where-unreadable" | "layer-needed" | "layer-unknown"}, Error{file, "cannot-open" |
/// "cannot-read"}.
StreetLines read_street_lines(const LineSource& source, Report& report,
                              const Progress& progress = Progress());

}  // namespace farola::io
