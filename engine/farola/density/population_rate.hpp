#pragma once
// Events per 1,000 people, cell by cell: the density of events over the density of population, both
// smoothed by the same kernel.
//
//   rate(c) = per_people * f(c) / q(c)        f events/km2 (/year with a period), q people/km2
//
// The unit is "events/1,000 people", with "/year" when a period is given. NaN where q(c) is below
// `minimum_population`, for there a single event would make a peak; and outside the study area.
// Edge correction, where chosen, divides both and cancels but for "uniform-at-point".
//
// Population as points: an event set whose weights are people (census blocks, addresses). As a
// raster of people per cell (counts, not densities): each cell's people stand at its centre, so its
// cells should not be wider than half the bandwidth, else a warning; NaN cells hold nobody.
//
// Edge cases: no people at all: Error{data, "population-empty"}; a negative count: Error{data,
// "population-negative"}; another CRS than the events': Error{data, "crs-differ"}; no event: 0.
// Events whose cell has no rate are counted, and a warning when they are more than one in twenty.
// Residents are not who is exposed: by day a centre holds many more. Boggs, "Urban crime patterns",
// American Sociological Review 30 (1965); Bithell, "An application of density estimation to
// geographical epidemiology", Statistics in Medicine 9 (1990).

#include "farola/density/kernel_density.hpp"

namespace farola {

struct PopulationRateOptions {
  /// Kernel, bandwidth, edge correction, study area, period, method; units are events_per_km2
  /// whatever is set. event_bandwidths REQUIRED empty (Error{usage, "rate-adaptive"}).
  KernelDensityOptions density;
  /// People per km2. REQUIRES finite, > 0 (Error{usage, "minimum-population-not-positive"}).
  double minimum_population = 100;
  /// REQUIRES finite, > 0 (Error{usage, "per-people-not-positive"}).
  double per_people = 1000;
};

struct PopulationRate {
  Raster rate;
  Raster population;  ///< people/km2, smoothed
  Report report;      ///< values "population_rate"
};

/// Population as weighted points.
PopulationRate population_rate(const ProjectedEvents& events, const ProjectedEvents& population,
                               const Grid& grid, const PopulationRateOptions& options,
                               const Progress& progress);

/// Population as people per cell.
PopulationRate population_rate(const ProjectedEvents& events, const Raster& population,
                               const Grid& grid, const PopulationRateOptions& options,
                               const Progress& progress);

/// The cells with people as points with weights.
ProjectedEvents population_points(const Raster& population);

/// "events/1,000 people", "events/1,000 people/year".
std::string unit_text(const PopulationRateOptions& options);

}  // namespace farola
