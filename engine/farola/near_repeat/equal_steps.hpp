#pragma once
// The inner loop of the Monte Carlo test for time bands of equal width, 1.6 times as fast as that
// of time_lanes.hpp, with the same counts.
//
// Instead of comparing a difference g with each threshold, its step is computed, for two pairs at a
// time, and looked up in a table of bytes that adds one to the counter of the step:
//
//   step = floor((g + offset) / width), at most `steps`, by a multiplication: (g + offset) factor /
//   2^16, a number with 8 - shift bits after the point
//
// Counters are half a byte, and are moved on to bytes, words and whole numbers before they could
// run over. EqualSteps::of() proves the multiplication at both sides of every threshold; between
// them it cannot err, since it is monotone.

#include "farola/near_repeat/time_lanes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace farola {

struct EqualSteps {
  std::size_t thresholds = 0;
  std::size_t steps = 0;  ///< those that are counted; what lies beyond them is the rest
  std::uint16_t width = 0, offset = 0, factor = 0;
  int shift = 0;

  /// Most steps that there are counters for.
  static constexpr std::size_t most = 8;

  /// None where the thresholds are not evenly spaced, or the multiplication would not be exact.
  static std::optional<EqualSteps> of(std::span<const std::int16_t> thresholds);
};

/// As count_beyond() with the thresholds that `steps` was made of.
void count_beyond(const std::int16_t* lines, std::span<const std::uint32_t> runs,
                  const EqualSteps& steps, std::int64_t* beyond);

}  // namespace farola
