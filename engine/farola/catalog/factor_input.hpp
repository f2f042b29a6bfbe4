#pragma once
// The factors of a risk terrain model: from "--factor NAME=FILE,key=value,…" to features in metres.
//
//   key     value
//   layer   of a file that has several
//   where   one SQL WHERE expression; commas inside quotes or brackets belong to it
//   crs     over what the file says
//   as      proximity, density or both; without it both for points, proximity for lines and
//   polygons blocks  maximum influence in blocks; without it --blocks

#include "farola/catalog/arguments.hpp"
#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/events/projected_events.hpp"
#include "farola/io/read_features.hpp"
#include "farola/risk/factor_distance.hpp"

#include <optional>
#include <string>
#include <vector>

namespace farola::catalog {

struct FactorRequest {
  io::FeatureSource source;                 ///< with the factor's name
  bool proximity = false, density = false;  ///< neither: by the geometry
  std::optional<double> blocks;
};

/// Throws Error{usage, "factor-unreadable"} naming what is wrong in the text.
FactorRequest factor_request(const std::string& text);

/// Those of the arguments, names unique. Throws Error{usage, "factor-unreadable" |
/// "factor-repeated" | "parameter-missing"}.
std::vector<FactorRequest> factor_requests(const Arguments& arguments);

/// The text with the file's folder left out and passwords masked, for records.
std::string shown_factor(const std::string& text);

struct FactorLayer {
  FactorFeatures features;                ///< in the CRS asked for
  std::optional<ProjectedEvents> points;  ///< of a factor that has points
  std::int64_t count = 0;                 ///< points, lines and polygons
  std::string source_crs;                 ///< label
};

/// Moves features into `crs`; polygons are repaired. What could not be moved, and repairs, are
/// told, of `subject` ("factor bars"). Throws Error{data, "factor-empty"} when nothing is left.
FactorLayer factor_layer(io::Features features, const std::string& subject, const Crs& crs,
                         Report& report);

}  // namespace farola::catalog
