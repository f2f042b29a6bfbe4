#pragma once
// The density group of the catalogue; each entry lives in a file named after it.

#include "farola/catalog/analysis.hpp"

namespace farola::catalog {

Analysis kernel_density_analysis();

}  // namespace farola::catalog
