// farola kernel-density: read, screen, project, plan, compute, write.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/density_analyses.hpp"
#include "farola/catalog/density_parameters.hpp"
#include "farola/catalog/density_runs.hpp"
#include "farola/catalog/hotspot_layer.hpp"
#include "farola/catalog/run.hpp"
#include "farola/io/write_raster.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

Parameter hotspots_output() {
  return {.name = "hotspots",
          .kind = ParameterKind::vector_output,
          .role = ParameterRole::output,
          .help = "the hot spots of the density, as a GeoPackage",
          .group = "Hot spots",
          .example = "hotspots.gpkg",
          .python = false};
}

/// The free room of the folder that `path` will be written to, in bytes; 0 when unknown.
double free_room(const std::string& path) {
  std::error_code trouble;
  const auto folder = std::filesystem::absolute(path, trouble).parent_path();
  const auto space = std::filesystem::space(folder, trouble);
  return trouble ? 0 : static_cast<double>(space.available);
}

/// Whether the raster goes to the file strip by strip because it does not fit in memory. Refuses
/// one that has no room there either.
bool goes_in_strips(const Run& run, const Grid& grid) {
  const double bound = memory_bound(run.arguments());
  const double cells = static_cast<double>(grid.columns) * static_cast<double>(grid.rows);
  if (cells * bytes_per_cell_in_memory <= bound) return false;
  if (!run.takes_strips() || run.wants("hotspots")) {
    require_fits(grid, bytes_per_cell_in_memory, bound,
                 run.wants("hotspots")
                     ? std::string(memory_of_whole_raster) + ", which --hotspots needs,"
                     : memory_of_whole_raster);
  }
  if (const double room = free_room(run.arguments().text("output")); room > 0) {
    require_fits(grid, bytes_per_cell_on_disk, room, "the free room of the output's folder");
  }
  return true;
}

void write_in_strips(Run& run, const PreparedEvents& prepared, const DensityPlan& plan) {
  const io::BlockCacheLimit cache(memory_bound(run.arguments()) / 4);
  const BandInfo band{"density", "Kernel density of events", unit_text(plan.options)};
  run.tell_kept_style("output");
  io::RasterWriter writer(run.arguments().text("output"), plan.grid, prepared.events.crs(), band,
                          run.provenance(), run.write_options("output"));
  const Report told = kernel_density_rows(
      prepared.events, plan.grid, plan.options, memory_bound(run.arguments()) / 4,
      [&](std::int64_t first, std::span<const float> values) { writer.rows(first, values); },
      run.progress().part(.4, .8, "density"));
  run.tell(told);
  run.mark("density");
  writer.finish(run.progress().part(.8, 1, "writing"));
  run.wrote("output");
  run.mark("writing");
}

/// Options that do nothing without another one are a slip, or a file that somebody will look for.
void warn_of_idle_options(Run& run) {
  const Arguments& given = run.arguments();
  Report told;
  const bool later = !run.takes_strips();  // a result in memory keeps the rule of its hot spots
  for (const Parameter& p : hotspot_parameters()) {
    if (later || run.wants("hotspots") || !given.given(p.name)) continue;
    told.warn(fmt::format("{} has no effect without --hotspots FILE.", option_name(p.name)));
  }
  if (given.given("neighbours") && given.text("adaptive") != "k-nearest") {
    told.warn("--neighbours has no effect without --adaptive k-nearest.");
  }
  run.tell(told);
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  const HotspotOptions hot = hotspot_options(given);
  warn_of_idle_options(run);

  check_density_choices(run);
  if (const auto grid = given_grid(given)) goes_in_strips(run, *grid);
  const PreparedEvents prepared = prepared_events(run, "events", progress.part(0, .3));

  const DensityPlan plan = plan_kernel_density(prepared, given, progress.part(.3, .4, "choosing"));
  run.tell(plan.report);
  run.mark("choosing");

  if (goes_in_strips(run, plan.grid)) return write_in_strips(run, prepared, plan);

  KernelDensity result =
      kernel_density(prepared.events, plan.grid, plan.options, progress.part(.4, .8, "density"));
  run.tell(result.report);
  run.mark("density");

  if (run.wants("hotspots")) {
    const Hotspots found =
        hotspot_polygons(result.density, prepared.events, hot, progress.part(.8, .85, "hot spots"));
    run.tell(found.report);
    run.give("hotspots", hotspot_layer(found, prepared.events.crs(), result.density.band.unit),
             progress.part(.85, .9, "writing"));
    run.mark("hot spots");
  }
  run.give("output", {std::move(result.density)}, progress.part(.9, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis kernel_density_analysis() {
  return {
      .name = "kernel-density",
      .group = "density",
      .title = "Kernel density",
      .summary = "A map of how densely events lie, as a GeoTIFF, and the hot spots in it.",
      .details =
          "Each event spreads its weight over its neighbourhood, the bandwidth, by a kernel that "
          "integrates to 1; a cell holds the sum at its centre. In events/km2 the map integrates "
          "to "
          "the total weight.\n\n"
          "It says where events were recorded, not where people are at risk: more people, more "
          "reports and more patrols make more events. Divide by a population with population-rate, "
          "or compare with other events with relative-risk. It sees no barrier: a river or a "
          "motorway does not stop a kernel. The bandwidth decides what you see; try another before "
          "you trust a spot.",
      .examples = {"farola kernel-density incidents.csv density.tif",
                   "farola kernel-density incidents.csv density.tif --bandwidth 300 --cell-size 25 "
                   "--study-area city.geojson --hotspots hotspots.gpkg"},
      .parameters = joined({{events_input("events",
                                          "CSV, GeoPackage, GeoJSON, Shapefile, "
                                          "FlatGeobuf or PG: connection with the events"),
                             raster_output("output", "density GeoTIFF to write")},
                            kernel_parameters(),
                            adaptive_parameters(),
                            joined({{hotspots_output()}, hotspot_parameters()}),
                            {units_parameter("Density"), period_parameter("Density")},
                            grid_parameters(),
                            event_parameters(),
                            run_parameters(),
                            output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
