#include "farola/catalog/chain_parameters.hpp"

#include "farola/core/text.hpp"
#include "farola/core/units.hpp"

#include <cstdint>
#include <iterator>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

template <class Names>
std::vector<std::string> words(const Names& names) {
  return {std::begin(names), std::end(names)};
}

}  // namespace

std::vector<Parameter> closeness_parameters(const std::string& group) {
  return {
      {.name = "same-place",
       .kind = Kind::distance,
       .help = "greatest distance that is still the same place",
       .group = group,
       .unit = "m",
       .default_text = "0",
       .minimum = 0,
       .maximum = 1e6,
       .example = "5"},
      {.name = "distance-metric",
       .kind = Kind::choice,
       .help = "how far apart two places are: as the crow flies, or along east and north",
       .group = group,
       .default_text = "euclidean",
       .choices = words(distance_metric_names),
       .example = "manhattan"},
      {.name = "moment",
       .kind = Kind::choice,
       .help = "moment taken of an event known to an interval of time",
       .group = group,
       .default_text = "midpoint",
       .choices = words(moment_names),
       .example = "latest"},
  };
}

NearRepeatOptions closeness_options(const Arguments& given) {
  NearRepeatOptions options;
  if (given.has("distance")) options.distance = {given.number("distance")};
  if (given.has("days")) options.time = {given.number("days")};
  options.same_place = {given.number("same-place")};
  if (given.text("distance-metric") != "network") {
    options.metric = distance_metric_from_name(given.text("distance-metric"));
  }
  return options;
}

std::vector<double> chosen_times(const SpaceTimeEvents& events, const Arguments& given,
                                 Report& report) {
  const Moment moment = moment_from_name(given.text("moment"));
  const TimePrecisions known = time_precisions(events);
  report.values["moment"] = {{"rule", name_of(moment)},
                             {"events_known_by_date", known.dates},
                             {"events_known_to_more_than_a_day", known.longer},
                             {"longest_interval_days", known.longest / seconds_per_day}};
  if (known.dates + known.longer > 0) {
    report.note(fmt::format(
        "{} events are known by their date and {} to an interval of more than a day; the {} of it "
        "was taken.",
        grouped(known.dates), grouped(known.longer),
        moment == Moment::midpoint   ? "middle"
        : moment == Moment::earliest ? "first second"
        : moment == Moment::latest   ? "last second"
                                     : "second drawn by the seed"));
  }
  return events.times(moment, static_cast<std::uint64_t>(given.integer("seed")));
}

}  // namespace farola::catalog
