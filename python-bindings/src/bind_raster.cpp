// Rasters: their values are handed to NumPy without a copy.

#include "farola/core/error.hpp"
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

// A raster that the caller holds, copied; row 0 is the northernmost.
std::shared_ptr<Raster> raster_from(
    const py::array_t<float, py::array::c_style | py::array::forcecast>& values, double xmin,
    double ymax, double cell, const std::string& crs, std::string name, std::string unit) {
  if (values.ndim() != 2) {
    fail_usage("raster-shape", "raster", "A raster has two dimensions, rows and columns.");
  }
  auto raster = std::make_shared<Raster>();
  raster->grid = {xmin, ymax, cell, values.shape(1), values.shape(0)};
  raster->crs = Crs::from_text(crs);
  raster->band = {std::move(name), {}, std::move(unit)};
  raster->values.assign(values.data(), values.data() + values.size());
  return raster;
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
  module.def("raster", &raster_from, py::arg("values"), py::kw_only(), py::arg("xmin"),
             py::arg("ymax"), py::arg("cell"), py::arg("crs"), py::arg("name"), py::arg("unit"),
             "A raster from an array; row 0 is the northernmost.");
}

}  // namespace farola::python
