#pragma once
// Sums of Gaussians at the events themselves, the one expensive part of every cross-validating
// bandwidth selector and of the pilot of an adaptive bandwidth.
//
//   L(p) = log sum over the other places q of  count(q) exp(-|p - q|^2 / (2 sigma^2))
//
// In logs, so that an event far from all others is improbable (-10^5, say) and not impossible
// (log 0), whatever sigma is.
//
// Exact: places q with |p - q|^2 > d(p)^2 + 36 sigma^2 are left out, d(p) being the distance to the
// nearest other place; each of them weighs at most exp(-18) = 1.5e-8 of the nearest.
// Binned: counts are spread over a lattice (linear, moment preserving) of spacing h = sigma / 5 or,
// when that would be more than 16 million nodes, up to sigma / 2; convolved with a Gaussian of
// variance sigma^2 - h^2/3, which makes up for what the spreading and the reading add; read back
// linearly. A place's own share is taken out as the lattice saw it. Places where the sum is below
// 0.001 of the peak of one event are done exactly. Relative error of a sum at most 2 % at h = sigma
// / 5; of the means that selectors use below 1e-3; tested.
//
// Exact is taken when it needs at most 3e7 pairs (always up to 5,000 places), or at most 3e8 where
// the lattice would be coarser than sigma / 5, and where it would be coarser than sigma / 2. The
// same values for any number of threads.

#include "farola/core/progress.hpp"
#include "farola/density/place_index.hpp"

#include <vector>

namespace farola {

enum class SumMethod { automatic, exact, binned };

struct GaussianSums {
  std::vector<double> log_others;  ///< L(p) for each place; -infinity if there is no other
  SumMethod taken = SumMethod::exact;
};

/// `nearest` is places.distances_to_nearest(). REQUIRES sigma > 0.
GaussianSums gaussian_sums(const PlaceIndex& places, const std::vector<double>& nearest,
                           double sigma, const Progress& progress,
                           SumMethod method = SumMethod::automatic);

}  // namespace farola
