#include "bindings.hpp"
#include "errors.hpp"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled engine. Use the functions of the package farola instead.";
  farola::python::translate_errors();
  farola::python::bind_catalog(module);
  farola::python::bind_events(module);
  farola::python::bind_raster(module);
  farola::python::bind_layer(module);
  farola::python::bind_analyses(module);
}
