#pragma once
// Zones of risk as the faces hand them on.

#include "farola/crs/crs.hpp"
#include "farola/events/events.hpp"
#include "farola/io/write_vector.hpp"
#include "farola/near_repeat/risk_zones.hpp"

namespace farola::catalog {

/// Layer "zones", one polygon a zone by rank, with a style by rank. Fields: rank, area_m2, cells,
/// share_of_risk (0 to 1), mean_risk, as_of, expires, days. Nothing of the events is in it.
io::Layer risk_zone_layer(const RiskZones& zones, const Crs& crs, Timestamp now);

}  // namespace farola::catalog
