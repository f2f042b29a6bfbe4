// Running an analysis, and what it leaves: arrays, layers, the record, files on request.

#include "farola/catalog/catalog.hpp"
#include "farola/catalog/knox_picture.hpp"
#include "farola/catalog/run.hpp"
#include "farola/io/layer_style.hpp"
#include "farola/io/write_raster.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bindings.hpp"
#include "errors.hpp"
#include "hotspot_layer.hpp"
#include "interruptible.hpp"
#include "json_to_python.hpp"
#include "memory_run.hpp"
#include "python_arguments.hpp"
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

namespace py = pybind11;

namespace farola::python {
namespace {

py::list rejects_of(const AnalysisRun& run) {
  py::list rows;
  for (const auto& [parameter, rejection] : run.rejected) {
    rows.append(py::make_tuple(parameter, rejection.row, std::string(name_of(rejection.reason)),
                               std::string(words_of(rejection.reason)),
                               to_python(nlohmann::ordered_json(rejection.value))));
  }
  return rows;
}

AnalysisRun run(const std::string& name, const py::dict& options,
                const std::map<std::string, MemoryEvents*>& events, MemoryStudyArea* study_area,
                MemoryStreets* streets,
                const std::map<std::string, std::shared_ptr<Raster>>& rasters,
                std::set<std::string> wanted, std::string command, const py::object& listener) {
  const catalog::Analysis& analysis = catalog::find(name);
  const catalog::Arguments arguments = arguments_from(analysis, options);
  MemoryInputs inputs;
  for (const auto& [parameter, held] : events) inputs.events[parameter] = std::move(*held);
  if (study_area) inputs.study_area = std::move(*study_area);
  if (streets) inputs.streets = std::move(*streets);
  for (const auto& [parameter, raster] : rasters) inputs.rasters[parameter] = raster;
  inputs.wanted = std::move(wanted);
  inputs.command = std::move(command);
  AnalysisRun left;
  try {
    interruptible(listener, [&](const Progress& progress) {
      run_analysis(analysis, arguments, inputs, left, progress);
      return true;
    });
  } catch (const Error& error) {
    set_python_error(error, rejects_of(left));
    throw py::error_already_set();
  }
  return left;
}

AnalysisRun hotspots(const AnalysisRun& run, const py::dict& given, const std::string& command,
                     const py::object& listener) {
  const HotspotOptions options =
      catalog::hotspot_options(arguments_from(catalog::find("hotspot-polygons"), given));
  return interruptible(listener, [&](const Progress& progress) {
    return hotspot_layer(run, options, command, progress);
  });
}

// The bands of the first raster output; they keep the others alive.
std::vector<std::shared_ptr<Raster>> rasters_of(const AnalysisRun& run) {
  std::vector<std::shared_ptr<Raster>> rasters;
  if (run.rasters.empty()) return rasters;
  const auto& bands = run.rasters.begin()->second;
  for (Raster& raster : *bands) rasters.emplace_back(bands, &raster);
  return rasters;
}

// The layers of an output, none where there is no such output; they keep each other alive.
std::vector<std::shared_ptr<io::Layer>> layers_of(const AnalysisRun& run,
                                                  const std::string& output) {
  std::vector<std::shared_ptr<io::Layer>> layers;
  const auto found = run.layers.find(output);
  if (found == run.layers.end()) return layers;
  for (io::Layer& layer : *found->second) layers.emplace_back(found->second, &layer);
  return layers;
}

template <class T>
py::array_t<T> array_of(std::span<const T> values) {
  return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

py::tuple used_events_of(const AnalysisRun& run, const std::string& parameter) {
  const UsedEvents& used = run.used.at(parameter);
  return py::make_tuple(used.rows_read, array_of(used.events->row()), array_of(used.events->x()),
                        array_of(used.events->y()));
}

void require_extension(catalog::ParameterKind kind, const std::string& path, const char* example) {
  catalog::Parameter output;
  output.name = "path";
  output.kind = kind;
  output.example = example;
  catalog::require_extension(output, path);
}

// A style of the user's own that stays is told as a note of the run, once.
void write_raster(AnalysisRun& run, const std::string& path, bool overwrite,
                  std::vector<std::string> creation_options, const py::object& listener) {
  require_extension(catalog::ParameterKind::raster_output, path, "density.tif");
  const io::WriteOptions options{overwrite, std::move(creation_options), "path"};
  const std::string note = io::kept_style_note(path, overwrite);
  interruptible(listener, [&](const Progress& progress) {
    io::write_raster(path, *run.rasters.begin()->second, run.provenance, options, progress);
    return true;
  });
  nlohmann::ordered_json& notes = run.record["notes"];
  if (!note.empty() && std::find(notes.begin(), notes.end(), note) == notes.end()) {
    notes.push_back(note);
  }
}

void write_layer(const AnalysisRun& run, const std::string& output, const std::string& path,
                 bool overwrite, const py::object& listener) {
  require_extension(catalog::ParameterKind::vector_output, path, "hotspots.gpkg");
  const io::WriteOptions options{overwrite, {}, "path"};
  interruptible(listener, [&](const Progress& progress) {
    io::write_geopackage(path, *run.layers.at(output), run.provenance, options, progress);
    return true;
  });
}

void write_table(const AnalysisRun& run, const std::string& output, const std::string& path,
                 bool overwrite, bool escape_formulas, const py::object& listener) {
  const io::WriteOptions options{overwrite, {}, "path"};
  interruptible(listener, [&](const Progress& progress) {
    io::write_table(path, run.layers.at(output)->front(), run.provenance, escape_formulas, options,
                    progress);
    return true;
  });
}

void write_knox_picture(const AnalysisRun& run, const std::string& output, const std::string& path,
                        bool overwrite, const py::object& listener) {
  catalog::require_picture_name(path, "path", "table.svg");
  const io::WriteOptions options{overwrite, {}, "path"};
  interruptible(listener, [&](const Progress&) {
    io::write_text(
        path, catalog::knox_picture(run.layers.at(output)->front(), run.record, run.provenance),
        options);
    return true;
  });
}

void write_bytes(const std::string& path, const py::bytes& bytes, bool overwrite) {
  io::write_text(path, bytes, {overwrite, {}, "path"});
}

}  // namespace

void bind_analyses(py::module_& module) {
  py::class_<AnalysisRun>(module, "AnalysisRun", "What one run of an analysis left.")
      .def_property_readonly("rasters", &rasters_of)
      .def("layers", &layers_of, py::arg("output"),
           "The layers of that output, the result first; none where there is no such output.")
      .def("hotspots", &hotspots, py::arg("options"), py::arg("command"), py::arg("listener"),
           "A run with the layer of hot spots.")
      .def("report", [](const AnalysisRun& run) { return to_python(run.record); })
      .def("rejects", &rejects_of, "Input, row, reason, words and value of each row not used.")
      .def("used_events", &used_events_of, py::arg("parameter"),
           "Rows read; then row, x and y of each event used, in the result's CRS.")
      .def("write_raster", &write_raster, py::arg("path"), py::arg("overwrite"),
           py::arg("creation_options"), py::arg("listener"))
      .def("write_layer", &write_layer, py::arg("output"), py::arg("path"), py::arg("overwrite"),
           py::arg("listener"))
      .def("write_table", &write_table, py::arg("output"), py::arg("path"), py::arg("overwrite"),
           py::arg("escape_formulas"), py::arg("listener"))
      .def("write_knox_picture", &write_knox_picture, py::arg("output"), py::arg("path"),
           py::arg("overwrite"), py::arg("listener"));
  module.def("write_bytes", &write_bytes, py::arg("path"), py::arg("bytes"), py::arg("overwrite"),
             "A file of any kind, whole or absent.");
  module.def("run", &run, py::arg("name"), py::arg("options"), py::kw_only(), py::arg("events"),
             py::arg("study_area"), py::arg("streets"), py::arg("rasters"), py::arg("wanted"),
             py::arg("command"), py::arg("listener"),
             "Runs an analysis; inputs in memory are taken over.");
}

}  // namespace farola::python
