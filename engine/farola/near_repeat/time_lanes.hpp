#pragma once
// The inner loop of the Monte Carlo test: 32 permutations side by side.
//
// A line holds one event's time in 32 permutations, [event][lane]. A pair loads both lines,
// subtracts, takes the absolute value, and compares it with each threshold; a lane's count goes up
// where the difference is greater. Pairs come as runs, a first event and those after it:
//
//   runs = first, count, event, event, … (count of them), first, count, …
//
// Times are whole ticks in 16 bits where they fit, else in 32, else doubles (time_ticks.hpp). The
// vector instructions are the best that the machine has; the counts are the same on all of them.

#include <cstddef>
#include <cstdint>
#include <span>

namespace farola {

inline constexpr std::size_t lane_count = 32;

/// beyond[t * 32 + lane] += pairs of the runs whose times differ by more than thresholds[t].
/// REQUIRES lines aligned to 64 bytes; differences that fit into the type.
void count_beyond(const std::int16_t* lines, std::span<const std::uint32_t> runs,
                  std::span<const std::int16_t> thresholds, std::int64_t* beyond);
void count_beyond(const std::int32_t* lines, std::span<const std::uint32_t> runs,
                  std::span<const std::int32_t> thresholds, std::int64_t* beyond);
void count_beyond(const double* lines, std::span<const std::uint32_t> runs,
                  std::span<const double> thresholds, std::int64_t* beyond);

/// within[t * 32 + lane] += the products of the weights of the pairs whose times differ by no more
/// than thresholds[t], in the order of the runs.
void weigh_within(const double* lines, std::span<const std::uint32_t> runs,
                  std::span<const double> weight, std::span<const double> thresholds,
                  double* within);

}  // namespace farola
