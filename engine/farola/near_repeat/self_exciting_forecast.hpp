#pragma once
// Events to be expected in each cell over the days after now, from a fit of self_exciting.hpp.
//
//   expected(cell) = B h + C + D           h: horizon, days
//
//   B h  background: the density of the p_i, at the rate nu of the last step
//   C    set off by that background within the horizon, in all generations
//   D    set off by the events before now, in all generations
//
// Generation k after now of an event of age a falls in the horizon theta^k exp(-omega a) P(k, omega
// h) times, where k steps of distance_decay.hpp lead: delays of k exponentials are Gamma(k). P(k,
// x) is the regularised lower gamma function. Generation k of the background: M nu / days · theta^k
// · integral over 0..h of P(k, omega u) du, where the kernel of the background has grown by the
// variance of k steps (as a Gaussian; b is wider than a step). Generations whose factor is below
// 1e-6 are left out.
//
// D is exact over each cell (differences of the error function), so that a coarse grid keeps the
// total; so is the background where cells are wider than b / 2, else it is its value at the centre
// times the cell's area. Events whose part has faded to 1e-9 are left out of D, and its Gaussians
// end at 6 standard deviations: 4e-9.
//
// Cells outside the study area are NaN, and what is set off there is in no cell. Unit: events/cell.
// The same bits for any number of threads.

#include "farola/near_repeat/self_exciting.hpp"
#include "farola/raster/raster.hpp"

namespace farola {

struct SelfExcitingForecast {
  Raster expected;
  double background = 0;       ///< B h, in the plane
  double from_background = 0;  ///< C
  double from_events = 0;      ///< D
  int generations = 0;
  Report report;  ///< values "forecast"
};

/// `events` are those of the fit. Throws Error{usage, "horizon-not-positive"}, Error{cancelled}.
SelfExcitingForecast forecast(const ProjectedEvents& events, const SelfExcitingFit& fit,
                              const MultiPolygon& study_area, const Grid& grid, Days horizon,
                              const Progress& progress);

/// P(k, x) = 1 - exp(-x) sum over m < k of x^m / m!, for whole k >= 1 and x >= 0, to 1e-14.
double gamma_share(int k, double x);

/// Bytes a cell takes meanwhile.
inline constexpr double forecast_bytes_per_cell = 28;

}  // namespace farola
