#include "farola/core/random.hpp"

#include <cmath>
#include <numbers>

#include <Random123/philox.h>

namespace farola {

std::array<std::uint32_t, 4> random_words(std::uint64_t seed, std::uint64_t stream,
                                          std::uint64_t index) noexcept {
  r123::Philox4x32::ctr_type counter{
      {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
       static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)}};
  r123::Philox4x32::key_type key{
      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const auto words = r123::Philox4x32()(counter, key);
  return {words[0], words[1], words[2], words[3]};
}

std::uint64_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
  const auto words = random_words(seed, stream, index);
  return (std::uint64_t{words[1]} << 32) | words[0];
}

namespace {
double unit(std::uint64_t bits) noexcept { return static_cast<double>(bits >> 11) * 0x1.0p-53; }
}  // namespace

double random_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
  return unit(random_bits(seed, stream, index));
}

std::uint64_t random_below(std::uint64_t bound, std::uint64_t seed, std::uint64_t stream,
                           std::uint64_t index) noexcept {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((Wide{random_bits(seed, stream, index)} * bound) >> 64);
}

double random_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
  const auto words = random_words(seed, stream, index);
  const double u = unit((std::uint64_t{words[1]} << 32) | words[0]);
  const double v = unit((std::uint64_t{words[3]} << 32) | words[2]);
  return std::sqrt(-2 * std::log1p(-u)) * std::cos(2 * std::numbers::pi * v);
}

}  // namespace farola
