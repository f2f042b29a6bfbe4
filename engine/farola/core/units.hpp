#pragma once
// Quantities that must not be mixed up are types. Longitude and latitude are never Metres.

#include <compare>

namespace farola {

struct Metres {
  double value = 0;
  constexpr auto operator<=>(const Metres&) const = default;
};

struct Days {
  double value = 0;
  constexpr auto operator<=>(const Days&) const = default;
};

constexpr double seconds_per_day = 86400.0;
constexpr double square_metres_per_km2 = 1e6;

}  // namespace farola
