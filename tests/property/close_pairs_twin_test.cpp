// close_pairs() against every pair asked in turn: random places, repeated places, lattices on whose
// distances the edges lie, places in a line, at one point, at UTM coordinates.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/close_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "reference/close_pairs_brute.hpp"
#include "support/draw.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::Draw;

struct Places {
  std::vector<double> x, y;
};

Places some_places(Draw& draw) {
  Places places;
  const std::int64_t count = draw.below(400);
  const std::int64_t how = draw.below(6);
  const double scale = std::exp(draw.uniform(0, 9));
  for (std::int64_t i = 0; i < count; ++i) {
    double x = draw.uniform(0, scale), y = draw.uniform(0, scale);
    if (how == 1) x = y = 0;  // one place
    if (how == 2) y = 0;      // a line
    if (how == 3)
      x = 10.0 * static_cast<double>(draw.below(30)),
      y = 10.0 * static_cast<double>(draw.below(20));  // a lattice
    if (how == 4) x += 448562.3, y += 4612445.1;
    if (how == 5 && draw.chance(.5)) x = scale * 1000 * draw.normal();  // a few far away
    places.x.push_back(x);
    places.y.push_back(y);
  }
  return places;
}

bool earlier(const ClosePair& a, const ClosePair& b) {
  return std::tie(a.i, a.j) < std::tie(b.i, b.j);
}

std::vector<ClosePair> all_of(const ClosePairs& pairs) {
  std::vector<ClosePair> found;
  for (std::size_t block = 0; block < pairs.blocks(); ++block) pairs.collect(block, found);
  return found;
}

void expect_same(std::vector<ClosePair> found, const std::vector<ClosePair>& truth,
                 const std::string& what) {
  std::sort(found.begin(), found.end(), earlier);
  ASSERT_EQ(found.size(), truth.size()) << what;
  for (std::size_t k = 0; k < truth.size(); ++k) {
    ASSERT_EQ(std::tie(found[k].i, found[k].j, found[k].distance),
              std::tie(truth[k].i, truth[k].j, truth[k].distance))
        << what;
  }
}

TEST(ClosePairs, AgreeWithTheTwin) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Draw draw(seed);
    const Places places = some_places(draw);
    const auto metric = static_cast<DistanceMetric>(draw.below(2));
    BandLimit limit{std::exp(draw.uniform(-2, 9)), draw.chance(.5)};
    if (draw.chance(.4)) limit.at = 10.0 * static_cast<double>(draw.below(12));
    if (draw.chance(.05)) limit.at = std::numeric_limits<double>::infinity();
    const auto pairs = close_pairs(places.x, places.y, metric, limit);
    const auto truth = reference::close_pairs_brute(places.x, places.y, metric, limit);
    const std::string what = "seed " + std::to_string(seed);
    expect_same(all_of(*pairs), truth, what);

    std::vector<ClosePair> by_event;
    for (std::uint32_t i = 0; i < places.x.size(); ++i) {
      std::vector<Neighbour> neighbours;
      pairs->neighbours_of(i, neighbours);
      for (const Neighbour& n : neighbours) {
        if (i < n.event) by_event.push_back({i, n.event, n.distance});
      }
    }
    expect_same(std::move(by_event), truth, what + ", neighbours");
    std::vector<std::uint32_t> order(pairs->order().begin(), pairs->order().end());
    std::sort(order.begin(), order.end());
    for (std::uint32_t i = 0; i < order.size(); ++i) ASSERT_EQ(order[i], i);
  }
}

TEST(ClosePairs, AreTheSameForAnyThreads) {
  Draw draw(3);
  Places places;
  for (int i = 0; i < 20000; ++i) {
    places.x.push_back(draw.uniform(0, 10000));
    places.y.push_back(draw.uniform(0, 10000));
  }
  const auto pairs = close_pairs(places.x, places.y, DistanceMetric::euclidean, {200, true});
  ASSERT_GT(pairs->blocks(), 4U);
  std::vector<std::vector<std::uint64_t>> sums;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    std::vector<std::uint64_t> sum(pairs->blocks());
    for_each_close_pair_block(*pairs, Progress(),
                              [&](std::size_t block, std::span<const ClosePair> found) {
                                for (const ClosePair& p : found) {
                                  sum[block] = sum[block] * 31 + p.i * 7 + p.j;
                                }
                              });
    sums.push_back(std::move(sum));
  }
  EXPECT_EQ(sums[0], sums[1]);
  EXPECT_EQ(sums[0], sums[2]);
  EXPECT_EQ(count_close_pairs(*pairs, Progress()), all_of(*pairs).size());
}

TEST(ClosePairs, AStackAtOneAddressComesInBlocks) {
  const std::vector<double> x(3000, 5), y(3000, 7);
  const auto pairs = close_pairs(x, y, DistanceMetric::euclidean, {0, false});
  std::size_t most = 0;
  for (std::size_t block = 0; block < pairs->blocks(); ++block) {
    std::vector<ClosePair> found;
    pairs->collect(block, found);
    most = std::max(most, found.size());
  }
  EXPECT_LE(most, 103'000U);
  EXPECT_EQ(count_close_pairs(*pairs, Progress()), 3000U * 2999 / 2);
}

TEST(ClosePairs, StopWhenCancelled) {
  const std::vector<double> x(3000, 5), y(3000, 7);
  const auto pairs = close_pairs(x, y, DistanceMetric::euclidean, {0, false});
  const Progress progress;
  progress.cancel();
  EXPECT_THROW(count_close_pairs(*pairs, progress), Error);
}

}  // namespace
}  // namespace farola
