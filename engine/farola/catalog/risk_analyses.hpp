#pragma once
// The risk group of the catalogue; each entry lives in a file named after it.

#include "farola/catalog/analysis.hpp"

namespace farola::catalog {

Analysis proximity_analysis();
Analysis land_use_mix_analysis();
Analysis risk_terrain_analysis();
Analysis prediction_accuracy_analysis();

}  // namespace farola::catalog
