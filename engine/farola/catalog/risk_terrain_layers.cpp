#include "farola/catalog/risk_terrain_layers.hpp"

#include "farola/core/text.hpp"
#include "farola/io/layer_style.hpp"
#include "farola/raster/cell_polygons.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

template <class Values>
Raster raster_of(const StudyCells& study, BandInfo band, const Values& values) {
  Raster raster{study.grid, study.crs, std::move(band),
                std::vector<float>(static_cast<std::size_t>(study.grid.cells()), no_data)};
  for (std::size_t i = 0; i < study.cells.size(); ++i) {
    raster.values[static_cast<std::size_t>(study.cells[i])] = static_cast<float>(values[i]);
  }
  return raster;
}

std::string times(double value) { return fmt::format("{:.{}f}", value, value < 9.95 ? 1 : 0); }

struct Place {
  std::int64_t cells = 0, events = 0;
  double highest = 0, sum = 0;
  std::vector<std::int64_t> with;  // cells with each factor of the model
};

std::string place_words(const Place& place, const RiskTerrainModel& model,
                        const RiskVariables& variables) {
  std::vector<std::string> reasons;
  for (std::size_t k = 0; k < place.with.size(); ++k) {
    if (place.with[k] == 0) continue;
    const ModelFactor& factor = model.factors[k];
    reasons.push_back(
        fmt::format("{} ({} times the risk{})", variables.words(variables.variables[factor.column]),
                    times(factor.rrv.value), place.with[k] < place.cells ? ", in part of it" : ""));
  }
  return fmt::format("Up to {} times the risk of a place without any of these: {}.",
                     times(place.highest), listed(reasons, "and"));
}

/// The flags of the whole grid, from those of the study cells.
std::vector<std::uint8_t> on_grid(const StudyCells& study, const std::vector<std::uint8_t>& flags) {
  std::vector<std::uint8_t> all(static_cast<std::size_t>(study.grid.cells()));
  for (std::size_t i = 0; i < study.cells.size(); ++i) {
    all[static_cast<std::size_t>(study.cells[i])] = flags[i];
  }
  return all;
}

std::vector<Place> places_of(std::size_t count, const std::vector<std::int32_t>& label,
                             const RiskTerrainModel& model, const RiskVariables& variables,
                             const StudyCells& study, std::span<const std::uint32_t> counts) {
  std::vector<Place> places(count);
  for (Place& place : places) place.with.resize(model.factors.size());
  for (std::size_t i = 0; i < study.cells.size(); ++i) {
    const std::int32_t at = label[static_cast<std::size_t>(study.cells[i])];
    if (at < 0) continue;
    Place& place = places[static_cast<std::size_t>(at)];
    ++place.cells;
    place.events += counts[i];
    place.highest = std::max(place.highest, model.score[i]);
    place.sum += model.score[i];
    for (std::size_t k = 0; k < model.factors.size(); ++k) {
      place.with[k] += variables.design.at(i, model.factors[k].column);
    }
  }
  return places;
}

}  // namespace

std::vector<Raster> risk_terrain_bands(const RiskTerrainModel& model,
                                       const RiskVariables& variables, const StudyCells& study,
                                       std::span<const std::uint32_t> counts) {
  std::vector<Raster> bands;
  bands.push_back(raster_of(
      study, {"rrs", "Relative risk score: 1 is a place without any factor of the model", ""},
      model.score));
  for (const ModelFactor& factor : model.factors) {
    const RiskVariable& variable = variables.variables[factor.column];
    bands.push_back(raster_of(
        study,
        {"rrs " + variables.name(variable), "Relative risk " + variables.words(variable), ""},
        factor_score(variables, factor)));
  }
  bands.push_back(
      raster_of(study, {"events", "Events counted in the cell", "events/cell"}, counts));
  return bands;
}

io::Layer risk_terrain_table(const RiskTerrainModel& model, const RiskVariables& variables) {
  std::vector<std::string> factor, as, words;
  std::vector<double> distance, coefficient, error, value, low, high;
  std::vector<std::int64_t> cells;
  for (const ModelFactor& row : model.factors) {
    const RiskVariable& variable = variables.variables[row.column];
    factor.push_back(variables.factors[variable.factor]);
    as.push_back(name_of(variable.as));
    distance.push_back(variable.distance.value);
    coefficient.push_back(row.coefficient);
    error.push_back(row.standard_error);
    value.push_back(row.rrv.value);
    low.push_back(row.rrv.low);
    high.push_back(row.rrv.high);
    cells.push_back(static_cast<std::int64_t>(variable.cells));
    words.push_back(
        fmt::format("A place {} has {} times the events of a place that is not, all "
                    "else in the model being equal.",
                    variables.words(variable), times(row.rrv.value)));
  }
  io::Layer table;
  table.name = "risk_terrain_model";
  table.description = fmt::format("Factors of the {} model, in the order in which they came in",
                                  name_of(model.family));
  table.columns = {
      {"factor", "name of the factor", factor},
      {"operationalisation", "proximity: within the distance; density: many within it", as},
      {"distance_m", "distance, or bandwidth of the density, in metres", distance},
      {"coefficient", "of the regression, per 0/1", coefficient},
      {"standard_error", "of the coefficient", error},
      {"rrv", "relative risk value, e to the power of the coefficient", value},
      {"rrv_low", "lower end of its 95 % interval", low},
      {"rrv_high", "upper end of its 95 % interval", high},
      {"cells", "cells where the variable is 1", cells},
      {"words", "the row as a sentence", words},
  };
  return table;
}

io::Layer micro_place_layer(const RiskTerrainModel& model, const RiskVariables& variables,
                            const StudyCells& study, std::span<const std::uint32_t> counts) {
  std::vector<std::int32_t> label;
  const std::vector<CellGroup> groups =
      cell_groups(study.grid, on_grid(study, model.micro_place), &label);
  const std::vector<Place> places =
      places_of(groups.size(), label, model, variables, study, counts);
  std::vector<std::size_t> order(groups.size());
  for (std::size_t g = 0; g < order.size(); ++g) order[g] = g;
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return places[a].highest != places[b].highest ? places[a].highest > places[b].highest
                                                  : places[a].sum > places[b].sum;
  });
  std::vector<std::int64_t> rank, cells, events;
  std::vector<double> area, highest, mean;
  std::vector<std::string> factors, words;
  std::vector<MultiPolygon> outlines;
  for (const std::size_t g : order) {
    const Place& place = places[g];
    rank.push_back(static_cast<std::int64_t>(rank.size()) + 1);
    cells.push_back(place.cells);
    events.push_back(place.events);
    area.push_back(static_cast<double>(place.cells) * study.grid.cell_area());
    highest.push_back(place.highest);
    mean.push_back(place.sum / static_cast<double>(place.cells));
    std::string names;
    for (std::size_t k = 0; k < place.with.size(); ++k) {
      if (place.with[k] == 0) continue;
      names += (names.empty() ? "" : ", ") +
               variables.factors[variables.variables[model.factors[k].column].factor];
    }
    factors.push_back(std::move(names));
    words.push_back(place_words(place, model, variables));
    outlines.push_back({groups[g].outline});
  }
  io::Layer layer;
  layer.name = "places";
  layer.description =
      "Micro-places: where the factors of the model come together; about places, never about "
      "persons";
  layer.crs = study.crs;
  layer.geometry = std::move(outlines);
  layer.columns = {
      {"rank", "1 has the highest relative risk score", rank},
      {"area_m2", "area in square metres", area},
      {"cells", "cells of the risk raster", cells},
      {"highest_rrs", "highest relative risk score of its cells", highest},
      {"mean_rrs", "mean relative risk score of its cells", mean},
      {"events", "events counted in its cells", events},
      {"factors", "factors that raise the risk there", factors},
      {"words", "what makes the place, as a sentence", words},
  };
  const double last = std::max<double>(1, static_cast<double>(groups.size()));
  layer.style_qml = io::graduated_polygon_style("rank", 1, last, true);
  return layer;
}

}  // namespace farola::catalog
