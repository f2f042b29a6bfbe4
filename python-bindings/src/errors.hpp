#pragma once
// farola::Error becomes the Python exception of its kind, with .code, .parameter and .rejects.

#include "farola/core/error.hpp"

#include <pybind11/pybind11.h>

namespace farola::python {

/// Registers the translation; the classes are Python's own, in farola/errors.py.
void translate_errors();

/// Sets the Python error, with the rows that had been rejected by then.
void set_python_error(const Error& error, const pybind11::object& rejects);

}  // namespace farola::python
