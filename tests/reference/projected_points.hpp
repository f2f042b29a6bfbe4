#pragma once
// Points as projected events, in a CRS in metres; tests keep to plain coordinates.

#include "farola/events/projected_events.hpp"

#include <cstddef>
#include <cstdint>

#include "reference/lehmer_points.hpp"

namespace farola::test {

inline Events event_columns(const Points& points) {
  Events events;
  events.crs = Crs::from_epsg(25830);
  events.x = points.x;
  events.y = points.y;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    events.row.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return events;
}

inline ProjectedEvents projected(Events events) {
  Rejections none;
  const Crs crs = events.crs;
  return project(std::move(events), Projector(crs, crs), none);
}

inline ProjectedEvents projected(const Points& points) { return projected(event_columns(points)); }

}  // namespace farola::test
