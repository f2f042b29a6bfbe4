// farola near-repeat: read, screen, pair (in the plane or along the streets), count, shuffle,
// write.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/catalog/knox_layer.hpp"
#include "farola/catalog/knox_picture.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/near_repeat_parameters.hpp"
#include "farola/catalog/run.hpp"
#include "farola/catalog/strata_choice.hpp"
#include "farola/catalog/street_input.hpp"
#include "farola/catalog/two_kinds.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/knox_table.hpp"
#include "farola/near_repeat/street_distances.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

std::vector<Parameter> own_parameters() {
  const std::string group = "Test";
  return {
      {.name = "permutations",
       .kind = Kind::integer,
       .help = "times that the event times are shuffled to find what chance would give; 0 leaves "
               "the p-values empty",
       .group = group,
       .default_text = "999",
       .minimum = 0,
       .maximum = 99999,
       .example = "9999"},
      {.name = "correction",
       .kind = Kind::choice,
       .help =
           "how p_adjusted allows for the many cells: max-z for the chance of one false cell in "
           "the table, fdr for the share of false cells among those found",
       .group = group,
       .default_text = "max-z",
       .choices = {"max-z", "fdr"},
       .example = "fdr"},
      {.name = "strata",
       .help = "shuffle times only among events of one calendar month (month), of one value of a "
               "field (its name), of one of the kinds of --kind (kind), or of several of these, "
               "as in month,district",
       .group = group,
       .default_text = "none",
       .example = "month,district"},
      {.name = "first-kind",
       .help = "count only pairs of an event of this kind with one of --second-kind; --kind names "
               "the field",
       .group = group,
       .example = "burglary"},
      {.name = "second-kind",
       .help = "the other kind of such pairs",
       .group = group,
       .example = "robbery"},
  };
}

/// The events that make pairs, which side of a pair each is on, and where on the streets.
struct Sides {
  ProjectedEvents events;
  std::vector<std::uint8_t> side;
  std::optional<StreetNetwork> network;
};

Sides sides_of(const ProjectedEvents& events, std::optional<StreetNetwork> network,
               const Arguments& given, Report& report) {
  if (!given.given("first-kind")) return {events, {}, std::move(network)};
  TwoKinds kinds = two_kinds(events, given);
  if (network) network->points = network->points.kept(kinds.kept);
  const std::vector<std::uint8_t>& side = kinds.second;
  report.values["near_repeat"]["first_kind"] = {
      {"name", given.text("first-kind")}, {"events", std::count(side.begin(), side.end(), 0)}};
  report.values["near_repeat"]["second_kind"] = {
      {"name", given.text("second-kind")}, {"events", std::count(side.begin(), side.end(), 1)}};
  report.values["near_repeat"]["events_of_other_kinds"] = kinds.others;
  report.note(fmt::format(
      "Pairs are of one {} with one {}, in either order; times are shuffled within each kind; {} "
      "events of other kinds are left out.",
      given.text("first-kind"), given.text("second-kind"), grouped(kinds.others)));
  return {std::move(kinds.events), std::move(kinds.second), std::move(network)};
}

/// What can be refused before anything is read.
void check_choices(const Arguments& given, bool network) {
  check_two_kinds(given);
  (void)strata_choice(given.text("strata"));
  if (network && given.given("snap")) {
    fail_usage("snap-network", "snap",
               "Snap is for coordinates that are compared as they are, and distances along the "
               "streets are not. Leave --snap out.");
  }
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  KnoxOptions options;
  const BandChoice bands = chosen_bands(given);
  options.distance_bands = bands.distance;
  options.time_bands = bands.time;
  options.time_unit = bands.time_unit;
  const bool network = goes_along_streets(run);
  if (!network) options.metric = distance_metric_from_name(given.text("distance-metric"));
  options.snap = given.optional_number("snap").value_or(0);
  options.moment = moment_from_name(given.text("moment"));
  options.permutations = static_cast<int>(given.integer("permutations"));
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));
  options.correction = correction_from_name(given.text("correction"));
  if (given.has("memory")) options.memory = given.number("memory") * 1e9 / 2;
  check_choices(given, network);
  if (run.wants("picture")) require_picture_name(given.text("picture"), "picture", "table.svg");

  PreparedEvents prepared = prepared_events(run, "events", progress.part(0, network ? .15 : .2));
  std::optional<StreetNetwork> streets;
  if (network) streets = street_network(run, "events", prepared, progress.part(.15, .2));
  Report told;
  told.values["near_repeat"] = nlohmann::ordered_json::object();
  Sides sides = sides_of(prepared.events, std::move(streets), given, told);
  const SpaceTimeEvents events = space_time_events(sides.events);
  options.side = std::move(sides.side);
  options.strata = chosen_strata(events, options.moment, strata_choice(given.text("strata")), told);

  const Progress counting = progress.part(.2, .95, "near repeat");
  KnoxTable table =
      sides.network ? knox_table(events,
                                 *street_close_pairs(sides.network->graph, sides.network->points,
                                                     bands.distance.reach(), counting),
                                 options, counting)
                    : knox_table(events, options, counting);
  auto& values = table.report.values["near_repeat"];
  values["strata_by"] = given.text("strata");
  values.update(told.values["near_repeat"]);
  told.values.clear();
  run.tell(told);
  run.tell(table.report);
  run.mark("near repeat");
  io::Layer layer = knox_layer(table, events.crs);
  give_picture(run, layer);
  run.give_table("output", std::move(layer), progress.part(.95, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis near_repeat_analysis() {
  return {
      .name = "near-repeat",
      .group = "near repeat",
      .title = "Near repeat",
      .summary =
          "Whether crime comes back to the same place and nearby, how soon and how far: the "
          "Knox table.",
      .details =
          "Each pair of events is counted by how far apart they are and how many days lie between "
          "them, and held against what chance would give if time had nothing to do with place: "
          "mean and standard deviation exactly, p-values by shuffling the times. A ratio of 1.8 in "
          "[0,200) m and [0,7) days says that a second event within 200 m and a week comes 1.8 "
          "times as often as by chance.\n\n"
          "It says that events follow each other, not why, and names no address and no person. A "
          "season or a new neighbourhood makes such pairs too: shuffle within months (--strata "
          "month) before you trust a ratio. Addresses rounded to the block make repeats of what "
          "were neighbours. One cell in twenty lies below p = 0.05 by chance; p_adjusted allows "
          "for that.",
      .examples = {"farola near-repeat burglaries.csv table.csv",
                   "farola near-repeat burglaries.csv table.gpkg --same-place 0 --distance-bands "
                   "0,200,400,600 --time-bands 0,7,14,21 --open-bands both --permutations 99"},
      .parameters =
          joined({{events_input("events",
                                "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                "PG: connection with the events and their times"),
                   table_output("output", "table to write: CSV, JSON or GeoPackage", "table.csv")},
                  band_parameters(),
                  along_streets(pair_parameters()),
                  own_parameters(),
                  event_parameters(),
                  run_parameters(),
                  {picture_parameter()},
                  output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
