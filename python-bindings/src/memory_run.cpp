#include "memory_run.hpp"

#include "farola/core/parallel.hpp"

namespace farola::python {
namespace {

class MemoryRun final : public catalog::Run {
 public:
  MemoryRun(const catalog::Analysis& analysis, const catalog::Arguments& arguments,
            const Progress& progress, MemoryInputs& inputs, AnalysisRun& left)
      : Run(analysis, arguments, progress), inputs_(inputs), left_(left) {
    if (!inputs.study_area) return;
    study_area_ = std::move(inputs.study_area->area);
    tell(inputs.study_area->report);
  }

  catalog::EventInput events(const std::string& parameter, const Progress& progress) override {
    const auto held = inputs_.events.find(parameter);
    catalog::EventInput input;
    if (held == inputs_.events.end()) {
      input = Run::events(parameter, progress);
    } else {
      input.parameter = parameter;
      input.study_area = study_area();
      input.table = std::move(held->second.table);
    }
    left_.used[parameter].rows_read = input.table.rows_read;
    return input;
  }

  const std::optional<StudyArea>& study_area() override {
    return study_area_ ? study_area_ : Run::study_area();
  }

  bool has_events(const std::string& parameter) const override {
    return inputs_.events.contains(parameter) || Run::has_events(parameter);
  }

  bool has_streets() const override { return inputs_.streets || Run::has_streets(); }
  std::optional<StreetLines> streets(const Progress& progress) override {
    if (!inputs_.streets) return Run::streets(progress);
    tell(inputs_.streets->report);
    return std::move(inputs_.streets->lines);
  }

  bool is_raster(const std::string& parameter) const override {
    if (inputs_.rasters.contains(parameter)) return true;
    return !inputs_.events.contains(parameter) && Run::is_raster(parameter);
  }
  Raster raster(const std::string& parameter) override {
    const auto held = inputs_.rasters.find(parameter);
    return held == inputs_.rasters.end() ? Run::raster(parameter) : *held->second;
  }

  bool wants(const std::string& parameter) const override {
    return arguments().parameter(parameter).positional || inputs_.wanted.contains(parameter);
  }

  void give(const std::string& parameter, std::vector<Raster> bands, const Progress&) override {
    left_.rasters[parameter] = std::make_shared<std::vector<Raster>>(std::move(bands));
  }
  void give(const std::string& parameter, std::vector<io::Layer> layers, const Progress&) override {
    left_.layers[parameter] = std::make_shared<std::vector<io::Layer>>(std::move(layers));
  }
  void give_table(const std::string& parameter, io::Layer table, const Progress&) override {
    left_.layers[parameter] = std::make_shared<std::vector<io::Layer>>(1, std::move(table));
  }
  bool takes_strips() const override { return false; }

  void used(const std::string& parameter, const catalog::PreparedEvents& prepared) override {
    left_.used[parameter].events = std::make_shared<const ProjectedEvents>(prepared.events);
  }
  void rejected(const std::string& parameter, const Rejections& rejections) override {
    for (const Rejection& rejection : rejections.rows) {
      left_.rejected.push_back({parameter, rejection});
    }
  }

 private:
  MemoryInputs& inputs_;
  AnalysisRun& left_;
  std::optional<StudyArea> study_area_;
};

}  // namespace

void run_analysis(const catalog::Analysis& analysis, const catalog::Arguments& arguments,
                  MemoryInputs& inputs, AnalysisRun& left, const Progress& progress) {
  const ThreadLimit limit(
      arguments.knows("threads") ? static_cast<int>(arguments.integer("threads")) : 0);
  MemoryRun run(analysis, arguments, progress, inputs, left);
  analysis.body(run);
  left.provenance = run.provenance();
  left.provenance.command = inputs.command;
  left.record = run.record();
  left.record["command"] = inputs.command;
  left.record.erase("outputs");  // what is written later is not known yet
  progress.finish();
}

}  // namespace farola::python
