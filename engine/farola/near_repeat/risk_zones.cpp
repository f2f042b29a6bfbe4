#include "farola/near_repeat/risk_zones.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/raster/cell_polygons.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

void require_options(const RiskZoneOptions& options) {
  if (!(options.area_budget > 0 && options.area_budget <= 100)) {
    fail_usage("area-budget-out-of-range", "area-budget",
               fmt::format("The area budget must be above 0 and at most 100 %, got {}. Give for "
                           "example --area-budget 5.",
                           plain(options.area_budget)));
  }
  if (!(options.minimum_area >= 0) || !std::isfinite(options.minimum_area)) {
    fail_usage("minimum-area-negative", "minimum-area",
               fmt::format("The minimum area must be finite and not negative, got {} m2. Give "
                           "square metres, for example --minimum-area 5000.",
                           plain(options.minimum_area)));
  }
}

/// Flags the highest cells; the value of the last one, or NaN.
double take_highest(const Raster& surface, double budget, std::vector<std::uint8_t>& taken) {
  std::vector<std::uint32_t> order;
  std::int64_t valid = 0;
  for (std::size_t cell = 0; cell < surface.values.size(); ++cell) {
    valid += !std::isnan(surface.values[cell]);
    if (surface.values[cell] > 0) order.push_back(static_cast<std::uint32_t>(cell));
  }
  const auto most = static_cast<std::size_t>(budget / 100 * static_cast<double>(valid));
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return surface.values[a] > surface.values[b];
  });
  if (order.size() > most) order.resize(most);
  for (const std::uint32_t cell : order) taken[cell] = 1;
  return order.empty() ? std::numeric_limits<double>::quiet_NaN() : surface.values[order.back()];
}

/// Days until the cell has fallen from `peak` to the threshold or below.
int days_of(const NearRepeatRisk& risk, const Grid& grid, std::int64_t cell, float peak,
            double threshold) {
  const auto most = static_cast<int>(std::ceil(risk.options().memory.value));
  for (int days = 1; days < most; ++days) {
    const auto value = static_cast<float>(
        risk.at(grid, cell % grid.columns, cell / grid.columns, days * seconds_per_day));
    if (value <= threshold && value < peak) return days;
  }
  return std::max(1, most);
}

void tell(const RiskZoneOptions& options, RiskZones& found) {
  auto& told = found.report.values["risk_zones"];
  told["area_budget_percent"] = options.area_budget;
  told["threshold"] = nullptr;
  if (!found.zones.empty()) told["threshold"] = found.threshold;
  told["count"] = found.zones.size();
  told["left_out_below_minimum_area"] = found.left_out;
  told["share_of_area"] = found.share_of_area;
  told["share_of_risk"] = found.share_of_risk;
  if (found.zones.empty()) {
    found.report.note(
        found.left_out > 0
            ? fmt::format("No zone is as large as the minimum area of {} m2; {} smaller ones were "
                          "left out.",
                          plain(options.minimum_area), grouped(found.left_out))
            : "No cell is above 0 within the area budget, so there is no zone.");
    return;
  }
  const auto [first, last] =
      std::minmax_element(found.zones.begin(), found.zones.end(),
                          [](const RiskZone& a, const RiskZone& b) { return a.days < b.days; });
  found.report.note(fmt::format(
      "{} zone{} {:.1f} % of the risk on {:.1f} % of the area; they expire from {} to {}.",
      grouped(static_cast<std::int64_t>(found.zones.size())),
      found.zones.size() == 1 ? " holds" : "s hold", 100 * found.share_of_risk,
      100 * found.share_of_area, iso_text(first->expires), iso_text(last->expires)));
}

}  // namespace

RiskZones risk_zones(const Raster& surface, const NearRepeatRisk& risk,
                     const RiskZoneOptions& options, const Progress& progress) {
  require_options(options);
  RiskZones found;
  const Grid& grid = surface.grid;
  std::vector<std::uint8_t> taken(surface.values.size(), 0);
  found.threshold = take_highest(surface, options.area_budget, taken);
  progress.update(.3);

  std::vector<std::int32_t> group_of_cell;
  std::vector<CellGroup> groups = cell_groups(grid, taken, &group_of_cell);
  std::vector<double> sums(groups.size(), 0);
  std::vector<std::int64_t> peaks(groups.size(), -1);
  double total = 0;
  std::int64_t valid = 0;
  for (std::size_t cell = 0; cell < surface.values.size(); ++cell) {
    const double value = surface.values[cell];
    if (std::isnan(value)) continue;
    ++valid;
    total += value;
    if (group_of_cell[cell] < 0) continue;
    const auto group = static_cast<std::size_t>(group_of_cell[cell]);
    sums[group] += value;
    std::int64_t& peak = peaks[group];
    if (peak < 0 || value > surface.values[static_cast<std::size_t>(peak)]) {
      peak = static_cast<std::int64_t>(cell);
    }
  }
  progress.update(.5);

  std::vector<std::pair<double, std::size_t>> kept;  // the peak's value, for ties
  for (std::size_t g = 0; g < groups.size(); ++g) {
    progress.update(.5 + .5 * static_cast<double>(g) / static_cast<double>(groups.size()));
    RiskZone zone;
    zone.cells = groups[g].cells;
    zone.area = static_cast<double>(zone.cells) * grid.cell_area();
    if (zone.area < options.minimum_area) {
      ++found.left_out;
      continue;
    }
    zone.outline = std::move(groups[g].outline);
    zone.share_of_risk = sums[g] / total;
    zone.mean = sums[g] / static_cast<double>(zone.cells);
    zone.days = days_of(risk, grid, peaks[g], surface.values[static_cast<std::size_t>(peaks[g])],
                        found.threshold);
    zone.expires = risk.options().now + zone.days * static_cast<Timestamp>(seconds_per_day);
    found.share_of_risk += zone.share_of_risk;
    found.share_of_area += static_cast<double>(zone.cells) / static_cast<double>(valid);
    kept.emplace_back(surface.values[static_cast<std::size_t>(peaks[g])], found.zones.size());
    found.zones.push_back(std::move(zone));
  }
  // Groups come from the north-west, and a stable sort keeps that order for full ties.
  std::stable_sort(kept.begin(), kept.end(), [&](const auto& a, const auto& b) {
    const double one = found.zones[a.second].share_of_risk;
    const double other = found.zones[b.second].share_of_risk;
    return one != other ? one > other : a.first > b.first;
  });
  std::vector<RiskZone> ranked;
  for (const auto& [peak, number] : kept) {
    ranked.push_back(std::move(found.zones[number]));
    ranked.back().rank = static_cast<int>(ranked.size());
  }
  found.zones = std::move(ranked);
  tell(options, found);
  progress.finish();
  return found;
}

}  // namespace farola
