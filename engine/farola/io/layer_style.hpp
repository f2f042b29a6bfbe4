#pragma once
// Styles that QGIS opens by itself: sequential, colour-blind-safe ramps (dark = more), zero and no
// data transparent.

#include <string>

#include "farola/raster/raster.hpp"

namespace farola::io {

/// QML for a single-band raster: classes at quantiles of the positive values.
std::string density_style(const Raster& raster);
/// QML for polygons graduated by `field` (for example "rank").
std::string graduated_polygon_style(const std::string& field, double minimum, double maximum);

}  // namespace farola::io
