#include "farola/near_repeat/event_places.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace farola {

EventPlaces event_places(std::span<const double> x, std::span<const double> y,
                         std::span<const double> times) {
  EventPlaces places;
  places.events.resize(x.size());
  std::iota(places.events.begin(), places.events.end(), 0U);
  std::sort(places.events.begin(), places.events.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(x[a], y[a], times[a], a) < std::tie(x[b], y[b], times[b], b);
  });
  for (std::size_t k = 0; k < places.events.size(); ++k) {
    const std::uint32_t event = places.events[k];
    if (!places.x.empty() && places.x.back() == x[event] && places.y.back() == y[event]) continue;
    places.x.push_back(x[event]);
    places.y.push_back(y[event]);
    places.begins.push_back(k);
  }
  places.begins.push_back(places.events.size());
  return places;
}

}  // namespace farola
