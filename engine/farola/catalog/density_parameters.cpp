#include "farola/catalog/density_parameters.hpp"

#include "farola/density/bandwidth.hpp"
#include "farola/density/kernel.hpp"

namespace farola::catalog {
namespace {
using Kind = ParameterKind;
}

std::vector<Parameter> kernel_parameters() {
  const std::string group = "Density";
  return {
      {.name = "bandwidth",
       .kind = Kind::distance_or_choice,
       .help = "radius beyond which an event does not count (gaussian: the standard deviation), in "
               "metres, or the rule that chooses it from the events",
       .group = group,
       .unit = "m",
       .default_rule = "a thirtieth of the shorter side of the events' box",
       .choices = {bandwidth_selector_names.begin(), bandwidth_selector_names.end()},
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "300"},
      {.name = "ties",
       .kind = Kind::choice,
       .help = "how likelihood-cv, least-squares-cv and diggle take events at one place: automatic "
               "leaves a place out as a whole when more than one event in twenty shares its place",
       .group = group,
       .default_text = "automatic",
       .choices = {"automatic", "as-published", "leave-place-out"},
       .example = "as-published"},
      {.name = "kernel",
       .kind = Kind::choice,
       .help = "how an event's weight falls with distance",
       .group = group,
       .default_text = "quartic",
       .choices = {kernel_names.begin(), kernel_names.end()},
       .example = "gaussian"},
      {.name = "edge-correction",
       .kind = Kind::choice,
       .help = "make up for kernel mass lost outside the study area: uniform divides at each cell, "
               "uniform-at-point at each event (keeps the total)",
       .group = group,
       .default_text = "none",
       .choices = {"none", "uniform", "uniform-at-point"},
       .example = "uniform"},
      {.name = "method",
       .kind = Kind::choice,
       .help =
           "exact sums, sums by Fourier transform, or the faster of those whose error is at most "
           "a millionth of the peak",
       .group = group,
       .default_text = "automatic",
       .choices = {"automatic", "exact", "fft"},
       .example = "exact"},
  };
}

Parameter units_parameter(const std::string& group) {
  return {.name = "units",
          .kind = Kind::choice,
          .help =
              "what a cell holds: events per square kilometre, a probability density, or the "
              "events expected in the cell",
          .group = group,
          .default_text = "events/km2",
          .choices = {"events/km2", "probability", "expected-per-cell"},
          .example = "probability"};
}

Parameter period_parameter(const std::string& group) {
  return {.name = "period",
          .kind = Kind::number,
          .help = "years that the events cover; the map is then a rate a year",
          .group = group,
          .unit = "years",
          .minimum = 0,
          .minimum_excluded = true,
          .example = "2"};
}

std::vector<Parameter> adaptive_parameters() {
  const std::string group = "Density";
  return {
      {.name = "adaptive",
       .kind = Kind::choice,
       .help =
           "give each event its own bandwidth: abramson narrows it where events are dense (the "
           "bandwidth is the geometric mean), k-nearest takes the distance to the k-th neighbour",
       .group = group,
       .default_text = "none",
       .choices = {"none", "abramson", "k-nearest"},
       .example = "abramson"},
      {.name = "neighbours",
       .kind = Kind::integer,
       .help = "k of --adaptive k-nearest",
       .group = group,
       .default_text = "15",
       .minimum = 1,
       .maximum = 1e6,
       .example = "15"},
  };
}

std::vector<Parameter> hotspot_parameters() {
  const std::string group = "Hot spots";
  return {
      {.name = "percentile",
       .kind = Kind::number,
       .help = "hot spots are the cells above this percentile of the cells with a density",
       .group = group,
       .unit = "%",
       .default_rule = "95, when no other rule is given",
       .minimum = 0,
       .maximum = 99.99,
       .example = "95"},
      {.name = "mean-plus-sd",
       .kind = Kind::number,
       .help = "or the cells above the mean plus this many standard deviations",
       .group = group,
       .minimum = 0,
       .example = "2"},
      {.name = "share",
       .kind = Kind::number,
       .help = "or the fewest cells that hold this share of the events",
       .group = group,
       .unit = "%",
       .minimum = 0,
       .maximum = 100,
       .minimum_excluded = true,
       .example = "25"},
      {.name = "minimum-area",
       .kind = Kind::number,
       .help = "leave out hot spots smaller than this",
       .group = group,
       .unit = "m2",
       .default_text = "0",
       .minimum = 0,
       .example = "5000"},
  };
}

}  // namespace farola::catalog
