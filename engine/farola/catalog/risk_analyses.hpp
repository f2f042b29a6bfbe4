#pragma once
// The risk group of the catalogue; each entry lives in a file named after it.

#include "farola/catalog/analysis.hpp"

namespace farola::catalog {

Analysis risk_terrain_analysis();
Analysis prediction_accuracy_analysis();

}  // namespace farola::catalog
