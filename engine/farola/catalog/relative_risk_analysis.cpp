// farola relative-risk: two sets of events, one bandwidth, one grid, where they differ.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/density_analyses.hpp"
#include "farola/catalog/density_parameters.hpp"
#include "farola/catalog/density_runs.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"
#include "farola/density/relative_risk.hpp"
#include "farola/io/layer_style.hpp"

#include <algorithm>
#include <utility>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;
using Role = ParameterRole;

std::vector<Parameter> own_parameters() {
  const std::string group = "Relative risk";
  return {
      {.name = "measure",
       .kind = Kind::choice,
       .help = "how the densities of cases and controls, each integrating to 1, are compared",
       .group = group,
       .default_text = "log-ratio",
       .choices = {"ratio", "log-ratio", "difference"},
       .example = "ratio"},
      {.name = "permutations",
       .kind = Kind::integer,
       .help = "times that cases and controls are dealt anew to find what chance would give; two "
               "more bands hold the p-values",
       .group = group,
       .default_text = "0",
       .minimum = 0,
       .maximum = 99999,
       .example = "199"},
      {.name = "contours",
       .kind = Kind::vector_output,
       .role = Role::output,
       .help = "areas with more, and with fewer cases than chance gives, as a GeoPackage; needs "
               "--permutations",
       .group = group,
       .example = "contours.gpkg",
       .python = false},
      {.name = "level",
       .kind = Kind::number,
       .help = "p-value that bounds those areas",
       .group = group,
       .default_text = "0.05",
       .minimum = 0,
       .maximum = 1,
       .minimum_excluded = true,
       .example = "0.01"},
  };
}

RiskMeasure measure_from(const std::string& name) {
  if (name == "ratio") return RiskMeasure::ratio;
  if (name == "difference") return RiskMeasure::difference;
  return RiskMeasure::log_ratio;
}

/// The areas inside the tolerance contours, largest first within each side.
io::Layer contours_layer(const RelativeRisk& risk, double level) {
  std::vector<std::string> sides;
  std::vector<std::int64_t> cells;
  std::vector<double> areas;
  std::vector<MultiPolygon> outlines;
  const auto add = [&](const Raster& p, const std::string& side) {
    for (const CellGroup& group : tolerance_areas(p, level)) {
      sides.push_back(side);
      cells.push_back(group.cells);
      areas.push_back(static_cast<double>(group.cells) * p.grid.cell_area());
      outlines.push_back({group.outline});
    }
  };
  add(*risk.p_upper, "more");
  add(*risk.p_lower, "fewer");
  io::Layer layer;
  layer.name = "contours";
  layer.description = "Areas with more or fewer cases than chance gives, pointwise";
  layer.crs = risk.risk.crs;
  layer.columns = {{"side", "more or fewer cases than chance gives", sides},
                   {"cells", "cells in the area", cells},
                   {"area_m2", "area in square metres", areas}};
  layer.geometry = std::move(outlines);
  layer.style_qml = io::graduated_polygon_style(
      "area_m2", 0, areas.empty() ? 1 : *std::max_element(areas.begin(), areas.end()));
  return layer;
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  RelativeRiskOptions options;
  options.measure = measure_from(given.text("measure"));
  options.permutations = static_cast<int>(given.integer("permutations"));
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));
  if (run.wants("contours") && options.permutations == 0) {
    fail_usage("contours-without-permutations", "contours",
               "Contours say where chance ends, so they need permutations. Give for example "
               "--permutations 199, or leave --contours out.");
  }

  const auto require_room = [&](const Grid& grid) {
    require_fits(grid, 3 * bytes_per_cell_in_memory, memory_bound(given), memory_of_whole_raster);
  };
  check_density_choices(run);
  if (const auto grid = given_grid(given)) require_room(*grid);
  const PreparedEvents cases = prepared_events(run, "cases", progress.part(0, .15));
  const PreparedEvents controls =
      prepared_events(run, "controls", progress.part(.15, .3), cases.events.crs());

  DensityPlan plan =
      plan_kernel_density(pooled(cases, controls), given, progress.part(.3, .4, "choosing"));
  run.tell(plan.report);
  require_room(plan.grid);
  run.mark("choosing");

  options.density = std::move(plan.options);
  RelativeRisk result = relative_risk(cases.events, controls.events, plan.grid, options,
                                      progress.part(.4, .9, "relative risk"));
  run.tell(result.report);
  run.mark("relative risk");

  if (run.wants("contours")) {
    run.give("contours", contours_layer(result, given.number("level")), progress.part(.9, .92));
  }
  std::vector<Raster> bands{std::move(result.risk)};
  if (result.p_upper) bands.push_back(std::move(*result.p_upper));
  if (result.p_lower) bands.push_back(std::move(*result.p_lower));
  run.give("output", std::move(bands), progress.part(.92, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis relative_risk_analysis() {
  return {
      .name = "relative-risk",
      .group = "density",
      .title = "Relative risk",
      .summary =
          "Where one set of events is more concentrated than another, and where beyond chance.",
      .details =
          "Cases (burglaries) and controls (all crimes, homes, addresses) are each smoothed into a "
          "density that integrates to 1, with the same kernel and bandwidth; a cell holds their "
          "ratio, its logarithm or their difference. With --permutations, labels are dealt anew "
          "and each cell gets the p-values of more and of fewer cases.\n\n"
          "It compares shares, not counts: twice as many cases everywhere change nothing. The "
          "p-values are pointwise: one cell in twenty lies below 0.05 by chance alone. Where "
          "controls are few the ratio is unsteady; look at the controls too.",
      .examples = {"farola relative-risk burglaries.csv addresses.csv risk.tif --bandwidth 400",
                   "farola relative-risk burglaries.csv addresses.csv risk.tif --bandwidth 400 "
                   "--cell-size 100 --permutations 19 --contours contours.gpkg"},
      .parameters = joined(
          {{events_input("cases", "events whose concentration is asked for: CSV, GeoPackage …"),
            events_input("controls", "events they are compared with: CSV, GeoPackage …"),
            raster_output("output", "relative-risk GeoTIFF to write")},
           own_parameters(),
           kernel_parameters(),
           grid_parameters(),
           event_parameters(),
           second_event_parameters("controls"),
           run_parameters(),
           output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
