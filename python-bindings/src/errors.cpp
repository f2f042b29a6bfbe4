#include "errors.hpp"

#include "farola/core/error.hpp"

#include <algorithm>
#include <exception>
#include <string>

#include <pybind11/pybind11.h>

namespace py = pybind11;

namespace farola::python {
namespace {

const char* class_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::data:
      return "DataError";
    case ErrorKind::usage:
      return "UsageError";
    case ErrorKind::file:
      return "FileError";
    case ErrorKind::cancelled:
      return "Cancelled";
  }
  return "FarolaError";
}

// "cell-size" is the argument cell_size.
std::string argument_name(std::string parameter) {
  std::replace(parameter.begin(), parameter.end(), '-', '_');
  return parameter;
}

}  // namespace

void set_python_error(const Error& error, const py::object& rejects) {
  try {
    const py::object type = py::module_::import("farola.errors").attr(class_of(error.kind()));
    const py::object exception = type(error.what(), py::arg("code") = error.code(),
                                      py::arg("parameter") = argument_name(error.parameter()));
    exception.attr("rejects") = rejects;
    PyErr_SetObject(type.ptr(), exception.ptr());
  } catch (py::error_already_set& failure) {
    failure.restore();  // the package is broken: say that
  }
}

void translate_errors() {
  py::register_exception_translator(
      [](std::exception_ptr thrown) {  // NOLINT(performance-unnecessary-value-param): pybind11 asks
        try {
          if (thrown) std::rethrow_exception(thrown);
        } catch (const Error& error) {
          set_python_error(error, py::list());
        }
      });
}

}  // namespace farola::python
