#pragma once
// Which cells of a row are in the reach of some place: for the methods that cannot tell by
// themselves that a cell is exactly empty (Gaussian grid, FFT).

#include "farola/density/places.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola::density {

/// Sets to 0 the cells of `row` that no place of the class reaches, and values below 0. The rim
/// belongs to the reach when `rim_counts` (uniform and Gaussian; the others are 0 there). Exact.
/// O(columns + bins) where events lie close, at worst the places that reach the row besides.
/// `workspace` is kept between calls.
void clear_out_of_reach(const Places& places, const Places::Class& of, bool rim_counts,
                        std::int64_t row, std::span<double> values,
                        std::vector<std::int32_t>& workspace);

}  // namespace farola::density
