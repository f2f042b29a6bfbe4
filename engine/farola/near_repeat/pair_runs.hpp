#pragma once
// Close pairs as runs: by distance row, a first event and those that it is close to. See
// time_lanes.hpp for the form. Events go by their position in ClosePairs::order(), so that the
// lines of a run's events lie near each other.

#include "farola/core/progress.hpp"
#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/limit_finder.hpp"
#include "farola/near_repeat/pair_chunk.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// Cuts all pairs into chunks that depend on the data alone, and makes as many at a time as fit.
class PairRuns {
 public:
  /// `side` by event: only pairs of a 0 with a 1 count; empty: all. All must outlive this.
  PairRuns(const ClosePairs& pairs, const Bands& distance, std::span<const std::uint8_t> side);

  std::size_t chunks() const { return chunks_; }
  std::size_t rows() const { return rows_; }

  /// Chunks from `first` on, as long as as many more as were made last would fit into `memory`
  /// bytes; sixteen of 8 MB at least.
  std::vector<PairChunk> some(std::size_t first, double memory, const Progress& progress) const;

 private:
  PairChunk chunk(std::size_t number, const Progress& progress) const;

  const ClosePairs& pairs_;
  LimitFinder distances_;
  std::span<const std::uint8_t> side_;
  std::vector<std::uint32_t> rank_;
  std::size_t row_below_ = 0;  // 1 where there is a row below the first band
  std::size_t chunks_ = 0, blocks_per_chunk_ = 1, rows_ = 0;
};

}  // namespace farola
