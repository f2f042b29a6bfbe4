#pragma once
// Many events spread as in a city: a few hundred clusters of all sizes, and a third anywhere.

#include "farola/core/random.hpp"
#include "farola/events/projected_events.hpp"

#include <cmath>
#include <cstdint>

namespace farola::test {

/// Events over `columns` x `rows` cells from (500000, 4600000) in EPSG:25830; distinct places.
inline ProjectedEvents city_events(std::size_t count, std::int64_t columns, std::int64_t rows,
                                   double cell, std::uint64_t seed = 1) {
  const double width = static_cast<double>(columns) * cell;
  const double height = static_cast<double>(rows) * cell;
  const Crs crs = Crs::from_epsg(25830);
  Events events;
  events.crs = crs;
  for (std::uint64_t i = 0; i < count; ++i) {
    double x = width * random_uniform(seed, 0, i), y = height * random_uniform(seed, 1, i);
    if (random_uniform(seed, 2, i) < .67) {
      // The square makes some clusters much fuller than others.
      const double u = random_uniform(seed, 3, i);
      const auto cluster = static_cast<std::uint64_t>(u * u * 300);
      const double spread = 150 * std::exp(random_normal(seed, 4, cluster));
      x = width * random_uniform(seed, 5, cluster) + spread * random_normal(seed, 6, i);
      y = height * random_uniform(seed, 7, cluster) + spread * random_normal(seed, 8, i);
    }
    events.x.push_back(500000 + x);
    events.y.push_back(4600000 - y);
    events.row.push_back(static_cast<std::int64_t>(i) + 1);
  }
  Rejections rejections;
  return project(std::move(events), Projector(crs, crs), rejections);
}

}  // namespace farola::test
