#pragma once
// What a space-time permutation scan will look at, checked, and what that costs.

#include "farola/near_repeat/space_time_scan.hpp"

namespace farola {

struct ScanPlan {
  ScanDiscs discs;
  std::vector<Point> centres;
  std::vector<std::int32_t> step;  ///< of each event, from 0
  ScanMargins margins;
  double step_seconds = 0;
  double starts = 0;             ///< seconds at which step 0 begins
  double maximum_radius = 0;     ///< finite
  std::size_t most_in_disc = 0;  ///< events

  Discs discs_around(std::size_t centre) const {
    return discs.around(centres[centre], maximum_radius, most_in_disc);
  }
};

/// Throws Error{usage, …} as space_time_scan() does for its options.
ScanPlan plan_scan(std::span<const double> x, std::span<const double> y,
                   std::span<const double> times, const SpaceTimeScanOptions& options);

/// Steps of work of one pass over all centres, from a sample of them, with discs up to a radius.
double estimated_work(const ScanPlan& plan, double maximum_radius, const Progress& progress);

/// Throws Error{usage, "scan-too-large"} naming a radius and permutations that fit.
void require_reasonable(const ScanPlan& plan, const SpaceTimeScanOptions& options,
                        const Progress& progress, Report& report);

}  // namespace farola
