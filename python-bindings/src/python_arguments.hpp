#pragma once

#include "farola/catalog/analysis.hpp"
#include "farola/catalog/arguments.hpp"

#include <pybind11/pybind11.h>

namespace farola::python {

/// A dict of catalogue names ("cell-size") and plain Python values, checked by the catalogue.
/// Throws Error{usage, …} with the engine's messages.
catalog::Arguments arguments_from(const catalog::Analysis& analysis, const pybind11::dict& values);

}  // namespace farola::python
