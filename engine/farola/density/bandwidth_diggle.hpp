#pragma once
// Berman and Diggle's criterion for the radius of a uniform kernel.
//
//   M(h) = (1/lambda - 2 K(h)) / (pi h^2) + 1/(pi h^2)^2  integral_0^{2h} A(h, s) dK(s)
//
// lambda = n / |W|; A(h, s) = 2 h^2 acos(s/2h) - (s/2) sqrt(4h^2 - s^2), the common area of two
// discs of radius h whose centres are s apart; K(s) = |W| / (n (n-1)) * sum over ordered pairs with
// d_ij <= s of 1/e_ij, Ripley's K with the translation correction e_ij = |W n (W + p_i - p_j)| /
// |W|. M is the mean square error of the density of events, up to a constant (Diggle 1985; Berman
// and Diggle 1989, eq. 2.2). sigma = h/2: a disc of radius h has that standard deviation.
//
// M jumps at every pair distance, so its minimum is sought over 512 equally spaced s up to
// 2 sigma_max = R/2, h <= R/2, R = min(shorter side of W's box / 4, sqrt(1000 / (pi lambda))):
// spatstat's range, chosen so that about 1,000 events are within R. An `upper` of sigma sets R = 4
// upper. The integral sums pair distances binned to an eighth of such a step. e_ij is exact for a
// box; for a polygon W it is read from a 64-column mask of it.
//
// More than 2e8 ordered pairs within R: the pairs of a seeded sample of places with all others are
// taken, each standing for as many as were left out; told.

#include "farola/core/progress.hpp"
#include "farola/density/place_index.hpp"
#include "farola/geometry/polygon.hpp"

#include <cstdint>
#include <optional>

namespace farola {

struct DiggleMinimum {
  double sigma = 0;
  double criterion = 0;
  double lower = 0, upper = 0;  ///< ends of the range of sigma
  bool at_bound = false;
  std::size_t places_used = 0;  ///< fewer than places.size() when sampled
};

/// REQUIRES at least 2 events.
DiggleMinimum diggle_minimum(const PlaceIndex& places, const MultiPolygon& study_area,
                             std::optional<double> upper_sigma, std::uint64_t seed,
                             bool without_ties, const Progress& progress, double most_pairs = 2e8);

}  // namespace farola
