#pragma once
// One function a group; module.cpp calls them in this order.

#include <pybind11/pybind11.h>

namespace farola::python {

void bind_catalog(pybind11::module_& module);
void bind_events(pybind11::module_& module);
void bind_raster(pybind11::module_& module);
void bind_layer(pybind11::module_& module);
void bind_analyses(pybind11::module_& module);

}  // namespace farola::python
