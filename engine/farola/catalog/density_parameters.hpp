#pragma once
// The parameters that the density analyses share.

#include "farola/catalog/parameter.hpp"

#include <vector>

namespace farola::catalog {

/// bandwidth, kernel, adaptive, neighbours, edge-correction, method.
std::vector<Parameter> kernel_parameters();
/// percentile, mean-plus-sd, share, minimum-area: how hot spots are cut from a density raster.
std::vector<Parameter> hotspot_parameters();

}  // namespace farola::catalog
