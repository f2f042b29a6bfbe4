#include "farola/catalog/near_repeat_risk_parameters.hpp"

#include "farola/catalog/chain_parameters.hpp"
#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/knox_weighting.hpp"
#include "farola/catalog/street_input.hpp"

#include <string>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

constexpr const char* group = "Near repeat";

std::vector<Parameter> weighting_parameters() {
  return {
      {.name = "now",
       .kind = Kind::time,
       .help = "moment that the surface is made for; only events that were over before it count",
       .group = group,
       .default_rule = "the midnight after the last event",
       .example = "2025-12-01"},
      {.name = "weighting",
       .kind = Kind::choice,
       .help = "how an event's weight falls: half-life halves it with each half distance and half "
               "life, promap is 1/((1 + cells) (1 + weeks)), knox is what the Knox table of the "
               "events before now finds above chance",
       .group = group,
       .default_text = "half-life",
       .choices = {"half-life", "promap", "knox"},
       .example = "knox"},
      {.name = "distance",
       .kind = Kind::distance,
       .help = "events count in less than this distance",
       .group = group,
       .unit = "m",
       .default_rule = "200, with promap 400",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "200"},
      {.name = "days",
       .kind = Kind::number,
       .help = "events count for less than this many days",
       .group = group,
       .unit = "days",
       .default_rule = "14, with promap 56",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "14"},
      {.name = "half-distance",
       .kind = Kind::distance,
       .help = "distance at which the weight is half",
       .group = group,
       .unit = "m",
       .default_rule = "the median distance of the near repeats before now",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "80"},
      {.name = "half-life",
       .kind = Kind::number,
       .help = "days after which an event counts half",
       .group = group,
       .unit = "days",
       .default_rule = "the median lag of the repeats and near repeats before now",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "14"},
  };
}

}  // namespace

std::vector<Parameter> risk_parameters() {
  return joined({weighting_parameters(), along_streets(closeness_parameters(group)),
                 knox_weighting_parameters()});
}

std::vector<Parameter> zone_parameters() {
  const std::string zones = "Zones";
  return {
      {.name = "zones",
       .kind = Kind::vector_output,
       .role = ParameterRole::output,
       .help = "the zones worth telling, with their expiry, as a GeoPackage",
       .group = zones,
       .example = "zones.gpkg",
       .python = false},
      {.name = "area-budget",
       .kind = Kind::number,
       .help = "share of the area that zones may fill, highest risk first",
       .group = zones,
       .unit = "%",
       .default_text = "5",
       .minimum = 0,
       .maximum = 100,
       .minimum_excluded = true,
       .example = "2"},
      {.name = "minimum-area",
       .kind = Kind::number,
       .help = "leave out zones smaller than this",
       .group = zones,
       .unit = "m2",
       .default_text = "0",
       .minimum = 0,
       .example = "5000"},
  };
}

}  // namespace farola::catalog
