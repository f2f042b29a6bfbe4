// The catalogue as the command line prints it with --json-usage.

#include "farola/catalog/catalog.hpp"
#include "farola/catalog/strata_choice.hpp"
#include "farola/core/version.hpp"

#include <string>

#include "bindings.hpp"
#include <pybind11/pybind11.h>

namespace py = pybind11;

namespace farola::python {

void bind_catalog(py::module_& module) {
  module.attr("__version__") = farola::version;
  module.def(
      "usage_json", [] { return catalog::usage_json().dump(2); },
      "Every analysis with its parameters, as `farola --json-usage` prints them.");
  module.def(
      "strata_field",
      [](const std::string& strata) { return catalog::strata_choice(strata).field; },
      py::arg("strata"), "The column that strata go by, as `--strata` is read; empty: none.");
}

}  // namespace farola::python
