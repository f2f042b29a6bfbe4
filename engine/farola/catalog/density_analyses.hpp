#pragma once
// The density group of the catalogue; each entry lives in a file named after it.

#include "farola/catalog/analysis.hpp"

namespace farola::catalog {

Analysis kernel_density_analysis();
Analysis hotspot_polygons_analysis();
Analysis relative_risk_analysis();
Analysis population_rate_analysis();
Analysis space_time_density_analysis();

}  // namespace farola::catalog
