#include "farola/near_repeat/time_ticks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace farola {

std::string_view name_of(TickType type) noexcept {
  return type == TickType::int16 ? "int16" : type == TickType::int32 ? "int32" : "double";
}

TimeTicks TimeTicks::of(std::span<const double> times) {
  TimeTicks made;
  if (times.empty()) return made;
  const auto [least, most] = std::minmax_element(times.begin(), times.end());
  made.start = *least;
  std::int64_t common = 0;  // in half seconds
  for (const double time : times) {
    const double halves = 2 * (time - made.start);
    if (halves != std::floor(halves) || halves > 0x1p53) {
      return {.start = 0, .tick = 1, .type = TickType::real};
    }
    if (common != 1) common = std::gcd(common, static_cast<std::int64_t>(halves));
  }
  made.tick = common == 0 ? 1 : static_cast<double>(common) / 2;
  const double span = (*most - *least) / made.tick;
  if (span <= std::numeric_limits<std::int16_t>::max()) return made;
  made.type = TickType::int32;
  if (span <= std::numeric_limits<std::int32_t>::max()) return made;
  return {.start = 0, .tick = 1, .type = TickType::real};
}

double TimeTicks::threshold(const BandLimit& limit) const {
  if (type == TickType::real) {
    return limit.reached ? std::nextafter(limit.at, -std::numeric_limits<double>::infinity())
                         : limit.at;
  }
  const double most = type == TickType::int16 ? std::numeric_limits<std::int16_t>::max()
                                              : std::numeric_limits<std::int32_t>::max();
  // The greatest whole number of ticks that is at most the limit; the product says so exactly.
  double whole = std::floor(limit.at / tick);
  while (whole * tick > limit.at) --whole;
  while ((whole + 1) * tick <= limit.at) ++whole;
  const bool on_it = whole * tick == limit.at;
  return std::min(limit.reached && on_it ? whole - 1 : whole, most);
}

}  // namespace farola
