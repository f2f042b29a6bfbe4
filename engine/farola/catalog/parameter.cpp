#include "farola/catalog/parameter.hpp"

#include <algorithm>
#include <cctype>

namespace farola::catalog {

bool Parameter::numeric() const {
  return kind == ParameterKind::integer || kind == ParameterKind::number ||
         kind == ParameterKind::distance || kind == ParameterKind::distance_or_choice;
}

bool Parameter::is_path() const {
  switch (kind) {
    case ParameterKind::events:
    case ParameterKind::polygons:
    case ParameterKind::lines:
    case ParameterKind::features:
    case ParameterKind::raster:
    case ParameterKind::events_or_raster:
    case ParameterKind::raster_output:
    case ParameterKind::vector_output:
    case ParameterKind::table_output:
    case ParameterKind::file_output:
      return true;
    default:
      return false;
  }
}

std::string_view name_of(ParameterKind kind) noexcept {
  switch (kind) {
    case ParameterKind::events:
      return "events";
    case ParameterKind::polygons:
      return "polygons";
    case ParameterKind::lines:
      return "lines";
    case ParameterKind::features:
      return "features";
    case ParameterKind::raster:
      return "raster";
    case ParameterKind::events_or_raster:
      return "events-or-raster";
    case ParameterKind::raster_output:
      return "raster-output";
    case ParameterKind::vector_output:
      return "vector-output";
    case ParameterKind::table_output:
      return "table-output";
    case ParameterKind::file_output:
      return "file-output";
    case ParameterKind::text:
      return "text";
    case ParameterKind::field:
      return "field";
    case ParameterKind::crs:
      return "crs";
    case ParameterKind::time:
      return "time";
    case ParameterKind::flag:
      return "flag";
    case ParameterKind::integer:
      return "integer";
    case ParameterKind::number:
      return "number";
    case ParameterKind::distance:
      return "distance";
    case ParameterKind::distance_or_choice:
      return "distance-or-choice";
    case ParameterKind::choice:
      return "choice";
    case ParameterKind::extent:
      return "extent";
    case ParameterKind::bands:
      return "bands";
    case ParameterKind::factors:
      return "factors";
  }
  return "text";
}

std::string_view name_of(ParameterRole role) noexcept {
  switch (role) {
    case ParameterRole::input:
      return "input";
    case ParameterRole::output:
      return "output";
    case ParameterRole::option:
      return "option";
  }
  return "option";
}

bool is_raster_name(const std::string& path) {
  std::string name = path;
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  for (const char* extension : {".tif", ".tiff", ".img", ".asc", ".grd", ".nc", ".vrt"}) {
    if (name.ends_with(extension)) return true;
  }
  return false;
}

namespace {
char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

std::string replaced(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}
}  // namespace

std::string label_of(const std::string& name) {
  // The three that are not plain words.
  if (name == "crs") return "CRS";
  if (name == "target-crs") return "Target CRS";
  if (name == "co") return "Creation option";
  std::string label = replaced(name, '-', ' ');
  if (!label.empty()) label[0] = upper(label[0]);
  return label;
}

std::string option_name(const std::string& name) { return "--" + name; }
std::string python_name(const std::string& name) {
  return name == "class" ? "class_" : replaced(name, '-', '_');  // a word of the language
}

std::string qgis_parameter_name(const std::string& name) {
  std::string text = replaced(name, '-', '_');
  std::transform(text.begin(), text.end(), text.begin(), upper);
  return text;
}

std::string qgis_algorithm_name(const std::string& name) {
  std::string text;
  std::copy_if(name.begin(), name.end(), std::back_inserter(text), [](char c) { return c != '-'; });
  return text;
}

}  // namespace farola::catalog
