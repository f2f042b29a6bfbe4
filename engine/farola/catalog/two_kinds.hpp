#pragma once
// --first-kind and --second-kind, for what is asked between events of two kinds.

#include "farola/catalog/arguments.hpp"
#include "farola/core/report.hpp"
#include "farola/events/projected_events.hpp"

#include <cstdint>
#include <vector>

namespace farola::catalog {

/// What can be refused before anything is read. Throws Error{usage, "kinds-need-two" |
/// "kinds-same"}.
void check_two_kinds(const Arguments& arguments);

struct TwoKinds {
  ProjectedEvents events;            ///< of the two kinds
  std::vector<std::uint8_t> kept;    ///< of each event before: 1 where it is one of them
  std::vector<std::uint8_t> second;  ///< of each: 1 for the second kind
  std::int64_t others = 0;           ///< events of other kinds, left out
};

/// REQUIRES that first-kind is given. Throws Error{usage, "kind-missing"} when the events have no
/// kinds, Error{data, "kind-unknown"} naming the nearest.
TwoKinds two_kinds(const ProjectedEvents& events, const Arguments& arguments);

}  // namespace farola::catalog
