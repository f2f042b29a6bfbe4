#include "farola/density/hotspot_polygons.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/core/units.hpp"
#include "farola/raster/cell_polygons.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void check(const HotspotOptions& options) {
  const double value = options.value;
  switch (options.rule) {
    case HotspotRule::percentile:
      if (!(value >= 0 && value < 100)) {
        fail_usage(
            "percentile-out-of-range", "percentile",
            fmt::format("The percentile must be from 0 to below 100, got {}. Give for example "
                        "--percentile 95.",
                        plain(value)));
      }
      break;
    case HotspotRule::share:
      if (!(value > 0 && value <= 100)) {
        fail_usage(
            "share-out-of-range", "share",
            fmt::format("The share of events must be above 0 and at most 100 %, got {}. Give "
                        "for example --share 25.",
                        plain(value)));
      }
      break;
    case HotspotRule::mean_plus_sd:
      if (!std::isfinite(value)) {
        fail_usage("mean-plus-sd-not-finite", "mean-plus-sd",
                   fmt::format("The number of standard deviations must be finite, got {}. Give for "
                               "example --mean-plus-sd 2.",
                               plain(value)));
      }
      break;
  }
  if (!(options.minimum_area >= 0) || !std::isfinite(options.minimum_area)) {
    fail_usage(
        "minimum-area-negative", "minimum-area",
        fmt::format("The minimum area must be finite and not negative, got {} m2. Give square "
                    "metres, for example --minimum-area 5000.",
                    plain(options.minimum_area)));
  }
}

// The cell of each event, or -1.
std::vector<std::int64_t> cells_of(const Raster& raster, const ProjectedEvents& events) {
  const Grid& grid = raster.grid;
  std::vector<std::int64_t> cells(events.size(), -1);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double x = events.x()[i], y = events.y()[i];
    if (x < grid.xmin || x > grid.xmax() || y > grid.ymax || y < grid.ymin()) continue;
    const auto column = std::min(static_cast<std::int64_t>(std::floor((x - grid.xmin) / grid.cell)),
                                 grid.columns - 1);
    const auto row =
        std::min(static_cast<std::int64_t>(std::floor((grid.ymax - y) / grid.cell)), grid.rows - 1);
    const std::int64_t cell = row * grid.columns + column;
    if (!std::isnan(raster.values[static_cast<std::size_t>(cell)])) cells[i] = cell;
  }
  return cells;
}

double percentile_threshold(std::span<const float> values, double percent) {
  std::vector<float> positive;
  std::copy_if(values.begin(), values.end(), std::back_inserter(positive),
               [](float value) { return value > 0; });
  if (positive.empty()) return nan;
  const double rank = std::ceil(percent / 100 * static_cast<double>(positive.size()));
  const auto at = positive.begin() + static_cast<std::ptrdiff_t>(std::max(1.0, rank)) - 1;
  std::nth_element(positive.begin(), at, positive.end());
  return *at;
}

double mean_plus_sd_threshold(std::span<const float> values, double deviations) {
  const RasterStatistics found = statistics_of(values);
  if (found.valid < 2) return nan;
  const auto n = static_cast<double>(found.valid);
  return found.mean + deviations * found.standard_deviation * std::sqrt(n / (n - 1));
}

// Flags the cells with the highest values until they hold `share` of the weight; returns the value
// of the last one.
double flag_share(std::span<const float> values, std::span<const double> weight_in_cell,
                  double share, std::vector<std::uint8_t>& hot) {
  std::vector<std::uint32_t> order;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > 0) order.push_back(static_cast<std::uint32_t>(i));
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return values[a] > values[b]; });
  const double total = std::accumulate(weight_in_cell.begin(), weight_in_cell.end(), 0.0);
  double held = 0, last = nan;
  // A millionth of a millionth below: sums in another order must not ask for one more cell.
  const double wanted = share * total * (1 - 1e-12);
  for (const std::uint32_t cell : order) {
    if (held >= wanted) break;
    held += weight_in_cell[cell];
    hot[cell] = 1;
    last = values[cell];
  }
  return last;
}

// Flags the hot cells by the rule asked for; `threshold` becomes the one of the result.
std::vector<std::uint8_t> hot_cells(const Raster& density, const ProjectedEvents& events,
                                    std::span<const std::int64_t> cell_of_event,
                                    const HotspotOptions& options, double& threshold) {
  std::vector<std::uint8_t> hot(density.values.size(), 0);
  if (options.rule == HotspotRule::share) {
    std::vector<double> weight_in_cell(density.values.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (cell_of_event[i] < 0) continue;
      weight_in_cell[static_cast<std::size_t>(cell_of_event[i])] += events.weight_of(i);
    }
    threshold = flag_share(density.values, weight_in_cell, options.value / 100, hot);
    return hot;
  }
  threshold = options.rule == HotspotRule::percentile
                  ? percentile_threshold(density.values, options.value)
                  : mean_plus_sd_threshold(density.values, options.value);
  for (std::size_t i = 0; i < hot.size(); ++i) {
    hot[i] = density.values[i] > threshold && density.values[i] > 0;
  }
  return hot;
}

struct Counts {
  struct Group {
    std::int64_t events = 0;
    double weight = 0;
    std::int64_t peak_cell = -1;  // its highest; the first of equals
  };
  std::vector<Group> groups;
  double total_weight = 0;       // of the events in valid cells
  std::int64_t valid_cells = 0;  // of the whole surface
};

Counts count(const Raster& density, const ProjectedEvents& events,
             std::span<const std::int64_t> cell_of_event,
             std::span<const std::int32_t> group_of_cell, std::size_t groups) {
  Counts counts;
  counts.groups.resize(groups);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (cell_of_event[i] < 0) continue;
    counts.total_weight += events.weight_of(i);
    const std::int32_t g = group_of_cell[static_cast<std::size_t>(cell_of_event[i])];
    if (g < 0) continue;
    Counts::Group& group = counts.groups[static_cast<std::size_t>(g)];
    ++group.events;
    group.weight += events.weight_of(i);
  }
  for (std::size_t cell = 0; cell < density.values.size(); ++cell) {
    counts.valid_cells += !std::isnan(density.values[cell]);
    if (group_of_cell[cell] < 0) continue;
    std::int64_t& peak = counts.groups[static_cast<std::size_t>(group_of_cell[cell])].peak_cell;
    if (peak < 0 || density.values[cell] > density.values[static_cast<std::size_t>(peak)]) {
      peak = static_cast<std::int64_t>(cell);
    }
  }
  return counts;
}

void fill_shares(double weight, double area, double total_weight, double total_area,
                 double& of_events, double& of_area, double& pai) {
  of_events = total_weight > 0 ? weight / total_weight : nan;
  of_area = total_area > 0 ? area / total_area : nan;
  pai = of_events / of_area;
}

// The spots that are large enough, ranked, and the sums over them.
void assemble(const Raster& density, const Counts& counts, double minimum_area,
              std::vector<CellGroup>& groups, Hotspots& result) {
  const Grid& grid = density.grid;
  const double total_area = static_cast<double>(counts.valid_cells) * grid.cell_area();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const Counts::Group& counted = counts.groups[g];
    Hotspot spot;
    spot.cells = groups[g].cells;
    spot.area = static_cast<double>(spot.cells) * grid.cell_area();
    if (spot.area < minimum_area) {
      ++result.left_out;
      continue;
    }
    spot.outline = std::move(groups[g].outline);
    spot.events = counted.events;
    spot.weight = counted.weight;
    spot.density = spot.weight / spot.area * square_metres_per_km2;
    spot.peak = density.values[static_cast<std::size_t>(counted.peak_cell)];
    spot.peak_at = grid.centre(counted.peak_cell % grid.columns, counted.peak_cell / grid.columns);
    fill_shares(spot.weight, spot.area, counts.total_weight, total_area, spot.share_of_events,
                spot.share_of_area, spot.pai);
    result.cells += spot.cells;
    result.events += spot.events;
    result.weight += spot.weight;
    result.spots.push_back(std::move(spot));
  }
  // Groups come from the north-west, and a stable sort keeps that order for full ties.
  std::stable_sort(result.spots.begin(), result.spots.end(),
                   [](const Hotspot& a, const Hotspot& b) {
                     return a.weight != b.weight ? a.weight > b.weight : a.peak > b.peak;
                   });
  for (std::size_t i = 0; i < result.spots.size(); ++i) {
    result.spots[i].rank = static_cast<int>(i) + 1;
  }
  result.area = static_cast<double>(result.cells) * grid.cell_area();
  fill_shares(result.weight, result.area, counts.total_weight, total_area, result.share_of_events,
              result.share_of_area, result.pai);
}

void tell(const HotspotOptions& options, const Raster& density, Hotspots& result) {
  const char* rule = options.rule == HotspotRule::percentile     ? "percentile"
                     : options.rule == HotspotRule::mean_plus_sd ? "mean-plus-sd"
                                                                 : "share";
  auto& told = result.report.values["hotspots"];
  const auto number = [](double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
  };
  told["rule"] = rule;
  told["value"] = options.value;
  told["threshold"] = number(result.threshold);
  told["threshold_unit"] = density.band.unit;
  told["count"] = result.spots.size();
  told["left_out_below_minimum_area"] = result.left_out;
  told["cells"] = result.cells;
  told["area_km2"] = result.area / square_metres_per_km2;
  told["events"] = result.events;
  told["share_of_events"] = number(result.share_of_events);
  told["share_of_area"] = number(result.share_of_area);
  told["pai"] = number(result.pai);
  told["events_outside_the_surface"] = result.events_nowhere;
  if (result.spots.empty()) {
    result.report.note(
        result.left_out > 0
            ? fmt::format(
                  "No hot spot is as large as the minimum area of {} m2; {} smaller ones were "
                  "left out.",
                  plain(options.minimum_area), grouped(result.left_out))
            : "No cell stands out by this rule, so there is no hot spot.");
    return;
  }
  result.report.note(fmt::format(
      "{} hot spot{} {:.1f} % of the events on {:.1f} % of the area (PAI {:.2f}); the same "
      "events "
      "made the surface, so this tells concentration, not prediction.",
      grouped(static_cast<std::int64_t>(result.spots.size())),
      result.spots.size() == 1 ? " holds" : "s hold", 100 * result.share_of_events,
      100 * result.share_of_area, result.pai));
  if (result.events_nowhere > 0) {
    result.report.note(
        fmt::format("{} events lie beyond the surface or where it has no data; they "
                    "count in no share.",
                    grouped(result.events_nowhere)));
  }
}

}  // namespace

Hotspots hotspot_polygons(const Raster& density, const ProjectedEvents& events,
                          const HotspotOptions& options, const Progress& progress) {
  check(options);
  if (!density.crs.equivalent(events.crs())) {
    fail_data(
        "crs-mismatch",
        fmt::format("The surface is in {}, the events in {}. Give --target-crs {} so that both "
                    "are the same.",
                    density.crs.label(), events.crs().label(), density.crs.code()),
        "target-crs");
  }
  Hotspots result;
  const std::vector<std::int64_t> cells = cells_of(density, events);
  result.events_nowhere = std::count(cells.begin(), cells.end(), -1);
  progress.update(.2);
  const std::vector<std::uint8_t> hot =
      hot_cells(density, events, cells, options, result.threshold);
  progress.update(.5);
  std::vector<std::int32_t> group_of_cell;
  std::vector<CellGroup> groups = cell_groups(density.grid, hot, &group_of_cell);
  progress.update(.8);
  const Counts counts = count(density, events, cells, group_of_cell, groups.size());
  assemble(density, counts, options.minimum_area, groups, result);
  tell(options, density, result);
  progress.finish();
  return result;
}

}  // namespace farola
