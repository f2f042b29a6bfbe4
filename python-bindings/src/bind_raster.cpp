// Rasters: their values are handed to NumPy without a copy.

#include "farola/raster/raster.hpp"

#include <memory>

#include "bindings.hpp"
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

namespace py = pybind11;

namespace farola::python {
namespace {

// A view that keeps the raster alive and cannot be written to: results are shared.
py::array values_of(const std::shared_ptr<const Raster>& raster) {
  auto* owner = new std::shared_ptr<const Raster>(raster);
  const py::capsule base(
      owner, [](void* pointer) { delete static_cast<std::shared_ptr<const Raster>*>(pointer); });
  const auto cell = static_cast<py::ssize_t>(sizeof(float));
  py::array array(py::dtype::of<float>(), {raster->grid.rows, raster->grid.columns},
                  {raster->grid.columns * cell, cell}, raster->values.data(), base);
  array.attr("flags").attr("writeable") = false;
  return array;
}

}  // namespace

void bind_raster(py::module_& module) {
  py::class_<Raster, std::shared_ptr<Raster>>(module, "Raster", "Values on a north-up grid.")
      .def_property_readonly(
          "values", [](const std::shared_ptr<Raster>& raster) { return values_of(raster); })
      .def_property_readonly("name", [](const Raster& r) { return r.band.name; })
      .def_property_readonly("description", [](const Raster& r) { return r.band.description; })
      .def_property_readonly("unit", [](const Raster& r) { return r.band.unit; })
      .def_property_readonly("xmin", [](const Raster& r) { return r.grid.xmin; })
      .def_property_readonly("ymax", [](const Raster& r) { return r.grid.ymax; })
      .def_property_readonly("cell", [](const Raster& r) { return r.grid.cell; })
      .def_property_readonly("crs_wkt", [](const Raster& r) { return r.crs.wkt(); })
      .def_property_readonly("crs_label", [](const Raster& r) { return r.crs.label(); });
}

}  // namespace farola::python
