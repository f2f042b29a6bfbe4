// farola mantel: whether distances in place and in time go together, over all pairs of events.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/near_repeat_parameters.hpp"
#include "farola/catalog/space_time_test_parameters.hpp"
#include "farola/core/error.hpp"
#include "farola/near_repeat/mantel.hpp"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

std::vector<Parameter> own_parameters() {
  const std::string group = "Distances and times";
  return {
      {.name = "transform",
       .kind = Kind::choice,
       .help = "what is correlated: reciprocal takes 1 / (distance + constant) and 1 / (time + "
               "constant), so that near pairs count; none takes metres and days as they are",
       .group = group,
       .default_text = "reciprocal",
       .choices = {std::begin(pair_transform_names), std::end(pair_transform_names)},
       .example = "none"},
      {.name = "space-constants",
       .kind = Kind::bands,
       .help = "constants added to the distance before the reciprocal, parted by commas: distances "
               "well below count alike",
       .group = group,
       .unit = "m",
       .default_rule = "1",
       .example = "1,100,400"},
      {.name = "time-constants",
       .kind = Kind::bands,
       .help = "the same for time; one row for each constant of space with each of time",
       .group = group,
       .unit = "days",
       .default_rule = "1",
       .example = "1,7,28"},
  };
}

MantelOptions chosen(const Arguments& given) {
  MantelOptions options;
  options.transform = pair_transform_from_name(given.text("transform"));
  for (const char* name : {"space-constants", "time-constants"}) {
    if (!given.given(name)) continue;
    if (options.transform == PairTransform::none) {
      fail_usage("constants-not-used", name,
                 fmt::format("{} {} have no use without the reciprocal. Leave {} out, or give "
                             "--transform reciprocal.",
                             label_of(name), given.text(name), option_name(name)));
    }
    auto& constants = name[0] == 's' ? options.space_constants : options.time_constants;
    constants = numbers_from_text(given.text(name), name);
  }
  check_constants(options);  // before anything is read
  options.permutations = static_cast<int>(given.integer("permutations"));
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));
  return options;
}

io::Layer layer_of(const Mantel& found, const Crs& crs) {
  constexpr std::pair<const char*, const char*> names[] = {
      {"space_constant", "metres added to each distance; none without the reciprocal"},
      {"time_constant", "days added to each lapse; none without the reciprocal"},
      {"statistic", "Z: sum over pairs of transformed distance x transformed lapse"},
      {"expected", "mean of Z over all ways to shuffle the times"},
      {"sd", "standard deviation of that"},
      {"z", "(statistic - expected) / sd"},
      {"r", "correlation of transformed distance and lapse over pairs"},
      {"p", "chance of as great a Z or greater"},
      {"p_lower", "chance of as small a Z or smaller"},
      {"p_two_sided", "chance of as far from the middle, twice the smaller of both"},
      {"p_adjusted", "p for all rows together (greatest z)"},
  };
  std::vector<std::vector<double>> columns(std::size(names));
  for (const MantelRow& row : found.rows) {
    const double values[] = {row.space_constant,
                             row.time_constant,
                             row.statistic,
                             row.expected,
                             row.sd,
                             row.z,
                             row.r,
                             row.p,
                             row.p_lower,
                             row.p_two_sided,
                             row.p_adjusted};
    for (std::size_t k = 0; k < columns.size(); ++k) columns[k].push_back(values[k]);
  }
  io::Layer table;
  table.name = "mantel";
  table.description = "Mantel's test: whether distances in place and in time go together";
  table.crs = crs;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    table.columns.push_back({names[k].first, names[k].second, std::move(columns[k])});
  }
  return table;
}

void body(Run& run) {
  const Progress& progress = run.progress();
  const MantelOptions options = chosen(run.arguments());
  const TestedEvents tested = tested_events(run, "Mantel's test", progress.part(0, .1));
  const Mantel found = mantel(tested.events.x, tested.events.y, tested.times, options,
                              progress.part(.1, .98, "mantel"));
  run.tell(found.report);
  run.mark("mantel");
  run.give_table("output", layer_of(found, tested.events.crs), progress.part(.98, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis mantel_analysis() {
  return {
      .name = "mantel",
      .group = "near repeat",
      .title = "Mantel's test",
      .summary =
          "One number for whether events that are close in place are close in time: the "
          "correlation of distance and lapse over all pairs, with its p-value.",
      .details =
          "Mantel's test takes every pair of events, its distance and the time between, and asks "
          "whether the two go together more than when the times are shuffled. By default it takes "
          "reciprocals, so that near pairs decide and not the width of the city; the constants say "
          "how near, and several can be tried at once, with a p-value for all of them.\n\n"
          "It says that there is interaction, not what causes it, nor where or how far it reaches: "
          "see near-repeat for the bands. A season or a growth that differs between districts "
          "gives it as well. All pairs are gone through in every permutation: 10,000 events take "
          "seconds, 50,000 minutes.",
      .examples = {"farola mantel burglaries.csv mantel.csv --permutations 19",
                   "farola mantel burglaries.csv mantel.json --space-constants 1,100,400 "
                   "--time-constants 1,7,28 --permutations 19"},
      .parameters =
          joined({{events_input("events",
                                "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                "PG: connection with the events and their times"),
                   table_output("output", "table to write: CSV, JSON or GeoPackage", "mantel.csv")},
                  own_parameters(),
                  space_time_test_parameters(),
                  event_parameters(),
                  run_parameters(),
                  output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
