#pragma once
// near-repeat-risk --weighting knox: its parameters, and the weights they make of the events that
// were known before now. The bands are those of near-repeat, and read as there.

#include "farola/catalog/arguments.hpp"
#include "farola/catalog/parameter.hpp"
#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/near_repeat/near_repeat_risk.hpp"
#include "farola/near_repeat/space_time_events.hpp"

#include <vector>

namespace farola::catalog {

/// distance-bands, time-bands, time-unit, closed, include-ends, permutations, significance, strata.
std::vector<Parameter> knox_weighting_parameters();

/// What of them can be refused before anything is read.
void check_knox_choices(const Arguments& arguments);

/// Sets options.bands from the Knox table of `past`, the events that were over before now, whose
/// places on the streets are `points` where options.along is set. The
/// first of them is that of the same place, unless the bands begin beyond it. Throws besides what
/// knox_table() and knox_weights() do Error{data, "too-few-events"}.
void set_band_weights(const Arguments& arguments, const SpaceTimeEvents& past,
                      const SnappedPoints* points, NearRepeatRiskOptions& options, Report& told,
                      const Progress& progress);

}  // namespace farola::catalog
