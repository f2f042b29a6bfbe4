#pragma once
// What a risk terrain model has to say: figures of both stages, every step, near ties, and what a
// person should look at.

#include "farola/risk/risk_terrain_model.hpp"

namespace farola::risk {

Report risk_terrain_report(const RiskTerrainModel& model, const RiskVariables& variables,
                           std::span<const std::uint32_t> counts,
                           const RiskTerrainOptions& options);

}  // namespace farola::risk
