// farola population-rate: events over people, both smoothed alike.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/density_analyses.hpp"
#include "farola/catalog/density_parameters.hpp"
#include "farola/catalog/density_runs.hpp"
#include "farola/catalog/run.hpp"
#include "farola/density/population_rate.hpp"

#include <utility>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

std::vector<Parameter> own_parameters() {
  const std::string group = "Rate";
  return {
      {.name = "per-people",
       .kind = Kind::number,
       .help = "people that the rate is for",
       .group = group,
       .unit = "people",
       .default_text = "1000",
       .minimum = 0,
       .minimum_excluded = true,
       .example = "100000"},
      {.name = "minimum-population",
       .kind = Kind::number,
       .help = "no rate where fewer people live to the square kilometre: one event would make a "
               "peak",
       .group = group,
       .unit = "people/km2",
       .default_text = "100",
       .minimum = 0,
       .minimum_excluded = true,
       .example = "500"},
      period_parameter(group),
  };
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  PopulationRateOptions options;
  options.minimum_population = given.number("minimum-population");
  options.per_people = given.number("per-people");

  const auto require_room = [&](const Grid& grid) {
    require_fits(grid, 2 * bytes_per_cell_in_memory, memory_bound(given), memory_of_whole_raster);
  };
  const auto compute = [&](const PreparedEvents& events, const auto& population) {
    DensityPlan plan = plan_kernel_density(events, given, progress.part(.4, .5, "choosing"));
    run.tell(plan.report);
    require_room(plan.grid);
    run.mark("choosing");
    options.density = std::move(plan.options);
    PopulationRate result = population_rate(events.events, population, plan.grid, options,
                                            progress.part(.5, .9, "rate"));
    run.tell(result.report);
    run.mark("rate");
    std::vector<Raster> bands{std::move(result.rate), std::move(result.population)};
    run.give("output", std::move(bands), progress.part(.9, 1, "writing"));
    run.mark("writing");
  };

  check_density_choices(run);
  if (const auto grid = given_grid(given)) require_room(*grid);
  if (run.is_raster("population")) {
    const Raster population = run.raster("population");
    run.mark("reading");
    compute(prepared_events(run, "events", progress.part(0, .4),
                            metric_crs_of(population, "population", given)),
            population);
  } else {
    const PreparedEvents events = prepared_events(run, "events", progress.part(0, .2));
    const PreparedEvents people =
        prepared_events(run, "population", progress.part(.2, .4), events.events.crs());
    compute(events, people.events);
  }
}

}  // namespace

Analysis population_rate_analysis() {
  return {
      .name = "population-rate",
      .group = "density",
      .title = "Population rate",
      .summary = "Events for every 1,000 people, smoothed, as a GeoTIFF.",
      .details =
          "The density of events over the density of people, both smoothed by the same kernel and "
          "bandwidth. People come as points with a weight (census blocks; name the field with "
          "--population-weight) or as a raster of people in each cell: counts, not densities. The "
          "second band is the smoothed population.\n\n"
          "Residents are not who is exposed: by day and by night a centre holds many more people "
          "than live there, so its rate looks higher than the risk is. Cells with few people get "
          "no rate.",
      .examples = {"farola population-rate incidents.csv population.csv rate.tif --bandwidth 500 "
                   "--population-weight people",
                   "farola population-rate incidents.csv population.tif rate.tif --bandwidth 500 "
                   "--minimum-population 1"},
      .parameters =
          joined({{events_input("events",
                                "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                "PG: connection with the events"),
                   events_or_raster_input("population",
                                          "people: points with a weight, or a raster of people in "
                                          "each cell"),
                   raster_output("output", "rate GeoTIFF to write")},
                  own_parameters(),
                  kernel_parameters(),
                  grid_parameters(),
                  event_parameters(),
                  second_event_parameters("population"),
                  run_parameters(),
                  output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
