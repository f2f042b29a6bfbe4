// A table as a picture: well-formed whatever the words, readable whatever the colour, and the same
// bytes each time.

#include "farola/io/heat_map.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include <cpl_minixml.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::io {
namespace {

using testing::HasSubstr;
using testing::Not;

HeatMap two_by_three() {
  HeatMap map;
  map.title = "Pairs";
  map.description = "Two by three.";
  map.rows = {"[0,200) m", "[200,400) m"};
  map.columns = {"[0,7) days", "[7,14) days", "[14,21) days"};
  for (const double shade : {-1.0, 0.0, 1.0, -7.0, 7.0, static_cast<double>(NAN)}) {
    map.cells.push_back({shade, false, "1.8", "9 of 5", "nine of five"});
  }
  return map;
}

std::size_t count(const std::string& text, const std::string& of) {
  std::size_t found = 0;
  for (auto at = text.find(of); at != std::string::npos; at = text.find(of, at + 1)) ++found;
  return found;
}

TEST(HeatMap, IsWellFormedWithEveryCellInIt) {
  HeatMap map = two_by_three();
  map.title = "<b> & \"co\"";
  map.subtitle = "a\nb\x01";
  map.notes = {"]]> -- <!--"};
  map.metadata = "{\"command\":\"a < b\"}";
  const std::string svg = heat_map_svg(map);
  const std::unique_ptr<CPLXMLNode, decltype(&CPLDestroyXMLNode)> tree(
      CPLParseXMLString(svg.c_str()), CPLDestroyXMLNode);
  ASSERT_NE(tree, nullptr);
  EXPECT_STREQ(CPLGetXMLValue(tree.get(), "=svg.title", ""), "<b> & \"co\"");
  EXPECT_STREQ(CPLGetXMLValue(tree.get(), "=svg.metadata", ""), "{\"command\":\"a < b\"}");
  EXPECT_EQ(count(svg, "<title>nine of five</title>"), 6U);
  EXPECT_EQ(count(svg, ">[7,14) days<"), 1U);
  EXPECT_THAT(svg, Not(HasSubstr("\x01")));
  EXPECT_EQ(svg, heat_map_svg(map));
}

TEST(HeatMap, ColoursEndAtOneAndGreyIsUnknown) {
  const std::string svg = heat_map_svg(two_by_three());
  // The ends are the legend's, the cell at the end and the one beyond it.
  EXPECT_EQ(count(svg, "fill=\"#215194\""), 3U);
  EXPECT_EQ(count(svg, "fill=\"#7f3b08\""), 3U);
  EXPECT_EQ(count(svg, "fill=\"#e9e9e9\""), 1U);
  HeatMap pale = two_by_three();
  for (HeatCell& cell : pale.cells) cell.pale = true;
  EXPECT_EQ(count(heat_map_svg(pale), "fill=\"#7f3b08\""), 1U) << "the legend's";
}

// WCAG 2: 4.5 to 1 between text and what it stands on.
TEST(HeatMap, TextStandsOutFromEveryColour) {
  const auto light_of = [](const std::string& hex) {
    double light = 0;
    const double weights[] = {.2126, .7152, .0722};
    for (std::size_t k = 0; k < 3; ++k) {
      const double v = std::stoi(hex.substr(1 + 2 * k, 2), nullptr, 16) / 255.0;
      light += weights[k] * (v <= .03928 ? v / 12.92 : std::pow((v + .055) / 1.055, 2.4));
    }
    return light;
  };
  double least = 100;
  for (double shade = -1; shade <= 1; shade += 1.0 / 64) {
    for (const bool pale : {false, true}) {
      HeatMap map;
      map.rows = map.columns = {"a"};
      map.cells = {{shade, pale, "1.8", "9 of 5", "told"}};
      const std::string svg = heat_map_svg(map);
      const auto group = svg.find("<g>");
      const auto rect = svg.find("fill=\"#", group), words = svg.find("fill=\"#", rect + 1);
      const double a = light_of(svg.substr(rect + 6, 7)), b = light_of(svg.substr(words + 6, 7));
      least = std::min(least, (std::max(a, b) + .05) / (std::min(a, b) + .05));
    }
  }
  EXPECT_GE(least, 4.5);
}

TEST(HeatMap, LongLabelsWidenIt) {
  HeatMap map = two_by_three();
  const auto width_of = [](const std::string& svg) {
    return std::stod(svg.substr(svg.find("width=\"") + 7));
  };
  const double before = width_of(heat_map_svg(map));
  map.columns[0] = "[1000000,2000000) hours and more";
  EXPECT_GT(width_of(heat_map_svg(map)), before + 300) << "for each of three columns";
}

}  // namespace
}  // namespace farola::io
