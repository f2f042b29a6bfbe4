#pragma once
// The events of reference/make_space_time_values.py: 300 in 1,000 m and 100 days, no ties; every
// third comes back to the one before it.

#include <vector>

#include "reference/lehmer_points.hpp"

namespace farola::test {

struct ReturningEvents {
  std::vector<double> x, y, days;
};

inline ReturningEvents returning_events() {
  Lehmer u(11);
  ReturningEvents events;
  for (int i = 0; i < 300; ++i) {
    const double a = u(), b = u(), c = u();
    const bool back = i % 3 == 2;
    events.x.push_back(back ? events.x.back() + 20 * a : 1000 * a);
    events.y.push_back(back ? events.y.back() + 20 * b : 1000 * b);
    events.days.push_back(back ? events.days.back() + c : 100 * c);
  }
  return events;
}

}  // namespace farola::test
