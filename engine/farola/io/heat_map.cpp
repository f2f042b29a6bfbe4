#include "farola/io/heat_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

namespace farola::io {
namespace {

// Pixels. No font is measured: a character is taken to be so much of its size wide, on average.
constexpr double character = .57, bold_character = .7;
constexpr double margin = 20, cell_height = 54, smallest_cell = 104, swatch = 46;
constexpr double small_size = 12, label_size = 13, number_size = 18, title_size = 20;

struct Colour {
  double red, green, blue;
};
constexpr std::array<Colour, 5> ramp = {
    {{33, 81, 148}, {120, 170, 212}, {255, 255, 255}, {219, 165, 114}, {127, 59, 8}}};
constexpr Colour grey = {233, 233, 233};

Colour between(const Colour& a, const Colour& b, double share) {
  return {a.red + (b.red - a.red) * share, a.green + (b.green - a.green) * share,
          a.blue + (b.blue - a.blue) * share};
}

Colour colour_of(double shade, bool pale) {
  if (std::isnan(shade)) return grey;
  const double at = (std::clamp(shade, -1.0, 1.0) + 1) / 2 * (ramp.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(at), ramp.size() - 2);
  const Colour full = between(ramp[below], ramp[below + 1], at - static_cast<double>(below));
  return pale ? between({255, 255, 255}, full, 1.0 / 3) : full;
}

std::string hex(const Colour& c) {
  return fmt::format("#{:02x}{:02x}{:02x}", std::lround(c.red), std::lround(c.green),
                     std::lround(c.blue));
}

/// Of black and white the one with more contrast: WCAG 2's relative luminance, 4.58 to 1 at worst.
const char* ink_on(const Colour& c) {
  const auto linear = [](double v) {
    return v <= .03928 * 255 ? v / 255 / 12.92 : std::pow((v / 255 + .055) / 1.055, 2.4);
  };
  const double light = .2126 * linear(c.red) + .7152 * linear(c.green) + .0722 * linear(c.blue);
  return light < .179 ? "#ffffff" : "#000000";
}

/// Line ends and all else below a space are no XML.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&') {
      safe += "&amp;";
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (c == '"') {
      safe += "&quot;";
    } else {
      safe += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
  }
  return safe;
}

std::string text(double x, double y, double size, const char* anchor, std::string_view words,
                 const char* more = "") {
  return fmt::format(
      "<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\" text-anchor=\"{}\"{}>{}</text>\n", x, y,
      size, anchor, more, escaped(words));
}

/// Of the longest. Bytes that go on a character of UTF-8 are not counted.
double width_of(const std::vector<std::string>& texts, double size, double of = character) {
  std::ptrdiff_t most = 0;
  for (const std::string& text : texts) {
    most = std::max(
        most, std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
  }
  return of * size * static_cast<double>(most);
}

double cell_width(const HeatMap& map) {
  double width = std::max(smallest_cell, width_of(map.columns, label_size) + 12);
  for (const HeatCell& cell : map.cells) {
    width = std::max({width, width_of({cell.below}, small_size) + 12,
                      width_of({cell.number}, number_size, bold_character) + 12});
  }
  return width;
}

std::string cell(const HeatCell& cell, double x, double y, double width) {
  const Colour fill = colour_of(cell.shade, cell.pale);
  const char* ink = ink_on(fill);
  const std::string paint = fmt::format(" fill=\"{}\"", ink);
  const std::string bold = paint + (cell.pale ? "" : " font-weight=\"bold\"");
  return fmt::format("<g><title>{}</title>\n", escaped(cell.told)) +
         fmt::format(
             "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\" fill=\"{}\" "
             "stroke=\"#8c8c8c\" stroke-width=\"0.6\"/>\n",
             x, y, width, cell_height, hex(fill)) +
         text(x + width / 2, y + 25, number_size, "middle", cell.number, bold.c_str()) +
         text(x + width / 2, y + 43, small_size, "middle", cell.below, paint.c_str()) + "</g>\n";
}

/// Seven patches from one end to the other, with the words for both and the middle beneath.
std::string legend(const HeatMap& map, double x, double y) {
  std::string svg;
  constexpr int patches = 7;
  for (int k = 0; k < patches; ++k) {
    svg += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{}\" height=\"14\" fill=\"{}\" "
        "stroke=\"#8c8c8c\" stroke-width=\"0.6\"/>\n",
        x + k * swatch, y, swatch, hex(colour_of((k - 3) / 3.0, false)));
  }
  return svg + text(x, y + 30, small_size, "start", map.low) +
         text(x + patches * swatch / 2, y + 30, small_size, "middle", map.middle) +
         text(x + patches * swatch, y + 30, small_size, "end", map.high);
}

}  // namespace

std::string heat_map_svg(const HeatMap& map) {
  const double left = margin + 12 +
                      std::max(width_of(map.rows, label_size),
                               width_of({map.row_axis}, label_size, bold_character));
  const double wide = cell_width(map);
  const double top = margin + 96;
  const auto columns = static_cast<double>(map.columns.size());
  const double bottom = top + cell_height * static_cast<double>(map.rows.size());
  const double width =
      margin +
      std::max({left + wide * columns, left + swatch * 7, margin + width_of(map.notes, small_size),
                margin + width_of({map.subtitle}, label_size),
                margin + width_of({map.title}, title_size, bold_character)});
  const double height = bottom + 76 + 18 * static_cast<double>(map.notes.size()) + margin;

  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-labelledby=\"title description\" "
      "font-family=\"sans-serif\" fill=\"#1a1a1a\">\n"
      "<title id=\"title\">{2}</title>\n<desc id=\"description\">{3}</desc>\n"
      "<metadata>{4}</metadata>\n"
      "<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"#ffffff\"/>\n",
      width, height, escaped(map.title), escaped(map.description), escaped(map.metadata));
  svg += text(margin, margin + 16, title_size, "start", map.title, " font-weight=\"bold\"");
  svg += text(margin, margin + 38, label_size, "start", map.subtitle, " fill=\"#4d4d4d\"");
  svg += text(left + wide * columns / 2, margin + 68, label_size, "middle", map.column_axis,
              " font-weight=\"bold\"");
  svg += text(left - 12, top - 8, label_size, "end", map.row_axis, " font-weight=\"bold\"");
  for (std::size_t c = 0; c < map.columns.size(); ++c) {
    svg += text(left + wide * (static_cast<double>(c) + .5), top - 8, label_size, "middle",
                map.columns[c]);
  }
  for (std::size_t r = 0; r < map.rows.size(); ++r) {
    const double y = top + cell_height * static_cast<double>(r);
    svg += text(left - 12, y + cell_height / 2 + 5, label_size, "end", map.rows[r]);
    for (std::size_t c = 0; c < map.columns.size(); ++c) {
      svg += cell(map.cells[r * map.columns.size() + c], left + wide * static_cast<double>(c), y,
                  wide);
    }
  }
  svg += legend(map, left, bottom + 16);
  for (std::size_t k = 0; k < map.notes.size(); ++k) {
    svg += text(margin, bottom + 76 + 18 * static_cast<double>(k), small_size, "start",
                map.notes[k], " fill=\"#4d4d4d\"");
  }
  return svg + "</svg>\n";
}

}  // namespace farola::io
