#include "farola/catalog/catalog.hpp"

#include "farola/catalog/density_analyses.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/risk_analyses.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace farola::catalog {

const std::vector<Analysis>& analyses() {
  static const std::vector<Analysis> all = {
      kernel_density_analysis(),
      hotspot_polygons_analysis(),
      relative_risk_analysis(),
      population_rate_analysis(),
      space_time_density_analysis(),
      near_repeat_analysis(),
      near_repeat_events_analysis(),
      near_repeat_risk_analysis(),
      self_exciting_analysis(),
      ripley_k_analysis(),
      space_time_k_analysis(),
      space_time_clusters_analysis(),
      mantel_analysis(),
      jacquez_analysis(),
      proximity_analysis(),
      land_use_mix_analysis(),
      risk_terrain_analysis(),
      prediction_accuracy_analysis(),
  };
  return all;
}

const Analysis& find(const std::string& name) {
  std::vector<std::string> names;
  for (const Analysis& analysis : analyses()) {
    if (analysis.name == name) return analysis;
    names.push_back(analysis.name);
  }
  const std::string nearest = nearest_name(name, names);
  fail_usage("analysis-unknown", "analysis",
             fmt::format("There is no analysis \"{}\".{} See farola list.", name,
                         nearest.empty() ? "" : fmt::format(" Did you mean {}?", nearest)));
}

}  // namespace farola::catalog
