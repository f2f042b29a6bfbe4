#include "farola/density/hotspot_polygons.hpp"

#include "farola/core/error.hpp"
#include "farola/core/random.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

const int utm = 32618;

Raster raster_of(std::int64_t columns, std::int64_t rows, std::vector<float> values) {
  Raster raster;
  raster.grid = {500000, 4600000, 10, columns, rows};
  raster.crs = Crs::from_epsg(utm);
  raster.band.unit = "events/km2";
  raster.values = std::move(values);
  return raster;
}

ProjectedEvents events_at(const std::vector<Point>& points, std::vector<double> weight = {}) {
  Events events;
  events.crs = Crs::from_epsg(utm);
  for (const Point& p : points) {
    events.x.push_back(p.x);
    events.y.push_back(p.y);
    events.row.push_back(static_cast<std::int64_t>(events.row.size()) + 1);
  }
  events.weight = std::move(weight);
  Rejections rejections;
  const Projector same(events.crs, events.crs);
  return project(std::move(events), same, rejections);
}

Hotspots find(const Raster& raster, const ProjectedEvents& events, HotspotRule rule, double value,
              double minimum_area = 0) {
  return hotspot_polygons(raster, events, {rule, value, minimum_area}, Progress());
}

// 4 x 2 cells of 10 m; two groups by percentile 50 of the positive {1, 2, 3, 4, 5, 6}: above 3.
//   6 0 4 1
//   5 0 2 3
class Small : public testing::Test {
 protected:
  Raster raster = raster_of(4, 2, {6, 0, 4, 1, 5, 0, 2, 3});
  ProjectedEvents events = events_at({{500001, 4599999},  // cell of 6
                                      {500005, 4599985},  // cell of 5
                                      {500005, 4599990},  // on the edge of 6 and 5: the southern, 5
                                      {500025, 4599999},  // cell of 4
                                      {500040, 4599980},  // the grid's own corner: cell of 3
                                      {500041, 4599985}});  // beyond the grid
};

TEST_F(Small, PercentileRanksSpotsByWhatTheyHold) {
  const Hotspots found = find(raster, events, HotspotRule::percentile, 50);
  EXPECT_EQ(found.threshold, 3);
  ASSERT_EQ(found.spots.size(), 2u);
  const Hotspot& first = found.spots[0];
  EXPECT_EQ(first.rank, 1);
  EXPECT_EQ(first.cells, 2);
  EXPECT_EQ(first.area, 200);
  EXPECT_EQ(first.events, 3);
  EXPECT_DOUBLE_EQ(first.density, 3 / 200e-6);
  EXPECT_EQ(first.peak, 6);
  EXPECT_EQ(first.peak_at, (Point{500005, 4599995}));
  EXPECT_DOUBLE_EQ(first.share_of_events, 3.0 / 5);
  EXPECT_DOUBLE_EQ(first.share_of_area, 2.0 / 8);
  EXPECT_DOUBLE_EQ(first.pai, 2.4);
  EXPECT_EQ(found.spots[1].events, 1);
  EXPECT_EQ(found.events_nowhere, 1);
  EXPECT_DOUBLE_EQ(found.share_of_events, 4.0 / 5);
  EXPECT_DOUBLE_EQ(found.pai, (4.0 / 5) / (3.0 / 8));
  EXPECT_EQ(found.report.values["hotspots"]["count"], 2);
}

TEST_F(Small, MeanPlusSampleSd) {
  // Mean 21/8, sample sd of {6,0,4,1,5,0,2,3} = sqrt((91 - 441/8) / 7) = 2.263848…
  const Hotspots found = find(raster, events, HotspotRule::mean_plus_sd, 1);
  EXPECT_NEAR(found.threshold, 2.625 + 2.2638462845, 1e-9);
  EXPECT_EQ(found.cells, 2);
}

TEST_F(Small, ShareTakesTheFewestCells) {
  EXPECT_EQ(find(raster, events, HotspotRule::share, 20).cells, 1);
  EXPECT_EQ(find(raster, events, HotspotRule::share, 20.1).cells, 2);
  EXPECT_EQ(find(raster, events, HotspotRule::share, 60).cells, 2);
  EXPECT_EQ(find(raster, events, HotspotRule::share, 100).cells, 4);
}

TEST_F(Small, MinimumAreaLeavesOutAndCounts) {
  const Hotspots found = find(raster, events, HotspotRule::percentile, 50, 150);
  EXPECT_EQ(found.spots.size(), 1u);
  EXPECT_EQ(found.left_out, 1);
  EXPECT_EQ(found.events, 3);
}

TEST_F(Small, NoDataCountsNowhere) {
  raster.values[0] = no_data;
  const Hotspots found = find(raster, events, HotspotRule::percentile, 50);
  EXPECT_EQ(found.events_nowhere, 2);
  EXPECT_DOUBLE_EQ(found.spots[0].share_of_area, 1.0 / 7);
}

TEST_F(Small, WeightsCount) {
  const Hotspots found = find(raster, events_at({{500001, 4599999}, {500025, 4599999}}, {1, 3}),
                              HotspotRule::percentile, 50);
  EXPECT_EQ(found.spots[0].peak, 4);
  EXPECT_DOUBLE_EQ(found.spots[0].share_of_events, .75);
}

TEST_F(Small, NothingThereIsANoteNotAnError) {
  const Hotspots none =
      find(raster_of(4, 2, std::vector<float>(8, 0)), events, HotspotRule::percentile, 95);
  EXPECT_TRUE(none.spots.empty());
  EXPECT_THAT(none.report.notes, testing::Contains(testing::HasSubstr("no hot spot")));
  const Hotspots flat =
      find(raster_of(4, 2, std::vector<float>(8, 2)), events, HotspotRule::mean_plus_sd, 0);
  EXPECT_TRUE(flat.spots.empty());
  const Hotspots no_events = find(raster, events_at({}), HotspotRule::percentile, 50);
  EXPECT_EQ(no_events.spots.size(), 2u);
  EXPECT_TRUE(std::isnan(no_events.pai));
}

TEST_F(Small, BadOptionsNameTheRule) {
  const auto code = [&](HotspotRule rule, double value, double area = 0) -> std::string {
    return test::code_of([&] { find(raster, events, rule, value, area); });
  };
  EXPECT_EQ(code(HotspotRule::percentile, 100), "percentile-out-of-range");
  EXPECT_EQ(code(HotspotRule::percentile, -1), "percentile-out-of-range");
  EXPECT_EQ(code(HotspotRule::percentile, std::nan("")), "percentile-out-of-range");
  EXPECT_EQ(code(HotspotRule::share, 0), "share-out-of-range");
  EXPECT_EQ(code(HotspotRule::mean_plus_sd, HUGE_VAL), "mean-plus-sd-not-finite");
  EXPECT_EQ(code(HotspotRule::percentile, 95, -1), "minimum-area-negative");
  raster.crs = Crs::from_epsg(32617);
  EXPECT_EQ(code(HotspotRule::percentile, 95), "crs-mismatch");
}

// The twin: sort and count cells one by one, join by repeated passes, and ask each polygon which
// events lie in it.
TEST(HotspotTwin, AgreesOnRandomSurfaces) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const std::int64_t columns = 14, rows = 11;
    std::vector<float> values;
    for (std::uint64_t i = 0; i < 154; ++i) {
      const double u = random_uniform(seed, 0, i);
      values.push_back(u < .1   ? no_data
                       : u < .3 ? 0.f
                                : static_cast<float>(random_below(12, seed, 1, i)));
    }
    const Raster raster = raster_of(columns, rows, values);
    std::vector<Point> points;
    for (std::uint64_t i = 0; i < 300; ++i) {
      // Off the cell edges, which are the unit tests' affair.
      points.push_back({500000.01 + 10 * static_cast<double>(random_below(16, seed, 2, i)),
                        4599999.97 - 10 * static_cast<double>(random_below(11, seed, 3, i))});
    }
    const double percent = 100 * random_uniform(seed, 4, 0);
    const Hotspots found = find(raster, events_at(points), HotspotRule::percentile, percent);

    std::vector<float> positive;
    for (const float v : values) {
      if (v > 0) positive.push_back(v);
    }
    std::sort(positive.begin(), positive.end());
    const auto rank = static_cast<std::size_t>(
        std::max(1.0, std::ceil(percent / 100 * static_cast<double>(positive.size()))));
    EXPECT_EQ(found.threshold, positive[rank - 1]);
    std::vector<int> group(values.size(), -1);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] > positive[rank - 1]) group[i] = static_cast<int>(i);
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (std::int64_t r = 0; r < rows; ++r) {
        for (std::int64_t c = 0; c < columns; ++c) {
          const auto i = static_cast<std::size_t>(r * columns + c);
          for (const std::size_t j : {i + 1, i + static_cast<std::size_t>(columns)}) {
            if (j == i + 1 && c + 1 == columns) continue;
            if (j >= values.size() || group[i] < 0 || group[j] < 0 || group[i] == group[j])
              continue;
            group[i] = group[j] = std::min(group[i], group[j]);
            changed = true;
          }
        }
      }
    }
    std::map<int, std::int64_t> cells;
    for (const int g : group) {
      if (g >= 0) ++cells[g];
    }
    ASSERT_EQ(found.spots.size(), cells.size()) << seed;
    std::multiset<std::int64_t> sizes, twin_sizes;
    std::int64_t inside_valid = 0, in_spots = 0;
    const auto value_at = [&](const Point& p) {
      const double c = std::floor((p.x - 500000) / 10), r = std::floor((4600000 - p.y) / 10);
      return c < 14 ? values[static_cast<std::size_t>(r * 14 + c)] : no_data;
    };
    for (const Point& p : points) inside_valid += !std::isnan(value_at(p));
    for (const auto& [g, count] : cells) twin_sizes.insert(count);
    for (const Hotspot& spot : found.spots) {
      sizes.insert(spot.cells);
      EXPECT_EQ(area_of({spot.outline}), spot.area);
      const PolygonIndex index({spot.outline});
      const auto within = std::count_if(points.begin(), points.end(),
                                        [&](const Point& p) { return index.contains(p); });
      EXPECT_EQ(within, spot.events) << seed;
      EXPECT_DOUBLE_EQ(spot.share_of_events,
                       static_cast<double>(within) / static_cast<double>(inside_valid));
      in_spots += within;
    }
    EXPECT_EQ(sizes, twin_sizes);
    EXPECT_EQ(found.events, in_spots);
    EXPECT_TRUE(std::is_sorted(found.spots.begin(), found.spots.end(),
                               [](const auto& a, const auto& b) { return a.weight > b.weight; }));
  }
}

}  // namespace
}  // namespace farola
