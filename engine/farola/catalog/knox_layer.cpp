#include "farola/catalog/knox_layer.hpp"

#include <limits>
#include <string>
#include <vector>

namespace farola::catalog {

io::Layer knox_layer(const KnoxTable& table, const Crs& crs) {
  const auto end_of = [](const Band& band) {
    return band.open ? std::numeric_limits<double>::quiet_NaN() : band.to.at;
  };
  std::vector<double> distance_from, distance_to, time_from, time_to;
  std::vector<std::string> label;
  std::vector<double> observed, expected, sd, z, ratio, median_ratio, p, lower, two_sided, adjusted;
  for (const KnoxCell& cell : table.cells) {
    const Band& distance = table.distance_bands[cell.distance_band];
    const Band& time = table.time_bands[cell.time_band];
    distance_from.push_back(distance.from.at);
    distance_to.push_back(end_of(distance));
    time_from.push_back(time.from.at);
    time_to.push_back(end_of(time));
    label.push_back(table.distance_bands.label(cell.distance_band) + ", " +
                    table.time_bands.label(cell.time_band));
    observed.push_back(cell.observed);
    expected.push_back(cell.expected);
    sd.push_back(cell.sd);
    z.push_back(cell.z);
    ratio.push_back(cell.ratio);
    median_ratio.push_back(cell.median_ratio);
    p.push_back(cell.p);
    lower.push_back(cell.p_lower);
    two_sided.push_back(cell.p_two_sided);
    adjusted.push_back(cell.p_adjusted);
  }
  const std::string unit = table.time_bands.unit();
  io::Layer layer;
  layer.name = "near_repeat";
  layer.description =
      "Knox table: pairs of events by distance and time, and what chance would give";
  layer.crs = crs;
  layer.columns = {
      {"distance_from", "lower end of the distance band, metres", distance_from},
      {"distance_to", "upper end of the distance band, metres; none: more than the lower end",
       distance_to},
      {"time_from", "lower end of the time band, " + unit, time_from},
      {"time_to", "upper end of the time band, " + unit + "; none: more than the lower end",
       time_to},
      {"label", "both bands; [ and ] take their end in, ( and ) leave it out", label},
      {"observed", "pairs of events in the cell (with weights: the sum of their products)",
       observed},
      {"expected", "pairs to be expected if time had nothing to do with place", expected},
      {"sd", "standard deviation of that", sd},
      {"z", "(observed - expected) / sd", z},
      {"ratio", "Knox ratio: observed / expected", ratio},
      {"median_ratio", "observed / median of the permutations", median_ratio},
      {"p", "chance of as many pairs or more", p},
      {"p_lower", "chance of as few pairs or fewer", lower},
      {"p_two_sided", "chance of as far from the middle, twice the smaller of both", two_sided},
      {"p_adjusted", "p for the table as a whole, see the report's correction", adjusted},
  };
  return layer;
}

}  // namespace farola::catalog
