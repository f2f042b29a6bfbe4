#include "python_arguments.hpp"

#include "farola/core/error.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace py = pybind11;

namespace farola::python {
namespace {

[[noreturn]] void fail_type(const std::string& name, const py::handle& value) {
  fail_usage("parameter-type", name,
             fmt::format("{} cannot be a {}, got {}. Give a number, a text, True or False, or a "
                         "sequence of numbers.",
                         catalog::label_of(name),
                         std::string(py::str(py::type::of(value).attr("__name__"))),
                         std::string(py::repr(value))));
}

/// Whether it is a list of texts, with one at least; these.
bool all_texts(const py::handle& value, std::vector<std::string>& texts) {
  for (const py::handle item : py::reinterpret_borrow<py::iterable>(value)) {
    if (!py::isinstance<py::str>(item)) return false;
    texts.push_back(item.cast<std::string>());
  }
  return !texts.empty();
}

catalog::Value value_from(const std::string& name, const py::handle& value) {
  if (py::isinstance<py::bool_>(value)) return value.cast<bool>();
  if (py::isinstance<py::str>(value)) return value.cast<std::string>();
  if (py::isinstance<py::float_>(value)) return value.cast<double>();
  if (PyIndex_Check(value.ptr()) != 0 && !py::hasattr(value, "__len__")) {
    const auto index = py::reinterpret_steal<py::int_>(PyNumber_Index(value.ptr()));
    if (!index) throw py::error_already_set();
    int overflow = 0;
    const std::int64_t number = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
    if (overflow != 0) return index.cast<double>();  // out of every range: the catalogue says so
    return number;
  }
  if (py::hasattr(value, "__float__") && !py::hasattr(value, "__len__")) {
    return py::float_(py::reinterpret_borrow<py::object>(value)).cast<double>();
  }
  if (py::isinstance<py::sequence>(value) || py::hasattr(value, "__array__")) {
    if (std::vector<std::string> texts; all_texts(value, texts)) return texts;
    std::vector<double> numbers;
    for (const py::handle item : py::reinterpret_borrow<py::iterable>(value)) {
      if (!py::hasattr(item, "__float__")) fail_type(name, value);
      numbers.push_back(py::float_(py::reinterpret_borrow<py::object>(item)).cast<double>());
    }
    return numbers;
  }
  fail_type(name, value);
}

}  // namespace

catalog::Arguments arguments_from(const catalog::Analysis& analysis, const py::dict& values) {
  catalog::Arguments arguments(analysis.parameters);
  for (const auto& [key, value] : values) {
    const auto name = key.cast<std::string>();
    arguments.set(name, value_from(name, value));
  }
  return arguments;
}

}  // namespace farola::python
