// Layers of polygons: outlines as well-known binary or coordinates, columns as NumPy arrays.

#include "farola/geometry/polygon.hpp"
#include "farola/io/write_vector.hpp"

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "bindings.hpp"
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

namespace py = pybind11;

namespace farola::python {
namespace {

const std::vector<MultiPolygon>& outlines_of(const io::Layer& layer) {
  return std::get<std::vector<MultiPolygon>>(layer.geometry);
}

py::list wkb_list(const io::Layer& layer) {
  py::list list;
  for (const MultiPolygon& outline : outlines_of(layer)) {
    const std::vector<unsigned char> wkb = wkb_of(outline);
    list.append(py::bytes(reinterpret_cast<const char*>(wkb.data()), wkb.size()));
  }
  return list;
}

py::list places_of(const Ring& ring) {
  py::list places;
  for (const Point& place : ring) places.append(py::make_tuple(place.x, place.y));
  return places;
}

// As GeoJSON nests the coordinates of a MultiPolygon.
py::list coordinates_of(const io::Layer& layer) {
  py::list all;
  for (const MultiPolygon& outline : outlines_of(layer)) {
    py::list parts;
    for (const Polygon& polygon : outline) {
      py::list rings;
      rings.append(places_of(polygon.shell));
      for (const Ring& hole : polygon.holes) rings.append(places_of(hole));
      parts.append(rings);
    }
    all.append(parts);
  }
  return all;
}

struct ToArray {
  py::object operator()(const std::vector<std::string>& texts) const {
    py::list list;
    for (const std::string& text : texts) list.append(text);
    return py::module_::import("numpy").attr("array")(list, py::arg("dtype") = "object");
  }
  template <class Number>
  py::object operator()(const std::vector<Number>& numbers) const {
    return py::array_t<Number>(static_cast<py::ssize_t>(numbers.size()), numbers.data());
  }
};

/// Of a layer or a table.
std::size_t size_of(const io::Layer& layer) {
  if (!std::holds_alternative<std::monostate>(layer.geometry)) return outlines_of(layer).size();
  if (layer.columns.empty()) return 0;
  return std::visit([](const auto& values) { return values.size(); }, layer.columns[0].values);
}

py::dict columns_of(const io::Layer& layer) {
  py::dict columns;
  for (const io::Column& column : layer.columns) {
    columns[py::str(column.name)] = std::visit(ToArray{}, column.values);
  }
  return columns;
}

}  // namespace

void bind_layer(py::module_& module) {
  py::class_<io::Layer, std::shared_ptr<io::Layer>>(module, "Layer", "Polygons with columns, or columns alone.")
      .def_property_readonly("name", [](const io::Layer& layer) { return layer.name; })
      .def_property_readonly("description",
                             [](const io::Layer& layer) { return layer.description; })
      .def_property_readonly("size", &size_of)
      .def_property_readonly("crs_wkt", [](const io::Layer& layer) { return layer.crs.wkt(); })
      .def_property_readonly("crs_label", [](const io::Layer& layer) { return layer.crs.label(); })
      .def("wkb", &wkb_list, "Each multipolygon as well-known binary.")
      .def("coordinates", &coordinates_of, "Each multipolygon as GeoJSON nests it.")
      .def("columns", &columns_of, "Values by column name.");
}

}  // namespace farola::python
