#include "farola/density/population_rate.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <cmath>

#include <fmt/format.h>

namespace farola {
namespace {

void require_positive(double value, const char* code, const char* parameter, const char* what,
                      const char* example) {
  if (value > 0 && std::isfinite(value)) return;
  fail_usage(code, parameter,
             fmt::format("{} must be a positive number, got {}. For example --{} {}.", what,
                         plain(value), parameter, example));
}

void require_options(const ProjectedEvents& events, const Crs& population,
                     const PopulationRateOptions& options) {
  require_positive(options.minimum_population, "minimum-population-not-positive",
                   "minimum-population", "The least population of a cell, in people per km2,",
                   "100");
  require_positive(options.per_people, "per-people-not-positive", "per-people",
                   "The number of people that a rate is for", "1000");
  if (!options.density.event_bandwidths.empty()) {
    fail_usage("rate-adaptive", "bandwidth",
               "A rate smooths events and population by one bandwidth. Give --bandwidth in metres, "
               "without --adaptive.");
  }
  if (!events.crs().equivalent(population)) {
    fail_data(
        "crs-differ",
        fmt::format("The events are in {} and the population in {}. Bring both into one CRS, for "
                    "example with --target-crs {}.",
                    events.crs().label(), population.label(), population.code()),
        "population");
  }
}

/// Events that lie in a cell without a rate.
std::int64_t events_without_rate(const ProjectedEvents& events, const Raster& rate) {
  std::int64_t without = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double column = std::floor((events.x()[i] - rate.grid.xmin) / rate.grid.cell);
    const double row = std::floor((rate.grid.ymax - events.y()[i]) / rate.grid.cell);
    if (column < 0 || row < 0 || column >= static_cast<double>(rate.grid.columns) ||
        row >= static_cast<double>(rate.grid.rows)) {
      continue;
    }
    without +=
        std::isnan(rate.at(static_cast<std::int64_t>(column), static_cast<std::int64_t>(row)));
  }
  return without;
}

}  // namespace

std::string unit_text(const PopulationRateOptions& options) {
  const double people = options.per_people;
  const std::string text = people == std::floor(people) && people < 1e15
                               ? grouped(static_cast<std::int64_t>(people))
                               : plain(people);
  return fmt::format("events/{} people{}", text, options.density.period_years ? "/year" : "");
}

PopulationRate population_rate(const ProjectedEvents& events, const ProjectedEvents& population,
                               const Grid& grid, const PopulationRateOptions& options,
                               const Progress& progress) {
  require_options(events, population.crs(), options);
  for (std::size_t i = 0; i < population.size(); ++i) {
    if (population.weight_of(i) >= 0) continue;
    fail_data("population-negative",
              fmt::format(
                  "Population cannot be negative, got {} in row {}. Correct it, or make it empty.",
                  plain(population.weight_of(i)), population.row()[i]),
              "population");
  }
  if (!(population.total_weight() > 0)) {
    fail_data(
        "population-empty",
        "The population adds up to 0, so there is no rate. Give a population with people, in a "
        "layer with a weight field or a raster of people per cell.",
        "population");
  }
  KernelDensityOptions density = options.density;
  density.units = DensityUnits::events_per_km2;
  KernelDensity f = kernel_density(events, grid, density, progress.part(0, .5, "events"));
  density.period_years.reset();
  KernelDensity q = kernel_density(population, grid, density, progress.part(.5, 1, "population"));

  PopulationRate found;
  found.population = std::move(q.density);
  found.population.band = {"population", "Kernel density of population", "people/km2"};
  found.rate = std::move(f.density);
  found.rate.band = {"rate", "Events per population, both smoothed", unit_text(options)};
  std::int64_t low = 0;
  for (std::size_t i = 0; i < found.rate.values.size(); ++i) {
    const double people = found.population.values[i];
    float& value = found.rate.values[i];
    if (std::isnan(value) || std::isnan(people)) continue;
    if (people < options.minimum_population) {
      value = no_data;
      ++low;
    } else {
      value = static_cast<float>(options.per_people * static_cast<double>(value) / people);
    }
  }
  const std::int64_t without = events_without_rate(events, found.rate);
  found.report = std::move(f.report);
  found.report.values["population_rate"] = {
      {"population", population.total_weight()},
      {"per_people", options.per_people},
      {"minimum_population_per_km2", options.minimum_population},
      {"cells_below_minimum", low},
      {"events_without_rate", without}};
  found.report.note(
      fmt::format("{} events over {} people; {} cells with fewer than {} people/km2 have no rate.",
                  grouped(static_cast<std::int64_t>(events.size())),
                  grouped(static_cast<std::int64_t>(std::llround(population.total_weight()))),
                  grouped(low), plain(options.minimum_population)));
  if (20 * without > static_cast<std::int64_t>(events.size())) {
    found.report.warn(fmt::format(
        "{} of {} events lie in cells without a rate: few people live where they happened. Look at "
        "the density beside the rate, or lower --minimum-population {}.",
        grouped(without), grouped(static_cast<std::int64_t>(events.size())),
        plain(options.minimum_population)));
  }
  progress.finish();
  return found;
}

ProjectedEvents population_points(const Raster& population) {
  Events points;
  points.crs = population.crs;
  for (std::int64_t row = 0; row < population.grid.rows; ++row) {
    for (std::int64_t column = 0; column < population.grid.columns; ++column) {
      const float people = population.at(column, row);
      if (std::isnan(people) || people == 0) continue;
      points.x.push_back(population.grid.x_of(column));
      points.y.push_back(population.grid.y_of(row));
      points.row.push_back(row * population.grid.columns + column);
      points.weight.push_back(people);
    }
  }
  Rejections none;
  const Crs crs = points.crs;
  return project(std::move(points), Projector(crs, crs), none);
}

PopulationRate population_rate(const ProjectedEvents& events, const Raster& population,
                               const Grid& grid, const PopulationRateOptions& options,
                               const Progress& progress) {
  require_options(events, population.crs, options);
  PopulationRate found =
      population_rate(events, population_points(population), grid, options, progress);
  if (population.grid.cell > options.density.bandwidth.value / 2) {
    found.report.warn(
        fmt::format("The population's cells of {} m are wider than half the bandwidth of {} m: the "
                    "rate follows "
                    "them. Give a bandwidth of at least {} m.",
                    plain(population.grid.cell), plain(options.density.bandwidth.value),
                    plain(2 * population.grid.cell)));
  }
  return found;
}

}  // namespace farola
