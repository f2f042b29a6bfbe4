#pragma once
// How many pairs of all there are lie within each limit of time, wherever they are: the margin from
// which the band "more than" of distance is got without visiting far pairs.

#include "farola/near_repeat/bands.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// below[l] = sum of w_i w_j over the pairs whose times differ by less than (are below) limits[l].
/// weight: empty, all 1. side: empty, all pairs count; else those of a 0 with a 1.
/// Sorts the times, then walks each limit along them: n log n + n × limits. Sums of whole weights
/// are exact up to 2^53.
std::vector<double> time_margin(std::span<const double> times, std::span<const double> weight,
                                std::span<const std::uint8_t> side,
                                std::span<const BandLimit> limits);

/// The same for all pairs there are: ((sum w)^2 - sum w^2) / 2, or between the sides.
double all_pairs(std::size_t events, std::span<const double> weight,
                 std::span<const std::uint8_t> side);

}  // namespace farola
