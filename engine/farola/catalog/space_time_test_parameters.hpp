#pragma once
// What mantel and jacquez share: which events, which moment of each, how many shuffles.

#include "farola/catalog/parameter.hpp"
#include "farola/catalog/run.hpp"
#include "farola/near_repeat/space_time_events.hpp"

#include <vector>

namespace farola::catalog {

/// moment, permutations.
std::vector<Parameter> space_time_test_parameters();

struct TestedEvents {
  SpaceTimeEvents events;
  std::vector<double> times;  ///< of each, at the moment asked for, in seconds
};

/// The events of the input "events". Refuses weights, of which a test of pairs has no use.
TestedEvents tested_events(Run& run, const char* analysis, const Progress& progress);

}  // namespace farola::catalog
