#pragma once
// Inputs that a caller holds in memory, in the form in which the module keeps them.

#include "farola/core/report.hpp"
#include "farola/events/screening.hpp"
#include "farola/io/read_events.hpp"
#include "farola/streets/street_lines.hpp"

namespace farola::python {

struct MemoryEvents {
  io::EventTable table;
};

struct MemoryStudyArea {
  StudyArea area;
  Report report;  ///< what had to be repaired
};

struct MemoryStreets {
  StreetLines lines;
  Report report;  ///< what was left out
};

}  // namespace farola::python
