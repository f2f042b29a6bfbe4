// farola land-use-mix: how mixed the land use is around every place.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/feature_input.hpp"
#include "farola/catalog/risk_analyses.hpp"
#include "farola/catalog/run.hpp"
#include "farola/catalog/surface_grid.hpp"
#include "farola/catalog/surface_parameters.hpp"
#include "farola/risk/land_use_mix.hpp"

#include <utility>

namespace farola::catalog {
namespace {

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  LandUseMixOptions options;
  options.radius = Metres{given.number("radius")};

  PreparedFeatures prepared = prepared_features(run, "land-use", progress.part(0, .3));
  Report told;
  const Grid grid = surface_grid(prepared, given, options.radius,
                                 land_use_mix_bytes_per_cell(prepared.classes.size()), told);
  run.tell(told);

  options.study_area = std::move(prepared.study_area);
  LandUseMix result = land_use_mix(prepared.classes, grid, prepared.crs, options,
                                   progress.part(.3, .9, "land use"));
  run.tell(result.report);
  run.mark("land use");
  run.give("output", std::move(result.bands), progress.part(.9, 1, "writing"));
  run.mark("writing");
}

std::vector<Parameter> own_parameters() {
  const std::string group = "Land use";
  return {{.name = "class",
           .kind = ParameterKind::field,
           .help = "field with the class of each polygon",
           .group = group,
           .required = true,
           .example = "land_use"},
          {.name = "radius",
           .kind = ParameterKind::distance,
           .help = "how far around a place its land use counts",
           .group = group,
           .unit = "m",
           .required = true,
           .minimum = 0,
           .maximum = 1e5,
           .minimum_excluded = true,
           .example = "300"}};
}

}  // namespace

Analysis land_use_mix_analysis() {
  return {
      .name = "land-use-mix",
      .group = "risk",
      .title = "Land-use mix",
      .summary =
          "How mixed the land use is around every place, as a GeoTIFF with a band a measure.",
      .details =
          "Areas of the classes within a radius of each cell, and from their shares the Shannon "
          "entropy, evenness, the Herfindahl index and the Hill numbers of order 0, 1 and 2. The "
          "last band is the share of the window that has a class. A window without any class has "
          "no data.\n\n"
          "The classes decide what is seen: ten kinds of shops are more mixed than one class of "
          "shops. Compare maps only where the classes and the radius are the same. Mixed use goes "
          "with more crime in some studies and with less in others; it is a factor, not a finding.",
      .examples = {"farola land-use-mix land_use.geojson mix.tif --class use --radius 300 "
                   "--cell-size 50"},
      .parameters = joined(
          {{features_input("land-use",
                           "polygons of land use: GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                           "PG: connection",
                           "land_use.gpkg"),
            raster_output("output", "GeoTIFF to write")},
           own_parameters(),
           surface_grid_parameters(),
           feature_parameters(false),
           surface_run_parameters(),
           output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
