#pragma once
// A self-exciting point process: how much of recorded crime is set off by earlier events nearby,
// for how long and how far, fitted by EM (stochastic declustering).
//
//   lambda(t, p) = mu(p) nu(t)  +  sum over t_j < t of
//                  theta · omega exp(-omega (t - t_j)) · exp(-|p - p_j|^2 / 2 sigma^2) / (2 pi
//                  sigma^2)
//
//   theta    branching ratio: events that one event sets off on average      none
//   omega    told as the half-life ln 2 / omega                              days
//   h        Gaussian or exponential decay with distance, of one scale s     metres
//            (distance_decay.hpp): sigma of one axis, or the mean distance
//   mu       background: what comes of itself, events / m^2 / day. A Gaussian kernel density of
//            bandwidth b over the events, each weighing the probability p_j that it is background
//   nu       1, or by steps of equal length, mean 1 (`background_step`)
//
// EM. E-step: p_i = mu nu / lambda at event i, and p_ij = share of j in lambda at i. M-step: theta,
// omega and s that solve the score equations of the expected complete log-likelihood for these
// p_ij, the ends of the window included; the background from the p_i. Responsibilities are used as
// they are (no random thinning), so a fit has no seed. Repeated, and carried on where it creeps
// (self_exciting_run.hpp), until nothing changes by more than `tolerance` of itself.
//
// At event i the background leaves i itself out: with it, a small b would explain every event by
// itself. One part in a hundred of the background is even over the window, so that an event far
// from all others is improbable and not impossible.
//
// Window. Time from `start` to `now`: an event near `now` has not had the time to set off all it
// will, and theta allows for that. What came before `start` is unknown, so the first events count
// as background. Space: with a study area, a background event's kernel is divided by its share
// inside (edge_correction.hpp, uniform-at-point), so that the background integrates to its number
// of events, and theta counts the share of set-off events that fall inside. Without one, events are
// taken to be recorded wherever they happen.
//
// Cut-off: pairs older than ln(1/tail) / omega or further than all but `tail` of h are left
// out: at most two `tail` of the set-off mass. No pair is stored; memory is O(events + nodes of
// background_sums.hpp). Time: events times those within the cut-off, and the background, for each
// iteration. Many events on one spot within one memory cost their square.
//
// Bounds. s is sought from `precision` to b (gaussian) or 3 b (exponential), the half-life from a
// minute to 60 days or a tenth of the window, whichever is shorter: at exactly equal places the
// likelihood grows without bound as s falls, and a trigger as wide or slow as the background is the
// background (a place that is always busy). An estimate at a bound is told and has no interval; at
// the wide or the slow one, triggering does not count as found.
//
// Intervals: 95 %, symmetric in the logarithm, from the information sum_i s_i s_i^T with s_i the
// gradient of log lambda at event i in (log background size, log theta, log omega, log s)
// (Ogata 1978). The background's shape and b are taken as known, so the intervals are too narrow
// for what is not known of them; compare bandwidths.
//
// Log-likelihood: sum log lambda - integral, with the leave-one-out background: to compare fits to
// the same events. That without triggering has the same b and every p_i = 1.
//
// Bandwidth. Given, or by likelihood: Silverman's (bandwidth.hpp), then narrower by steps of
// sqrt 2 until two steps running fit worse; the best is taken. Every try is told with its theta.
//
// Weights do not enter. Times by `moment` (space_time_events.hpp). Events after `now` are left out
// and counted. The same bits for any number of threads.
//
// Mohler, Short, Brantingham, Schoenberg and Tita, "Self-exciting point process modeling of crime",
// Journal of the American Statistical Association 106 (2011); Zhuang, Ogata and Vere-Jones,
// "Stochastic declustering of space-time earthquake occurrences", JASA 97 (2002); Veen and
// Schoenberg, "Estimation of space-time branching process models in seismology using an EM-type
// algorithm", JASA 103 (2008); Ogata, "The asymptotic behaviour of maximum likelihood estimators
// for stationary point processes", Annals of the Institute of Statistical Mathematics 30 (1978).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/events/projected_events.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/near_repeat/distance_decay.hpp"
#include "farola/near_repeat/space_time_events.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace farola {

struct SelfExcitingOptions {
  Timestamp now = no_time;    ///< end of the window. REQUIRES a time
  Timestamp start = no_time;  ///< its beginning; no_time: the midnight before the first event
  /// Background's b. REQUIRES > precision (Error{usage, "bandwidth-below-precision"}). None: by
  /// likelihood.
  std::optional<Metres> bandwidth;
  /// Length of a step of nu; none: the background's rate is constant. REQUIRES > 0.
  std::optional<Days> background_step;
  DistanceDecay decay = DistanceDecay::gaussian;
  /// Half-lives are not sought above. REQUIRES more than a minute. None: see Bounds.
  std::optional<Days> longest_half_life;
  /// How well places are known; s is not sought below. REQUIRES > 0.
  Metres precision{10};
  Moment moment = Moment::midpoint;
  std::uint64_t seed = 1;   ///< of Moment::random
  MultiPolygon study_area;  ///< valid, in the events' CRS; empty: none
  double tail = 1e-6;       ///< REQUIRES 0 < tail < 1
  double tolerance = 1e-5;  ///< REQUIRES > 0
  int max_iterations = 500;
};

/// NaN: not known.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  double lower = std::numeric_limits<double>::quiet_NaN();  ///< of 95 %
  double upper = std::numeric_limits<double>::quiet_NaN();
};

struct TriedBandwidth {
  double metres = 0, log_likelihood = 0, branching_ratio = 0;
};

struct SelfExcitingFit {
  Estimate branching_ratio;
  Estimate half_life;  ///< days
  DistanceDecay decay = DistanceDecay::gaussian;
  Estimate scale;                       ///< metres
  double background_events = 0;         ///< sum of p_i
  double bandwidth = 0;                 ///< metres
  std::vector<double> background_rate;  ///< nu by steps; {1} when constant
  double days = 0;                      ///< from start to now
  double log_likelihood = 0, log_likelihood_without = 0;
  int iterations = 0;
  bool converged = false;
  double longest_half_life = 0;   ///< days
  bool triggering_found = false;  ///< it gains more than triggering_gain, and is no background
  std::vector<TriedBandwidth> tried;
  // By event, in the order given.
  std::vector<double> background_probability;  ///< p_i; 0 for events after now
  std::vector<double> background_weight;       ///< p_i over the share of its kernel inside
  std::vector<double> age;                     ///< days before now; negative: after now
  Report report;                               ///< values "self_exciting"

  double omega() const;          ///< 1 / day
  double mean_distance() const;  ///< metres
};

/// Triggering counts as found when it adds more than this to the log-likelihood: half the 99 %
/// quantile of chi squared with 3 degrees of freedom. A rule of thumb: half-life and s mean
/// nothing when theta is 0, so the test is not exact.
inline constexpr double triggering_gain = 5.67;
/// Share of the background that is even over the window.
inline constexpr double even_share = .01;
/// Fewer events say nothing about three parameters and a background.
inline constexpr std::size_t fewest_events = 20;

/// The scale of triggering is sought up to this.
double widest_scale(DistanceDecay decay, double bandwidth);
/// Where the even share lies when there is no study area: around the events, a bandwidth wider.
Box even_box(const Box& events, double bandwidth);

/// Throws Error{data, "time-missing" | "now-before-events" | "too-few-events" | "one-place" |
/// "one-time"}, Error{usage, …} for options, Error{cancelled}.
SelfExcitingFit fit_self_exciting(const ProjectedEvents& events, const SelfExcitingOptions& options,
                                  const Progress& progress);

}  // namespace farola
