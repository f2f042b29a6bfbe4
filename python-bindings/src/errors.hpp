#pragma once
// farola::Error becomes the Python exception of its kind, with .code and .parameter.

namespace farola::python {

/// Registers the translation; the classes are Python's own, in farola/errors.py.
void translate_errors();

}  // namespace farola::python
