// farola space-time-density: where events are to be expected now.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/density_analyses.hpp"
#include "farola/catalog/density_parameters.hpp"
#include "farola/catalog/density_runs.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"
#include "farola/density/space_time_density.hpp"
#include "farola/events/timestamp.hpp"

#include <algorithm>
#include <utility>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

std::vector<Parameter> own_parameters() {
  const std::string group = "Time";
  return {
      {.name = "now",
       .kind = Kind::time,
       .help = "moment that is looked at; later events are left out",
       .group = group,
       .default_rule = "the time of the last event",
       .example = "2025-06-01"},
      {.name = "half-life",
       .kind = Kind::number,
       .help = "days after which an event counts half",
       .group = group,
       .unit = "days",
       .default_rule = "30, when no window is given",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "14"},
      {.name = "window",
       .kind = Kind::number,
       .help = "or the days back that count, all alike",
       .group = group,
       .unit = "days",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "60"},
      units_parameter("Density"),
  };
}

constexpr double default_half_life = 30;

void set_time_kernel(const Arguments& given, SpaceTimeOptions& options, Report& told) {
  if (given.given("half-life") && given.given("window")) {
    fail_usage("half-life-and-window", "window",
               "Half life and window are two ways to fade events out. Give one of --half-life and "
               "--window.");
  }
  if (given.given("window")) {
    options.time_kernel = TimeKernel::window;
    options.span = Days{given.number("window")};
    return;
  }
  options.span = Days{given.given("half-life") ? given.number("half-life") : default_half_life};
  if (!given.given("half-life")) {
    told.note("An event counts half after 30 days; --half-life or --window changes that.");
  }
}

Timestamp now_of(const Arguments& given, const ProjectedEvents& events, Report& told) {
  if (given.given("now")) return time_option(given.text("now"), "now").from;
  Timestamp last = no_time;
  for (const Timestamp time : events.from()) last = std::max(last, time);
  for (const Timestamp time : events.until()) last = std::max(last, time);
  if (last == no_time) return last;
  told.note("Now is taken to be the time of the last event, " + iso_text(last) +
            "; --now changes that.");
  return last;
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  SpaceTimeOptions options;
  Report told;
  set_time_kernel(given, options, told);
  if (given.given("now")) time_option(given.text("now"), "now");

  const auto require_room = [&](const Grid& grid) {
    require_fits(grid, bytes_per_cell_in_memory, memory_bound(given), memory_of_whole_raster);
  };
  check_density_choices(run);
  if (const auto grid = given_grid(given)) require_room(*grid);
  const PreparedEvents prepared = prepared_events(run, "events", progress.part(0, .4));
  options.now = now_of(given, prepared.events, told);
  run.tell(told);

  DensityPlan plan = plan_kernel_density(prepared, given, progress.part(.4, .5, "choosing"));
  run.tell(plan.report);
  require_room(plan.grid);
  run.mark("choosing");

  options.space = std::move(plan.options);
  KernelDensity result =
      space_time_density(prepared.events, plan.grid, options, progress.part(.5, .9, "density"));
  run.tell(result.report);
  run.mark("density");
  run.give("output", {std::move(result.density)}, progress.part(.9, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis space_time_density_analysis() {
  return {
      .name = "space-time-density",
      .group = "density",
      .title = "Space-time density",
      .summary = "Where events are to be expected now, recent ones counting most, as a GeoTIFF.",
      .details =
          "A kernel density in which an event's weight fades with its age: by half after each "
          "half-life, or all alike within a window of days. A steady rate of events gives that "
          "rate, "
          "in events for each square kilometre and day.\n\n"
          "It carries the recent past forward and knows nothing else: no season, no weekday, no "
          "cause. Compare its hits with those of the plain density over the same days before you "
          "plan by it.",
      .examples = {"farola space-time-density incidents.csv expected.tif --now 2025-12-01 "
                   "--half-life 30 --bandwidth 300"},
      .parameters = joined({{events_input("events",
                                          "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                          "PG: connection with the events and their times"),
                             raster_output("output", "density GeoTIFF to write")},
                            own_parameters(),
                            kernel_parameters(),
                            adaptive_parameters(),
                            grid_parameters(),
                            event_parameters(),
                            run_parameters(),
                            output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
