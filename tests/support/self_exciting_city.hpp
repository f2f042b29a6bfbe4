#pragma once
// Events from a self-exciting process whose parameters are known, made by branching: background
// events first, then each one's offspring, and theirs. Seeded; nothing of the engine's fit is used.

#include "farola/core/random.hpp"
#include "farola/events/projected_events.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "reference/projected_points.hpp"

namespace farola::test {

struct SelfExcitingTruth {
  double background = 2000;  ///< events on average
  double days = 730;
  double side = 6000;  ///< metres of the square that background events lie in
  double theta = .35, half_life = 4, scale = 80;
  bool exponential = false;  ///< distances, else Gaussian steps
  double trend = 0;          ///< background rate grows from 1 - trend to 1 + trend
};

struct SimulatedEvents {
  std::vector<double> x, y, t;  ///< metres, days from 0
};

/// One draw after another, from a seed.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : seed_(seed) {}
  double uniform() { return random_uniform(seed_, 71, index_++); }
  double normal() { return random_normal(seed_, 72, index_++); }
  double exponential(double mean) { return -mean * std::log1p(-uniform()); }
  int poisson(double mean) {  // by exponential gaps; small means
    int count = 0;
    for (double at = exponential(1); at < mean; at += exponential(1)) ++count;
    return count;
  }

 private:
  std::uint64_t seed_, index_ = 0;
};

/// Offspring of the events from `first` on, and theirs, until `until` days.
inline void breed(SimulatedEvents& events, std::size_t first, double until,
                  const SelfExcitingTruth& truth, Draws& draws) {
  for (std::size_t i = first; i < events.x.size(); ++i) {
    const int children = draws.poisson(truth.theta);
    for (int k = 0; k < children; ++k) {
      double dx = truth.scale * draws.normal(), dy = truth.scale * draws.normal();
      if (truth.exponential) {
        const double away = draws.exponential(truth.scale);
        const double angle = 2 * std::numbers::pi * draws.uniform();
        dx = away * std::cos(angle), dy = away * std::sin(angle);
      }
      const double t = events.t[i] + draws.exponential(truth.half_life / std::numbers::ln2);
      if (t >= until) continue;
      events.x.push_back(events.x[i] + dx);
      events.y.push_back(events.y[i] + dy);
      events.t.push_back(t);
    }
  }
}

/// A third of the background anywhere, the rest in five wide neighbourhoods.
inline void add_background(SimulatedEvents& events, double from, double until,
                           const SelfExcitingTruth& truth, Draws& draws) {
  const double mean = truth.background * (until - from) / truth.days;
  for (double at = draws.exponential(1); at < mean; at += draws.exponential(1)) {
    double u = at / mean;
    // The inverse of the share of the trend's events before u.
    if (truth.trend > 0) {
      const double a = truth.trend, b = 1 - a;
      u = (-b + std::sqrt(b * b + 4 * a * u)) / (2 * a);
    }
    double x = truth.side * draws.uniform(), y = truth.side * draws.uniform();
    if (draws.uniform() < .67) {
      const auto k = static_cast<std::uint64_t>(5 * draws.uniform());
      const auto centre = [&](std::uint64_t axis) {
        return truth.side * (.15 + .7 * random_uniform(9, axis, k));
      };
      x = centre(0) + .1 * truth.side * draws.normal();
      y = centre(1) + .1 * truth.side * draws.normal();
    }
    events.x.push_back(x);
    events.y.push_back(y);
    events.t.push_back(from + (until - from) * u);
  }
}

inline SimulatedEvents simulated(const SelfExcitingTruth& truth, std::uint64_t seed) {
  Draws draws(seed);
  SimulatedEvents events;
  add_background(events, 0, truth.days, truth, draws);
  breed(events, 0, truth.days, truth, draws);
  return events;
}

inline constexpr Timestamp simulation_start = 16800 * Timestamp{86400};

inline ProjectedEvents as_events(const SimulatedEvents& simulated) {
  Points points;
  for (std::size_t i = 0; i < simulated.x.size(); ++i) {
    points.x.push_back(500000 + simulated.x[i]);
    points.y.push_back(4600000 + simulated.y[i]);
  }
  Events events = event_columns(points);
  for (const double t : simulated.t) {
    events.from.push_back(simulation_start + static_cast<Timestamp>(std::floor(t * 86400)));
  }
  return projected(std::move(events));
}

}  // namespace farola::test
