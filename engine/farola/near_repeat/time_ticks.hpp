#pragma once
// Times as whole ticks, so that many permutations fit side by side into one vector register.
//
// The tick is the greatest length of which all differences of the times are whole multiples: a day
// for dates, an hour or a minute where clocks are round, else half a second. 16 bits then hold 3.7
// years of hours, 32 bits 34 years of half seconds. Times that are no whole half seconds, or lie
// too far apart for that, stay doubles. Nothing is rounded: a comparison of ticks is one of times.

#include "farola/near_repeat/bands.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace farola {

enum class TickType { int16, int32, real };
std::string_view name_of(TickType type) noexcept;

struct TimeTicks {
  double start = 0;  ///< the earliest time
  double tick = 1;   ///< seconds; 1 for real
  TickType type = TickType::int16;

  /// Of all the times that can occur.
  static TimeTicks of(std::span<const double> times);

  /// A time in ticks.
  double ticks(double time) const { return type == TickType::real ? time : (time - start) / tick; }
  /// The threshold c for which a difference of g ticks is not below `limit` when g > c.
  double threshold(const BandLimit& limit) const;
};

}  // namespace farola
