#include "farola/io/layer_style.hpp"

#include "farola/core/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include <fmt/format.h>

namespace farola::io {
namespace {

struct Colour {
  int red, green, blue;
};

constexpr std::array<Colour, 7> sequential = {{{252, 255, 164},
                                               {250, 193, 39},
                                               {245, 125, 21},
                                               {212, 72, 66},
                                               {159, 42, 99},
                                               {101, 21, 110},
                                               {40, 11, 84}}};
constexpr std::array<Colour, 7> diverging = {{{33, 81, 148},
                                              {90, 150, 200},
                                              {180, 208, 230},
                                              {247, 247, 247},
                                              {236, 200, 160},
                                              {203, 130, 68},
                                              {127, 59, 8}}};
constexpr std::size_t classes = sequential.size();
constexpr std::int64_t largest_sample = 100'000;  // a quantile's rank is then right to .2 %

std::string hex(Colour c) { return fmt::format("#{:02x}{:02x}{:02x}", c.red, c.green, c.blue); }

constexpr double share_within_ramp = .95;

// REQUIRES values other than 0.
std::vector<double> symmetric(std::vector<float> values) {
  for (float& value : values) value = std::abs(value);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::ceil(
                                       share_within_ramp * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), at, values.end());
  const double magnitude = *at;
  std::vector<double> breaks;
  for (std::size_t i = 0; i < classes; ++i) {
    breaks.push_back(magnitude * (2 * static_cast<double>(i) / (classes - 1) - 1));
  }
  return breaks;
}

std::string xml_text(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

/// Four digits, as people write them: 38600.47 is "38,600" and not "3.86e+04".
std::string legend_number(double number) {
  const double size = std::abs(number);
  if (size < 1000 || size >= 1e15) return fmt::format("{:.4g}", number);
  const double step = std::pow(10.0, std::floor(std::log10(size)) - 3);
  return grouped(static_cast<std::int64_t>(std::llround(std::round(number / step) * step)));
}

constexpr const char* head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n";
// QGIS drops comments when it saves a style, so one that was changed there is not farola's any
// more.
constexpr const char* mark =
    "<!-- Made by farola, which makes it anew with the raster. Without this line it is kept. -->\n";

}  // namespace

StyleSample::StyleSample(std::int64_t coloured) : step_(coloured / largest_sample + 1) {}

void StyleSample::add(std::span<const float> values) {
  for (const float value : values) {
    if (value == 0 || std::isnan(value)) continue;
    if (left_-- == 0) {
      sample_.push_back(value);
      left_ = step_ - 1;
    }
  }
}

std::vector<double> StyleSample::breaks(double minimum, double maximum) const {
  if (minimum < 0) return symmetric(sample_);
  if (!(maximum > 0)) return {};
  std::vector<float> sample = sample_;
  std::vector<double> breaks = {0};
  for (std::size_t i = 1; i + 1 < classes; ++i) {
    // Half the classes above the 75th percentile: that is where a planner looks.
    const double share = 1 - std::pow(1 - static_cast<double>(i) / (classes - 1), 1.7);
    const auto at = sample.begin() +
                    static_cast<std::ptrdiff_t>(share * static_cast<double>(sample.size() - 1));
    std::nth_element(sample.begin(), at, sample.end());
    breaks.push_back(*at);
  }
  breaks.push_back(maximum);
  return breaks;
}

std::vector<double> style_breaks(std::span<const float> values) {
  double minimum = 0, maximum = 0;
  std::int64_t coloured = 0;
  for (const float value : values) {
    if (std::isnan(value)) continue;
    minimum = std::min<double>(minimum, value);
    maximum = std::max<double>(maximum, value);
    coloured += value != 0;
  }
  StyleSample sample(coloured);
  sample.add(values);
  return sample.breaks(minimum, maximum);
}

std::string raster_style(std::span<const double> breaks, const std::string& unit) {
  std::string items;
  const bool two_sided = !breaks.empty() && breaks.front() < 0;
  double last = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < breaks.size(); ++i) {
    if (!(breaks[i] > last)) continue;  // equal quantiles make one class
    last = breaks[i];
    const Colour colour =
        (two_sided ? diverging
                   : sequential)[i * (classes - 1) / std::max<std::size_t>(1, breaks.size() - 1)];
    const bool transparent = two_sided ? breaks[i] == 0 : i == 0;
    std::string label = legend_number(breaks[i]);
    if (!unit.empty()) label += ' ' + xml_text(unit);
    if (two_sided && i == 0) label += " or less";
    if (two_sided && i + 1 == breaks.size()) label += " or more";
    items += fmt::format("          <item value=\"{}\" color=\"{}\" alpha=\"{}\" label=\"{}\"/>\n",
                         breaks[i], hex(colour), transparent ? 0 : 255, label);
  }
  const double low = breaks.empty() ? 0 : breaks.front(), high = breaks.empty() ? 0 : breaks.back();
  return fmt::format(
      "{0}{4}<qgis version=\"3.22\" styleCategories=\"Symbology\">\n"
      "  <pipe>\n"
      "    <rasterrenderer type=\"singlebandpseudocolor\" band=\"1\" opacity=\"0.85\" "
      "alphaBand=\"-1\" nodataColor=\"\" classificationMin=\"{1}\" classificationMax=\"{2}\">\n"
      "      <rasterTransparency/>\n"
      "      <rastershader>\n"
      "        <colorrampshader colorRampType=\"INTERPOLATED\" classificationMode=\"1\" clip=\"0\" "
      "minimumValue=\"{1}\" maximumValue=\"{2}\">\n"
      "{3}"
      "        </colorrampshader>\n"
      "      </rastershader>\n"
      "    </rasterrenderer>\n"
      "    <brightnesscontrast brightness=\"0\" contrast=\"0\" gamma=\"1\"/>\n"
      "    <huesaturation saturation=\"0\" grayscaleMode=\"0\" colorizeOn=\"0\"/>\n"
      "    <rasterresampler zoomedInResampler=\"bilinear\" maxOversampling=\"2\"/>\n"
      "  </pipe>\n"
      "  <blendMode>0</blendMode>\n"
      "</qgis>\n",
      head, low, high, items, mark);
}

std::string graduated_polygon_style(const std::string& field, double minimum, double maximum,
                                    bool low_is_dark) {
  std::string ranges, symbols;
  const std::size_t wanted = maximum > minimum ? 5 : 1;
  for (std::size_t i = 0; i < wanted; ++i) {
    const double step = (maximum - minimum) / static_cast<double>(wanted);
    const double from = minimum + step * static_cast<double>(i);
    const double to = i + 1 == wanted ? maximum : from + step;
    ranges += fmt::format(
        "      <range lower=\"{:.15f}\" upper=\"{:.15f}\" symbol=\"{}\" label=\"{:.4g} - {:.4g}\" "
        "render=\"true\"/>\n",
        from, to, i, from, to);
    const Colour colour = sequential[(low_is_dark ? wanted - 1 - i : i) + classes - wanted - 1];
    symbols += fmt::format(
        "      <symbol name=\"{0}\" type=\"fill\" alpha=\"1\" clip_to_extent=\"1\" "
        "force_rhr=\"0\">\n"
        "        <layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\">\n"
        "          <Option type=\"Map\">\n"
        "            <Option name=\"color\" type=\"QString\" value=\"{1},{2},{3},50\"/>\n"
        "            <Option name=\"outline_color\" type=\"QString\" value=\"40,11,84,255\"/>\n"
        "            <Option name=\"outline_style\" type=\"QString\" value=\"solid\"/>\n"
        "            <Option name=\"outline_width\" type=\"QString\" value=\"0.6\"/>\n"
        "            <Option name=\"outline_width_unit\" type=\"QString\" value=\"MM\"/>\n"
        "            <Option name=\"style\" type=\"QString\" value=\"solid\"/>\n"
        "          </Option>\n"
        "        </layer>\n"
        "      </symbol>\n",
        i, colour.red, colour.green, colour.blue);
  }
  return fmt::format(
      "{}<qgis version=\"3.22\" styleCategories=\"Symbology\">\n"
      "  <renderer-v2 type=\"graduatedSymbol\" attr=\"{}\" graduatedMethod=\"GraduatedColor\" "
      "enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\">\n"
      "    <ranges>\n{}    </ranges>\n"
      "    <symbols>\n{}    </symbols>\n"
      "  </renderer-v2>\n"
      "  <layerGeometryType>2</layerGeometryType>\n"
      "</qgis>\n",
      head, xml_text(field), ranges, symbols);
}

std::string style_path(const std::string& raster) {
  return std::filesystem::path(raster).replace_extension(".qml").string();
}

bool keeps_style(const std::string& raster, bool overwrite) {
  const std::string place = style_path(raster);
  std::error_code none;
  if (!std::filesystem::exists(std::filesystem::symlink_status(place, none))) return false;
  if (!overwrite || !std::filesystem::is_regular_file(place, none)) return true;
  std::string start(std::string(head).size() + std::string(mark).size(), '\0');
  std::ifstream(place, std::ios::binary)
      .read(start.data(), static_cast<std::streamsize>(start.size()));
  return start != std::string(head) + mark;
}

std::string kept_style_note(const std::string& raster, bool overwrite) {
  if (!keeps_style(raster, overwrite)) return {};
  return fmt::format(
      "The style {0} was there before and has been kept. Delete it to have one made for the new "
      "{1}.",
      std::filesystem::path(style_path(raster)).filename().string(),
      std::filesystem::path(raster).filename().string());
}

}  // namespace farola::io
