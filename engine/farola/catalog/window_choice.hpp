#pragma once
// The window in which events were seen, for analyses that count pairs near its outline.

#include "farola/catalog/event_input.hpp"

namespace farola::catalog {

/// The study area, or, with a warning in `report`, the box around the events: --study-area says
/// better where events would have been recorded.
MultiPolygon window_of(const PreparedEvents& prepared, Report& report);

/// Refuses --weight, of which counts of pairs have no use. Throws Error{usage, "weight-not-used"}.
void refuse_weights(const Arguments& arguments, const char* analysis);

/// The same for events that came with weights in memory, which no option names.
void refuse_weights(const Events& events, const char* analysis);

}  // namespace farola::catalog
