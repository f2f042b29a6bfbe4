#pragma once
// Events at exactly the same place: several incidents at one address, or an address that stands for
// a whole block.

#include "farola/events/events.hpp"

#include <cstdint>

namespace farola {

/// Events whose x and y equal those of an earlier one (0 and -0 are equal). In work proportional to
/// the events, by all threads. REQUIRES finite coordinates, fewer than 2^40 events.
std::int64_t count_duplicates(const Events& events);

}  // namespace farola
