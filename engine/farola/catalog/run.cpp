#include "farola/catalog/run.hpp"

#include "farola/catalog/street_input.hpp"
#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/core/version.hpp"
#include "farola/io/atomic_file.hpp"
#include "farola/io/layer_style.hpp"
#include "farola/io/read_lines.hpp"
#include "farola/io/read_raster.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {

namespace fs = std::filesystem;

Run::Run(const Analysis& analysis, const Arguments& arguments, const Progress& progress,
         Teller teller)
    : analysis_(analysis),
      arguments_(arguments),
      progress_(progress),
      teller_(std::move(teller)),
      started_(std::chrono::steady_clock::now()),
      marked_(started_) {}

Run::~Run() { checksums_.cancel(); }

void Run::tell(const Report& more) {
  report_.append(more);
  if (!teller_) return;
  for (const std::string& sentence : more.notes) teller_(sentence, false);
  for (const std::string& sentence : more.warnings) teller_(sentence, true);
}

namespace {

/// The file that a path leads to, for telling whether two are the same.
fs::path place_of(const std::string& path) {
  std::error_code trouble;
  const fs::path place = fs::weakly_canonical(fs::absolute(path, trouble), trouble);
  return trouble ? fs::path(path) : place;
}

}  // namespace

void require_extension(const Parameter& p, const std::string& path) {
  std::vector<std::string> allowed;
  if (p.kind == ParameterKind::raster_output) allowed = {".tif", ".tiff"};
  if (p.kind == ParameterKind::vector_output) allowed = {".gpkg"};
  if (p.kind == ParameterKind::table_output) allowed = {".csv", ".json", ".gpkg"};
  std::string extension = fs::path(path).extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (allowed.empty() ? path != "-"
                      : std::find(allowed.begin(), allowed.end(), extension) != allowed.end()) {
    return;
  }
  if (path == "-") {
    fail_usage("output-not-a-file", p.name,
               fmt::format("{} cannot go to standard output. Give the name of a file, for example "
                           "{}.",
                           label_of(p.name), p.example));
  }
  fail_usage("output-extension", p.name,
             fmt::format("{} is a {}, so its name must end in {}, got {}. Give for example {}.",
                         label_of(p.name),
                         p.kind == ParameterKind::raster_output   ? "GeoTIFF"
                         : p.kind == ParameterKind::vector_output ? "GeoPackage"
                                                                  : "table",
                         listed(allowed), path, p.example));
}

void Run::require_writable() const {
  io::require_creation_options(write_options("output").creation_options);
  std::map<fs::path, std::string> taken;
  for (const Parameter& p : arguments_.parameters()) {
    if (p.role != ParameterRole::input || !arguments_.given(p.name)) continue;
    taken.emplace(place_of(arguments_.text(p.name)), p.name);
  }
  for (const Parameter& p : arguments_.parameters()) {
    const std::string path = arguments_.text(p.name);
    if (p.role != ParameterRole::output || !arguments_.given(p.name)) continue;
    if (path == "-" && p.name == "report") continue;
    const auto [at, fresh] = taken.emplace(place_of(path), p.name);
    if (!fresh) {
      const bool input = arguments_.parameter(at->second).role == ParameterRole::input;
      fail_usage(input ? "output-is-input" : "outputs-same", p.name,
                 fmt::format("{} and {} are the same file, {}. Give {} another name.",
                             label_of(p.name), label_of(at->second), path, label_of(p.name)));
    }
    require_extension(p, path);
    io::require_writable(path, arguments_.flag("overwrite"), p.name);
  }
}

void Run::reads(const std::string& parameter) { reads(parameter, arguments_.text(parameter)); }

void Run::reads(const std::string& parameter, const std::string& path) {
  pending_.push_back(std::async(std::launch::async, [parameter, path, progress = checksums_] {
    return io::input_files(parameter, path, progress);
  }));
}

const std::vector<io::InputFile>& Run::inputs() {
  for (auto& pending : pending_) {
    while (pending.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready)
      progress_.check();
    for (io::InputFile& input : pending.get()) inputs_.push_back(std::move(input));
  }
  pending_.clear();
  return inputs_;
}

EventInput Run::events(const std::string& parameter, const Progress& progress) {
  reads(parameter);
  EventInput input;
  input.parameter = parameter;
  input.name = fs::path(arguments_.text(parameter)).filename().string();
  input.study_area = study_area();
  const io::EventSource source = event_source(arguments_, parameter);
  input.where = source.where;
  input.table = io::read_events(source, progress);
  // Told here, so that the choices are on the screen when a later step refuses them.
  Report told;
  told.notes = std::exchange(input.table.report.notes, {});
  told.warnings = std::exchange(input.table.report.warnings, {});
  tell(told);
  return input;
}

const std::optional<StudyArea>& Run::study_area() {
  if (std::exchange(study_area_read_, true) || !arguments_.given("study-area")) return study_area_;
  reads("study-area");
  Report told;
  study_area_ = read_study_area(arguments_, told);
  tell(told);
  return study_area_;
}

bool Run::has_events(const std::string& parameter) const { return arguments_.given(parameter); }

bool Run::has_streets() const { return arguments_.given("streets"); }

std::optional<StreetLines> Run::streets(const Progress& progress) {
  if (!has_streets()) return std::nullopt;
  reads("streets");
  Report told;
  StreetLines lines = io::read_street_lines(street_source(arguments_), told, progress);
  tell(told);
  return lines;
}

io::Features Run::features(const io::FeatureSource& source, const Progress& progress) {
  reads(source.parameter);
  Report told;
  io::Features features = io::read_features(source, told, progress);
  tell(told);
  return features;
}

bool Run::is_raster(const std::string& parameter) const {
  return is_raster_name(arguments_.text(parameter));
}

Raster Run::raster(const std::string& parameter) {
  reads(parameter);
  const io::RasterFile file(arguments_.text(parameter), 1, arguments_.flag("allow-remote"),
                            parameter);
  return file.all();
}

bool Run::wants(const std::string& parameter) const { return arguments_.given(parameter); }

void Run::tell_kept_style(const std::string& parameter) {
  const std::string note =
      io::kept_style_note(arguments_.text(parameter), write_options(parameter).overwrite);
  if (note.empty()) return;
  Report told;
  told.note(note);
  tell(told);
}

void Run::give(const std::string& parameter, std::vector<Raster> bands, const Progress& progress) {
  tell_kept_style(parameter);
  io::write_raster(arguments_.text(parameter), bands, provenance(), write_options(parameter),
                   progress);
  wrote(parameter);
}

void Run::give(const std::string& parameter, std::vector<io::Layer> layers,
               const Progress& progress) {
  io::write_geopackage(arguments_.text(parameter), layers, provenance(), write_options(parameter),
                       progress);
  wrote(parameter);
}

void Run::give(const std::string& parameter, io::Layer layer, const Progress& progress) {
  std::vector<io::Layer> layers;
  layers.push_back(std::move(layer));
  give(parameter, std::move(layers), progress);
}

void Run::give_table(const std::string& parameter, io::Layer table, const Progress& progress) {
  io::write_table(arguments_.text(parameter), table, provenance(),
                  arguments_.flag("escape-formulas"), write_options(parameter), progress);
  wrote(parameter);
}

void Run::used(const std::string&, const PreparedEvents&) {}

void Run::rejected(const std::string& parameter, const Rejections& rejections) {
  for (const Rejection& rejection : rejections.rows) rejected_.emplace_back(parameter, rejection);
  const std::string path = arguments_.text("rejects");
  if (path.empty()) return;
  std::vector<std::int64_t> rows;
  std::vector<std::string> inputs, reasons, words, values;
  for (const auto& [input, rejection] : rejected_) {
    inputs.push_back(input);
    rows.push_back(rejection.row);
    reasons.emplace_back(name_of(rejection.reason));
    words.emplace_back(words_of(rejection.reason));
    values.push_back(rejection.value);
  }
  const io::Column columns[] = {{"input", "", inputs},
                                {"row", "", rows},
                                {"reason", "", reasons},
                                {"words", "", words},
                                {"value", "", values}};
  io::WriteOptions options = write_options("rejects");
  options.overwrite = options.overwrite || rejects_written_;  // our own of a moment ago
  io::write_csv(path, columns, arguments_.flag("escape-formulas"), options);
  if (!rejects_written_) wrote("rejects");
  rejects_written_ = true;
}

void Run::wrote(const std::string& parameter) { outputs_.push_back(parameter); }

void Run::fail_cancelled() const {
  if (outputs_.empty()) farola::fail_cancelled();
  std::vector<std::string> names;
  for (const std::string& output : outputs_) names.push_back(arguments_.text(output));
  throw Error(ErrorKind::cancelled, "cancelled",
              fmt::format("Cancelled. Finished before that, and whole: {}. No other output was "
                          "written.",
                          listed(names, "and")));
}

void Run::mark(const std::string& stage) {
  const auto now = std::chrono::steady_clock::now();
  const double before = seconds_.value(stage, 0.0);
  seconds_[stage] = before + std::chrono::duration<double>(now - marked_).count();
  marked_ = now;
}

io::WriteOptions Run::write_options(const std::string& parameter) const {
  io::WriteOptions options;
  options.overwrite = arguments_.flag("overwrite");
  if (arguments_.knows("co")) options.creation_options = arguments_.texts("co");
  options.parameter = parameter;
  return options;
}

io::Provenance Run::provenance() {
  io::Provenance provenance;
  provenance.analysis = analysis_.name;
  provenance.command = command_line(analysis_, arguments_, Given::shaping);
  provenance.options = options_json(arguments_, Given::shaping);
  provenance.inputs = inputs();
  provenance.made_at = io::timestamp_for_files();
  const auto crs = report_.values.find("crs");
  if (crs != report_.values.end()) provenance.crs = crs->value("label", "");
  return provenance;
}

nlohmann::ordered_json Run::record() {
  nlohmann::ordered_json json;
  json["farola"] = farola::version;
  json["schema"] = 1;
  json["analysis"] = analysis_.name;
  json["command"] = command_line(analysis_, arguments_);
  json["options"] = options_json(arguments_);
  json["inputs"] = nlohmann::ordered_json::array();
  for (const io::InputFile& input : inputs()) {
    json["inputs"].push_back({{"parameter", input.parameter},
                              {"name", input.name},
                              {"bytes", input.bytes},
                              {"sha256", input.sha256}});
  }
  json.update(report_.values);
  if (arguments_.knows("seed")) json["seed"] = arguments_.integer("seed");
  json["threads"] = thread_count();
  json["seconds"] = seconds_;
  json["seconds"]["total"] =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  json["outputs"] = nlohmann::ordered_json::array();
  for (const std::string& output : outputs_) {
    json["outputs"].push_back({{"parameter", output}, {"path", arguments_.text(output)}});
  }
  json["notes"] = report_.notes;
  json["warnings"] = report_.warnings;
  return json;
}

nlohmann::ordered_json execute(Run& run) {
  const Arguments& arguments = run.arguments();
  arguments.require_complete();
  const ThreadLimit limit(
      arguments.knows("threads") ? static_cast<int>(arguments.integer("threads")) : 0);
  run.require_writable();
  try {
    run.analysis().body(run);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::cancelled) run.fail_cancelled();
    throw;
  }
  auto record = run.record();
  const std::string path = arguments.text("report");
  if (!path.empty() && path != "-") {
    io::write_text(path,
                   record.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n',
                   run.write_options("report"));
  }
  run.progress().finish();
  return record;
}

}  // namespace farola::catalog
