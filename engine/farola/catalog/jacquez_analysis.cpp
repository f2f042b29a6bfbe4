// farola jacquez: whether the nearest events in place are among the nearest in time.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/space_time_test_parameters.hpp"
#include "farola/near_repeat/jacquez.hpp"

#include <iterator>
#include <utility>

namespace farola::catalog {
namespace {

std::vector<Parameter> own_parameters() {
  return {
      {.name = "neighbours",
       .kind = ParameterKind::integer,
       .help = "greatest k: one row for each number of nearest events from 1 to this",
       .group = "Neighbours",
       .default_text = "10",
       .minimum = 1,
       .maximum = most_neighbours,
       .example = "10"},
  };
}

io::Layer layer_of(const Jacquez& found, const Crs& crs) {
  constexpr std::pair<const char*, const char*> names[] = {
      {"j", "J: how often one of the k nearest in place is one of the k nearest in time"},
      {"expected", "mean of J over all ways to shuffle the times"},
      {"sd", "standard deviation of that"},
      {"z", "(j - expected) / sd"},
      {"p", "chance of as great a J or greater"},
      {"p_lower", "chance of as small a J or smaller"},
      {"p_two_sided", "chance of as far from the middle, twice the smaller of both"},
      {"p_adjusted", "p for all k together (greatest z)"},
      {"delta_j", "J of k less J of k - 1: what the k-th neighbour adds"},
      {"delta_expected", "mean of that over all ways to shuffle the times"},
      {"delta_p", "chance of as great a delta J or greater"},
  };
  std::vector<std::int64_t> k;
  std::vector<std::vector<double>> columns(std::size(names));
  for (const JacquezRow& row : found.rows) {
    const double values[] = {row.j,       row.expected,       row.sd,          row.z,
                             row.p,       row.p_lower,        row.p_two_sided, row.p_adjusted,
                             row.delta_j, row.delta_expected, row.delta_p};
    k.push_back(row.k);
    for (std::size_t c = 0; c < columns.size(); ++c) columns[c].push_back(values[c]);
  }
  io::Layer table;
  table.name = "jacquez";
  table.description = "Jacquez's test: neighbours in place that are neighbours in time";
  table.crs = crs;
  table.columns.push_back({"k", "nearest events looked at", std::move(k)});
  for (std::size_t c = 0; c < columns.size(); ++c) {
    table.columns.push_back({names[c].first, names[c].second, std::move(columns[c])});
  }
  return table;
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  JacquezOptions options;
  options.neighbours = static_cast<int>(given.integer("neighbours"));
  options.permutations = static_cast<int>(given.integer("permutations"));
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));
  const TestedEvents tested = tested_events(run, "Jacquez's test", progress.part(0, .2));
  const Jacquez found = jacquez(tested.events.x, tested.events.y, tested.times, options,
                                progress.part(.2, .95, "jacquez"));
  run.tell(found.report);
  run.mark("jacquez");
  run.give_table("output", layer_of(found, tested.events.crs), progress.part(.95, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis jacquez_analysis() {
  return {
      .name = "jacquez",
      .group = "near repeat",
      .title = "Jacquez's test",
      .summary =
          "Whether the k nearest events in place are among the k nearest in time, for k = "
          "1, 2, 3 …: a test without distances, bands or constants.",
      .details =
          "Jacquez's test looks at each event's nearest events in place and its nearest in time "
          "and "
          "counts how many are both. Neighbours are ranks, so a dense centre and a thin edge count "
          "alike, and there is no distance or period to choose; only k. Shuffled times say how "
          "many to expect, for each k and for all k together.\n\n"
          "Events as near as each other share the places of the nearest evenly. With dates, all of "
          "one day are as near; where a day has more events than neighbours are asked for the test "
          "can see little, and a warning says so. It says that there is interaction, not what "
          "causes it: a season or a growth that differs between districts gives it as well.",
      .examples = {"farola jacquez burglaries.csv jacquez.csv --permutations 19",
                   "farola jacquez burglaries.csv jacquez.json --neighbours 20 --permutations 19"},
      .parameters = joined(
          {{events_input("events",
                         "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                         "PG: connection with the events and their times"),
            table_output("output", "table to write: CSV, JSON or GeoPackage", "jacquez.csv")},
           own_parameters(),
           space_time_test_parameters(),
           event_parameters(),
           run_parameters(),
           output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
