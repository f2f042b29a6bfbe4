// Near repeats along the streets: the Knox table and the chains against every pair asked in turn,
// its distance by Floyd and Warshall's method; and a full lattice of streets against the plane.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/knox_table.hpp"
#include "farola/near_repeat/near_repeat_events.hpp"
#include "farola/near_repeat/near_repeat_risk.hpp"
#include "farola/near_repeat/street_distances.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "reference/knox_brute.hpp"
#include "reference/near_repeat_events_brute.hpp"
#include "reference/near_repeat_risk_brute.hpp"
#include "reference/network_distances_brute.hpp"
#include "support/draw.hpp"
#include "support/expect_error.hpp"
#include "support/random_town.hpp"
#include "support/space_time_points.hpp"
#include "support/street_map.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::day;
using test::Draw;
using test::Town;

constexpr double everywhere = std::numeric_limits<double>::infinity();

struct OnStreets {
  StreetGraph graph;
  SnappedPoints points;
};

OnStreets on_streets(const Town& town) {
  StreetGraph graph(test::streets_of(town.lines), {});
  SnappedPoints points = snap(graph, town.x, town.y, graph.crs(), {Metres{everywhere}});
  return {std::move(graph), std::move(points)};
}

SpaceTimeEvents events_of(const Town& town, Draw& draw) {
  std::vector<double> days;
  const bool whole = draw.chance(.5);
  for (std::size_t i = 0; i < town.x.size(); ++i) {
    const double at = draw.uniform(0, 60);
    days.push_back(whole ? std::floor(at) : at);
  }
  return test::at_days(town.x, town.y, days);
}

test::Matrix whole_metres(test::Matrix matrix) {
  for (auto& row : matrix) {
    for (double& d : row) d = std::round(d);
  }
  return matrix;
}

Bands some_bands(Draw& draw, double step) {
  BandOptions options{.edges = {draw.chance(.7) ? 0 : step}};
  for (std::int64_t k = draw.below(6); k >= 0; --k) {
    options.edges.push_back(options.edges.back() + step * static_cast<double>(1 + draw.below(3)));
  }
  options.closed = static_cast<Closed>(draw.below(2));
  options.include_ends = draw.chance(.4);
  options.open_end = draw.chance(.5);
  options.has_same = options.edges[0] == 0 && draw.chance(.4);
  options.same = draw.chance(.5) ? 0 : step / 2;
  return Bands(options);
}

TEST(StreetDistancesTwin, KnoxCountsAreThoseOfEveryPair) {
  double on_an_edge = 0, unconnected = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draw draw(seed);
    const Town town = test::lattice_town(draw, 60);
    const OnStreets streets = on_streets(town);
    SpaceTimeEvents events = events_of(town, draw);
    KnoxOptions options;
    options.permutations = 0;
    options.distance_bands = some_bands(draw, 10);
    options.time_bands = some_bands(draw, 2);
    if (draw.chance(.3)) {
      for (std::size_t i = 0; i < events.size(); ++i) {
        events.weight.push_back(static_cast<double>(draw.below(4)));
      }
    }
    if (draw.chance(.3)) {
      for (std::size_t i = 0; i < events.size(); ++i) options.side.push_back(i % 2);
    }
    const auto matrix = whole_metres(test::network_distances_brute(town.lines, town.x, town.y));
    const auto between = [&](std::size_t i, std::size_t j) {
      unconnected += std::isinf(matrix[i][j]);
      for (const BandLimit& limit : options.distance_bands.limits()) {
        on_an_edge += matrix[i][j] == limit.at;
      }
      return matrix[i][j];
    };
    const auto truth =
        reference::knox_brute_of({events.x, events.y, events.from, events.weight, options.side},
                                 between, options.distance_bands, options.time_bands.scaled(day));
    const auto pairs =
        street_close_pairs(streets.graph, streets.points, options.distance_bands.reach());
    const KnoxTable table = knox_table(events, *pairs, options, Progress());
    ASSERT_EQ(table.cells.size(), truth.size());
    for (std::size_t k = 0; k < truth.size(); ++k) {
      ASSERT_EQ(table.cells[k].observed, truth[k]) << "seed " << seed << ", cell " << k;
    }
    ASSERT_EQ(table.report.values["near_repeat"]["metric"], "network");
  }
  EXPECT_GT(on_an_edge, 500);
  EXPECT_GT(unconnected, 5000);
}

TEST(StreetDistancesTwin, ChainsAreThoseOfEveryPair) {
  std::size_t linked = 0, later = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draw draw(seed);
    const Town town = test::lattice_town(draw, 80);
    const OnStreets streets = on_streets(town);
    const SpaceTimeEvents events = events_of(town, draw);
    NearRepeatOptions options;
    options.distance = {10. * static_cast<double>(draw.below(12))};
    options.time = {1. + static_cast<double>(draw.below(14))};
    if (draw.chance(.3)) options.same_place = {10. * static_cast<double>(draw.below(3))};
    options.closed = static_cast<Closed>(draw.below(2));
    options.parent = static_cast<ParentRule>(draw.below(2));
    const auto matrix = whole_metres(test::network_distances_brute(town.lines, town.x, town.y));
    const auto truth = reference::near_repeat_events_brute_of(
        events, events.from, options,
        [&](std::uint32_t i, std::uint32_t j) { return matrix[i][j]; });
    const auto found = near_repeat_events(
        events, events.from, *street_distances(streets.graph, streets.points), options, Progress());
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const std::string at = "seed " + std::to_string(seed) + ", event " + std::to_string(i);
      ASSERT_EQ(found.events[i].role, truth[i].role) << at;
      ASSERT_EQ(found.events[i].parent, truth[i].parent) << at;
      ASSERT_EQ(found.events[i].chain, truth[i].chain) << at;
      ASSERT_EQ(found.events[i].generation, truth[i].generation) << at;
      ASSERT_EQ(found.events[i].originator, truth[i].originator) << at;
      ASSERT_EQ(found.events[i].parent_distance, truth[i].parent_distance) << at;
      ASSERT_EQ(found.events[i].originator_distance, truth[i].originator_distance) << at;
      linked += truth[i].parent != no_event;
      later += truth[i].generation > 1;
    }
  }
  EXPECT_GT(linked, 1500U);
  EXPECT_GT(later, 400U);
}

/// A whole lattice of streets, and events on its corners: the way along the streets is that along
/// the axes.
struct Lattice {
  Town town;
  SpaceTimeEvents events;
};

Lattice full_lattice(std::uint64_t seed, int size, int count) {
  Draw draw(seed);
  Lattice made;
  for (int k = 0; k < size; ++k) {
    for (int m = 0; m + 1 < size; ++m) {
      made.town.lines.push_back({{100. * m, 100. * k}, {100. * m + 100, 100. * k}});
      made.town.lines.push_back({{100. * k, 100. * m}, {100. * k, 100. * m + 100}});
    }
  }
  for (int i = 0; i < count; ++i) {
    made.town.x.push_back(100. * static_cast<double>(draw.below(size)));
    made.town.y.push_back(100. * static_cast<double>(draw.below(size)));
  }
  made.events = events_of(made.town, draw);
  return made;
}

TEST(StreetDistancesTwin, OnALatticeTheWholeTableIsThatOfManhattan) {
  const Lattice lattice = full_lattice(5, 12, 400);
  const OnStreets streets = on_streets(lattice.town);
  KnoxOptions options;
  options.distance_bands = Bands({.edges = {0, 200, 400, 500}, .has_same = true});
  options.time_bands = Bands({.edges = {0, 7, 14, 21}, .open_end = true});
  options.permutations = 99;
  options.metric = DistanceMetric::manhattan;
  const KnoxTable plane = knox_table(lattice.events, options, Progress());
  const auto pairs =
      street_close_pairs(streets.graph, streets.points, options.distance_bands.reach());
  const KnoxTable along = knox_table(lattice.events, *pairs, options, Progress());
  ASSERT_EQ(along.cells.size(), plane.cells.size());
  for (std::size_t k = 0; k < plane.cells.size(); ++k) {
    EXPECT_EQ(along.cells[k].observed, plane.cells[k].observed) << k;
    EXPECT_NEAR(along.cells[k].sd, plane.cells[k].sd, 1e-9 * plane.cells[k].sd) << k;
    EXPECT_EQ(along.cells[k].p, plane.cells[k].p) << k;
    EXPECT_EQ(along.cells[k].median_ratio, plane.cells[k].median_ratio) << k;
  }
}

TEST(StreetDistancesTwin, TheSameBitsForAnyThreads) {
  const Lattice lattice = full_lattice(6, 20, 2000);
  const OnStreets streets = on_streets(lattice.town);
  KnoxOptions options;
  options.distance_bands = Bands({.edges = {0, 200, 400}});
  options.time_bands = Bands({.edges = {0, 7, 14}});
  options.permutations = 40;
  NearRepeatOptions chains;
  std::vector<double> cells, links;
  for (const int threads : {1, 2, 4}) {
    const ThreadLimit limit(threads);
    const auto pairs =
        street_close_pairs(streets.graph, streets.points, options.distance_bands.reach());
    std::vector<double> now;
    for (const KnoxCell& cell : knox_table(lattice.events, *pairs, options, Progress()).cells) {
      now.insert(now.end(), {cell.observed, cell.sd, cell.p, cell.p_adjusted, cell.median_ratio});
    }
    const auto distances = street_distances(streets.graph, streets.points);
    std::vector<double> linked;
    for (const NearRepeatEvent& event :
         near_repeat_events(lattice.events, lattice.events.from, *distances, chains, Progress())
             .events) {
      linked.insert(linked.end(), {double(event.parent), double(event.chain), event.parent_distance,
                                   event.originator_distance});
    }
    NearRepeatRiskOptions surface;
    surface.now = 40 * 86400;
    surface.along = EventsOnStreets{&streets.graph, &streets.points, Metres{30}};
    const Grid grid = grid_over(Box{-100, -100, 2000, 2000}, Metres{20});
    for (const double value :
         NearRepeatRisk(lattice.events, lattice.events.from, surface).on(grid, 0, Progress())) {
      linked.push_back(std::isnan(value) ? -1 : value);
    }
    if (threads == 1) {
      cells = now;
      links = linked;
    }
    EXPECT_EQ(now, cells) << threads << " threads";
    EXPECT_EQ(linked, links) << threads << " threads";
  }
}

NearRepeatRiskOptions some_risk(Draw& draw, const OnStreets& streets, double cell_distance) {
  NearRepeatRiskOptions options;
  options.now = 40 * 86400;
  options.memory = {draw.uniform(5, 40)};
  options.reach = {draw.uniform(20, 200)};
  options.half_distance = {draw.uniform(10, 100)};
  options.along = EventsOnStreets{&streets.graph, &streets.points, Metres{cell_distance}};
  if (draw.chance(.5)) {
    options.weighting = Weighting::bands;
    options.bands.distance = Bands({.edges = {0, 40, 130}, .include_ends = draw.chance(.5)});
    options.bands.time = Bands({.edges = {0, 5 * day, 21 * day}});
    for (int k = 0; k < 4; ++k) options.bands.weight.push_back(draw.uniform(0, 2));
  }
  return options;
}

TEST(StreetDistancesTwin, RiskIsThatOfEveryEventAskedOfEveryCell) {
  std::size_t above = 0, off = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Draw draw(seed);
    const Town town = test::lattice_town(draw, 30);
    const OnStreets streets = on_streets(town);
    const SpaceTimeEvents events = events_of(town, draw);
    const Grid grid = grid_over(Box{-30, -30, 280, 280}, Metres{draw.uniform(25, 40)});
    const double cell_distance = draw.uniform(5, 60);
    const NearRepeatRiskOptions options = some_risk(draw, streets, cell_distance);
    const NearRepeatRisk risk(events, events.from, options);
    const double later = draw.chance(.5) ? 0 : 3 * day;
    const auto found = risk.on(grid, later, Progress());

    // Events, then the centres of cells, all put on the streets by the twin.
    std::vector<double> x(town.x), y(town.y);
    for (std::int64_t row = 0; row < grid.rows; ++row) {
      for (std::int64_t column = 0; column < grid.columns; ++column) {
        x.push_back(grid.x_of(column));
        y.push_back(grid.y_of(row));
      }
    }
    const auto matrix = test::network_distances_brute(town.lines, x, y);
    const auto truth = reference::near_repeat_risk_brute_of(
        events, events.from, options, grid, later,
        [&](std::size_t i, std::int64_t column, std::int64_t row) {
          return matrix[i][town.x.size() + static_cast<std::size_t>(row * grid.columns + column)];
        });
    ASSERT_EQ(found.size(), truth.size());
    for (std::size_t cell = 0; cell < truth.size(); ++cell) {
      double nearest = everywhere;
      for (const auto& line : town.lines) {
        nearest = std::min(
            nearest, foot_on({line[0], line[1]}, {x[town.x.size() + cell], y[town.x.size() + cell]})
                         .distance);
      }
      const auto at = static_cast<std::int64_t>(cell);
      const double alone = risk.at(grid, at % grid.columns, at / grid.columns, later);
      if (nearest > cell_distance) {
        ++off;
        ASSERT_TRUE(std::isnan(found[cell]) && std::isnan(alone)) << "seed " << seed;
        continue;
      }
      ASSERT_NEAR(found[cell], truth[cell], 1e-6 * (1 + truth[cell]))
          << "seed " << seed << ", cell " << cell;
      ASSERT_EQ(alone, found[cell]) << "seed " << seed;
      above += truth[cell] > 0;
    }
  }
  EXPECT_GT(above, 1000U);
  EXPECT_GT(off, 500U);
}

TEST(StreetDistancesTwin, ProMapIsNotOfTheStreets) {
  const Lattice lattice = full_lattice(8, 4, 10);
  const OnStreets streets = on_streets(lattice.town);
  NearRepeatRiskOptions options;
  options.now = 86400 * 100;
  options.weighting = Weighting::promap;
  options.along = EventsOnStreets{&streets.graph, &streets.points, Metres{100}};
  test::expect_error([&] { NearRepeatRisk(lattice.events, lattice.events.from, options); },
                     ErrorKind::usage, "promap-network", {"--weighting half-life or knox"});
}

TEST(StreetDistancesTwin, ACancelIsHeard) {
  const Lattice lattice = full_lattice(7, 12, 500);
  const OnStreets streets = on_streets(lattice.town);
  const Progress progress;
  const auto pairs = street_close_pairs(streets.graph, streets.points, {300, true}, progress);
  const auto distances = street_distances(streets.graph, streets.points, progress);
  progress.cancel();
  std::vector<ClosePair> found;
  EXPECT_THROW(pairs->collect(0, found), Error);
  KnoxOptions options;
  options.distance_bands = Bands({.edges = {0, 300}});
  options.time_bands = Bands({.edges = {0, 7}});
  EXPECT_THROW(knox_table(lattice.events, *pairs, options, progress), Error);
  EXPECT_THROW(near_repeat_events(lattice.events, lattice.events.from, *distances, {}, progress),
               Error);
}

}  // namespace
}  // namespace farola
