#pragma once
// Who is among the k nearest of whom, in place and in time, with ties shared evenly.
//
// Of an event i, another event j has rank {nearer, as_far}: so many others are nearer to i than j
// is, so many (j among them) are just as far. Its share among the k nearest of i is
//
//   share(k) = 1 where k >= nearer + as_far, 0 where k <= nearer, else (k - nearer) / as_far
//
// so the shares of an event's neighbours add up to k whatever the ties, and no order of the rows
// breaks them. Distances are tied when they are the same whole number of micrometres (on a lattice
// rounding must not part them), lapses when they are the same.
//
// Events of one place have the same neighbours, as have those of one time: ranks are held by place,
// and reckoned by distinct time, so that a stack of 50,000 events at one address is one entry.

#include "farola/core/progress.hpp"
#include "farola/near_repeat/event_places.hpp"
#include "farola/near_repeat/permutation_variance.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace farola {

struct Rank {
  static constexpr std::uint32_t none = 0xffffffff;
  std::uint32_t nearer = none, as_far = 0;  ///< as made: not among the nearest looked at

  double share(std::uint32_t k) const {
    if (k <= nearer) return 0;
    return k - nearer >= as_far ? 1 : static_cast<double>(k - nearer) / as_far;
  }
};

/// Places that have a share of the `most` nearest events of the events at a place.
class NearPlaces {
 public:
  struct Near {
    std::uint32_t place;
    Rank rank;  ///< of each of its events; the place itself is listed where it has more than one
    Rank back;  ///< of an event here among the nearest of one there
  };

  /// REQUIRES most >= 1, more than `most` events. O(places × most × log).
  NearPlaces(const EventPlaces& places, std::uint32_t most, const Progress& progress);

  /// By place.
  std::span<const Near> of(std::size_t place) const {
    return {list_.data() + begins_[place], begins_[place + 1] - begins_[place]};
  }
  /// Sums of the matrix of shares among the k nearest, by event.
  MatrixSums sums(std::uint32_t k, const Progress& progress) const;

 private:
  std::vector<Near> list_;
  std::vector<std::size_t> begins_;
  std::vector<std::uint32_t> counts_;  ///< events of each place
};

/// The same in time, by distinct times 0, 1, 2 … in order.
class NearTimes {
 public:
  /// REQUIRES most >= 1, more than `most` events.
  NearTimes(std::span<const double> time, std::uint32_t most);

  std::size_t size() const { return value_.size(); }  ///< distinct times
  std::span<const std::uint32_t> of_events() const { return of_events_; }
  /// First and last of the times with a share of the nearest of an event at time a.
  std::pair<std::uint32_t, std::uint32_t> range(std::uint32_t a) const {
    return {first_[a], last_[a]};
  }
  /// Of an event at time b among the nearest of one at a; as made beyond the range. O(log most).
  Rank rank(std::uint32_t a, std::uint32_t b) const;
  MatrixSums sums(std::uint32_t k, const Progress& progress) const;

 private:
  std::uint32_t count(std::uint32_t a) const { return before_[a + 1] - before_[a]; }

  std::vector<double> value_;
  std::vector<std::uint32_t> before_;  ///< events at earlier times, and all
  std::vector<std::uint32_t> first_, last_, of_events_;
};

}  // namespace farola
