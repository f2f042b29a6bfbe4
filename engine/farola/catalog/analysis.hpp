#pragma once
// One analysis as the faces see it.

#include <functional>
#include <string>
#include <vector>

#include "farola/catalog/parameter.hpp"
#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"

namespace farola::catalog {

/// What a body is handed, and what it fills.
struct Run {
  const Arguments& arguments;
  const Progress& progress;
  std::string command;  ///< for the provenance
  Report report;
};

struct Analysis {
  std::string name;     ///< "kernel-density"; function kernel_density, QGIS id kerneldensity
  std::string group;    ///< "density"
  std::string title;    ///< "Kernel density"
  std::string summary;  ///< one sentence
  std::string details;  ///< a paragraph or two for --help and the QGIS panel, with what it cannot say
  std::vector<std::string> examples;  ///< command lines that are run by the tests
  std::vector<Parameter> parameters;
  std::function<void(Run&)> run;
};

/// "kernel_density", "kerneldensity", "KERNEL_DENSITY"-style names of one noun.
std::string python_name(const std::string& name);
std::string qgis_algorithm_name(const std::string& name);
std::string qgis_parameter_name(const std::string& name);

}  // namespace farola::catalog
