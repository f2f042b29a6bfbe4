// farola space-time-k: whether events that are close in place come close in time.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/near_repeat_parameters.hpp"
#include "farola/catalog/run.hpp"
#include "farola/catalog/window_choice.hpp"
#include "farola/core/error.hpp"
#include "farola/core/units.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/near_repeat/space_time_k.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

std::vector<Parameter> own_parameters() {
  const std::string steps = "Distances and times", test = "Test";
  return {
      {.name = "distances",
       .kind = Kind::bands,
       .help = "distances of the table, or step x count",
       .group = steps,
       .unit = "m",
       .default_rule = "100x10: 0 to 1,000 m",
       .example = "100x10"},
      {.name = "times",
       .kind = Kind::bands,
       .help = "times of the table, or step x count",
       .group = steps,
       .unit = "days",
       .default_rule = "7x6: 0 to 42 days",
       .example = "7x6"},
      {.name = "pair-correction",
       .kind = Kind::choice,
       .help = "makes up for neighbours outside the window: isotropic by the share of a circle "
               "inside, translate by the window moved; border is for ripley-k alone",
       .group = steps,
       .default_text = "isotropic",
       .choices = {std::begin(pair_correction_names), std::end(pair_correction_names)},
       .example = "translate"},
      {.name = "time-edge-correction",
       .kind = Kind::choice,
       .help =
           "makes up for time before and after the period: both-sides counts a pair twice where "
           "only one side of it was seen",
       .group = steps,
       .default_text = "both-sides",
       .choices = {"none", "both-sides"},
       .example = "none"},
      {.name = "moment",
       .kind = Kind::choice,
       .help = "which moment counts of an event that happened some time between --time and --until",
       .group = steps,
       .default_text = "midpoint",
       .choices = {std::begin(moment_names), std::end(moment_names)},
       .example = "earliest"},
      {.name = "permutations",
       .kind = Kind::integer,
       .help = "times that the event times are shuffled for the p-values; 0 leaves them empty",
       .group = test,
       .default_text = "999",
       .minimum = 0,
       .maximum = 99999,
       .example = "9999"},
  };
}

/// The period in which events were recorded, in seconds from the events' origin: as filtered, or
/// the whole days from the first event to the last.
struct Period {
  double begin, end;
};
Period period_of(const Arguments& given, const SpaceTimeEvents& events,
                 const std::vector<double>& times, Report& report) {
  const auto [first, last] = std::minmax_element(times.begin(), times.end());
  const auto asked = [&](const char* name) {
    return static_cast<double>(time_option(given.text(name), name).from - events.origin);
  };
  Period period{std::floor(*first / seconds_per_day) * seconds_per_day,
                (std::floor(*last / seconds_per_day) + 1) * seconds_per_day};
  // The moment of an interval may lie beyond a limit that its start kept to.
  if (given.given("since")) period.begin = std::min(asked("since"), *first);
  if (given.given("before")) period.end = std::max(asked("before"), *last);
  // All at one moment: a day around it would be made up.
  if (*first == *last && !given.given("since") && !given.given("before")) period.end = period.begin;
  report.note(
      fmt::format("The period is {} to {}{}.",
                  iso_text(events.origin + static_cast<Timestamp>(std::floor(period.begin))),
                  iso_text(events.origin + static_cast<Timestamp>(std::floor(period.end))),
                  given.given("since") && given.given("before")
                      ? ""
                      : ", from the day of the first event to that of the last; --since and "
                        "--before say better "
                        "in which events would have been recorded"));
  return period;
}

io::Layer layer_of(const SpaceTimeK& found, const Crs& crs) {
  std::vector<std::vector<double>> columns(11);
  for (const SpaceTimeKCell& c : found.cells) {
    const double values[] = {c.distance, c.time, c.k,        c.k_space, c.k_time, c.d,
                             c.excess,   c.se,   c.residual, c.p,       c.p_lower};
    for (std::size_t k = 0; k < columns.size(); ++k) columns[k].push_back(values[k]);
  }
  constexpr std::pair<const char*, const char*> names[] = {
      {"distance", "s, metres"},
      {"time", "t, days"},
      {"k", "K(s,t), square metres x days"},
      {"k_space", "K(s) of place alone, square metres"},
      {"k_time", "K(t) of time alone, days"},
      {"d", "D(s,t) = K(s,t) - K(s) K(t)"},
      {"excess", "D(s,t) / (K(s) K(t)): share of pairs beyond chance"},
      {"se", "standard deviation of D when the times are shuffled"},
      {"residual", "R(s,t) = D / se"},
      {"p", "chance of as great a D or greater"},
      {"p_lower", "chance of as small a D or smaller"},
  };
  io::Layer table;
  table.name = "space_time_k";
  table.description = "Space-time K: pairs within a distance and a time, beyond those of chance";
  table.crs = crs;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    table.columns.push_back({names[k].first, names[k].second, std::move(columns[k])});
  }
  return table;
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  refuse_weights(given, "The space-time K function");
  const auto steps = [&](const char* name, const char* otherwise) {
    return edges_from_text(given.given(name) ? given.text(name) : otherwise, name);
  };
  SpaceTimeKOptions options;
  options.distances = steps("distances", "100x10");
  options.times = steps("times", "7x6");
  // Within 0 m, or 0 days, are repeats alone: the steps begin above, unless they are asked for.
  if (!given.given("distances")) options.distances.erase(options.distances.begin());
  if (!given.given("times")) options.times.erase(options.times.begin());
  options.correction = pair_correction_from_name(given.text("pair-correction"));
  if (options.correction == PairCorrection::border) {
    fail_usage("pair-correction-border", "pair-correction",
               "Pair correction border leaves events near the outline out, which the space-time K "
               "function has no form for. Give --pair-correction isotropic or translate.");
  }
  options.time_correction = given.text("time-edge-correction") == "both-sides";
  options.permutations = static_cast<int>(given.integer("permutations"));
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));
  const Moment moment = moment_from_name(given.text("moment"));

  const PreparedEvents prepared = prepared_events(run, "events", progress.part(0, .2));
  refuse_weights(prepared.events.columns(), "The space-time K function");
  Report told;
  const SpaceTimeEvents events = space_time_events(prepared.events);
  std::vector<double> times = events.times(moment, options.seed);
  const Period period = period_of(given, events, times, told);
  const MultiPolygon window = window_of(prepared, told);
  run.tell(told);
  for (double& time : times) time /= seconds_per_day;
  options.begin = period.begin / seconds_per_day;
  options.end = period.end / seconds_per_day;

  const SpaceTimeK found = space_time_k(events.x, events.y, times, window, options,
                                        progress.part(.2, .95, "space-time k"));
  run.tell(found.report);
  run.mark("space-time k");
  run.give_table("output", layer_of(found, events.crs), progress.part(.95, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis space_time_k_analysis() {
  return {
      .name = "space-time-k",
      .group = "near repeat",
      .title = "Space-time K",
      .summary =
          "Whether events that are close in place come close in time, over all distances "
          "and times up to a limit: the space-time K function.",
      .details =
          "K(s,t) counts the events within s metres and t days of an event. If time had nothing to "
          "do with place it would be the product of K of place alone and K of time alone; what it "
          "is more, D(s,t), is interaction, told in standard deviations of what shuffled times "
          "give.\n\n"
          "It adds up: what holds within 200 m and a week goes on counting within 1,000 m and a "
          "month, so look for where the excess share is greatest, and at near-repeat for which "
          "band it comes from. A season that shifts between districts gives interaction as well "
          "as repeats do.",
      .examples = {"farola space-time-k burglaries.csv k.csv --permutations 19",
                   "farola space-time-k burglaries.csv k.json --study-area city.geojson "
                   "--distances 0,100,200,400 --times 0,7,14,28 --permutations 19"},
      .parameters =
          joined({{events_input("events",
                                "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                "PG: connection with the events and their times"),
                   table_output("output", "table to write: CSV, JSON or GeoPackage", "k.csv")},
                  own_parameters(),
                  event_parameters(),
                  run_parameters(),
                  output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
