#pragma once
// The part of a risk surface that is worth telling a patrol or the neighbours, as zones with an
// end.
//
// Cells are taken by falling value (ties: row by row) until they fill the area budget, a percentage
// of the cells with data; cells of 0 are never taken. Cells joined by edges make one zone, its
// outline along cell edges, so area = cells * cell area. Zones below minimum_area are left out and
// counted.
//
//   threshold       value of the last cell taken
//   share_of_risk   sum of the zone's cells over the sum of all cells
//   expires         the first time, in whole days after now, at which the zone's highest cell has
//                   fallen to the threshold or below if nothing new happens; at the latest when all
//                   that made it is too old to count. A cell that is at the threshold from the
//                   start, as many are where weights are steps (bands), holds as long as its value
// Rank 1 holds the greatest share of risk; ties: the higher peak, then the more northern, more
// western.
//
// A zone is a place and a time, and carries nothing of the events that made it: no row, no address,
// no count, no highest point. It predicts no person. Edge cases: no cell above 0, or a budget below
// one cell: no zone, and a note. O(cells log cells + zones × places × days).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/near_repeat/near_repeat_risk.hpp"
#include "farola/raster/raster.hpp"

#include <cstdint>
#include <vector>

namespace farola {

struct RiskZoneOptions {
  double area_budget = 5;   ///< %; REQUIRES 0 < value <= 100 (Error{usage, "area-budget-…"})
  double minimum_area = 0;  ///< m2; REQUIRES >= 0 (Error{usage, "minimum-area-negative"})
};

struct RiskZone {
  int rank = 0;  ///< from 1
  Polygon outline;
  std::int64_t cells = 0;
  double area = 0;  ///< m2
  double share_of_risk = 0;
  double mean = 0;  ///< of its cells
  int days = 0;     ///< that it holds
  Timestamp expires = no_time;
};

struct RiskZones {
  std::vector<RiskZone> zones;                  ///< by rank
  double threshold = 0;                         ///< NaN without a zone
  double share_of_area = 0, share_of_risk = 0;  ///< of all zones together
  std::int64_t left_out = 0;                    ///< below the minimum area
  Report report;                                ///< under "risk_zones"
};

/// REQUIRES that `surface` is made by `risk`, perhaps with no-data cells since.
RiskZones risk_zones(const Raster& surface, const NearRepeatRisk& risk,
                     const RiskZoneOptions& options, const Progress& progress);

}  // namespace farola
