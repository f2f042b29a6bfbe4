#pragma once
// Styles that QGIS opens by itself, as QML: beside a raster as NAME.qml, inside a GeoPackage in the
// table layer_styles. Dark means more; the colours stay apart for the colour-blind (the sequential
// one is matplotlib's CC0 "inferno" reversed, the diverging one runs from blue over white to
// brown). Zero and no data are transparent, so that the map beneath stays readable.

#include "farola/raster/raster.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace farola::io {

/// Values at which a ramp changes colour, ascending: 0, then quantiles of the positive values (from
/// every n-th of them, at most 100,000), then the maximum. With negative values: even steps from
/// -m to m, m the magnitude that 95 % of the values other than 0 do not pass (of a log ratio a few
/// cells at the rim are huge, and would leave no colour for the others). Empty when there is
/// nothing to colour.
std::vector<double> style_breaks(std::span<const float> values);

/// The same for values that come in pieces. `coloured`: how many of all are neither 0 nor no data.
class StyleSample {
 public:
  explicit StyleSample(std::int64_t coloured);
  void add(std::span<const float> values);
  std::vector<double> breaks(double minimum, double maximum) const;

 private:
  std::int64_t step_, left_ = 0;  // every step_-th is taken; left_: to pass over before the next
  std::vector<float> sample_;
};

/// QML of a single-band raster, interpolated between breaks; `unit` goes to the legend. A comment
/// in it says that farola made it.
std::string raster_style(std::span<const double> breaks, const std::string& unit);

/// QML of polygons graduated by `field` in even classes, darkest where the value is low
/// (`low_is_dark`: rank 1 is the hottest) or high.
std::string graduated_polygon_style(const std::string& field, double minimum, double maximum,
                                    bool low_is_dark = false);

/// NAME.qml, the style of NAME.tif.
std::string style_path(const std::string& raster);

/// Whether the style beside a raster stays when the raster is written: one that farola did not make
/// always, one that it made unless overwriting. What is there and is no file stays, too.
bool keeps_style(const std::string& raster, bool overwrite);
/// The sentence that tells of it; empty when the raster gets a new style.
std::string kept_style_note(const std::string& raster, bool overwrite);

}  // namespace farola::io
