// farola proximity: how far every place is from the nearest feature.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/feature_input.hpp"
#include "farola/catalog/risk_analyses.hpp"
#include "farola/catalog/run.hpp"
#include "farola/catalog/surface_grid.hpp"
#include "farola/catalog/surface_parameters.hpp"
#include "farola/risk/proximity.hpp"

#include <utility>

namespace farola::catalog {
namespace {

/// The value, whether it lies in a polygon, and whether in the study area; and the written file.
constexpr double bytes_per_cell = 16;

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  ProximityOptions options;
  if (const auto maximum = given.optional_number("maximum")) options.maximum = Metres{*maximum};

  PreparedFeatures prepared = prepared_features(run, "features", progress.part(0, .3));
  Report told;
  const Grid grid = surface_grid(prepared, given, Metres{0}, bytes_per_cell, told);
  run.tell(told);

  options.study_area = std::move(prepared.study_area);
  Proximity result =
      proximity(prepared.features, grid, prepared.crs, options, progress.part(.3, .9, "distances"));
  run.tell(result.report);
  run.mark("distances");
  run.give("output", {std::move(result.distance)}, progress.part(.9, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis proximity_analysis() {
  return {
      .name = "proximity",
      .group = "risk",
      .title = "Proximity",
      .summary = "How far every place is from the nearest feature, in metres, as a GeoTIFF.",
      .details =
          "The exact straight distance from the centre of each cell to the nearest point, line or "
          "polygon of a layer; 0 inside polygons. Features outside the study area count, for the "
          "nearest lamp may stand across the border. Beyond --maximum cells have no data.\n\n"
          "A crow's distance: a river, a wall or a motorway between a place and the nearest bus "
          "stop does not show. A map of distances tells nothing of crime by itself; it is a factor "
          "for an overlay or a risk terrain model.",
      .examples = {"farola proximity addresses.csv distance.tif --cell-size 50",
                   "farola proximity land_use.geojson near_shops.tif --where \"use = 'shops'\" "
                   "--maximum 1000 --cell-size 50 --study-area city.geojson"},
      .parameters =
          joined({{features_input("features",
                                  "points, lines or polygons: GeoPackage, GeoJSON, Shapefile, "
                                  "FlatGeobuf or PG: connection, or CSV with points",
                                  "lamps.gpkg"),
                   raster_output("output", "distance GeoTIFF to write")},
                  {{.name = "maximum",
                    .kind = ParameterKind::distance,
                    .help = "cells further than this from every feature have no data",
                    .group = "Proximity",
                    .unit = "m",
                    .default_rule = "every cell has a distance",
                    .minimum = 0,
                    .minimum_excluded = true,
                    .example = "1000"}},
                  surface_grid_parameters(),
                  feature_parameters(true),
                  surface_run_parameters(),
                  output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
