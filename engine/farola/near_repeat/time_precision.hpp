#pragma once
// Whether the times say enough for the bands asked of them.
//
// Refused, because the table would be made of what nobody recorded:
//   more than half of the events are dates without a clock, and a band has an edge that is not a
//   whole number of days                                     "dates-without-hours"
//   more than half are months, and a band is narrower than 28 days     "months-without-days"
// Warned of: events whose interval from first to last possible moment is longer than the narrowest
// band, unless moments are drawn at random, which lets the doubt into the result.

#include "farola/core/report.hpp"
#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/space_time_events.hpp"

namespace farola {

/// `bands` in seconds, `labels` as the user gave them. Throws Error{data, …} as above.
void require_fine_times(const SpaceTimeEvents& events, const Bands& bands, const Bands& labels,
                        Moment moment, Report& report);

}  // namespace farola
