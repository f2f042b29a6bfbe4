#pragma once
// Hot spots as the faces ask for them and hand them on.

#include "farola/catalog/arguments.hpp"
#include "farola/crs/crs.hpp"
#include "farola/density/hotspot_polygons.hpp"
#include "farola/io/write_vector.hpp"

#include <string>

namespace farola::catalog {

/// --percentile, --mean-plus-sd or --share (the percentile 95 when none is given) and
/// --minimum-area. Throws Error{usage, "hotspot-rules-several"}.
HotspotOptions hotspot_options(const Arguments& arguments);

/// Layer "hotspots", one polygon a spot by rank, with a style by rank. Fields: rank, area_m2,
/// cells, events, weight, density_km2, peak (in `unit`, the density raster's), peak_x, peak_y,
/// share_of_events and share_of_area (0 to 1), pai.
io::Layer hotspot_layer(const Hotspots& hotspots, const Crs& crs, const std::string& unit);

}  // namespace farola::catalog
