#pragma once
// A bandwidth for each event, for KernelDensityOptions::event_bandwidths: narrow where events are
// dense, wide where they are rare.
//
// Abramson (1982), "On bandwidth variation in kernel estimates", Annals of Statistics 10:
//
//   b_i = b * min( f(p_i)^(-1/2) / g, trim )      g = exp( mean_j log f(p_j)^(-1/2) )
//
// f is the pilot: the Gaussian density of all n events at p_i (itself included) with the standard
// deviation of the pilot bandwidth, without edge correction. g makes b the geometric mean of the
// bandwidths before trimming (Silverman 1986, section 5.3.1; spatstat bw.abram, trim 5; Davies and
// Hazelton 2010). Weights do not enter; ties do. The same
// holds for k-nearest, and a note says so where weights differ.
//
// k-nearest: b_i = max( floor, distance from p_i to the k-th nearest other event ). Events at the
// same place are at distance 0, so a place with more than k events takes the floor (Loftsgaarden
// and Quesenberry 1965, with each event's own distance as in Breiman, Meisel and Purcell 1977). For
// the compact kernels that is the radius which holds k other events; for the Gaussian it is the sd.
//
// Edge cases: no event: empty. Abramson of one event, or all at one place: b for each. k-nearest
// with k >= n: Error{data, "neighbours-too-many"}. Complexity O(n log n + pairs near each other);
// the pilot's sums are those of gaussian_sums.hpp, with its stated error. The same values for any
// number of threads.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/density/kernel.hpp"
#include "farola/events/projected_events.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace farola {

struct AdaptiveBandwidths {
  std::vector<double> bandwidths;  ///< metres, in the measure of the kernel asked for
  Report report;                   ///< values "adaptive_bandwidth"
};

struct AbramsonOptions {
  Kernel kernel = Kernel::quartic;  ///< the one that the bandwidths are for
  /// b, of `kernel`. REQUIRES > 0 (Error{usage, "bandwidth-not-positive"}).
  Metres bandwidth{0};
  /// Of `kernel` too, turned into a Gaussian of equal spread. REQUIRES > 0. DEFAULT bandwidth.
  std::optional<Metres> pilot_bandwidth;
  /// REQUIRES > 0 (Error{usage, "trim-not-positive"}).
  double trim = 5;
};

AdaptiveBandwidths abramson_bandwidths(const ProjectedEvents& events,
                                       const AbramsonOptions& options, const Progress& progress);

struct NearestOptions {
  /// k. REQUIRES >= 1 (Error{usage, "neighbours-not-positive"}).
  std::int64_t neighbours = 15;
  /// REQUIRES > 0 (Error{usage, "bandwidth-not-positive"}). DEFAULT the mean distance from a
  /// distinct place to the nearest other one.
  std::optional<Metres> floor;
};

AdaptiveBandwidths nearest_bandwidths(const ProjectedEvents& events, const NearestOptions& options,
                                      const Progress& progress);

}  // namespace farola
