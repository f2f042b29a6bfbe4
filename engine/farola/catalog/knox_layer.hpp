#pragma once
// The Knox table as the faces hand it on: one row a cell.

#include "farola/crs/crs.hpp"
#include "farola/io/write_vector.hpp"
#include "farola/near_repeat/knox_table.hpp"

namespace farola::catalog {

/// Table "near_repeat", distance by distance, time by time. Fields: distance_from, distance_to (m),
/// time_from, time_to (in the unit of the bands), label (the cell in words, with the interval
/// rule), observed, expected, sd, z, ratio, median_ratio, p, p_lower, p_two_sided, p_adjusted. The
/// upper ends of open bands, and what is undefined, are NULL.
io::Layer knox_layer(const KnoxTable& table, const Crs& crs);

}  // namespace farola::catalog
