#pragma once
// The EM of self_exciting.hpp from a first guess until it stands still, for one bandwidth.
//
// A step goes from (trigger, p) to (trigger, p). Where triggering and background are hard to tell
// apart EM creeps: a step then takes away a few hundredths of what is left, always in much the same
// direction. So after two steps z0, z1, z2 it is carried on (Varadhan and Roland, "Simple and
// globally convergent methods for accelerating the convergence of any EM algorithm", Scandinavian
// Journal of Statistics 35 (2008), scheme S3):
//
//   r = z1 - z0,  v = z2 - 2 z1 + z0,  a = |r| / |v|,  z = z0 + 2 a r + a^2 v
//
// in the logarithms of theta, omega and s, and in p, each p weighing 1 / events. a is at least 1
// (z2 itself) and at most a limit that grows as it is reached; no logarithm is carried on by more
// than 1. A step from z follows; where it is longer than r was, z was too far: it is dropped, the
// limit falls, and EM goes on from z2. What EM stands still at is the same without this.

#include "farola/core/progress.hpp"
#include "farola/near_repeat/self_exciting_em.hpp"

#include <vector>

namespace farola::self_exciting {

/// A branching ratio that a city's worth of events cannot tell from none.
inline constexpr double no_theta = 1e-6;

struct Bounds {
  double omega_low, omega_high, scale_low, scale_high;
  Trigger clamped(const Trigger& t) const;
};

/// An EM step goes from one to the next.
struct State {
  Trigger trigger;
  std::vector<double> background;  ///< p_i
};

struct RunOptions {
  double tail = 1e-6, tolerance = 1e-5;
  int max_iterations = 500;
};

/// One fit with one bandwidth.
struct Run {
  double bandwidth = 0;
  Trigger trigger;
  Expectation sums;
  std::vector<double> background;  ///< p_i
  std::vector<double> inside, rate;
  double events = 0;  ///< background
  double log_likelihood = 0, log_likelihood_without = 0;
  int iterations = 0;  ///< steps of EM
  bool converged = false;
};

/// From `from`; without p in it, every event is background with 1 - theta. Converged: in one step
/// neither a parameter by its share nor p (root mean square) changes by `tolerance`, or theta is
/// none.
Run run_em(const Window& window, double bandwidth, std::size_t steps, const State& from,
           const Bounds& bounds, const RunOptions& options, const Progress& progress);

}  // namespace farola::self_exciting
