#pragma once
// One run of one analysis: what its body is handed, and the record that is left of it.
//
// A body asks a Run for its inputs and gives it its outputs; whether these are files is the Run's
// affair. Run itself reads and writes the files that the arguments name (the command line). A
// caller who holds data in memory (Python) derives from it, overrides events(), has_events(),
// study_area(), has_streets(), streets(), raster(), wants(), give() and used(), and runs the same
// bodies.

#include "farola/catalog/analysis.hpp"
#include "farola/catalog/arguments.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/events/rejections.hpp"
#include "farola/io/provenance.hpp"
#include "farola/io/read_features.hpp"
#include "farola/io/write_raster.hpp"
#include "farola/io/write_vector.hpp"
#include "farola/raster/raster.hpp"
#include "farola/streets/street_lines.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace farola::catalog {

class Run {
 public:
  /// Receives notes and warnings as the work comes to them.
  using Teller = std::function<void(const std::string& sentence, bool warning)>;

  /// REQUIRES that all but the teller outlive this.
  Run(const Analysis& analysis, const Arguments& arguments, const Progress& progress,
      Teller teller = {});
  /// Stops checksums that nobody waits for any more: of a run that was cancelled or refused.
  virtual ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // Inputs. Checksums are made on another thread, beside the reading.

  /// The events of an input, with the study area. What was found is told.
  virtual EventInput events(const std::string& parameter, const Progress& progress);
  /// The area of --study-area, if any. Read once, however often asked.
  virtual const std::optional<StudyArea>& study_area();
  /// Whether an input of events that may be left out is there.
  virtual bool has_events(const std::string& parameter) const;
  /// Whether there are streets: --streets is given.
  virtual bool has_streets() const;
  /// The lines of --streets, if it is given, in their own CRS. What was found is told.
  virtual std::optional<StreetLines> streets(const Progress& progress);
  /// The features of an input, in their own CRS; with classes where class_field is given.
  io::Features features(const io::FeatureSource& source, const Progress& progress);
  /// Whether an input of kind events-or-raster is a raster.
  virtual bool is_raster(const std::string& parameter) const;
  /// A raster input as a whole.
  virtual Raster raster(const std::string& parameter);

  // Outputs.

  /// Whether the output is asked for; work for others can be left out.
  virtual bool wants(const std::string& parameter) const;
  /// Bands of one raster, on one grid.
  virtual void give(const std::string& parameter, std::vector<Raster> bands,
                    const Progress& progress);
  /// Layers of one file; the first is the result, the others go with it.
  virtual void give(const std::string& parameter, std::vector<io::Layer> layers,
                    const Progress& progress);
  void give(const std::string& parameter, io::Layer layer, const Progress& progress);
  /// A table: a layer without geometry.
  virtual void give_table(const std::string& parameter, io::Layer table, const Progress& progress);
  /// Whether a raster must be given whole (memory), or may be written by strips (files).
  virtual bool takes_strips() const { return true; }
  /// The events that an analysis works with, after screening.
  virtual void used(const std::string& parameter, const PreparedEvents& events);
  /// Rejected rows of an input: written to --rejects, if that is given, at once and all together,
  /// so that they are there even when the run is then refused because of them.
  virtual void rejected(const std::string& parameter, const Rejections& rejections);

  // The record.

  const Analysis& analysis() const { return analysis_; }
  const Arguments& arguments() const { return arguments_; }
  const Progress& progress() const { return progress_; }
  const Report& report() const { return report_; }

  /// Add to the report, and pass its notes and warnings on at once.
  void tell(const Report& more);

  /// Before any work: throws Error{file, …} for outputs that exist or cannot be written, and
  /// Error{usage, "output-is-input"}, Error{usage, "outputs-same"}.
  void require_writable() const;

  /// Starts the checksum of an input on another thread, beside the reading of it.
  void reads(const std::string& parameter);
  /// The same for a file that is named inside the text of a parameter.
  void reads(const std::string& parameter, const std::string& path);
  /// Before a raster is written: notes that the style beside it stays, where it does.
  void tell_kept_style(const std::string& parameter);
  /// Notes that an output was written.
  void wrote(const std::string& parameter);
  /// Throws Error{cancelled}, naming the outputs that were written before, if any.
  [[noreturn]] void fail_cancelled() const;
  /// The time since the last mark (or the start) was spent on `stage`.
  void mark(const std::string& stage);

  io::WriteOptions write_options(const std::string& parameter) const;
  /// For the metadata of outputs; waits for the checksums.
  io::Provenance provenance();

  /// The whole report, as `--report` writes it; see docs/report.md.
  nlohmann::ordered_json record();

 private:
  const std::vector<io::InputFile>& inputs();

  const Analysis& analysis_;
  const Arguments& arguments_;
  const Progress& progress_;
  Teller teller_;
  Report report_;
  Progress checksums_;  // to stop them; the progress of the run is that of its work
  std::vector<std::future<std::vector<io::InputFile>>> pending_;
  std::vector<io::InputFile> inputs_;
  std::vector<std::pair<std::string, Rejection>> rejected_;
  bool rejects_written_ = false;
  bool study_area_read_ = false;
  std::optional<StudyArea> study_area_;
  std::vector<std::string> outputs_;
  std::chrono::steady_clock::time_point started_, marked_;
  nlohmann::ordered_json seconds_ = nlohmann::ordered_json::object();
};

/// A file's name says what is in it, so that a slip in the order of files is found. Throws
/// Error{usage, "output-extension" | "output-not-a-file"} (the latter for "-").
void require_extension(const Parameter& output, const std::string& path);

/// Checks, runs the body with the threads asked for, writes the report file where one is asked for
/// (not "-": that is the caller's), ends the progress, and returns the record.
nlohmann::ordered_json execute(Run& run);

/// Whose words: everything that was given, or only what shapes the outputs (for their provenance).
enum class Given { all, shaping };
/// The command that would do the same again; files without their folders, passwords masked.
std::string command_line(const Analysis& analysis, const Arguments& arguments,
                         Given given = Given::all);
/// Every value that was given, in the order of the parameters.
nlohmann::ordered_json options_json(const Arguments& arguments, Given given = Given::all);

}  // namespace farola::catalog
