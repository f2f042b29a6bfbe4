#pragma once
// --strata: among which events times are exchanged.
//
//   none                 all of them
//   month                those of one calendar month (of their moment; a drawn one: the midpoint)
//   kind                 those of one kind, the values of --kind
//   FIELD, field:FIELD   those of one value of a field of the events; field: for a field that is
//                        called none, month or kind
//   month,FIELD …        those that agree in all of these; month-and-kind is month,kind
//
// Events without a value are a stratum of their own. One field can be named; a second one is what
// --kind is for.
//
// report.values["near_repeat"]: strata_by, strata_of (each with its events: month, kind, field; at
// most the 100 largest), events_without_stratum.

#include "farola/core/report.hpp"
#include "farola/near_repeat/permutation.hpp"
#include "farola/near_repeat/space_time_events.hpp"

#include <string>

namespace farola::catalog {

struct StrataChoice {
  bool month = false, kind = false;
  std::string field = {};  ///< empty: none

  bool any() const { return month || kind || !field.empty(); }
};

/// Throws Error{usage, "strata-unreadable" | "strata-two-fields"}.
StrataChoice strata_choice(const std::string& text);

/// The strata, and what they are. Throws Error{usage, "kind-missing"} for kinds of events that have
/// none.
Strata chosen_strata(const SpaceTimeEvents& events, Moment moment, const StrataChoice& choice,
                     Report& report);

}  // namespace farola::catalog
