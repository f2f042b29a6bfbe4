// farola hotspot-polygons: any density raster and events in, outlines of the hot spots out.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/density_analyses.hpp"
#include "farola/catalog/density_parameters.hpp"
#include "farola/catalog/hotspot_layer.hpp"
#include "farola/catalog/run.hpp"

#include <utility>

namespace farola::catalog {
namespace {

void body(Run& run) {
  const Progress& progress = run.progress();
  const HotspotOptions options = hotspot_options(run.arguments());

  const Raster density = run.raster("density");
  const Crs crs = metric_crs_of(density, "density", run.arguments());
  run.mark("reading");
  const PreparedEvents prepared = prepared_events(run, "events", progress.part(.1, .5), crs);

  const Hotspots found =
      hotspot_polygons(density, prepared.events, options, progress.part(.5, .9, "hot spots"));
  run.tell(found.report);
  run.mark("hot spots");

  run.give("output", hotspot_layer(found, crs, density.band.unit), progress.part(.9, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis hotspot_polygons_analysis() {
  return {
      .name = "hotspot-polygons",
      .group = "density",
      .title = "Hot-spot polygons",
      .summary = "The areas where a density raster is high, ranked by the events they hold.",
      .details =
          "Neighbouring cells above a threshold become one polygon, outlined along cell edges. "
          "Each "
          "has its rank, area, events, density, share of events and of area, and the prediction "
          "accuracy index (the one over the other). The raster may come from kernel-density, "
          "space-time-density or another program; it must be in metres.\n\n"
          "The threshold decides what is hot: the same city has few or many hot spots as you "
          "choose. "
          "With the events that made the raster, the index tells concentration; only later events "
          "tell whether the map predicts.",
      .examples = {"farola hotspot-polygons density.tif incidents.csv hotspots.gpkg",
                   "farola hotspot-polygons density.tif incidents.csv hotspots.gpkg --share 25 "
                   "--minimum-area 5000"},
      .parameters = joined({{raster_input("density", "density GeoTIFF, in a CRS in metres"),
                             events_input("events",
                                          "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                          "PG: connection with the events to count"),
                             vector_output("output", "GeoPackage of hot spots to write")},
                            hotspot_parameters(),
                            event_parameters(),
                            run_parameters(),
                            output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
