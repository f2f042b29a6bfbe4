#pragma once
// A run of a catalogue analysis whose inputs may be held in memory and whose outputs stay there.
// The body of the analysis is the one that the command line runs. No Python here: this works on a
// thread of its own (interruptible.hpp).

#include "farola/catalog/analysis.hpp"
#include "farola/catalog/arguments.hpp"
#include "farola/catalog/run.hpp"
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
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "memory_inputs.hpp"
#include <nlohmann/json.hpp>

namespace farola::python {

/// Inputs in memory by parameter name; those that are missing here are paths in the arguments.
struct MemoryInputs {
  std::map<std::string, MemoryEvents> events;
  std::optional<MemoryStudyArea> study_area;
  std::optional<MemoryStreets> streets;
  std::map<std::string, std::shared_ptr<const Raster>> rasters;
  std::set<std::string> wanted;  ///< outputs asked for, beside the positional ones
  std::string command;           ///< the call in Python, for the provenance
};

/// A rejected row, and the input it is of.
struct RejectedRow {
  std::string parameter;
  Rejection rejection;
};

/// What an input's events became.
struct UsedEvents {
  std::int64_t rows_read = 0;
  std::shared_ptr<const ProjectedEvents> events;
};

/// What a run leaves.
struct AnalysisRun {
  std::map<std::string, std::shared_ptr<std::vector<Raster>>> rasters;  ///< by output parameter
  /// By output parameter; the first layer of each is the result, the others go with it.
  std::map<std::string, std::shared_ptr<std::vector<io::Layer>>> layers;
  std::map<std::string, UsedEvents> used;  ///< by input parameter
  std::vector<RejectedRow> rejected;
  nlohmann::ordered_json record;
  io::Provenance provenance;
};

/// Runs the body. `left` is filled as the work goes on, so that the rejected rows are there even
/// when the run is refused because of them. The inputs are moved from.
void run_analysis(const catalog::Analysis& analysis, const catalog::Arguments& arguments,
                  MemoryInputs& inputs, AnalysisRun& left, const Progress& progress);

}  // namespace farola::python
