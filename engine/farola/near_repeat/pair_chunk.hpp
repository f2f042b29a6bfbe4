#pragma once
// Pairs of events as runs, by distance row: see pair_runs.hpp, which makes them.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace farola {

/// The pairs of some blocks of ClosePairs.
struct PairChunk {
  std::vector<std::vector<std::uint32_t>> runs;  ///< by row, see has_row_below()
  std::size_t bytes() const;
};

}  // namespace farola
