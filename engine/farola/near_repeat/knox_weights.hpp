#pragma once
// From a Knox table to the weights of a prospective surface: how many times as often as by chance
// an event follows another at this distance and after this time, where that is no chance.
//
//   weight(k, m) = ratio - 1   where p_adjusted <= significance and ratio > 1
//                = 0           elsewhere
//
// k: distance band, m: time band of the table. ratio: observed / expected, so a weight is the share
// by which events are more frequent there than if time had nothing to do with place. p_adjusted is
// that of the table as a whole (monte_carlo_p.hpp): of a table of nothing but chance, one in twenty
// would give a weight at significance 0.05, whatever the number of its cells. The cells need not
// join, and a far cell may weigh more than a near one: it is what the data said, not a model.
//
// Edge cases: a cell that cannot vary (sd 0) or of which nothing is expected weighs 0. No cell with
// a weight is an error, since a surface of 0 would read as a place without risk.
// O(cells).

#include "farola/core/report.hpp"
#include "farola/near_repeat/knox_table.hpp"
#include "farola/near_repeat/near_repeat_risk.hpp"

#include <cstddef>

namespace farola {

struct KnoxWeights {
  BandWeights bands;            ///< distance in metres, time in seconds
  std::size_t significant = 0;  ///< cells with a weight
  /// "knox_weights": {significance, cells, significant_cells, bands: [{distance_band, time_band,
  /// ratio, p_adjusted, weight} by falling weight]}, and the highest of them in words.
  Report report;
};

/// `time_unit`: seconds in one unit of the table's time bands. REQUIRES a table without open bands.
/// Throws Error{usage, "significance-not-a-share"} unless 0 < significance < 1, Error{usage,
/// "permutations-too-few"} when that many permutations cannot give so small a p, Error{data,
/// "no-significant-band"}.
KnoxWeights knox_weights(const KnoxTable& table, double time_unit, int permutations,
                         double significance);

/// The two of them that need no table.
void require_reachable(int permutations, double significance);

}  // namespace farola
