#pragma once
// Exact mean and standard deviation of the Knox table where times are shuffled within many strata.
//
// The same sums as exact_moments.hpp, which holds the degrees of all events to all strata at once:
// events × strata × bands, and strata^3. Here stratum by stratum: the events of one stratum g, and
// only those strata h with which it has pairs both in a band of distance and in a band of time.
// Where either has none, a pair of g and h adds nothing: its mean and all products are 0. Calendar
// months over years in the bands of six weeks then meet two or three months, and not all of them.
//
// Work: for each stratum of m events and q strata that it meets, m q^2 bands + q^2 cells.
// Open bands hold nearly all pairs, so that strata meet nearly all others.

#include "farola/core/progress.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/exact_moments.hpp"
#include "farola/near_repeat/knox_counts.hpp"
#include "farola/near_repeat/permutation.hpp"

#include <optional>

namespace farola {

/// Most events × bands × (strata met)^2 that is worked out, in any one stratum as if all were like
/// it: some 10 seconds of one core.
inline constexpr double most_strata_work = 2e10;
/// Most numbers held for one stratum, 100 MB.
inline constexpr double most_strata_numbers = 12.5e6;

/// None where a stratum is over these: take the moments of the permutations then.
std::optional<Moments> strata_moments(const ClosePairs& pairs, const CountedEvents& events,
                                      const Bands& distance, const Bands& time,
                                      const Strata& strata, const Progress& progress);

}  // namespace farola
