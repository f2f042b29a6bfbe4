#pragma once
// Runs an analysis of the catalogue for a caller who may hold inputs in memory and wants the
// outputs in memory. No Python here: this is called on a thread of its own (interruptible.hpp).

#include "farola/catalog/analysis.hpp"
#include "farola/catalog/arguments.hpp"
#include "farola/core/progress.hpp"
#include "farola/events/projected_events.hpp"
#include "farola/events/rejections.hpp"
#include "farola/io/provenance.hpp"
#include "farola/io/write_vector.hpp"
#include "farola/raster/raster.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "memory_inputs.hpp"
#include <nlohmann/json.hpp>

namespace farola::python {

/// Inputs in memory by parameter name; those that are missing here are paths in the arguments.
struct MemoryInputs {
  std::map<std::string, MemoryEvents> events;
  std::optional<MemoryStudyArea> study_area;
  std::map<std::string, std::shared_ptr<const Raster>> rasters;
  std::string command;  ///< the call in Python, for the provenance
};

struct AnalysisRun {
  std::shared_ptr<std::vector<Raster>> rasters = std::make_shared<std::vector<Raster>>();
  std::shared_ptr<io::Layer> layer;               ///< none for an analysis that gives rasters
  std::shared_ptr<const ProjectedEvents> events;  ///< of the first input; none without events
  std::int64_t rows_read = 0;
  Rejections rejections;
  nlohmann::ordered_json record;
  io::Provenance provenance;
  std::shared_ptr<const catalog::Arguments> arguments;
};

/// Takes the inputs over (they are moved from).
AnalysisRun run_analysis(const catalog::Analysis& analysis, catalog::Arguments arguments,
                         MemoryInputs& inputs, const Progress& progress);

}  // namespace farola::python
