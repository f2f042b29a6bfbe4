#pragma once
// Random numbers for tests, in order.

#include "farola/core/random.hpp"

#include <cstdint>

namespace farola::test {

/// Draws in order from one seed.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : seed_(seed) {}
  double uniform(double from, double to) {
    return from + (to - from) * random_uniform(seed_, 0, index_++);
  }
  double normal() { return random_normal(seed_, 1, index_++); }
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(
        random_below(static_cast<std::uint64_t>(bound), seed_, 2, index_++));
  }
  bool chance(double p) { return uniform(0, 1) < p; }

 private:
  std::uint64_t seed_;
  std::uint64_t index_ = 0;
};

}  // namespace farola::test
