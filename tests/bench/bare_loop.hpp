#pragma once
// What the Knox test's inner loop is held against: load the times of a pair in 32 permutations,
// subtract, compare with one edge, count. No absolute value, no bands, and 16-bit counters that may
// run over.

#include <cstddef>
#include <cstdint>
#include <span>

namespace farola::bench {

/// Runs as in near_repeat/time_lanes.hpp. counts: 32 of them.
void bare_loop(const std::int16_t* lines, std::span<const std::uint32_t> runs, std::int16_t edge,
               std::int16_t* counts);

}  // namespace farola::bench
