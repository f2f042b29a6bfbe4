#include "farola/risk/proximity.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/raster/mask.hpp"
#include "farola/risk/feature_distances.hpp"

#include <cmath>

#include <fmt/format.h>

namespace farola {
namespace {

void require_maximum(const ProximityOptions& options) {
  if (!options.maximum) return;
  const double metres = options.maximum->value;
  if (metres > 0 && std::isfinite(metres)) return;
  fail_usage("maximum-not-positive", "maximum",
             fmt::format("Maximum must be positive and finite, got {} m. Give metres, for example "
                         "--maximum 1000, or leave it out.",
                         plain(metres)));
}

void tell(Proximity& result, std::int64_t beyond, const ProximityOptions& options) {
  const RasterStatistics found = statistics_of(result.distance.values);
  auto& values = result.report.values["proximity"];
  values["cells"] = found.valid;
  if (options.maximum) {
    values["maximum_m"] = options.maximum->value;
    values["beyond_maximum"] = beyond;
  }
  if (found.valid == 0) {
    result.report.warn(
        beyond > 0 ? fmt::format("Every cell is further than {} m from all features, so the map "
                                 "has no values. Give a larger --maximum, or leave it out.",
                                 plain(options.maximum->value))
                   : "No cell centre lies in the study area, so the map has no values. Give a "
                     "smaller --cell-size.");
    return;
  }
  values["nearest_m"] = found.minimum;
  values["furthest_m"] = found.maximum;
  values["mean_m"] = found.mean;
  if (beyond > 0) {
    result.report.note(
        fmt::format("{} cells are further than {} m from all features and have no "
                    "data.",
                    grouped(beyond), plain(options.maximum->value)));
  }
}

}  // namespace

Proximity proximity(const FactorFeatures& features, const Grid& grid, const Crs& crs,
                    const ProximityOptions& options, const Progress& progress) {
  require_maximum(options);
  if (features.empty()) {
    fail_data("features-empty",
              "There is no feature to be near to. Give a layer with points, lines or polygons.",
              "features");
  }
  Proximity result;
  result.distance = {grid, crs, {"distance", "Distance to the nearest feature", "m"}, {}};
  result.distance.values.resize(static_cast<std::size_t>(grid.cells()), no_data);
  progress.check();
  const risk::FeatureDistances exact(features, grid);
  progress.update(.2);
  const Mask mask = options.study_area.empty() ? Mask{grid, {}} : mask_of(options.study_area, grid);
  const double maximum =
      options.maximum ? options.maximum->value : std::numeric_limits<double>::infinity();
  const std::vector<risk::CellWindow> windows = risk::windows_of(grid);
  std::vector<std::int64_t> beyond(windows.size());
  for_each_block(
      windows.size(), 1, progress.part(.25, .95), [&](std::size_t w, std::size_t, std::size_t) {
        const risk::CellWindow& window = windows[w];
        std::vector<double> distances(static_cast<std::size_t>(window.columns * window.rows));
        exact.fill(window, distances, maximum);
        for (std::size_t k = 0; k < distances.size(); ++k) {
          const auto at = static_cast<std::int64_t>(k);
          const auto cell =
              static_cast<std::size_t>((window.row + at / window.columns) * grid.columns +
                                       window.column + at % window.columns);
          if (!mask.inside.empty() && mask.inside[cell] == 0) continue;
          if (distances[k] <= maximum) {
            result.distance.values[cell] = static_cast<float>(distances[k]);
          } else {
            ++beyond[w];
          }
        }
      });
  std::int64_t all_beyond = 0;
  for (const std::int64_t count : beyond) all_beyond += count;
  tell(result, all_beyond, options);
  progress.finish();
  return result;
}

}  // namespace farola
