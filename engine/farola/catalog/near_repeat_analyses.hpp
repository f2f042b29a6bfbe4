#pragma once
// The near-repeat group of the catalogue; each entry lives in a file named after it.

#include "farola/catalog/analysis.hpp"

namespace farola::catalog {

Analysis near_repeat_analysis();
Analysis near_repeat_events_analysis();
Analysis near_repeat_risk_analysis();
Analysis self_exciting_analysis();
Analysis ripley_k_analysis();
Analysis space_time_k_analysis();
Analysis mantel_analysis();
Analysis jacquez_analysis();
Analysis space_time_clusters_analysis();

}  // namespace farola::catalog
