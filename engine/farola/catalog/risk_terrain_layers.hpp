#pragma once
// A risk terrain model as layers: its raster, its table, and its micro-places in words.

#include "farola/io/write_vector.hpp"
#include "farola/raster/mask.hpp"
#include "farola/raster/raster.hpp"
#include "farola/risk/risk_terrain_model.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace farola::catalog {

/// The cells of a study area, as the model counts them: row by row from the north-west.
struct StudyCells {
  Grid grid;
  Crs crs;
  std::vector<std::int64_t> cells;
};

/// Band 1: relative risk score; then one band for each factor of the model; last the events
/// counted. Outside the study area no data.
std::vector<Raster> risk_terrain_bands(const RiskTerrainModel& model,
                                       const RiskVariables& variables, const StudyCells& study,
                                       std::span<const std::uint32_t> counts);

/// One row for each factor of the model: factor, operationalisation, distance_m, coefficient,
/// standard_error, rrv, rrv_low, rrv_high, cells, words.
io::Layer risk_terrain_table(const RiskTerrainModel& model, const RiskVariables& variables);

/// Layer "places": micro-places that touch by an edge as one polygon, by their highest score.
/// Fields: rank, area_m2, cells, highest_rrs, mean_rrs, events, factors, words.
io::Layer micro_place_layer(const RiskTerrainModel& model, const RiskVariables& variables,
                            const StudyCells& study, std::span<const std::uint32_t> counts);

}  // namespace farola::catalog
