#pragma once
// The parameters of near-repeat-risk: the moment, how the weight of an event falls, the zones.

#include "farola/catalog/parameter.hpp"

#include <vector>

namespace farola::catalog {

/// now, weighting, distance, days, half-distance, half-life; same-place, distance-metric, moment;
/// those of --weighting knox.
std::vector<Parameter> risk_parameters();
/// zones, area-budget, minimum-area.
std::vector<Parameter> zone_parameters();

}  // namespace farola::catalog
