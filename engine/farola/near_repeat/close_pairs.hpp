#pragma once
// All pairs of events within a distance, each once, block by block: never all in memory at once.
//
// The rule is exact: with dx, dy the differences of the coordinates as doubles,
//   euclidean   d = sqrt(dx*dx + dy*dy), correctly rounded, is compared with the limit itself
//   manhattan   d = |dx| + |dy|
// and a pair is close when limit.below(d): d < r, or d <= r (see BandLimit). Squares are not
// compared: the root rounds onto edges, and packages that others use take the root.
//
// Blocks depend on the events alone, and so does the order of pairs in a block. A block is small
// (some 100,000 candidates, or one event with all of its neighbours), so memory is bounded whatever
// the data. collect() may be called from many threads at once.
//
// Where distance is not as the crow flies, another kind of ClosePairs does the same by its own
// means: all that is asked of it are these functions.

#include "farola/core/parallel.hpp"
#include "farola/core/progress.hpp"
#include "farola/near_repeat/bands.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class DistanceMetric { euclidean, manhattan };
inline constexpr std::string_view distance_metric_names[] = {"euclidean", "manhattan"};
std::string_view name_of(DistanceMetric metric) noexcept;
/// REQUIRES one of distance_metric_names.
DistanceMetric distance_metric_from_name(const std::string& name);

/// The distance, as the rule above has it.
double distance_between(DistanceMetric metric, double dx, double dy) noexcept;

struct ClosePair {
  std::uint32_t i = 0, j = 0;  ///< events, i < j
  double distance = 0;
};

struct Neighbour {
  std::uint32_t event = 0;
  double distance = 0;
};

class ClosePairs {
 public:
  virtual ~ClosePairs() = default;

  /// What distance is: "euclidean", "manhattan", "network".
  virtual std::string_view metric() const = 0;
  virtual std::size_t events() const = 0;
  virtual std::size_t blocks() const = 0;
  /// Appends the pairs of a block. REQUIRES block < blocks().
  virtual void collect(std::size_t block, std::vector<ClosePair>& pairs) const = 0;
  /// Appends every other event within the distance of event i, in a fixed order. REQUIRES i <
  /// events().
  virtual void neighbours_of(std::size_t i, std::vector<Neighbour>& neighbours) const = 0;
  /// All events, such that neighbours stand near each other: for arrays that are walked pair by
  /// pair.
  virtual std::span<const std::uint32_t> order() const = 0;
};

/// Pairs in the plane, by a grid of cells. REQUIRES x.size() == y.size() < 2^32, finite
/// coordinates. The limit may be infinite: then all pairs are close. Time: events × those in the 25
/// cells around, of half the limit.
std::unique_ptr<ClosePairs> close_pairs(std::span<const double> x, std::span<const double> y,
                                        DistanceMetric metric, BandLimit limit);

/// Calls body(block, pairs) for each block, in parallel. Cancel is heard within a block.
template <class Body>
void for_each_close_pair_block(const ClosePairs& pairs, const Progress& progress,
                               const Body& body) {
  for_each_block(pairs.blocks(), 1, progress, [&](std::size_t, std::size_t, std::size_t block) {
    std::vector<ClosePair> found;
    pairs.collect(block, found);
    body(block, std::span<const ClosePair>(found));
  });
}

/// How many there are.
std::uint64_t count_close_pairs(const ClosePairs& pairs, const Progress& progress);

}  // namespace farola
