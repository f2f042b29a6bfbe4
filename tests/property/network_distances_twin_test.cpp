// Distances along random streets, held against Floyd and Warshall's method on all vertices.

#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/streets/network_distances.hpp"

#include <cmath>
#include <limits>
#include <map>

#include "reference/network_distances_brute.hpp"
#include "support/street_map.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::streets_of;

struct Town {
  std::vector<std::vector<Point>> lines;
  std::vector<double> x, y;
};

/// Lines between corners of a shaken lattice, so that they share corners, with parallel streets,
/// rings, repeated lines and parts without a connection; points on corners, on streets and beside.
Town random_town(std::uint64_t seed) {
  Town town;
  std::uint64_t drawn = 0;
  const auto u = [&] { return random_uniform(seed, 0, drawn++); };
  const auto below = [&](double n) { return static_cast<std::size_t>(u() * n); };
  std::vector<Point> corners;
  const double spread = 50 + 100 * u();
  for (int r = 0; r < 5; ++r) {
    for (int c = 0; c < 5; ++c)
      corners.push_back({spread * (c + .4 * u()), spread * (r + .4 * u())});
  }
  const std::size_t lines = 5 + below(25);
  while (town.lines.size() < lines) {
    std::size_t at = below(25);
    std::vector<Point> line{corners[at]};
    for (std::size_t steps = 1 + below(4); steps > 0; --steps) {
      const std::size_t c = at % 5, r = at / 5;
      const double way = u();
      if (way < .25 && c > 0)
        at -= 1;
      else if (way < .5 && c < 4)
        at += 1;
      else if (way < .75 && r > 0)
        at -= 5;
      else if (r < 4)
        at += 5;
      if (corners[at] != line.back()) line.push_back(corners[at]);
    }
    if (line.size() > 1) town.lines.push_back(std::move(line));
    if (u() < .1 && !town.lines.empty()) town.lines.push_back(town.lines.back());
  }
  const std::size_t points = 2 + below(40);
  for (std::size_t i = 0; i < points; ++i) {
    const auto& line = town.lines[below(static_cast<double>(town.lines.size()))];
    const std::size_t k = below(static_cast<double>(line.size() - 1));
    const double how = u(), t = how < .15 ? 0 : u();
    Point p{line[k].x + t * (line[k + 1].x - line[k].x),
            line[k].y + t * (line[k + 1].y - line[k].y)};
    if (how > .5) p = {p.x + 20 * u(), p.y + 20 * u()};
    if (how > .9 && i > 0) p = {town.x.back(), town.y.back()};
    town.x.push_back(p.x);
    town.y.push_back(p.y);
  }
  return town;
}

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
