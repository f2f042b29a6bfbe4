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

std::string circle(const std::string& fill, const std::string& outline, double width, double size) {
  return option("name", "circle") + option("color", fill) + option("outline_color", outline) +
         option("outline_width", fmt::format("{}", width)) +
         option("size", fmt::format("{}", size)) + option("size_unit", "MM");
}

std::string line(const Category& category) {
  return option("line_color", category.colour) + option("capstyle", "round") +
         option("line_width", fmt::format("{}", category.size)) + option("line_width_unit", "MM");
}

std::string symbol(std::size_t number, const std::string& options, bool point) {
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
    symbols += symbol(i,
                      point ? circle(categories[i].colour, "#ffffff", .2, categories[i].size)
                            : line(categories[i]),
                      point);
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

std::string ring_style(const std::string& field, const std::string& colour,
                       std::span<const SizeClass> classes) {
  std::string ranges, symbols;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    ranges += fmt::format(
        "      <range lower=\"{:.15f}\" upper=\"{:.15f}\" symbol=\"{}\" label=\"{}\" "
        "render=\"true\"/>\n",
        classes[i].from, classes[i].to, i, escaped(classes[i].label));
    symbols += symbol(i, circle("255,255,255,0", colour, .5, classes[i].size), true);
  }
  return fmt::format(
      "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
      "<qgis version=\"3.22\" styleCategories=\"Symbology\">\n"
      "  <renderer-v2 type=\"graduatedSymbol\" attr=\"{}\" graduatedMethod=\"GraduatedSize\" "
      "enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\">\n"
      "    <ranges>\n{}    </ranges>\n"
      "    <symbols>\n{}    </symbols>\n"
      "  </renderer-v2>\n"
      "  <layerGeometryType>0</layerGeometryType>\n"
      "</qgis>\n",
      escaped(field), ranges, symbols);
}

}  // namespace farola::io
