#pragma once
// One analysis as the faces see it.

#include "farola/catalog/parameter.hpp"

#include <functional>
#include <string>
#include <vector>

namespace farola::catalog {

class Run;

struct Analysis {
  std::string name;     ///< "kernel-density"; function kernel_density, QGIS id kerneldensity
  std::string group;    ///< "density"
  std::string title;    ///< "Kernel density"
  std::string summary;  ///< one sentence
  std::string
      details;  ///< a paragraph or two for --help and the QGIS panel, with what it cannot say
  std::vector<std::string> examples;  ///< command lines that are run by the tests
  std::vector<Parameter> parameters;  ///< positional ones first, inputs before outputs
  std::function<void(Run&)> body;     ///< reads, computes, writes; see run.hpp
};

}  // namespace farola::catalog
