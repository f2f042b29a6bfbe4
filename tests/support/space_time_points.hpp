#pragma once
// Random events in space and time for the near-repeat tests: scattered, stacked at one place, at
// one time, on lattices whose distances and lags fall on the limits.

#include "farola/near_repeat/space_time_events.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include "support/draw.hpp"

namespace farola::test {

constexpr double day = 86400;

/// Events at (x, y) in metres and at these days.
inline SpaceTimeEvents at_days(std::vector<double> x, std::vector<double> y,
                               const std::vector<double>& days) {
  SpaceTimeEvents events;
  events.crs = Crs::from_epsg(25830);
  events.x = std::move(x);
  events.y = std::move(y);
  for (std::size_t i = 0; i < days.size(); ++i) {
    events.from.push_back(days[i] * day);
    events.row.push_back(static_cast<std::int64_t>(i) + 1);
  }
  events.until = events.from;
  return events;
}

inline SpaceTimeEvents some_events(Draw& draw, std::int64_t most = 250) {
  const std::int64_t count = draw.below(most), how = draw.below(6);
  const double side = std::exp(draw.uniform(4, 9)), period = std::exp(draw.uniform(1, 5));
  std::vector<double> x, y, t;
  for (std::int64_t i = 0; i < count; ++i) {
    double px = draw.uniform(0, side), py = draw.uniform(0, side), at = draw.uniform(0, period);
    if (how == 1) {  // a lattice, whole days
      px = 50.0 * static_cast<double>(draw.below(12));
      py = 50.0 * static_cast<double>(draw.below(12));
      at = static_cast<double>(draw.below(40));
    }
    if (how == 2) px = py = 7;                             // one place
    if (how == 3) at = 5;                                  // one time
    if (how == 4 && draw.chance(.6)) px = 10, py = 20;     // a stack among others
    if (how == 4 && draw.chance(.3)) at = std::floor(at);  // with some ties
    if (how == 5 && i > 0 && draw.chance(.7)) {            // what comes back
      const auto back = static_cast<std::size_t>(draw.below(i));
      px = x[back] + (draw.chance(.4) ? 0 : 60 * draw.normal());
      py = y[back] + (draw.chance(.4) ? 0 : 60 * draw.normal());
      at = t[back] + draw.uniform(0, 9);
    }
    x.push_back(px);
    y.push_back(py);
    t.push_back(at);
  }
  return at_days(std::move(x), std::move(y), t);
}

}  // namespace farola::test
