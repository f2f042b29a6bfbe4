#pragma once
// How the events of a study area heap up in the places that a score puts first: the Lorenz curve of
// prediction.
//
// Units (cells, or places of any area) are taken from the highest score down. The curve goes from
// (0, 0) to (1, 1) through
//
//   (share of the area taken so far, share of the events in it)
//
// with one vertex for each distinct score. Units of equal score have no order: the curve goes
// straight through them, which is the expected share over all orders of them. A score that is the
// same everywhere is the diagonal: no better than chance.
//
//   share_of_events(a)   the curve at area share a, by interpolation within a group of ties
//   gini                 twice the area between curve and diagonal, 2 ∫ H(a) da - 1: 0 is chance,
//                        near 1 all events in next to no area, below 0 worse than chance
//
// The highest curve there can be takes units by events per area: concentration_ideal().
//
// Edge cases: units of NaN score are outside and are not counted, nor are their events; no event
// inside, no area: the curve has no vertex but (0, 0) and (1, 1) and gini is 0 (callers refuse it).
// O(n log n).
//
// Lorenz, "Methods of measuring the concentration of wealth", 1905; for crime: Bernasco and
// Steenbeek, "More places than crimes", J. Quantitative Criminology 33 (2017).

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct ConcentrationCurve {
  std::vector<double> area, events;  ///< vertices, from 0 to 1, both never falling
  std::vector<double> score;         ///< of step k: the units between vertex k and k + 1
  /// For each unit the step it is in: between vertex step and step + 1; `outside` for NaN.
  std::vector<std::uint32_t> step;
  static constexpr std::uint32_t outside = 0xffffffffu;

  /// REQUIRES 0 <= area_share <= 1.
  double share_of_events(double area_share) const;
  /// The step in which an area share ends.
  std::size_t step_at(double area_share) const;
  /// The part of a step that lies within the first `area_share` of the area: 0, 1, or between where
  /// the share ends within the step.
  double part_taken(std::size_t step, double area_share) const;
  double gini() const;
};

/// REQUIRES equal sizes; area > 0 and events >= 0 where the score is not NaN.
ConcentrationCurve concentration_curve(std::span<const double> score, std::span<const double> area,
                                       std::span<const double> events);

/// The curve of a score that knew the events: events per area. Units whose `score` is NaN are
/// outside.
ConcentrationCurve concentration_ideal(std::span<const double> score, std::span<const double> area,
                                       std::span<const double> events);

}  // namespace farola
