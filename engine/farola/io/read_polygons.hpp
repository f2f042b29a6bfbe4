#pragma once

#include "farola/core/report.hpp"
#include "farola/events/screening.hpp"

#include <string>

namespace farola::io {

/// All polygons of a layer as one study area: curves made straight, parts dissolved, invalid ones
/// repaired and told in `report`. Throws Error{data, "study-area-empty"} when it has no polygon,
/// Error{data, "crs-missing"}.
StudyArea read_study_area(const std::string& path, const std::string& layer, const std::string& crs,
                          bool allow_remote, Report& report);

}  // namespace farola::io
