#pragma once
// Random numbers by counter: the number drawn for (seed, stream, index) is a function of those
// three alone, so permutation 17 of event 4711 is the same on any thread, in any order.
//
// The generator is Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy
// as 1, 2, 3", SC 2011), from the Random123 library; known answers are tested.

#include <array>
#include <cstdint>

namespace farola {

/// Four independent 32-bit words for (seed, stream, index).
std::array<std::uint32_t, 4> random_words(std::uint64_t seed, std::uint64_t stream,
                                          std::uint64_t index) noexcept;

/// 64 random bits.
std::uint64_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept;

/// Uniform on [0, 1), 53 bits.
double random_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept;

/// Uniform on {0, …, bound-1}, without bias worth naming (bound / 2^64). REQUIRES bound > 0.
std::uint64_t random_below(std::uint64_t bound, std::uint64_t seed, std::uint64_t stream,
                           std::uint64_t index) noexcept;

/// Standard normal, by Box and Muller from the two halves of one draw.
double random_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept;

}  // namespace farola
