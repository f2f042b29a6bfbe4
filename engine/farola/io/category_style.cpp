#include "farola/io/category_style.hpp"

#include <cstddef>

#include <fmt/format.h>

namespace farola::io {
namespace {

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&') {
      safe += "&amp;";
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '"') {
      safe += "&quot;";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string option(const char* name, const std::string& value) {
  return fmt::format("            <Option name=\"{}\" type=\"QString\" value=\"{}\"/>\n", name,
                     escaped(value));
}

std::string symbol(std::size_t number, const Category& category, bool point) {
  std::string options;
  if (point) {
    options = option("name", "circle") + option("color", category.colour) +
              option("outline_color", "#ffffff") + option("outline_width", "0.2") +
              option("size", fmt::format("{}", category.size)) + option("size_unit", "MM");
  } else {
    options = option("line_color", category.colour) + option("capstyle", "round") +
              option("line_width", fmt::format("{}", category.size)) +
              option("line_width_unit", "MM");
  }
  return fmt::format(
      "      <symbol name=\"{}\" type=\"{}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\n"
      "        <layer class=\"{}\" enabled=\"1\" locked=\"0\" pass=\"{}\">\n"
      "          <Option type=\"Map\">\n{}          </Option>\n"
      "        </layer>\n"
      "      </symbol>\n",
      number, point ? "marker" : "line", point ? "SimpleMarker" : "SimpleLine", number, options);
}

}  // namespace

std::string category_style(const std::string& field, CategoryShape shape,
                           std::span<const Category> categories) {
  const bool point = shape == CategoryShape::point;
  std::string rows, symbols;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    rows += fmt::format(
        "      <category value=\"{0}\" symbol=\"{1}\" label=\"{0}\" type=\"string\" "
        "render=\"true\"/>\n",
        escaped(categories[i].value), i);
    symbols += symbol(i, categories[i], point);
  }
  return fmt::format(
      "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
      "<qgis version=\"3.22\" styleCategories=\"Symbology\">\n"
      "  <renderer-v2 type=\"categorizedSymbol\" attr=\"{}\" enableorderby=\"0\" forceraster=\"0\" "
      "symbollevels=\"1\">\n"
      "    <categories>\n{}    </categories>\n"
      "    <symbols>\n{}    </symbols>\n"
      "  </renderer-v2>\n"
      "  <layerGeometryType>{}</layerGeometryType>\n"
      "</qgis>\n",
      escaped(field), rows, symbols, point ? 0 : 1);
}

}  // namespace farola::io
