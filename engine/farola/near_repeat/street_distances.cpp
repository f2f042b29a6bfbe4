#include "farola/near_repeat/street_distances.hpp"

#include "farola/streets/distances_from.hpp"
#include "farola/streets/network_distances.hpp"

#include <utility>
#include <vector>

#include <tbb/enumerable_thread_specific.h>

namespace farola {
namespace {

constexpr std::string_view network = "network";

class StreetClosePairs final : public ClosePairs {
 public:
  StreetClosePairs(const StreetGraph& streets, const SnappedPoints& points, BandLimit limit,
                   Progress progress)
      : count_(points.size()),
        limit_(limit),
        pairs_(streets, points, Metres{limit.at}),
        progress_(std::move(progress)) {}

  std::string_view metric() const override { return network; }
  std::size_t events() const override { return count_; }
  std::size_t blocks() const override { return pairs_.blocks(); }
  std::span<const std::uint32_t> order() const override { return pairs_.order(); }

  void collect(std::size_t block, std::vector<ClosePair>& pairs) const override {
    std::vector<NetworkPair> found;
    pairs_.append(block, found, progress_);
    // The network's reach counts itself; the limit need not.
    for (const NetworkPair& pair : found) {
      if (limit_.below(pair.distance)) pairs.push_back({pair.i, pair.j, pair.distance});
    }
  }

  void neighbours_of(std::size_t i, std::vector<Neighbour>& neighbours) const override {
    std::vector<NetworkPairs::Neighbour> found;
    pairs_.neighbours_of(static_cast<std::uint32_t>(i), found, progress_);
    for (const NetworkPairs::Neighbour& other : found) {
      if (limit_.below(other.distance)) neighbours.push_back({other.point, other.distance});
    }
  }

 private:
  std::size_t count_;
  BandLimit limit_;
  NetworkPairs pairs_;
  Progress progress_;
};

class StreetDistances final : public EventDistances {
 public:
  StreetDistances(const StreetGraph& streets, const SnappedPoints& points, Progress progress)
      : streets_(streets),
        points_(points),
        progress_(std::move(progress)),
        searches_([&streets] { return DistancesFrom(streets); }) {}

  std::size_t events() const override { return points_.size(); }
  std::string_view metric() const override { return network; }

  std::unique_ptr<ClosePairs> close_pairs(std::span<const std::uint32_t> which,
                                          BandLimit limit) const override {
    SnappedPoints some;
    for (const std::uint32_t i : which) {
      some.edge.push_back(points_.edge[i]);
      some.position.push_back(points_.position[i]);
      some.off.push_back(points_.off[i]);
    }
    return street_close_pairs(streets_, some, limit, progress_);
  }

  void from(std::uint32_t i, std::span<const std::uint32_t> others, double at_most,
            std::span<double> distances, const Progress& progress) const override {
    DistancesFrom& search = searches_.local();
    search.start_at(points_.edge[i], points_.position[i], at_most, progress);
    for (std::size_t k = 0; k < others.size(); ++k) {
      distances[k] = search.to(points_.edge[others[k]], points_.position[others[k]]);
    }
  }

 private:
  const StreetGraph& streets_;
  const SnappedPoints& points_;
  Progress progress_;
  mutable tbb::enumerable_thread_specific<DistancesFrom> searches_;
};

}  // namespace

std::unique_ptr<ClosePairs> street_close_pairs(const StreetGraph& streets,
                                               const SnappedPoints& points, BandLimit limit,
                                               const Progress& progress) {
  return std::make_unique<StreetClosePairs>(streets, points, limit, progress);
}

std::unique_ptr<EventDistances> street_distances(const StreetGraph& streets,
                                                 const SnappedPoints& points,
                                                 const Progress& progress) {
  return std::make_unique<StreetDistances>(streets, points, progress);
}

}  // namespace farola
