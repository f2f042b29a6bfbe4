#include "farola/catalog/surface_parameters.hpp"

#include "farola/catalog/common_parameters.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace farola::catalog {
namespace {

/// Those of `all` with one of the names.
template <std::size_t N>
std::vector<Parameter> named(std::vector<Parameter> all,
                             const std::array<std::string_view, N>& names) {
  std::erase_if(all, [&](const Parameter& parameter) {
    return std::ranges::find(names, parameter.name) == names.end();
  });
  return all;
}

}  // namespace

std::vector<Parameter> feature_parameters(bool tables) {
  constexpr std::array<std::string_view, 9> names = {
      "layer",     "where", "x", "y", "crs", "allow-remote", "study-area", "study-area-layer",
      "target-crs"};
  std::vector<Parameter> parameters = named(event_parameters(), names);
  if (!tables) {
    std::erase_if(parameters, [](const Parameter& p) { return p.name == "x" || p.name == "y"; });
  }
  for (Parameter& parameter : parameters) {
    if (parameter.group == "Reading events") parameter.group = "Reading features";
    if (parameter.name == "where") parameter.example = "\"working = 1\"";
    if (parameter.name == "layer") parameter.example = "lamps";
    if (parameter.name == "crs" && !tables) parameter.default_rule = "the source's own";
    if (parameter.name == "study-area") {
      parameter.help =
          "polygons of the area studied; cells outside have no data, features outside count";
    }
    if (parameter.name == "target-crs") {
      parameter.default_rule = "the features' own where it is in true metres, else their UTM zone";
    }
  }
  return parameters;
}

std::vector<Parameter> surface_grid_parameters() {
  std::vector<Parameter> parameters = grid_parameters();
  for (Parameter& parameter : parameters) {
    parameter.default_rule = parameter.name == "cell-size"
                                 ? "a round length: about 500 cells on the shorter side"
                                 : "the study area, or that of the features";
  }
  return parameters;
}

std::vector<Parameter> surface_run_parameters() {
  return named(run_parameters(), std::array<std::string_view, 2>{"threads", "memory"});
}

}  // namespace farola::catalog
