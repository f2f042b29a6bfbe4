#pragma once
// The hot spots of a density that a run left, as a layer. No Python here.

#include "farola/catalog/hotspot_layer.hpp"

#include <string>

#include "memory_run.hpp"

namespace farola::python {

/// A run whose output is the layer of hot spots in the first band of `run`, with the events of its
/// first input. `command` is the call in Python, for the provenance.
AnalysisRun hotspot_layer(const AnalysisRun& run, const HotspotOptions& options,
                          const std::string& command, const Progress& progress);

}  // namespace farola::python
