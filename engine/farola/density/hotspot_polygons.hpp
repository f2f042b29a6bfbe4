#pragma once
// Hot spots: groups of neighbouring cells where a density is high, and how much they hold.
//
// Which cells are hot (v: the cell's value; no-data cells are never hot, nor are cells of 0):
//   percentile P     v > q, q the value at rank ceil(P/100 n) of the n cells with v > 0, ascending.
//                    Cells of 0 do not count: how many there are depends on the extent alone.
//   mean_plus_sd k   v > mean + k s over all valid cells, s the sample standard deviation (n - 1)
//   share p          cells by falling v (ties: row by row) until they hold p % of the events'
//   weight:
//                    the fewest cells that the surface can find for that share
// A spot is a group of hot cells joined by edges, its outline along cell edges, so its area is
// exactly cells * cell area. Spots below minimum_area are left out and counted.
//
// An event belongs to the cell it lies in: column floor((x - xmin)/c), row floor((ymax - y)/c), the
// grid's own east and south edge inside. Events beyond the grid or in no-data cells count nowhere;
// they are told. W: weight of the events in valid cells; A: area of the valid cells.
//
//   density          = weight / area, events per km2 in the spot as counted, not as smoothed
//   share_of_events  = weight / W      (of all spots together: the hit rate)
//   share_of_area    = area / A
//   pai              = share_of_events / share_of_area, the prediction accuracy index (Chainey,
//                      Tompson and Uhlig 2008, Security Journal 21, 4-28). Of the events that made
//                      the surface it tells concentration, not prediction.
// Rank 1 holds the greatest weight; ties: the higher peak, then the more northern, more western.
//
// Edge cases: no event, or a surface that is 0 everywhere: no spot, and a note. No event in any
// valid cell: shares and pai are NaN. O(cells log cells + events).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/events/projected_events.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/raster/raster.hpp"

#include <cstdint>
#include <vector>

namespace farola {

enum class HotspotRule { percentile, mean_plus_sd, share };

struct HotspotOptions {
  HotspotRule rule = HotspotRule::percentile;
  /// percentile: 0 <= value < 100; mean_plus_sd: finite; share: 0 < value <= 100.
  double value = 95;
  double minimum_area = 0;  ///< m2; REQUIRES >= 0
};

struct Hotspot {
  int rank = 0;  ///< from 1
  Polygon outline;
  std::int64_t cells = 0;
  double area = 0;          ///< m2
  std::int64_t events = 0;  ///< count
  double weight = 0;        ///< sum of their weights
  double density = 0;       ///< weight per km2
  double peak = 0;          ///< highest cell value, in the raster's unit
  Point peak_at;            ///< centre of that cell
  double share_of_events = 0, share_of_area = 0, pai = 0;
};

struct Hotspots {
  std::vector<Hotspot> spots;  ///< by rank
  /// Cells above it are hot. With share: the value of the last cell taken. NaN: no cell is hot.
  double threshold = 0;
  /// All spots together.
  std::int64_t cells = 0, events = 0;
  double area = 0, weight = 0, share_of_events = 0, share_of_area = 0, pai = 0;
  std::int64_t left_out = 0;        ///< spots below the minimum area
  std::int64_t events_nowhere = 0;  ///< beyond the grid, or in no-data cells
  Report report;                    ///< under "hotspots"
};

/// REQUIRES raster and events in the same CRS (Error{data, "crs-mismatch"}). Throws Error{usage,
/// "percentile-out-of-range" | "share-out-of-range" | "mean-plus-sd-not-finite" |
/// "minimum-area-negative"}.
Hotspots hotspot_polygons(const Raster& density, const ProjectedEvents& events,
                          const HotspotOptions& options, const Progress& progress);

}  // namespace farola
