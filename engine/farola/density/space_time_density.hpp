#pragma once
// A prospective surface: where events are to be expected now, judged by where they were, the recent
// ones counting most.
//
//   f(c) = sum_i  w_i K_b(|c - p_i|) k(now - t_i)          events / km2 / day
//
//   exponential, half-life H days:  k(a) = (ln 2 / H) 2^(-a/H)     a >= 0 days
//   window, W days:                 k(a) = 1 / W                   0 <= a < W
//
// k integrates to 1 over the past, so that a steady rate of events gives that rate. It is
// kernel_density() with the weights w_i k(now - t_i), and its units, edge correction and methods
// hold; the unit gets "/day" (but "probability", whose total is 1 whatever the weights).
//
// t_i is `from`, or the middle of from and until where there is an interval, rounded down to a
// second: an event known by its date alone counts as of midday. Left out, each counted in the
// report: events without a time; after `now`; W days old or older (window), or older than 50
// half-lives (their weight is below 1e-15). No event left: 0 everywhere, and a warning.
//
// Bowers, Johnson and Pease, "Prospective hot-spotting", British Journal of Criminology 44 (2004);
// Diggle, Rowlingson and Su, "Point process methodology for on-line spatio-temporal disease
// surveillance", Environmetrics 16 (2005).

#include "farola/core/units.hpp"
#include "farola/density/kernel_density.hpp"

#include <cstdint>
#include <vector>

namespace farola {

enum class TimeKernel { exponential, window };

struct SpaceTimeOptions {
  KernelDensityOptions space;  ///< REQUIRES no period_years (Error{usage, "period-with-now"})
  Timestamp now = no_time;     ///< REQUIRES a time (Error{usage, "now-missing"})
  TimeKernel time_kernel = TimeKernel::exponential;
  /// H or W. REQUIRES finite, > 0 (Error{usage, "half-life-not-positive"} or
  /// "window-not-positive").
  Days span{0};
};

struct TimeWeights {
  std::vector<double> weight;  ///< w_i k(now - t_i), 0 for events left out
  std::int64_t used = 0, without_time = 0, after_now = 0, too_old = 0;
};

/// Throws Error{data, "time-missing"} when the events have no times at all.
TimeWeights time_weights(const ProjectedEvents& events, const SpaceTimeOptions& options);

KernelDensity space_time_density(const ProjectedEvents& events, const Grid& grid,
                                 const SpaceTimeOptions& options, const Progress& progress);

/// "events/km2/day", "1/m2", "events/cell/day".
std::string unit_text(const SpaceTimeOptions& options);

}  // namespace farola
