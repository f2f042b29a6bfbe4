// farola risk-terrain: which features of the environment go with the events, and where they meet.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/density_runs.hpp"
#include "farola/catalog/factor_input.hpp"
#include "farola/catalog/risk_analyses.hpp"
#include "farola/catalog/risk_terrain_layers.hpp"
#include "farola/catalog/run.hpp"
#include "farola/catalog/window_choice.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/density/kernel_density.hpp"
#include "farola/raster/mask.hpp"
#include "farola/risk/risk_terrain_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

constexpr const char* analysis_title = "A risk terrain model";

struct FactorPlan {
  FactorRequest request;
  std::vector<Metres> distances;
};

/// What can be refused before anything is read.
std::vector<FactorPlan> factor_plans(const Arguments& given) {
  std::vector<FactorPlan> plans;
  for (FactorRequest& request : factor_requests(given)) {
    const double blocks = request.blocks.value_or(given.number("blocks"));
    plans.push_back({std::move(request), block_distances(Metres{given.number("block-length")},
                                                         blocks, given.flag("half-blocks"))});
  }
  refuse_weights(given, analysis_title);
  return plans;
}

std::size_t variable_count(const std::vector<FactorPlan>& plans) {
  std::size_t count = 0;
  for (const FactorPlan& plan : plans) count += 2 * plan.distances.size();
  return count;
}

StudyCells study_cells(const PreparedEvents& prepared, const Arguments& given,
                       std::size_t variables, Report& told) {
  const Box extent = chosen_extent(prepared, given, prepared.extent);
  const auto asked = given.optional_number("cell-size");
  const Metres cell{asked.value_or(given.number("block-length") / 2)};
  if (!asked) {
    told.note(
        fmt::format("Cells of {} m, half a block; --cell-size changes that.", plain(cell.value)));
  }
  StudyCells study{grid_over(extent, cell), prepared.events.crs(), {}};
  const Grid& grid = study.grid;
  // Bits, the codes of the elastic net, and some forty numbers of work a cell.
  require_fits(grid, static_cast<double>(variables) / 2 + 400, memory_bound(given),
               memory_of_whole_raster);
  const Mask mask = prepared.study_area.empty() ? Mask{} : mask_of(prepared.study_area, grid);
  for (std::int64_t i = 0; i < grid.cells(); ++i) {
    if (mask.inside.empty() || mask.inside[static_cast<std::size_t>(i)] != 0) {
      study.cells.push_back(i);
    }
  }
  told.values["cell_size"] = {{"metres", cell.value}, {"rule", asked ? "given" : "half a block"}};
  told.values["grid"] = {{"columns", grid.columns},
                         {"rows", grid.rows},
                         {"extent", {grid.xmin, grid.ymin(), grid.xmax(), grid.ymax}}};
  return study;
}

/// Events of each cell of the study area; the others are told.
std::vector<std::uint32_t> counts_of(const PreparedEvents& prepared, const StudyCells& study,
                                     Report& told) {
  const Grid& grid = study.grid;
  std::vector<std::uint32_t> all(static_cast<std::size_t>(grid.cells()));
  std::int64_t outside = 0;
  for (std::size_t i = 0; i < prepared.events.size(); ++i) {
    const auto column =
        static_cast<std::int64_t>(std::floor((prepared.events.x()[i] - grid.xmin) / grid.cell));
    const auto row =
        static_cast<std::int64_t>(std::floor((grid.ymax - prepared.events.y()[i]) / grid.cell));
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) {
      ++outside;
    } else {
      ++all[static_cast<std::size_t>(row * grid.columns + column)];
    }
  }
  std::vector<std::uint32_t> counts;
  std::int64_t counted = 0;
  for (const std::int64_t cell : study.cells) {
    counts.push_back(all[static_cast<std::size_t>(cell)]);
    counted += counts.back();
  }
  const auto left = static_cast<std::int64_t>(prepared.events.size()) - counted;
  told.values["events_not_in_a_cell"] = left;
  if (left > 0) {
    told.note(
        fmt::format("{} events lie in no cell of the study area ({} outside the grid, the "
                    "others in cells whose centre is outside) and are not counted.",
                    grouped(left), grouped(outside)));
  }
  return counts;
}

std::vector<double> in_cells(const Raster& raster, const StudyCells& study) {
  std::vector<double> values;
  values.reserve(study.cells.size());
  for (const std::int64_t cell : study.cells) {
    values.push_back(raster.values[static_cast<std::size_t>(cell)]);
  }
  return values;
}

/// Proximity and density as asked, else by the geometry: density needs points.
void settle_operationalisation(FactorRequest& request, const FactorLayer& layer) {
  if (!request.proximity && !request.density) {
    request.proximity = true;
    request.density = layer.points.has_value();
  }
  if (!request.density || layer.points) return;
  fail_usage("density-needs-points", "factor",
             fmt::format("Factor {0} has no points, so it has no density of points. Give "
                         "as=proximity, or a layer of points.",
                         request.source.name));
}

void add_factor(Run& run, RiskVariables& variables, std::size_t index, FactorPlan& plan,
                const StudyCells& study, const Progress& progress) {
  FactorRequest& request = plan.request;
  Report told;
  run.reads("factor", request.source.path);
  FactorLayer layer = factor_layer(io::read_features(request.source, told, progress.part(0, .3)),
                                   io::subject_of(request.source), study.crs, told);
  settle_operationalisation(request, layer);
  told.values["factors"] = run.report().values.value("factors", nlohmann::ordered_json::array());
  told.values["factors"].push_back({{"factor", request.source.name},
                                    {"features", layer.count},
                                    {"crs", layer.source_crs},
                                    {"proximity", request.proximity},
                                    {"density", request.density}});
  run.tell(told);
  if (request.proximity) {
    variables.add_proximity(
        index, factor_distance(layer.features, study.grid, study.cells, progress.part(.3, .7)),
        plan.distances);
  }
  if (!request.density) return;
  for (const Metres bandwidth : plan.distances) {
    KernelDensityOptions options;
    options.bandwidth = bandwidth;
    const KernelDensity density =
        kernel_density(*layer.points, study.grid, options, progress.part(.7, 1));
    variables.add_density(index, in_cells(density.density, study), bandwidth);
  }
}

RiskTerrainOptions model_options(const Arguments& given) {
  RiskTerrainOptions options;
  options.sign = given.text("model") == "protective" ? CoefficientSign::nonpositive
                                                     : CoefficientSign::nonnegative;
  options.alpha = given.number("alpha");
  options.penalty =
      given.text("penalty") == "min" ? PenaltyChoice::minimum : PenaltyChoice::one_standard_error;
  options.folds = static_cast<std::uint32_t>(given.integer("folds"));
  if (given.text("fold-order") == "random") {
    options.seed = static_cast<std::uint64_t>(given.integer("seed"));
  }
  return options;
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  std::vector<FactorPlan> plans = factor_plans(given);
  const PreparedEvents prepared = prepared_events(run, "events", progress.part(0, .1));
  refuse_weights(prepared.events.columns(), analysis_title);

  Report told;
  const StudyCells study = study_cells(prepared, given, variable_count(plans), told);
  const std::vector<std::uint32_t> counts = counts_of(prepared, study, told);
  run.tell(told);
  std::vector<std::string> names;
  for (const FactorPlan& plan : plans) names.push_back(plan.request.source.name);
  RiskVariables variables(study.cells.size(), names);
  for (std::size_t f = 0; f < plans.size(); ++f) {
    const double share = .3 / static_cast<double>(plans.size());
    const double from = .1 + share * static_cast<double>(f);
    add_factor(run, variables, f, plans[f], study, progress.part(from, from + share, "factors"));
  }
  run.mark("factors");

  const RiskTerrainModel model =
      risk_terrain_model(variables, counts, model_options(given), progress.part(.4, .9, "model"));
  run.tell(model.report);
  run.mark("model");

  if (run.wants("table")) {
    run.give_table("table", risk_terrain_table(model, variables), progress.part(.9, .92));
  }
  if (run.wants("places")) {
    run.give("places", micro_place_layer(model, variables, study, counts), progress.part(.92, .95));
  }
  run.give("output", risk_terrain_bands(model, variables, study, counts),
           progress.part(.95, 1, "writing"));
  run.mark("writing");
}

/// Cells are chosen by the block, not by a bandwidth.
std::vector<Parameter> cell_parameters() {
  std::vector<Parameter> parameters = grid_parameters();
  for (Parameter& parameter : parameters) {
    parameter.default_rule =
        parameter.name == "cell-size" ? "half a block" : "the study area, or that of the events";
  }
  return parameters;
}

std::vector<Parameter> model_parameters() {
  const std::string group = "Risk terrain";
  return {
      {.name = "factor",
       .kind = Kind::factors,
       .help = "a layer of the environment, NAME=FILE and after commas layer=, where=, crs=, "
               "as=proximity, density or both, and blocks=, its maximum influence; give one for "
               "each factor",
       .group = group,
       .required = true,
       .repeated = true,
       .example = "bars=city.gpkg,layer=bars,blocks=3"},
      {.name = "block-length",
       .kind = Kind::distance,
       .help = "mean length of a block; variables are made for one block, two blocks and so on",
       .group = group,
       .unit = "m",
       .required = true,
       .minimum = 0,
       .maximum = 1e5,
       .minimum_excluded = true,
       .example = "120"},
      {.name = "blocks",
       .kind = Kind::number,
       .help = "maximum influence of the factors that do not say blocks=",
       .group = group,
       .unit = "blocks",
       .default_text = "3",
       .minimum = 0,
       .maximum = 1000,
       .minimum_excluded = true,
       .example = "3"},
      {.name = "half-blocks", .kind = Kind::flag, .help = "go by half blocks", .group = group},
      {.name = "model",
       .kind = Kind::choice,
       .help = "aggravating: factors can only raise the risk; protective: only lower it",
       .group = group,
       .default_text = "aggravating",
       .choices = {"aggravating", "protective"},
       .example = "protective"},
      {.name = "folds",
       .kind = Kind::integer,
       .help = "folds of the cross-validation",
       .group = group,
       .default_text = "10",
       .minimum = 3,
       .maximum = 100,
       .example = "10"},
      {.name = "fold-order",
       .kind = Kind::choice,
       .help = "how cells come into folds: in turn, row by row, or at random by the seed",
       .group = group,
       .default_text = "turn",
       .choices = {"turn", "random"},
       .example = "random"},
      {.name = "penalty",
       .kind = Kind::choice,
       .help = "which penalty of the elastic net chooses the candidates: 1se, the largest within "
               "one standard error of the best, or min, the best, which keeps more",
       .group = group,
       .default_text = "1se",
       .choices = {"1se", "min"},
       .example = "min"},
      {.name = "alpha",
       .kind = Kind::number,
       .help = "mixture of the elastic net: 1 is the lasso, 0 the ridge",
       .group = group,
       .default_text = "0.5",
       .minimum = 0,
       .maximum = 1,
       .example = "0.5"},
      {.name = "table",
       .kind = Kind::table_output,
       .role = ParameterRole::output,
       .help = "factors of the model with their relative risk values, as CSV, JSON or GeoPackage",
       .group = group,
       .example = "model.csv",
       .python = false},
      {.name = "places",
       .kind = Kind::vector_output,
       .role = ParameterRole::output,
       .help = "GeoPackage of the micro-places, with the factors that made each of them",
       .group = group,
       .example = "places.gpkg",
       .python = false},
  };
}

}  // namespace

Analysis risk_terrain_analysis() {
  return {
      .name = "risk-terrain",
      .group = "risk",
      .title = "Risk terrain model",
      .summary = "Which features of the environment go with events, how near and how strongly.",
      .details =
          "Each factor becomes 0/1 variables of the cells: near, within one block, two blocks and "
          "so on, and for points dense. An elastic net with cross-validation chooses candidates, a "
          "stepwise search on BIC builds the Poisson and the negative binomial model with at most "
          "one variable of a factor, and the better one is taken. The raster holds the relative "
          "risk score, 1 for a place without any factor of the model, and the part of each factor; "
          "micro-places are cells above the mean by more than two standard deviations.\n\n"
          "It is about places and never about persons. It tells what goes with recorded events, "
          "not what causes them: a factor may stand for something that is not on the map, and "
          "events are where they are reported. Compare what it foresees with plain counts of "
          "earlier events before acting on it; these are often hard to beat.",
      .examples =
          {"farola risk-terrain incidents.csv risk.tif --factor homes=addresses.csv --factor "
           "residents=population.csv --block-length 200 --table model.csv --places places.gpkg"},
      .parameters = joined({{events_input("events",
                                          "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                          "PG: connection with the events"),
                             raster_output("output", "risk GeoTIFF to write")},
                            model_parameters(),
                            cell_parameters(),
                            event_parameters(),
                            run_parameters(),
                            output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
