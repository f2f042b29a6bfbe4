#pragma once
// The parameters that the density analyses share.

#include "farola/catalog/parameter.hpp"

#include <string>
#include <vector>

namespace farola::catalog {

/// bandwidth, ties, kernel, edge-correction, method.
std::vector<Parameter> kernel_parameters();
/// units, period: what a cell holds.
Parameter units_parameter(const std::string& group);
Parameter period_parameter(const std::string& group);
/// adaptive, neighbours: a bandwidth for each event.
std::vector<Parameter> adaptive_parameters();
/// percentile, mean-plus-sd, share, minimum-area: how hot spots are cut from a density raster.
std::vector<Parameter> hotspot_parameters();

}  // namespace farola::catalog
