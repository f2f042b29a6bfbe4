#include "farola/near_repeat/near_repeat_risk.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr std::size_t rows_per_block = 8;
constexpr double seconds_per_week = 7 * seconds_per_day;

void require_positive(double value, const std::string& parameter, const std::string& unit,
                      const std::string& example) {
  if (value > 0 && std::isfinite(value)) return;
  std::string name = parameter;
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  std::replace(name.begin(), name.end(), '-', ' ');
  fail_usage(parameter + "-not-positive", parameter,
             fmt::format("{} must be positive, got {} {}. Give for example --{} {}.", name,
                         plain(value), unit, parameter, example));
}

void require_options(const NearRepeatRiskOptions& options) {
  if (options.now == no_time) {
    fail_usage("now-missing", "now",
               "A prospective surface needs the moment it is made for. Give it, for example --now "
               "2026-01-31T08:00.");
  }
  require_positive(options.reach.value, "distance", "m", "200");
  require_positive(options.memory.value, "days", "days", "14");
  if (options.along && options.weighting == Weighting::promap) {
    fail_usage("promap-network", "weighting",
               "ProMap counts distance in cells, which are not along streets. Give --weighting "
               "half-life or knox, or another --distance-metric.");
  }
  if (options.weighting != Weighting::half_life) return;
  require_positive(options.half_distance.value, "half-distance", "m", "100");
  require_positive(options.half_life.value, "half-life", "days", "7");
}

}  // namespace

std::string_view name_of(Weighting weighting) noexcept {
  return weighting_names[static_cast<std::size_t>(weighting)];
}

Weighting weighting_from_name(const std::string& name) {
  const auto* found = std::find(std::begin(weighting_names), std::end(weighting_names), name);
  return static_cast<Weighting>(found - std::begin(weighting_names));
}

NearRepeatRisk::NearRepeatRisk(const SpaceTimeEvents& events, std::span<const double> times,
                               const NearRepeatRiskOptions& options)
    : options_(options) {
  if (options.weighting == Weighting::bands) {
    options_.reach = {options.bands.distance.reach().at};
    options_.memory = {options.bands.time.reach().at / seconds_per_day};
  }
  require_options(options_);
  const double now = static_cast<double>(options.now - events.origin);
  std::int64_t after_now = 0, past_memory = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events.until[i] >= now) {
      ++after_now;
    } else if (too_old(now - times[i])) {
      ++past_memory;
    } else {
      sources_.push_back({events.x[i], events.y[i], events.weight_of(i), now - times[i],
                          static_cast<std::uint32_t>(i)});
    }
  }
  std::stable_sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
    return std::tie(a.y, a.x) < std::tie(b.y, b.x);
  });
  for (std::size_t k = 0; k < sources_.size(); ++k) {
    const Source& source = sources_[k];
    if (places_.empty() || places_.back().x != source.x || places_.back().y != source.y) {
      places_.push_back({source.x, source.y, k, k});
    }
    places_.back().end = k + 1;
  }
  if (options_.along) {
    SnappedPoints points;
    for (const Place& place : places_) {
      const std::uint32_t event = sources_[place.first].event;
      points.edge.push_back(options_.along->points->edge[event]);
      points.position.push_back(options_.along->points->position[event]);
      points.off.push_back(options_.along->points->off[event]);
    }
    streets_ = std::make_shared<const StreetCells>(*options_.along->streets, points, options_.reach,
                                                   options_.along->cell_distance);
  }
  tell(after_now, past_memory, static_cast<std::int64_t>(events.size()));
}

bool NearRepeatRisk::too_old(double age) const {
  if (options_.weighting == Weighting::bands) return !options_.bands.time.reach().below(age);
  return age >= options_.memory.value * seconds_per_day;
}

bool NearRepeatRisk::too_far(double distance) const {
  if (options_.weighting == Weighting::bands)
    return !options_.bands.distance.reach().below(distance);
  return distance >= options_.reach.value;
}

double NearRepeatRisk::time_weight(double age) const {
  if (too_old(age)) return 0;
  if (options_.weighting == Weighting::promap) return 1 / (1 + std::floor(age / seconds_per_week));
  return std::exp2(-age / (options_.half_life.value * seconds_per_day));
}

double NearRepeatRisk::space_weight(double distance, double cell) const {
  if (options_.weighting == Weighting::promap) return 1 / (1 + distance / cell);
  return std::exp2(-distance / options_.half_distance.value);
}

std::vector<double> NearRepeatRisk::place_weights(double later) const {
  std::vector<double> weights(places_.size(), 0);
  if (options_.weighting == Weighting::bands) return weights;  // no product of the two
  for (std::size_t p = 0; p < places_.size(); ++p) weights[p] = place_weight(places_[p], later);
  return weights;
}

double NearRepeatRisk::place_weight(const Place& place, double later) const {
  double weight = 0;
  for (std::size_t k = place.first; k < place.end; ++k) {
    weight += sources_[k].weight * time_weight(sources_[k].age + later);
  }
  return weight;
}

double NearRepeatRisk::sum_at(const Grid& grid, const StreetCells::Cell& cell,
                              std::span<const double> weights, double later,
                              const Progress& progress) const {
  std::vector<Neighbour> near;
  streets_->near(cell, near, progress);
  const std::int64_t column = cell.cell % grid.columns, row = cell.cell / grid.columns;
  double sum = 0;
  for (const Neighbour& neighbour : near) {
    const Place& place = places_[neighbour.event];
    const double d = by_cells() && in_cell(grid, place, column, row) ? 0 : neighbour.distance;
    if (too_far(d)) continue;
    if (options_.weighting == Weighting::bands) {
      sum += band_sum(place, d, later);
    } else {
      const double own = weights.empty() ? place_weight(place, later) : weights[neighbour.event];
      sum += own * space_weight(d, grid.cell);
    }
  }
  return sum;
}

std::vector<double> NearRepeatRisk::on_streets(const Grid& grid, std::span<const double> weights,
                                               double later, const Progress& progress) const {
  constexpr std::size_t cells_per_block = 256;
  const std::vector<StreetCells::Cell> cells = streets_->cells_of(grid, progress.part(0, .2));
  std::vector<double> values(static_cast<std::size_t>(grid.cells()),
                             std::numeric_limits<double>::quiet_NaN());
  for_each_block(cells.size(), cells_per_block, progress.part(.2, 1),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t k = begin; k < end; ++k) {
                     progress.check();
                     values[static_cast<std::size_t>(cells[k].cell)] =
                         sum_at(grid, cells[k], weights, later, progress);
                   }
                 });
  progress.finish();
  return values;
}

double NearRepeatRisk::band_sum(const Place& place, double distance, double later) const {
  const BandWeights& bands = options_.bands;
  const int k = bands.distance.index_of(distance);
  if (k < 0) return 0;
  double sum = 0;
  for (std::size_t s = place.first; s < place.end; ++s) {
    const int m = bands.time.index_of(sources_[s].age + later);
    if (m < 0) continue;
    sum +=
        sources_[s].weight *
        bands.weight[static_cast<std::size_t>(k) * bands.time.size() + static_cast<std::size_t>(m)];
  }
  return sum;
}

bool NearRepeatRisk::in_cell(const Grid& grid, const Place& place, std::int64_t column,
                             std::int64_t row) {
  return static_cast<double>(column) == std::floor((place.x - grid.xmin) / grid.cell) &&
         static_cast<double>(row) == std::floor((grid.ymax - place.y) / grid.cell);
}

double NearRepeatRisk::distance_to(const Grid& grid, const Place& place, std::int64_t column,
                                   std::int64_t row) const {
  if (by_cells()) {
    const double dx = static_cast<double>(column) - std::floor((place.x - grid.xmin) / grid.cell);
    const double dy = static_cast<double>(row) - std::floor((grid.ymax - place.y) / grid.cell);
    if (dx == 0 && dy == 0) return 0;
    if (options_.weighting == Weighting::promap) {
      return distance_between(options_.metric, dx, dy) * grid.cell;
    }
  }
  return distance_between(options_.metric, grid.x_of(column) - place.x, grid.y_of(row) - place.y);
}

/// Whether it matters which cell an event lies in.
bool NearRepeatRisk::by_cells() const {
  return options_.weighting == Weighting::promap ||
         (options_.weighting == Weighting::bands && options_.bands.distance[0].same);
}

/// As far as an event can reach: the centre of its cell may lie nearer than it does.
double NearRepeatRisk::reach_metres(const Grid& grid) const {
  return options_.reach.value + (by_cells() ? grid.cell : 0);
}

void NearRepeatRisk::add_row(const Grid& grid, std::int64_t row,
                             std::span<const double> place_weights, double later,
                             std::span<double> values) const {
  const double reach = reach_metres(grid), y = grid.y_of(row);
  const auto south = [](const Place& place, double at) { return place.y < at; };
  auto place = std::lower_bound(places_.begin(), places_.end(), y - reach, south);
  for (; place != places_.end() && place->y <= y + reach; ++place) {
    const double own = place_weights[static_cast<std::size_t>(place - places_.begin())];
    const double west = (place->x - reach - grid.xmin) / grid.cell - 1;
    const double east = (place->x + reach - grid.xmin) / grid.cell + 1;
    const auto last = static_cast<double>(grid.columns - 1);
    if (east < 0 || west > last) continue;
    const auto from = static_cast<std::int64_t>(std::max(0.0, west));
    const auto to = static_cast<std::int64_t>(std::min(last, east));
    for (std::int64_t column = from; column <= to; ++column) {
      const double d = distance_to(grid, *place, column, row);
      if (too_far(d)) continue;
      values[static_cast<std::size_t>(column)] += options_.weighting == Weighting::bands
                                                      ? band_sum(*place, d, later)
                                                      : own * space_weight(d, grid.cell);
    }
  }
}

std::vector<double> NearRepeatRisk::on(const Grid& grid, double later,
                                       const Progress& progress) const {
  const std::vector<double> weights = place_weights(later);
  if (streets_) return on_streets(grid, weights, later, progress);
  std::vector<double> values(static_cast<std::size_t>(grid.cells()), 0);
  for_each_block(static_cast<std::size_t>(grid.rows), rows_per_block, progress,
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t row = begin; row < end; ++row) {
                     progress.check();
                     const auto columns = static_cast<std::size_t>(grid.columns);
                     add_row(grid, static_cast<std::int64_t>(row), weights, later,
                             std::span(values).subspan(row * columns, columns));
                   }
                 });
  return values;
}

double NearRepeatRisk::at(const Grid& grid, std::int64_t column, std::int64_t row,
                          double later) const {
  if (streets_) {
    const auto cell = streets_->cell_at(grid, column, row);
    return cell ? sum_at(grid, *cell, {}, later, Progress())
                : std::numeric_limits<double>::quiet_NaN();
  }
  const double reach = reach_metres(grid), x = grid.x_of(column), y = grid.y_of(row);
  double sum = 0;
  for (const Place& place : places_) {
    if (place.y < y - reach || place.y > y + reach) continue;
    if (place.x < x - reach || place.x > x + reach) continue;
    const double d = distance_to(grid, place, column, row);
    if (too_far(d)) continue;
    if (options_.weighting == Weighting::bands) {
      sum += band_sum(place, d, later);
      continue;
    }
    sum += place_weight(place, later) * space_weight(d, grid.cell);
  }
  return sum;
}

void NearRepeatRisk::tell(std::int64_t after_now, std::int64_t past_memory, std::int64_t all) {
  const auto used = static_cast<std::int64_t>(sources_.size());
  auto& told = report_.values["near_repeat_risk"];
  told = {{"now", iso_text(options_.now)},
          {"weighting", name_of(options_.weighting)},
          {"distance_m", options_.reach.value},
          {"days", options_.memory.value},
          {"distance_metric", options_.along ? "network" : name_of(options_.metric)},
          {"events_used", used},
          {"events_after_now", after_now},
          {"events_too_old", past_memory}};
  if (options_.weighting == Weighting::half_life) {
    told["half_distance_m"] = options_.half_distance.value;
    told["half_life_days"] = options_.half_life.value;
  }
  report_.note(fmt::format(
      "As of {}: {} events of the {} days before count, as far as {} m; {} are older, {} were not "
      "over by then.",
      iso_text(options_.now), grouped(used), plain(options_.memory.value),
      plain(options_.reach.value), grouped(past_memory), grouped(after_now)));
  if (used > 0 || all == 0) return;
  report_.warn(fmt::format(
      "None of {} events counts at {}: {} are older than {} days, {} were not over by then. The "
      "surface is 0 everywhere; give another --now, or more --days.",
      grouped(all), iso_text(options_.now), grouped(past_memory), plain(options_.memory.value),
      grouped(after_now)));
}

Raster risk_raster(const NearRepeatRisk& risk, const Grid& grid, const Crs& crs,
                   const Progress& progress) {
  const std::vector<double> values = risk.on(grid, 0, progress);
  Raster raster;
  raster.grid = grid;
  raster.crs = crs;
  raster.band = {"risk",
                 fmt::format("Near-repeat risk of places as of {}, a relative number",
                             iso_text(risk.options().now)),
                 "1"};
  raster.values.assign(values.begin(), values.end());
  return raster;
}

}  // namespace farola
