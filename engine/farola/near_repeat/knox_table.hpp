#pragma once
// The Knox table: pairs of events by how far apart they are and how soon one follows the other,
// held against what chance would give if time had nothing to do with place.
//
// (Knox 1964; for crime: Johnson and Bowers 2004, Townsley, Homel and Chaseling 2003.) Each pair of
// events i < j is counted in the cell of its distance band and time band (bands.hpp). Under the
// null hypothesis the times are shuffled among the events. For each cell:
//
//   observed      pairs in it (with weights: the sum of w_i w_j)
//   expected, sd  mean and standard deviation over all shuffles: exact (exact_moments.hpp,
//                 strata_moments.hpp), or those of the shuffles made, where moments are drawn
//                 anew, or many strata have close pairs with more than they can be worked out for
//   z             (observed - expected) / sd
//   ratio         observed / expected                 the Knox ratio
//   median_ratio  observed / median of the shuffles
//   p …           see monte_carlo_p.hpp
// NaN stands for what is undefined: z where sd is 0, a ratio to 0, p without shuffles.
//
// Two kinds of event (bivariate): only pairs of one kind with the other count, in either order, and
// times are shuffled within each kind. Strata: times are shuffled within each stratum, which keeps
// the seasons (months) or the growth of each district as they are.
//
// Distance is that of the plane, or that of any ClosePairs (street_distances.hpp). Events without a
// way from one to the other are further apart than any edge: pairs of the open band, if there is
// one.
//
// Cost: the close pairs × permutations, and memory for `memory`; see knox_permutations.hpp.
// Edge cases: fewer than two events is an error; all at one place, or at one time, is a table
// without sd, with a warning.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/monte_carlo_p.hpp"
#include "farola/near_repeat/permutation.hpp"
#include "farola/near_repeat/space_time_events.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace farola {

struct KnoxOptions {
  Bands distance_bands;                               ///< metres. REQUIRED
  Bands time_bands;                                   ///< in units of time_unit. REQUIRED
  double time_unit = 86400;                           ///< seconds in one unit of the time bands
  DistanceMetric metric = DistanceMetric::euclidean;  ///< where no ClosePairs are given
  /// Metres; 0: none. Coordinates are whole multiples of this but for rounding (0.1 for one
  /// decimal): distances are then taken of the whole multiples, so that 100 m are 100 m. In the
  /// plane alone.
  double snap = 0;
  Moment moment = Moment::midpoint;
  int permutations = 999;  ///< 0: exact moments alone
  std::uint64_t seed = 1;
  Correction correction = Correction::max_z;
  Strata strata;                   ///< within which times are shuffled; empty: all
  std::vector<std::uint8_t> side;  ///< 0 or 1 for each event: count pairs between them; empty: all
  double memory = 600e6;           ///< bytes that lists of pairs may take
};

struct KnoxCell {
  std::size_t distance_band = 0, time_band = 0;
  double observed = 0, expected = 0, sd = 0, z = 0, ratio = 0, median_ratio = 0;
  double p = 0, p_lower = 0, p_two_sided = 0, p_adjusted = 0;
};

struct KnoxTable {
  Bands distance_bands, time_bands;
  std::vector<KnoxCell> cells;  ///< distance by distance, time by time
  double pairs = 0;             ///< all there are
  Report report;

  const KnoxCell& at(std::size_t distance_band, std::size_t time_band) const {
    return cells[distance_band * time_bands.size() + time_band];
  }
};

/// Most cells a table may have, and most cells × permutations.
inline constexpr std::size_t most_knox_cells = 10'000;
inline constexpr double most_knox_counts = 1e8;

/// Throws Error{data, "too-few-events" | "one-kind-empty"}, Error{usage, "bands-too-many" |
/// "permutations-too-many" | "permutations-needed" | "permutations-negative" | "snap-negative"}.
KnoxTable knox_table(const SpaceTimeEvents& events, const KnoxOptions& options,
                     const Progress& progress);
/// The same of pairs made otherwise. REQUIRES `pairs` of these events, as far as
/// options.distance_bands.reach(); metric and snap of the options are not looked at.
KnoxTable knox_table(const SpaceTimeEvents& events, const ClosePairs& pairs,
                     const KnoxOptions& options, const Progress& progress);

}  // namespace farola
