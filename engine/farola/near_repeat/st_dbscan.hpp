#pragma once
// ST-DBSCAN: events that lie densely in space and time at once, in clusters of any shape.
//
//   neighbours of i   every event j with distance(i, j) <= eps1 and |time_i - time_j| <= eps2, i
//                     itself among them (both limits belong to the neighbourhood)
//   core              an event with minimum_points neighbours or more, itself counted
//   cluster           core events that reach each other from neighbour to neighbour
//   border            an event that is not core but has a core neighbour; with core neighbours in
//                     several clusters it goes to the one of lowest number
//   noise             all others
// Distance is sqrt(dx^2 + dy^2) or |dx| + |dy| as close_pairs.hpp has it.
//
// Clusters are numbered 1, 2 … by their first core event in the order of the input, so labels
// depend on nothing but the data; the border rule is that of scanning the input in order and
// letting the first cluster keep what it has reached. (Birant and Kut's third test, that a value
// measured at the point be near the mean of the cluster, has no meaning for incidents and is left
// out.)
//
// Edge cases: no event, no cluster. eps1 = 0 joins events at the very same place, eps2 = 0 those at
// the same moment. minimum_points = 1 makes every event core.
//
// Cost: events lie in square cells that are so small that two events of one cell are always near
// enough; only times are then compared within a cell, and a stack of events at one address costs n
// log n, not n^2. Memory O(n). What remains is, for each event that is not core by its own cell
// alone (fewer than minimum_points of them in a cell and any 2 eps2), the events of the 24 cells
// around within eps2.
//
// Birant and Kut, "ST-DBSCAN: An algorithm for clustering spatial-temporal data", Data & Knowledge
// Engineering 60 (2007); Ester, Kriegel, Sander and Xu, "A density-based algorithm for discovering
// clusters in large spatial databases with noise", KDD 1996; Gunawan, "A faster algorithm for
// DBSCAN", Eindhoven 2013 (the cells).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/near_repeat/close_pairs.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace farola {

struct StDbscanOptions {
  Metres distance{200};             ///< eps1; REQUIRES 0, or at least 0.001 and finite
  Days time{14};                    ///< eps2; REQUIRES >= 0, finite
  std::int64_t minimum_points = 5;  ///< the event itself counts; REQUIRES >= 1
  DistanceMetric metric = DistanceMetric::euclidean;
};

enum class Membership : std::uint8_t { noise, border, core };
/// "noise", "border", "core".
std::string_view name_of(Membership membership) noexcept;

struct StDbscan {
  std::vector<std::int32_t> cluster;   ///< of each event, from 1; 0: none
  std::vector<Membership> membership;  ///< of each event
  std::int32_t clusters = 0;
  Report report;  ///< under "st_dbscan"
};

/// `times` in seconds. REQUIRES spans of one length below 2^32, finite values. Throws Error{usage,
/// "distance-not-usable" | "days-not-usable" | "minimum-points-too-small"}.
StDbscan st_dbscan(std::span<const double> x, std::span<const double> y,
                   std::span<const double> times, const StDbscanOptions& options,
                   const Progress& progress);

/// Seconds in a number of days, set to a half second where rounding has left it within a millionth
/// of one: .1 days are 8640 s, and limits then mean what they say.
double seconds_in(Days days);

}  // namespace farola
