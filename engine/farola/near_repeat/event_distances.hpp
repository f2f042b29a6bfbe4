#pragma once
// How far events are apart, by one rule for all that is asked of it: in the plane
// (close_pairs.hpp), or along the streets (street_distances.hpp).

#include "farola/core/progress.hpp"
#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/close_pairs.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace farola {

class EventDistances {
 public:
  virtual ~EventDistances() = default;

  virtual std::size_t events() const = 0;
  /// "euclidean", "manhattan", "network".
  virtual std::string_view metric() const = 0;

  /// The close pairs of some of the events, numbered by their place in `which`. This must outlive
  /// them.
  virtual std::unique_ptr<ClosePairs> close_pairs(std::span<const std::uint32_t> which,
                                                  BandLimit limit) const = 0;

  /// The distance of event i from each of `others`, none of which is further than `at_most`. May be
  /// called from many threads at once. REQUIRES distances.size() == others.size().
  virtual void from(std::uint32_t i, std::span<const std::uint32_t> others, double at_most,
                    std::span<double> distances, const Progress& progress) const = 0;
};

/// In the plane. REQUIRES x.size() == y.size(), finite, both alive as long as the result.
std::unique_ptr<EventDistances> planar_distances(std::span<const double> x,
                                                 std::span<const double> y, DistanceMetric metric);

}  // namespace farola
