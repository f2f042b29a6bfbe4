// Distances along random streets, held against Floyd and Warshall's method on all vertices.

#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/streets/network_distances.hpp"

#include <cmath>
#include <limits>
#include <map>

#include "reference/network_distances_brute.hpp"
#include "support/random_town.hpp"
#include "support/street_map.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::random_town;
using test::streets_of;
using test::Town;

using Table = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;

TEST(NetworkDistancesTwin, RandomTowns) {
  std::size_t compared = 0, apart = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Town town = random_town(seed);
    const test::Matrix expected = test::network_distances_brute(town.lines, town.x, town.y);
    const StreetGraph graph(streets_of(town.lines), {});
    const SnappedPoints points =
        snap(graph, town.x, town.y, graph.crs(), {Metres{std::numeric_limits<double>::infinity()}});
    const double reach =
        seed % 5 == 0 ? std::numeric_limits<double>::infinity() : 500 * random_uniform(seed, 9, 0);
    Table found;
    visit_network_pairs(
        NetworkPairs(graph, points, Metres{reach}), Progress(),
        [&](std::span<const NetworkPair> block) {
          for (const NetworkPair& pair : block) {
            ASSERT_LT(pair.i, pair.j);
            ASSERT_TRUE(found.emplace(std::pair{pair.i, pair.j}, pair.distance).second)
                << "twice, seed " << seed;
          }
        });
    for (std::uint32_t i = 0; i < town.x.size(); ++i) {
      for (std::uint32_t j = i + 1; j < town.x.size(); ++j) {
        const double want = expected[i][j];
        const auto it = found.find({i, j});
        ++compared;
        if (std::isinf(want)) ++apart;
        if (std::abs(want - reach) < 1e-5) continue;
        ASSERT_EQ(it != found.end(), want <= reach && std::isfinite(want))
            << "seed " << seed << " pair " << i << " " << j << " " << want;
        if (it == found.end()) continue;
        // Rounding to 2^-24 m at each of at most some dozen stretches.
        ASSERT_NEAR(it->second, want, 1e-5) << "seed " << seed << " pair " << i << " " << j;
      }
    }
  }
  EXPECT_GT(compared, 50'000u);
  EXPECT_GT(apart, 1'000u);
}

TEST(NetworkDistancesTwin, NeighboursAreThePairsFromBothSidesToTheBit) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Town town = random_town(seed);
    const StreetGraph graph(streets_of(town.lines), {});
    const SnappedPoints points = snap(graph, town.x, town.y, graph.crs());
    const NetworkPairs pairs(graph, points, Metres{250});
    Table found, mirrored;
    visit_network_pairs(pairs, Progress(), [&](std::span<const NetworkPair> block) {
      for (const NetworkPair& pair : block) {
        found[{pair.i, pair.j}] = pair.distance;
        found[{pair.j, pair.i}] = pair.distance;
      }
    });
    for (std::uint32_t i = 0; i < points.size(); ++i) {
      std::vector<NetworkPairs::Neighbour> neighbours;
      pairs.neighbours_of(i, neighbours);
      for (const auto& neighbour : neighbours) {
        ASSERT_TRUE(mirrored.emplace(std::pair{i, neighbour.point}, neighbour.distance).second);
      }
    }
    ASSERT_EQ(found, mirrored) << "seed " << seed;
  }
}

TEST(NetworkDistancesTwin, SamePairsInTheSameOrderForAnyThreads) {
  const Town town = random_town(7);
  std::vector<double> x, y;
  for (int copy = 0; copy < 60; ++copy) {
    for (std::size_t i = 0; i < town.x.size(); ++i) {
      x.push_back(town.x[i] + copy);
      y.push_back(town.y[i] - copy);
    }
  }
  const StreetGraph graph(streets_of(town.lines), {});
  const SnappedPoints points = snap(graph, x, y, graph.crs());
  std::vector<NetworkPair> one, many, reversed;
  const auto run = [&](int threads, std::vector<NetworkPair>& all) {
    const ThreadLimit limit(threads);
    const NetworkPairs pairs(graph, points, Metres{300});
    visit_network_pairs(pairs, Progress(), [&](std::span<const NetworkPair> block) {
      all.insert(all.end(), block.begin(), block.end());
    });
  };
  run(1, one);
  run(4, many);
  EXPECT_EQ(one, many);
  const NetworkPairs pairs(graph, points, Metres{300});
  EXPECT_GT(pairs.blocks(), 2u);
  std::vector<std::vector<NetworkPair>> blocks(pairs.blocks());
  for (std::size_t b = pairs.blocks(); b-- > 0;) pairs.append(b, blocks[b]);
  for (const auto& block : blocks) reversed.insert(reversed.end(), block.begin(), block.end());
  EXPECT_EQ(one, reversed);
}

}  // namespace
}  // namespace farola
