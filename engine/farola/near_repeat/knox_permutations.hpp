#pragma once
// The Knox table of many shuffles of the times: the Monte Carlo side of the test.
//
// Close pairs are put into runs by distance band, four bytes a pair, and each shuffle of the times
// is counted over them, 32 shuffles at once (time_lanes.hpp). Where the runs of all pairs would
// take more than `memory`, they are made block by block and every block is gone through for all
// shuffles, so a stack of 50,000 events at one address takes time but no memory.
//
// Shuffle p moves the times (permutation.hpp), within groups where there are groups; places and
// weights stay. With Moment::random each shuffle also draws its own moments of the intervals.
// The counts are whole numbers, or sums of weights in a fixed order: the same bits for any number
// of threads, and for any memory.

#include "farola/core/progress.hpp"
#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/knox_counts.hpp"
#include "farola/near_repeat/permutation.hpp"
#include "farola/near_repeat/space_time_events.hpp"
#include "farola/near_repeat/time_ticks.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct PermutationOptions {
  int count = 999;
  std::uint64_t seed = 1;
  Moment moment = Moment::midpoint;
  Strata strata;                   ///< within which times are shuffled, sides among them
  std::vector<std::uint8_t> side;  ///< empty: every pair counts
  double memory = 600e6;           ///< bytes that the runs of pairs may take
};

struct KnoxPermutations {
  std::vector<std::vector<double>> cells;  ///< [permutation][cell]
  TimeTicks ticks;
  std::size_t blocks = 0;  ///< of pairs that were gone through
};

/// `observed` supplies the margins that a shuffle leaves as they are. `runs`: all pairs, where they
/// have been made already (KnoxCounts::runs); empty: they are made.
KnoxPermutations knox_permutations(const ClosePairs& pairs, const SpaceTimeEvents& events,
                                   const Bands& distance, const Bands& time,
                                   const KnoxSums& observed, const PermutationOptions& options,
                                   const Progress& progress, std::vector<PairChunk> runs = {});

}  // namespace farola
