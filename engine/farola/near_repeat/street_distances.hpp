#pragma once
// Distance along the streets (streets/network_distances.hpp), for all that asks how far events are
// apart.
//
// What differs from the plane: events whose nearest places on a street are the same are 0 apart,
// such as those at two doors that face each other. Events that no street connects are further apart
// than any limit; even with an infinite one they are no close pair.

#include "farola/core/progress.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/event_distances.hpp"
#include "farola/streets/snapping.hpp"
#include "farola/streets/street_graph.hpp"

#include <memory>

namespace farola {

/// REQUIRES that `streets` outlives the result; points snapped to it, none nowhere. `progress` is
/// asked for a cancel while ways are searched.
std::unique_ptr<ClosePairs> street_close_pairs(const StreetGraph& streets,
                                               const SnappedPoints& points, BandLimit limit,
                                               const Progress& progress = Progress());

/// REQUIRES that both outlive the result; points snapped to `streets`, none nowhere.
std::unique_ptr<EventDistances> street_distances(const StreetGraph& streets,
                                                 const SnappedPoints& points,
                                                 const Progress& progress = Progress());

}  // namespace farola
