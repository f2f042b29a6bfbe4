#include "run_analysis.hpp"

#include "farola/catalog/density_runs.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"

#include <functional>
#include <utility>

#include <fmt/format.h>

namespace farola::python {
namespace {

using catalog::EventInput;
using catalog::Run;

/// One run: the catalogue's record of it, and what the caller holds.
struct Call {
  Run& run;
  MemoryInputs& inputs;
  AnalysisRun result;

  const catalog::Arguments& arguments() const { return run.arguments(); }
};

/// The events from memory or from their path.
EventInput event_input(Call& call, const std::string& parameter, const Progress& progress) {
  const auto held = call.inputs.events.find(parameter);
  EventInput input;
  if (held == call.inputs.events.end()) {
    input = call.run.events(parameter, progress);
  } else {
    input.parameter = parameter;
    input.table = std::move(held->second.table);
    Report area;
    input.study_area = catalog::read_study_area(call.arguments(), area);
    call.run.tell(area);
  }
  if (call.inputs.study_area) {
    input.study_area = call.inputs.study_area->area;
    call.run.tell(call.inputs.study_area->report);
  }
  return input;
}

void keep_events(Call& call, catalog::PreparedEvents prepared, std::int64_t rows_read) {
  call.result.rows_read = rows_read;
  call.result.rejections = std::move(prepared.rejections);
  call.result.events = std::make_shared<const ProjectedEvents>(std::move(prepared.events));
}

void run_kernel_density(Call& call, const Progress& progress) {
  EventInput input = event_input(call, "events", progress.part(0, .3, "reading"));
  const std::int64_t rows = input.table.rows_read;
  catalog::DensityRun run =
      catalog::run_kernel_density(std::move(input), call.arguments(), progress.part(.3, 1));
  call.run.tell(run.report);
  call.result.rasters->push_back(std::move(run.density.density));
  keep_events(call, std::move(run.prepared), rows);
}

using Body = std::function<void(Call&, const Progress&)>;

const std::map<std::string, Body>& bodies() {
  static const std::map<std::string, Body> all = {
      {"kernel-density", run_kernel_density},
  };
  return all;
}

}  // namespace

AnalysisRun run_analysis(const catalog::Analysis& analysis, catalog::Arguments arguments,
                         MemoryInputs& inputs, const Progress& progress) {
  const auto kept = std::make_shared<const catalog::Arguments>(std::move(arguments));
  const ThreadLimit limit(kept->knows("threads") ? static_cast<int>(kept->integer("threads")) : 0);
  Run run(analysis, *kept, progress);
  Call call{run, inputs, {}};
  bodies().at(analysis.name)(call, progress);
  call.result.provenance = run.provenance();
  call.result.provenance.command = inputs.command;
  call.result.record = run.record();
  call.result.record["command"] = inputs.command;
  call.result.arguments = kept;
  progress.finish();
  return std::move(call.result);
}

}  // namespace farola::python
