#pragma once
// The Knox table as observed: pairs of events by distance band and time band, and the graphs of
// both.
//
// Every pair i < j that is close in space is looked at once; a pair in the open band of distance
// never is: their number is what the margins leave. Distances and times are compared as doubles
// with the edges themselves (bands.hpp), without ticks.
//
// Two kinds of event: `side` is 0 or 1 for each, and only pairs of a 0 with a 1 count.

#include "farola/core/progress.hpp"
#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/exact_moments.hpp"
#include "farola/near_repeat/pair_chunk.hpp"
#include "farola/near_repeat/permutation.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// Pairs by distance row and time limit, as observed and as permutations give them. Rows are the
/// finite distance bands, after one for what lies below the first of them if anything can.
struct KnoxSums {
  std::size_t rows = 0, limits = 0;
  std::vector<double> below;   ///< [row * limits + l]: pairs of the row that are below time limit l
  std::vector<double> row;     ///< all pairs of the row
  std::vector<double> margin;  ///< [l]: all pairs that are below time limit l, near or far
  double all = 0;              ///< all pairs

  /// Pairs in each cell [distance band * time bands + time band], open bands from the margins.
  std::vector<double> cells(const Bands& distance, const Bands& time) const;
};

/// Whether there can be pairs below the first band: it does not begin with 0 itself.
bool has_row_below(const Bands& distance);

struct KnoxCounts {
  KnoxSums observed;
  Degrees space;  ///< of the distance bands, the open one too; empty unless asked for
  /// All pairs, as PairRuns makes them, where the table was counted over these: for the shuffles.
  std::vector<PairChunk> runs;
};

struct CountedEvents {
  std::span<const double> times;
  std::span<const double> weight;      ///< empty: all 1
  std::span<const std::uint8_t> side;  ///< empty: every pair counts
};

/// `pairs` must reach as far as the finite bands of `distance`. `groups`: those that degrees are
/// parted by; null: no degrees. `memory`: bytes that runs of pairs may take, 0: none are made. Runs
/// that fit are counted in half the time; events with weights, of two kinds or in groups are not.
KnoxCounts knox_counts(const ClosePairs& pairs, const CountedEvents& events, const Bands& distance,
                       const Bands& time, const Strata* groups, const Progress& progress,
                       double memory = 0);

/// How many of the sorted times differ from `time` by less than (are below) the limit.
std::ptrdiff_t count_below(std::span<const double> sorted, double time, const BandLimit& limit);

/// The graphs of the time bands, the open one too.
Degrees time_degrees(const CountedEvents& events, const Bands& time, const Strata& groups,
                     const Progress& progress);

}  // namespace farola
