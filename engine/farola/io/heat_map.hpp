#pragma once
// A table of numbers as a picture: SVG, a small square for each cell with what is to be read in it.
//
// Text is text, in the reader's own sans-serif, so it can be searched, copied and read aloud; each
// cell says in its <title> what it is (a browser shows it under the mouse). The picture has a title
// and a description of its own for those who do not see it. Colours run from blue over white to
// brown, which the colour-blind tell apart, and what matters is written, too. Nothing is read from
// the machine: the same table gives the same bytes.

#include <string>
#include <vector>

namespace farola::io {

struct HeatCell {
  double shade = 0;    ///< -1 blue … 0 white … 1 brown; beyond is taken for the end; NaN: grey
  bool pale = false;   ///< a third of the colour: what is not to draw the eye
  std::string number;  ///< large
  std::string below;   ///< small, under it
  std::string told;    ///< in whole words
};

struct HeatMap {
  std::string title, subtitle, description;
  std::string row_axis, column_axis;
  std::vector<std::string> rows, columns;  ///< labels
  std::vector<HeatCell> cells;             ///< row by row. REQUIRES rows × columns
  std::string low, middle, high;           ///< of the colours, for the legend
  std::vector<std::string> notes;          ///< lines below
  std::string metadata;                    ///< goes into <metadata> as text
};

std::string heat_map_svg(const HeatMap& map);

}  // namespace farola::io
