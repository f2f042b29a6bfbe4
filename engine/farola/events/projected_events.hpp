#pragma once
// Incidents that an analysis may use: every coordinate finite, in metres, in one projected CRS.
// The only way to get them is project(), so an analysis cannot be handed degrees.

#include "farola/crs/projector.hpp"
#include "farola/events/events.hpp"
#include "farola/events/rejections.hpp"

#include <span>

namespace farola {

class ProjectedEvents {
 public:
  std::size_t size() const { return events_.size(); }
  bool empty() const { return events_.empty(); }
  const Crs& crs() const { return events_.crs; }
  std::span<const double> x() const { return events_.x; }
  std::span<const double> y() const { return events_.y; }
  std::span<const double> weight() const { return events_.weight; }   ///< empty: all 1
  std::span<const Timestamp> from() const { return events_.from; }    ///< empty: no times
  std::span<const Timestamp> until() const { return events_.until; }  ///< empty: no intervals
  std::span<const std::int64_t> row() const { return events_.row; }
  double weight_of(std::size_t i) const { return events_.weight_of(i); }
  double total_weight() const;  ///< pairwise summed, in order
  const Box& box() const { return box_; }
  const Events& columns() const { return events_; }

  /// A copy without the events whose flag is 0.
  ProjectedEvents kept(const std::vector<std::uint8_t>& flags) const;

  /// A copy with these weights. REQUIRES weights.size() == size(), finite, >= 0.
  ProjectedEvents with_weights(std::vector<double> weights) const;

  /// These events, then the others: x, y, row and weight alone. REQUIRES the same CRS.
  ProjectedEvents joined(const ProjectedEvents& others) const;

 private:
  explicit ProjectedEvents(Events events);
  friend ProjectedEvents project(Events, const Projector&, Rejections&);
  Events events_;
  Box box_;
};

/// Move events into projector.to(), which must be projected and in metres; events that cannot be
/// moved are rejected as outside_crs_area, non-finite coordinates as not_finite.
ProjectedEvents project(Events events, const Projector& projector, Rejections& rejections);

}  // namespace farola
