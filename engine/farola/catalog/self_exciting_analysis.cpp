// farola self-exciting: read, fit, forecast, write.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/density_runs.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/near_repeat/self_exciting_forecast.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

std::vector<Parameter> time_parameters() {
  const std::string group = "Time";
  return {
      {.name = "now",
       .kind = Kind::time,
       .help = "end of the period that is learnt from and start of the forecast; later events are "
               "left out",
       .group = group,
       .default_rule = "--before, or the time of the last event",
       .example = "2025-06-01"},
      {.name = "horizon",
       .kind = Kind::number,
       .help = "days after now that the map is for",
       .group = group,
       .unit = "days",
       .default_text = "7",
       .minimum = 0,
       .maximum = 3650,
       .minimum_excluded = true,
       .example = "14"},
      {.name = "moment",
       .kind = Kind::choice,
       .help =
           "which moment counts of an event that happened some time between --time and --until, "
           "or on a day",
       .group = group,
       .default_text = "midpoint",
       .choices = std::vector<std::string>(std::begin(moment_names), std::end(moment_names)),
       .example = "random"},
  };
}

std::vector<Parameter> background_parameters() {
  const std::string group = "Background";
  return {
      {.name = "bandwidth",
       .kind = Kind::distance,
       .help = "standard deviation of the Gaussian kernel that smooths the background",
       .group = group,
       .unit = "m",
       .default_rule = "the most likely of several",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "300"},
      {.name = "background-step",
       .kind = Kind::number,
       .help = "let the background's rate change in steps of this length, for seasons and trends; "
               "the forecast takes the last",
       .group = group,
       .unit = "days",
       .default_rule = "one rate for the whole period",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "91"},
      {.name = "distance-decay",
       .kind = Kind::choice,
       .help = "form of the distance to a set-off event: gaussian, or exponential (most are very "
               "near, a few far)",
       .group = "Triggering",
       .default_text = "gaussian",
       .choices = std::vector<std::string>(std::begin(distance_decay_names),
                                           std::end(distance_decay_names)),
       .example = "exponential"},
      {.name = "longest-half-life",
       .kind = Kind::number,
       .help = "half-lives are not sought above; slower triggering is a place that is always busy",
       .group = "Triggering",
       .unit = "days",
       .default_rule = "60, or a tenth of the period if that is shorter",
       .minimum = 0,
       .maximum = 1e4,
       .minimum_excluded = true,
       .example = "30"},
      {.name = "precision",
       .kind = Kind::distance,
       .help = "how well places are known; the distance of set-off events is not sought below",
       .group = "Triggering",
       .unit = "m",
       .default_text = "10",
       .minimum = 0,
       .maximum = 1e5,
       .minimum_excluded = true,
       .example = "100"},
  };
}

Timestamp now_of(const Arguments& given, const ProjectedEvents& events, Report& told) {
  if (given.given("now")) return time_option(given.text("now"), "now").from;
  if (given.given("before")) return time_option(given.text("before"), "before").from;
  Timestamp last = no_time;
  for (const Timestamp time : events.from()) last = std::max(last, time);
  for (const Timestamp time : events.until()) last = std::max(last, time);
  if (last == no_time) return last;
  told.note("Now is taken to be the time of the last event, " + iso_text(last) +
            "; --now changes that.");
  return last;
}

/// The events that have a time; the others are told.
ProjectedEvents timed(const ProjectedEvents& events, Report& told) {
  const auto from = events.from();
  std::vector<std::uint8_t> keep(events.size());
  for (std::size_t i = 0; i < from.size(); ++i) keep[i] = from[i] != no_time;
  const auto missing = std::count(keep.begin(), keep.end(), 0);
  if (from.empty() || missing == 0) return events;
  told.warn(fmt::format("{} events have no time and are left out.", grouped(missing)));
  told.values["events_without_time"] = missing;
  return events.kept(keep);
}

void note_weights(const ProjectedEvents& events, Report& told) {
  const auto weight = events.weight();
  if (std::all_of(weight.begin(), weight.end(), [&](double w) { return w == weight[0]; })) return;
  told.note("Each event counts once: a self-exciting process takes no weights.");
}

Grid grid_for(const PreparedEvents& prepared, const Arguments& given, double bandwidth,
              Report& told) {
  const std::vector<double> asked = given.numbers("extent");
  Box extent = prepared.study_area.empty() ? prepared.extent.grown(3 * bandwidth)
                                           : box_of(prepared.study_area);
  if (!asked.empty()) extent = {asked[0], asked[1], asked[2], asked[3]};
  const auto size = given.optional_number("cell-size");
  const Metres cell = size ? Metres{*size} : default_cell_size(extent, Metres{bandwidth});
  if (!size) {
    told.note(fmt::format("Chose a cell size of {} m; --cell-size changes it.", plain(cell.value)));
  }
  const Grid grid = grid_over(extent, cell);
  told.values["cell_size"] = {{"metres", cell.value}, {"rule", size ? "given" : "chosen"}};
  told.values["grid"] = {{"columns", grid.columns},
                         {"rows", grid.rows},
                         {"extent", {grid.xmin, grid.ymin(), grid.xmax(), grid.ymax}}};
  told.values["unit"] = "events/cell";
  return grid;
}

Parameter table_output() {
  return {.name = "table",
          .kind = Kind::file_output,
          .role = ParameterRole::output,
          .help = "the parameters with their intervals, as CSV or JSON",
          .group = "Inputs and outputs",
          .example = "parameters.csv",
          .python = false};
}

bool is_json(const std::string& path) { return path.ends_with(".json"); }

void require_table_name(const Arguments& given) {
  const std::string path = given.text("table");
  if (path.empty() || is_json(path) || path.ends_with(".csv")) return;
  fail_usage(
      "output-extension", "table",
      fmt::format("Table is CSV or JSON, so its name must end in .csv or .json, got {}. Give "
                  "for example parameters.csv.",
                  path));
}

void write_table(Run& run, const SelfExcitingFit& fit) {
  const std::string path = run.arguments().text("table");
  if (is_json(path)) {
    io::write_text(path, fit.report.values["self_exciting"].dump(1) + "\n",
                   run.write_options("table"));
  } else {
    std::vector<std::string> names, units;
    std::vector<double> value, error, lower, upper;
    const auto add = [&](const char* name, const char* unit, const Estimate& estimate) {
      names.emplace_back(name);
      units.emplace_back(unit);
      value.push_back(estimate.value);
      error.push_back(estimate.standard_error);
      lower.push_back(estimate.lower);
      upper.push_back(estimate.upper);
    };
    add("branching_ratio", "events", fit.branching_ratio);
    add("half_life", "days", fit.half_life);
    add(fit.decay == DistanceDecay::gaussian ? "sigma" : "mean_distance", "m", fit.scale);
    const std::vector<io::Column> columns = {
        {"parameter", "", names},      {"unit", "", units},     {"estimate", "", value},
        {"standard_error", "", error}, {"lower_95", "", lower}, {"upper_95", "", upper}};
    io::write_csv(path, columns, false, run.write_options("table"));
  }
  run.wrote("table");
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  SelfExcitingOptions options;
  if (given.given("now")) time_option(given.text("now"), "now");
  if (const auto metres = given.optional_number("bandwidth")) options.bandwidth = Metres{*metres};
  if (const auto days = given.optional_number("background-step")) {
    options.background_step = Days{*days};
  }
  if (const auto days = given.optional_number("longest-half-life")) {
    options.longest_half_life = Days{*days};
  }
  options.precision = Metres{given.number("precision")};
  options.decay = distance_decay_from_name(given.text("distance-decay"));
  options.moment = moment_from_name(given.text("moment"));
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));

  require_table_name(given);
  const auto require_room = [&](const Grid& grid) {
    require_fits(grid, forecast_bytes_per_cell, memory_bound(given), memory_of_whole_raster);
  };
  if (const auto grid = given_grid(given)) require_room(*grid);
  const PreparedEvents prepared = prepared_events(run, "events", progress.part(0, .2));
  Report told;
  const ProjectedEvents events = timed(prepared.events, told);
  note_weights(events, told);
  options.now = now_of(given, events, told);
  if (given.given("since")) options.start = time_option(given.text("since"), "since").from;
  options.study_area = prepared.study_area;
  run.tell(told);

  const SelfExcitingFit fit = fit_self_exciting(events, options, progress.part(.2, .7, "fitting"));
  run.tell(fit.report);
  run.mark("fitting");

  Report choices;
  const Grid grid = grid_for(prepared, given, fit.bandwidth, choices);
  require_room(grid);
  run.tell(choices);
  SelfExcitingForecast made =
      forecast(events, fit, prepared.study_area, grid, Days{given.number("horizon")},
               progress.part(.7, .9, "forecast"));
  run.tell(made.report);
  run.mark("forecast");
  if (run.wants("table")) write_table(run, fit);
  run.give("output", {std::move(made.expected)}, progress.part(.9, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis self_exciting_analysis() {
  return {
      .name = "self-exciting",
      .group = "near repeat",
      .title = "Self-exciting process",
      .summary =
          "How much of crime is set off by earlier crime nearby, for how long and how far, "
          "and the events to be expected in each cell in the coming days.",
      .details =
          "A point process with a background that varies from place to place and a trigger: each "
          "event sets off others, on average as many as the branching ratio, soon after "
          "(half-life) "
          "and near by (sigma, or the mean distance). Fitted by maximum likelihood with stochastic "
          "declustering; "
          "estimates come with 95 % intervals. The raster holds the events to be expected in each "
          "cell from now until the horizon.\n\n"
          "A good fit does not say that one event causes another: a season, a new estate or a "
          "feature that the background is too smooth for looks like triggering too. Recorded crime "
          "is not crime, and patrols sent by such a map find more where they are sent. It predicts "
          "places for some days, never a person.",
      .examples = {"farola self-exciting burglaries.csv expected.tif --now 2025-12-01 --horizon 7",
                   "farola self-exciting burglaries.csv expected.tif --bandwidth 400 "
                   "--background-step 91 --report fit.json"},
      .parameters =
          joined({{events_input("events",
                                "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                "PG: connection with the events and their times"),
                   raster_output("output", "GeoTIFF of expected events to write"), table_output()},
                  time_parameters(),
                  background_parameters(),
                  grid_parameters(),
                  event_parameters(),
                  run_parameters(),
                  output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
