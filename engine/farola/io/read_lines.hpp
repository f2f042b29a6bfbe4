#pragma once
// Streets from a layer of lines.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/streets/street_lines.hpp"

#include <cstdint>
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

/// What was among the features of a layer of lines, beside lines.
struct LineCounts {
  std::int64_t features = 0, empty = 0, not_lines = 0, invalid = 0;
  std::string other = {};  ///< what the first that is no line is
};

/// Whether streets may be in this CRS: geographic, or projected. A local grid without a place on
/// the Earth is of no use.
bool is_street_crs(const Crs& crs);

/// values["street_layer"] as above, and what was left out, in sentences.
void tell_lines(const std::string& layer, const StreetLines& lines, const LineCounts& found,
                Report& report);

}  // namespace farola::io
