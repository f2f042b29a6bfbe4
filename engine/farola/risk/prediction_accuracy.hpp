#pragma once
// Whether a map of risk finds later events: the measures of accuracy of the field, for several maps
// of the same places side by side.
//
// A surface gives each unit (cell) a score; `held_out` are events that no surface has seen. Units
// are taken from the highest score down, ties by expectation (concentration_curve.hpp). With a the
// share of the study area that is taken, A its area, N all held-out events in the study area:
//
//   hits              held-out events in the area taken (weights count)
//   hit_rate  H       hits / N
//   pai               H / a                      prediction accuracy index (Chainey, Tompson, Uhlig
//                                                2008): 1 is chance
//   pei               H / H*                     prediction efficiency index (Hunt 2016): H* is the
//                                                most that any choice of the same area holds
//   rri               H / (share of the training events in the same area)
//                                                recapture rate index (Levine 2008): 1, as many as
//                                                before; NaN without training events there
//   search_efficiency hits / A                   events a km² searched (Bowers, Johnson, Pease
//   2004) gini              of the whole curve
//
// Intervals are percentiles (linear between order statistics) over `bootstrap` samples of N events
// drawn from the held-out ones with replacement: how much another such period might differ, if
// events came one by one. Repeats do not, so real uncertainty is wider. PEI has no interval: a
// resampled period heaps up more than the one it is drawn from, which biases H*.
//
//   gain      H less H of the first baseline, with the interval of the difference over the same
//             samples: an interval that holds 0 does not show that one map is better.
//
// Edge cases: events in units that are outside (NaN) are not counted, and told; no event left:
// Error{data, "no-held-out-events"}; no unit: "surface-empty"; a surface the same everywhere is
// allowed and told: it is chance. REQUIRES that all surfaces are NaN at the same units. O(units log
// units + N × bootstrap) a surface. The same bits for any number of threads: sample b draws its
// k-th event by (seed, b, k).
//
// An accuracy is that of this place, period and crime. It says nothing of causes or persons.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/risk/concentration_curve.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace farola {

struct ScoredUnits {
  std::string name;           ///< "risk terrain", "prior counts"
  std::vector<double> score;  ///< one a unit; NaN: outside of the study area
  bool baseline = false;      ///< one that others are to beat
};

/// Events by the unit they are in.
struct UnitEvents {
  std::vector<std::uint32_t> unit;
  std::vector<double> weight;  ///< empty: 1 each; > 0

  double weight_of(std::size_t i) const { return weight.empty() ? 1.0 : weight[i]; }
  /// The weight of the events in each of `units` units.
  std::vector<double> counts(std::size_t units) const;
};

struct AccuracyOptions {
  std::vector<double> area_shares = {.01, .05, .1, .2};  ///< REQUIRES each in (0, 1]
  int bootstrap = 999;                                   ///< samples; 0: no intervals
  double confidence = .95;                               ///< REQUIRES in (0, 1)
  std::uint64_t seed = 1;
};

struct Interval {
  double lower = 0, upper = 0;  ///< NaN without bootstrap
};

struct AccuracyAtArea {
  double area_share = 0, area = 0;  ///< share; km²
  double lowest_score = 0;          ///< of what is taken
  double tied_share = 0;            ///< of the study area: units with that score
  double hits = 0, hit_rate = 0, pai = 0, pei = 0, rri = 0, search_efficiency = 0;
  Interval hit_rate_interval, pai_interval, search_efficiency_interval;
  double gain = 0;  ///< NaN without baseline, and for the first baseline itself
  Interval gain_interval;
};

struct SurfaceAccuracy {
  std::string name;
  bool baseline = false;
  std::vector<AccuracyAtArea> at;  ///< one for each area share
  double gini = 0;
  Interval gini_interval;
  ConcentrationCurve curve;
};

struct PredictionAccuracy {
  std::vector<SurfaceAccuracy> surfaces;  ///< as given
  double area = 0;                        ///< km², of the study area
  double events = 0, events_outside = 0;  ///< held out, by weight
  Report report;                          ///< values: "prediction_accuracy"
};

/// `area` in m² a unit. `training` may be empty.
PredictionAccuracy prediction_accuracy(std::span<const ScoredUnits> surfaces,
                                       std::span<const double> area, const UnitEvents& held_out,
                                       const UnitEvents& training, const AccuracyOptions& options,
                                       const Progress& progress);

}  // namespace farola
