#pragma once
// The parameters that say which events are close in space and time, and what they mean to the
// engine: for near-repeat-events and near-repeat-risk.

#include "farola/catalog/arguments.hpp"
#include "farola/catalog/parameter.hpp"
#include "farola/near_repeat/near_repeat_events.hpp"
#include "farola/near_repeat/space_time_events.hpp"

#include <string>
#include <vector>

namespace farola::catalog {

/// same-place, distance-metric, moment.
std::vector<Parameter> closeness_parameters(const std::string& group);

/// Those, and distance and days where they are given. The metric stays euclidean where the distance
/// metric is network.
NearRepeatOptions closeness_options(const Arguments& arguments);

/// One moment for each event, by moment and seed; what was taken is told.
std::vector<double> chosen_times(const SpaceTimeEvents& events, const Arguments& arguments,
                                 Report& report);

}  // namespace farola::catalog
