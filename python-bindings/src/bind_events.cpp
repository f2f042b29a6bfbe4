// Events and study areas that the caller holds in memory.

#include "farola/core/error.hpp"
#include "farola/events/time_zone.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/io/read_lines.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrow_events.hpp"
#include "bindings.hpp"
#include "event_columns.hpp"
#include "memory_inputs.hpp"
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

namespace py = pybind11;

namespace farola::python {
namespace {

template <class T>
using Array = py::array_t<T, py::array::c_style | py::array::forcecast>;

template <class T>
std::vector<T> copied(const Array<T>& array) {
  return {array.data(), array.data() + array.size()};
}

TimeColumn time_column(std::string name, const std::optional<Array<std::int64_t>>& seconds,
                       const std::optional<Array<std::int64_t>>& last,
                       std::vector<std::string> texts) {
  TimeColumn column;
  column.name = std::move(name);
  column.texts = std::move(texts);
  if (seconds) column.seconds = copied(*seconds);
  if (last) column.last = copied(*last);
  return column;
}

void require_same_length(const EventColumns& columns) {
  const std::size_t size = columns.x.size();
  const auto fits = [size](std::size_t other) { return other == 0 || other == size; };
  if (columns.y.size() != size || columns.row.size() != size || !fits(columns.weight.size()) ||
      !fits(columns.time.seconds.size() + columns.time.texts.size()) ||
      !fits(columns.until.seconds.size() + columns.until.texts.size()) ||
      !fits(columns.kind.size()) || !fits(columns.stratum.size())) {
    fail_usage("columns-differ-in-length", "events",
               "The columns of the events differ in length. Each event needs a value in each.");
  }
}

MemoryEvents memory_events(EventColumns columns, const std::string& time_format,
                           const std::string& time_zone) {
  require_same_length(columns);
  return {event_table(std::move(columns), time_format, time_zone)};
}

MemoryEvents from_columns(std::string crs, const Array<double>& x, const Array<double>& y,
                          const Array<std::int64_t>& row, std::int64_t rows,
                          const std::optional<Array<double>>& weight,
                          std::optional<TimeColumn> time, std::optional<TimeColumn> until,
                          std::optional<std::vector<std::string>> kind,
                          std::optional<std::vector<std::string>> stratum,
                          const std::string& time_format, const std::string& time_zone) {
  EventColumns columns;
  columns.crs = std::move(crs);
  columns.x = copied(x);
  columns.y = copied(y);
  columns.row = copied(row);
  columns.rows = rows;
  if (weight) columns.weight = copied(*weight);
  if (time) columns.time = std::move(*time);
  if (until) columns.until = std::move(*until);
  if (kind) columns.kind = std::move(*kind);
  if (stratum) columns.stratum = std::move(*stratum);
  return memory_events(std::move(columns), time_format, time_zone);
}

MemoryEvents from_arrow(const py::capsule& capsule, const std::string& crs, std::string x,
                        std::string y, std::string weight, std::string time, std::string until,
                        std::string kind, std::string stratum, const std::string& time_format,
                        const std::string& time_zone) {
  auto* stream =
      static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (!stream) throw py::error_already_set();
  EventColumns columns = columns_of(*stream, {.x = std::move(x),
                                              .y = std::move(y),
                                              .weight = std::move(weight),
                                              .time = std::move(time),
                                              .until = std::move(until),
                                              .kind = std::move(kind),
                                              .stratum = std::move(stratum),
                                              .crs = crs,
                                              .time_zone = time_zone});
  return memory_events(std::move(columns), time_format, time_zone);
}

Ring ring_of(const Array<double>& places) {
  if (places.ndim() != 2 || places.shape(1) != 2) {
    fail_data("study-area-not-polygons", "A ring of the study area is no list of x, y pairs.",
              "study_area");
  }
  const auto place = places.unchecked<2>();
  Ring ring;
  for (py::ssize_t i = 0; i < place.shape(0); ++i) ring.push_back({place(i, 0), place(i, 1)});
  if (!ring.empty() && ring.front() != ring.back()) ring.push_back(ring.front());
  return ring;
}

MemoryStudyArea study_area(const std::vector<std::vector<Array<double>>>& polygons,
                           const std::string& crs) {
  MultiPolygon given;
  for (const auto& rings : polygons) {
    Polygon polygon;
    for (std::size_t i = 0; i < rings.size(); ++i) {
      Ring ring = ring_of(rings[i]);
      if (i == 0) {
        polygon.shell = std::move(ring);
      } else {
        polygon.holes.push_back(std::move(ring));
      }
    }
    if (!polygon.shell.empty()) given.push_back(std::move(polygon));
  }
  if (given.empty()) {
    fail_data("study-area-empty", "The study area has no polygon. Pass at least one.",
              "study_area");
  }
  RepairedPolygons repaired = repair(given);
  MemoryStudyArea area;
  area.area = {std::move(repaired.polygons), Crs::from_text(crs, "study_area")};
  if (repaired.repaired > 0) {
    area.report.warn(std::to_string(repaired.repaired) +
                     " part(s) of the study area were invalid and have been repaired: " +
                     repaired.problem + ".");
  }
  return area;
}

MemoryStreets streets(const Array<double>& vertices, const std::vector<std::int64_t>& ends,
                      const std::vector<std::int64_t>& features, const std::string& crs,
                      std::int64_t count, std::int64_t empty, std::int64_t not_lines,
                      std::string other) {
  MemoryStreets made;
  made.lines.crs = Crs::from_text(crs, "streets");
  if (!io::is_street_crs(made.lines.crs)) {
    fail_data("crs-missing",
              "The CRS of the streets has no place on the Earth. Find out in which they are and "
              "pass it, for example streets_crs=\"EPSG:4326\".",
              "streets");
  }
  io::LineCounts found{count, empty, not_lines, 0, std::move(other)};
  const auto place = vertices.unchecked<2>();
  std::vector<Point> line;
  py::ssize_t at = 0;
  for (std::size_t k = 0; k < ends.size(); ++k) {
    line.clear();
    for (; at < ends[k]; ++at) line.push_back({place(at, 0), place(at, 1)});
    const bool finite = std::all_of(
        line.begin(), line.end(), [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); });
    if (finite && line.size() >= 2) {
      made.lines.add(line, features[k]);
    } else {
      ++found.invalid;
    }
  }
  if (made.lines.size() == 0) {
    fail_data("streets-empty",
              "The streets hold no line of two vertices or more. Pass street centre lines.",
              "streets");
  }
  io::tell_lines("", made.lines, found, made.report);
  return made;
}

}  // namespace

void bind_events(py::module_& module) {
  py::class_<TimeColumn>(module, "TimeColumn", "A column of times.")
      .def(py::init(&time_column), py::arg("name"), py::kw_only(), py::arg("seconds") = py::none(),
           py::arg("last") = py::none(), py::arg("texts") = std::vector<std::string>{});
  py::class_<MemoryEvents>(module, "EventTable", "Events in memory, in the caller's CRS.")
      .def_property_readonly(
          "rows", [](const MemoryEvents& events) { return events.table.rows_read; },
          "Rows the caller handed over.")
      .def("__len__", [](const MemoryEvents& events) { return events.table.events.size(); });
  // NOLINTNEXTLINE(bugprone-unused-raii): making it is what registers the class
  py::class_<MemoryStudyArea>(module, "StudyArea", "Polygons in memory, with their CRS.");

  module.def("coordinate_columns", &coordinate_columns, py::arg("names"), py::arg("crs"),
             "Positions of the columns that are named like coordinates.");
  module.def("event_table", &from_columns, py::kw_only(), py::arg("crs"), py::arg("x"),
             py::arg("y"), py::arg("row"), py::arg("rows"), py::arg("weight"), py::arg("time"),
             py::arg("until"), py::arg("kind"), py::arg("stratum"), py::arg("time_format"),
             py::arg("time_zone"), "Events from columns of numbers.");
  module.def("event_table_from_arrow", &from_arrow, py::arg("stream"), py::kw_only(),
             py::arg("crs"), py::arg("x"), py::arg("y"), py::arg("weight"), py::arg("time"),
             py::arg("until"), py::arg("kind"), py::arg("stratum"), py::arg("time_format"),
             py::arg("time_zone"), "Events from the capsule that __arrow_c_stream__ returns.");
  module.def(
      "time_zone_name", [](const std::string& name) { return TimeZone(name).name(); },
      py::arg("name"), "The canonical spelling of an IANA time zone; refuses unknown ones.");
  // NOLINTNEXTLINE(bugprone-unused-raii)
  py::class_<MemoryStreets>(module, "Streets", "Street lines in memory, with their CRS.");
  module.def("streets", &streets, py::arg("vertices"), py::arg("ends"), py::arg("features"),
             py::kw_only(), py::arg("crs"), py::arg("count"), py::arg("empty"),
             py::arg("not_lines"), py::arg("other"),
             "Lines one after another, each up to its end; and what else was among them.");
  module.def("study_area", &study_area, py::arg("polygons"), py::arg("crs"),
             "Polygons, each a list of rings, each an array of x, y.");
}

}  // namespace farola::python
