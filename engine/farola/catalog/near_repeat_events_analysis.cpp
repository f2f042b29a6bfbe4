// farola near-repeat-events: which event follows which.

#include "farola/catalog/chain_layers.hpp"
#include "farola/catalog/chain_parameters.hpp"
#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/run.hpp"
#include "farola/catalog/street_input.hpp"
#include "farola/near_repeat/near_repeat_events.hpp"
#include "farola/near_repeat/street_distances.hpp"

#include <optional>
#include <utility>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

constexpr const char* group = "Near repeat";

std::vector<Parameter> own_parameters() {
  return {
      {.name = "distance",
       .kind = Kind::distance,
       .help = "two events are close when they are less than this apart",
       .group = group,
       .unit = "m",
       .default_text = "200",
       .minimum = 0,
       .maximum = 1e6,
       .example = "200"},
      {.name = "days",
       .kind = Kind::number,
       .help = "and less than this many days; .5 is twelve hours",
       .group = group,
       .unit = "days",
       .default_text = "14",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "14"},
      {.name = "closed",
       .kind = Kind::choice,
       .help = "left: less than distance and days; right: at most",
       .group = group,
       .default_text = "left",
       .choices = {"left", "right"},
       .example = "right"},
      {.name = "parent",
       .kind = Kind::choice,
       .help = "which of the close events before it an event follows: the latest, those at the "
               "same place first, or the nearest",
       .group = group,
       .default_text = "latest",
       .choices = {"latest", "nearest"},
       .example = "nearest"},
  };
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  NearRepeatOptions options = closeness_options(given);
  options.closed = given.text("closed") == "right" ? Closed::right : Closed::left;
  options.parent = parent_rule_from_name(given.text("parent"));

  const bool network = goes_along_streets(run);
  PreparedEvents prepared = prepared_events(run, "events", progress.part(0, network ? .3 : .4));
  std::optional<StreetNetwork> streets;
  if (network) streets = street_network(run, "events", prepared, progress.part(.3, .4));
  const SpaceTimeEvents events = space_time_events(prepared.events);
  Report told;
  const std::vector<double> times = chosen_times(events, given, told);
  if (!given.given("distance") || !given.given("days")) {
    told.note(
        "Events less than 200 m and 14 days apart are close, unless --distance or --days "
        "say otherwise; near-repeat tells at which distances and times there are more than "
        "chance would have.");
  }
  run.tell(told);

  const Progress linking = progress.part(.4, .7, "chains");
  const NearRepeatEvents found =
      streets ? near_repeat_events(events, times,
                                   *street_distances(streets->graph, streets->points, linking),
                                   options, linking)
              : near_repeat_events(events, times, options, linking);
  run.tell(found.report);
  run.mark("chains");
  run.give("output", chain_layers(events, times, found), progress.part(.7, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis near_repeat_events_analysis() {
  return {
      .name = "near-repeat-events",
      .group = "near repeat",
      .title = "Near-repeat events",
      .summary = "Which event follows which nearby and soon after, and the chains they make.",
      .details =
          "Each event is an originator, a repeat (it follows another at the same place), a near "
          "repeat (it follows one nearby) or isolated; lines lead from each to the event it "
          "follows, and a chain is all that hangs together. The GeoPackage holds three layers: "
          "events, links and chains.\n\n"
          "A link says that two events are close in space and time, no more. It says nothing of "
          "who did it, or whether one led to the other: where events are many, many are close by "
          "chance. See first, with near-repeat, at which distances and times there are more than "
          "chance would have. Points at addresses are personal data where an address has few "
          "people: keep the file within the team.",
      .examples = {"farola near-repeat-events incidents.csv chains.gpkg",
                   "farola near-repeat-events incidents.csv chains.gpkg --distance 300 --days 7 "
                   "--same-place 5"},
      .parameters = joined({{events_input("events",
                                          "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                          "PG: connection with the events and their times"),
                             vector_output("output", "GeoPackage of events, links and chains")},
                            own_parameters(),
                            along_streets(closeness_parameters(group)),
                            event_parameters(),
                            run_parameters(),
                            output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
