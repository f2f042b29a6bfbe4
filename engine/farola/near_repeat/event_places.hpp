#pragma once
// Events gathered by place: those at exactly the same coordinates are one place with a list of
// events in the order of time. A stack of 50,000 events at one address is then one place, and what
// is asked of pairs of events is asked of pairs of places first.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct EventPlaces {
  std::vector<double> x, y;           ///< of each place, by x and then by y
  std::vector<std::uint32_t> events;  ///< place after place; in each by time, then by number
  std::vector<std::size_t> begins;    ///< of each place in `events`, and the end

  std::size_t size() const { return x.size(); }
  std::span<const std::uint32_t> at(std::size_t place) const {
    return {events.data() + begins[place], begins[place + 1] - begins[place]};
  }
};

/// REQUIRES equal lengths below 2^32, no NaN. O(n log n).
EventPlaces event_places(std::span<const double> x, std::span<const double> y,
                         std::span<const double> times);

}  // namespace farola
