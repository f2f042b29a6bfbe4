#pragma once
// From a layer of features to what a surface is made of. Every surface begins here:
//
//   PreparedFeatures = prepared_features(run, "features", …)   told to the run:
//     io::Features     = run.features(…)                         read, or what the caller holds
//     FactorFeatures                                             screened, in metres
//
// Points are screened like events (coordinates 0, 0, outside the area of the CRS). Lines and
// polygons count as they are. The study area takes no feature away: what is nearest may lie across
// the border.

#include "farola/catalog/arguments.hpp"
#include "farola/core/progress.hpp"
#include "farola/crs/crs.hpp"
#include "farola/io/read_features.hpp"
#include "farola/risk/factor_distance.hpp"
#include "farola/risk/land_use_mix.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace farola::catalog {

class Run;

struct PreparedFeatures {
  FactorFeatures features;            ///< in `crs`; none where there are classes
  std::vector<LandUseClass> classes;  ///< by name, where a class field was asked for
  Crs crs;                            ///< projected, metres
  MultiPolygon study_area;            ///< in `crs`; empty: none
  Box box;                            ///< of the features
};

/// How to read the input, from the parameters of feature_parameters().
io::FeatureSource feature_source(const Arguments& arguments, const std::string& parameter);

/// values["<parameter>"]: rows read, used and rejected by reason, points, lines, polygons, crs.
/// Throws Error{data, "<parameter>-empty" | "crs-missing" | "crs-contradicted" |
/// "mostly-rejected"}, Error{usage, "target-crs-…"}, and what reading throws.
PreparedFeatures prepared_features(Run& run, const std::string& parameter,
                                   const Progress& progress);

}  // namespace farola::catalog
