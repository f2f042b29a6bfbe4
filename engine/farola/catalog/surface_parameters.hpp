#pragma once
// The parameters that surfaces made from one layer share.

#include "farola/catalog/parameter.hpp"

#include <vector>

namespace farola::catalog {

/// How features are read and where: layer, where, crs, allow-remote, study-area, study-area-layer,
/// target-crs, and for layers that may be tables of text x, y. Read by feature_input.hpp.
std::vector<Parameter> feature_parameters(bool tables);

/// cell-size, extent. Read by surface_grid.hpp.
std::vector<Parameter> surface_grid_parameters();

/// threads, memory.
std::vector<Parameter> surface_run_parameters();

}  // namespace farola::catalog
