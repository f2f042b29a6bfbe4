// Layers: geometries as well-known binary or coordinates, columns as NumPy arrays.

#include "farola/geometry/polygon.hpp"
#include "farola/io/write_vector.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "bindings.hpp"
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

namespace py = pybind11;

namespace farola::python {
namespace {

// Well-known binary, little endian as wkb_of() has it.
void append(std::string& bytes, std::uint64_t value, int count) {
  for (int k = 0; k < count; ++k) bytes += static_cast<char>((value >> (8 * k)) & 0xff);
}
void append(std::string& bytes, const Point& place) {
  append(bytes, std::bit_cast<std::uint64_t>(place.x), 8);
  append(bytes, std::bit_cast<std::uint64_t>(place.y), 8);
}

struct ToWkb {
  py::object operator()(const Point& place) const {
    std::string bytes("\x01\x01\0\0\0", 5);
    append(bytes, place);
    return py::bytes(bytes);
  }
  py::object operator()(const io::Line& line) const {
    if (line.empty()) return py::none();
    std::string bytes("\x01\x02\0\0\0", 5);
    append(bytes, line.size(), 4);
    for (const Point& place : line) append(bytes, place);
    return py::bytes(bytes);
  }
  py::object operator()(const MultiPolygon& outline) const {
    const std::vector<unsigned char> wkb = wkb_of(outline);
    return py::bytes(reinterpret_cast<const char*>(wkb.data()), wkb.size());
  }
};

// As GeoJSON nests coordinates.
struct ToCoordinates {
  py::object operator()(const Point& place) const { return py::make_tuple(place.x, place.y); }
  py::object operator()(const std::vector<Point>& places) const {  // a line or a ring
    if (places.empty()) return py::none();
    py::list list;
    for (const Point& place : places) list.append((*this)(place));
    return list;
  }
  py::object operator()(const MultiPolygon& outline) const {
    py::list parts;
    for (const Polygon& polygon : outline) {
      py::list rings;
      rings.append((*this)(polygon.shell));
      for (const Ring& hole : polygon.holes) rings.append((*this)(hole));
      parts.append(rings);
    }
    return parts;
  }
};

std::size_t rows_of(const io::Layer& layer) {
  if (layer.columns.empty()) return 0;
  return std::visit([](const auto& values) { return values.size(); }, layer.columns[0].values);
}

/// One object a row; None a row for a table without geometry.
template <class To>
py::list each_geometry(const io::Layer& layer) {
  py::list list;
  if (std::holds_alternative<std::monostate>(layer.geometry)) {
    for (std::size_t row = rows_of(layer); row > 0; --row) list.append(py::none());
  } else {
    std::visit(
        [&](const auto& geometries) {
          using Geometries = std::decay_t<decltype(geometries)>;
          if constexpr (!std::is_same_v<Geometries, std::monostate>) {
            for (const auto& geometry : geometries) list.append(To{}(geometry));
          }
        },
        layer.geometry);
  }
  return list;
}

const char* geometry_type(const io::Layer& layer) {
  constexpr const char* types[] = {"", "Point", "LineString", "MultiPolygon"};
  return types[layer.geometry.index()];
}

struct ToArray {
  py::object operator()(const std::vector<std::string>& texts) const {
    py::list list;
    for (const std::string& text : texts) list.append(text);
    return py::module_::import("numpy").attr("array")(list, py::arg("dtype") = "object");
  }
  py::object operator()(const std::vector<double>& numbers) const {
    return py::array_t<double>(static_cast<py::ssize_t>(numbers.size()), numbers.data());
  }
  // Where a number is missing, all become double and it NaN, as pandas does.
  py::object operator()(const std::vector<std::int64_t>& numbers) const {
    if (std::find(numbers.begin(), numbers.end(), io::no_number) == numbers.end()) {
      return py::array_t<std::int64_t>(static_cast<py::ssize_t>(numbers.size()), numbers.data());
    }
    std::vector<double> doubles;
    for (const std::int64_t number : numbers) {
      doubles.push_back(number == io::no_number ? std::numeric_limits<double>::quiet_NaN()
                                                : static_cast<double>(number));
    }
    return (*this)(doubles);
  }
};

py::dict columns_of(const io::Layer& layer) {
  py::dict columns;
  for (const io::Column& column : layer.columns) {
    columns[py::str(column.name)] = std::visit(ToArray{}, column.values);
  }
  return columns;
}

}  // namespace

void bind_layer(py::module_& module) {
  py::class_<io::Layer, std::shared_ptr<io::Layer>>(module, "Layer",
                                                    "Geometries with columns, or columns alone.")
      .def_property_readonly("name", [](const io::Layer& layer) { return layer.name; })
      .def_property_readonly("description",
                             [](const io::Layer& layer) { return layer.description; })
      .def_property_readonly("geometry_type", &geometry_type)
      .def_property_readonly("size", &rows_of)
      .def_property_readonly("crs_wkt", [](const io::Layer& layer) { return layer.crs.wkt(); })
      .def_property_readonly("crs_label", [](const io::Layer& layer) { return layer.crs.label(); })
      .def("wkb", &each_geometry<ToWkb>, "Each geometry as well-known binary, or None.")
      .def("coordinates", &each_geometry<ToCoordinates>,
           "Each geometry as GeoJSON nests it, or None.")
      .def("columns", &columns_of, "Values by column name.");
}

}  // namespace farola::python
