#pragma once
// The space-time permutation scan statistic: where and when there were more events than place and
// time on their own explain.
//
// Time is cut into steps (a day) from the midnight before the first event. Every disc around a
// centre (see scan_discs.hpp) is crossed with every window of whole steps to a cylinder, with its
// expectation and log likelihood ratio as in scan_windows.hpp: expected = (events in the disc at
// any time) × (events in the window at any place) / (all events). The expectation knows of no
// population: a place that is always busy and a month that is busy everywhere cancel out, and what
// is left is a place that was busy at a time.
//
//   rank 1              the cylinder of the greatest ratio; ties: smaller radius, earlier centre
//                       (places by their first event in the input), earlier, shorter window
//   rank 2, 3 …         the greatest of those whose disc shares no ground with one before:
//                       distance of the centres > sum of the radii
//   p                   (1 + #{permutations whose greatest ratio >= that of the cylinder}) /
//                       (permutations + 1), permutations shuffling the steps among all events; it
//                       allows for all cylinders looked at. For ranks after the first it is too
//                       large rather than too small. NaN without permutations
//
// Windows: of at most `maximum_duration`, and never more than half of the steps (at least one);
// each begins and ends on a step with an event of the disc, since to add steps without one helps
// none. Discs: radius at most `maximum_radius`, at most `maximum_share` % of the events. Only
// cylinders of at least `minimum_events`, and more than expected, count. With ScanPeriod::current
// only windows that end with the step of the last event of all: what goes on now.
//
// Edge cases: fewer than two events, all at one place or in one step: no cylinder has more than
// expected, so there is no cluster, and a warning. Weights are not used: events count one each.
//
// Cost: for each centre the events within the maximum radius, each with the windows around it; and
// that for every permutation. A run estimated (on 256 centres, the same for the same data) to take
// more than `most_work` steps is refused, naming what fits. Memory: the steps of as many
// permutations at a time as go into 256 MB. The same bits for any number of threads.
//
// Kulldorff, Heffernan, Hartman, Assunção and Mostashari, "A space-time permutation scan statistic
// for disease outbreak detection", PLoS Medicine 2(3): e59 (2005).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/geometry/point.hpp"
#include "farola/near_repeat/scan_windows.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class ScanPeriod { all, current };
inline constexpr std::string_view scan_period_names[] = {"all", "current"};
/// REQUIRES one of scan_period_names.
ScanPeriod scan_period_from_name(const std::string& name);

struct SpaceTimeScanOptions {
  Metres maximum_radius{1000};  ///< REQUIRES > 0; infinity: the share alone limits discs
  double maximum_share = 50;    ///< % of the events in a disc; REQUIRES > 0, <= 100
  Days maximum_duration{30};    ///< REQUIRES finite, at least one step
  Days time_step{1};            ///< REQUIRES finite, > 0; at most 100,000 steps in the period
  ScanPeriod period = ScanPeriod::all;
  /// 0: centres are the places of the events. Else a lattice of this spacing over their box.
  Metres centre_spacing{0};         ///< REQUIRES finite, >= 0
  std::int64_t minimum_events = 2;  ///< REQUIRES >= 2
  int maximum_clusters = 20;        ///< REQUIRES >= 1
  int permutations = 999;           ///< REQUIRES >= 0
  std::uint64_t seed = 1;
  double most_work = 4e12;
};

struct ScanCluster {
  Point centre;
  Cylinder cylinder;
  double from = 0, until = 0;  ///< seconds as `times`: first of the first step, end of the last
  double expected = 0, ratio = 0;
  double p = 0;  ///< NaN without permutations
};

struct SpaceTimeScan {
  std::vector<ScanCluster> clusters;  ///< by rank
  std::vector<std::int32_t> cluster;  ///< of each event, the rank; 0: none
  std::vector<double> greatest;       ///< log likelihood ratio of each permutation
  Report report;                      ///< under "scan"
};

/// `times` in seconds from a midnight on. REQUIRES spans of one length below 2^31, finite. Throws
/// Error{usage, "maximum-radius-not-positive" | "maximum-share-out-of-range" |
/// "time-step-not-positive" | "maximum-days-too-short" | "centre-spacing-negative" |
/// "minimum-events-too-small" | "maximum-clusters-too-small" | "permutations-negative" |
/// "time-step-too-fine" | "scan-too-large"}.
SpaceTimeScan space_time_scan(std::span<const double> x, std::span<const double> y,
                              std::span<const double> times, const SpaceTimeScanOptions& options,
                              const Progress& progress);

}  // namespace farola
