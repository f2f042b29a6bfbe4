// Real cities. San Francisco's reference numbers: tests/reference/make_city_values.R.

#include "farola/core/parallel.hpp"
#include "farola/density/adaptive_bandwidth.hpp"
#include "farola/density/bandwidth.hpp"
#include "farola/density/edge_correction.hpp"
#include "farola/density/place_index.hpp"
#include "farola/events/screening.hpp"
#include "farola/io/read_events.hpp"
#include "farola/io/read_polygons.hpp"

#include <cmath>
#include <set>

#include "support/shared_data.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

ProjectedEvents read(const std::string& path, const std::string& layer, int epsg) {
  io::EventSource source;
  source.path = path;
  source.layer = layer;
  io::EventTable table = io::read_events(source, Progress());
  screen(table.events, table.rejections);
  const Crs from = table.events.crs;
  return project(std::move(table.events), Projector(from, Crs::from_epsg(epsg)), table.rejections);
}

double sigma_of(const ProjectedEvents& events, BandwidthSelector selector, Ties ties) {
  BandwidthOptions options;
  options.selector = selector;
  options.ties = ties;
  return select_bandwidth(events, options, Progress()).sigma.value;
}

TEST(CityBandwidth, SanFranciscoCarTheftsAsSpatstatFindsThem) {
  FAROLA_REQUIRE_SHARED(path, "data/san_francisco/sf_geoda_2012.gpkg");
  const ProjectedEvents events = read(path, "cartheft", 26910);
  ASSERT_EQ(events.size(), 3384u);
  // Feet to metres and reprojection by two programs: within a millimetre in a kilometre.
  EXPECT_NEAR(sigma_of(events, BandwidthSelector::scott, Ties::automatic), 676.6242726, 1e-3);
  EXPECT_NEAR(sigma_of(events, BandwidthSelector::silverman, Ties::automatic), 637.2047469, 1e-3);
  EXPECT_NEAR(sigma_of(events, BandwidthSelector::mean_nearest_neighbour, Ties::automatic),
              83.70023482, 1e-3);
  // spatstat searched 1,500 values, a ratio of 1.0023 apart.
  EXPECT_NEAR(sigma_of(events, BandwidthSelector::cronie_van_lieshout, Ties::automatic),
              2445.878363, .0025 * 2446);
}

TEST(CityBandwidth, SanFranciscoPlacesAsSpatstatFindsThem) {
  FAROLA_REQUIRE_SHARED(path, "data/san_francisco/sf_geoda_2012.gpkg");
  const ProjectedEvents events = read(path, "cartheft", 26910);
  std::vector<std::uint8_t> first(events.size(), 1);
  std::set<std::pair<double, double>> seen;
  for (std::size_t i = 0; i < events.size(); ++i) {
    first[i] = seen.emplace(events.x()[i], events.y()[i]).second;
  }
  const ProjectedEvents places = events.kept(first);
  ASSERT_EQ(places.size(), 2792u);
  EXPECT_NEAR(sigma_of(places, BandwidthSelector::likelihood_cv, Ties::as_published), 266.9478171,
              .0025 * 267);
}

/// 1.5 million events on 225 thousand addresses and hundred blocks.
TEST(CityBandwidth, PhiladelphiaGivesUsableBandwidthsOrWarns) {
  FAROLA_REQUIRE_SHARED(early, "data/philadelphia/phl_incidents_2016_2020.csv.gz");
  FAROLA_REQUIRE_SHARED(late, "data/philadelphia/phl_incidents_2021_2026.csv.gz");
  const ProjectedEvents events = read(early, "", 26918).joined(read(late, "", 26918));
  ASSERT_GT(events.size(), 1'500'000u);
  for (const auto name : bandwidth_selector_names) {
    const auto selector = bandwidth_selector_from_name(std::string(name));
    if (selector == BandwidthSelector::cronie_van_lieshout) continue;  // wants the city's outline
    BandwidthOptions options;
    options.selector = selector;
    const SelectedBandwidth found = select_bandwidth(events, options, Progress());
    EXPECT_LT(found.sigma.value, 1000) << name;
    if (selector == BandwidthSelector::mean_nearest_neighbour) {
      EXPECT_GT(found.sigma.value, 5);
    } else if (selector == BandwidthSelector::diggle) {
      // Addresses a few decimetres apart: no city-wide answer, and that is said.
      EXPECT_LT(found.sigma.value, 5);
      EXPECT_FALSE(found.report.warnings.empty());
    } else {
      EXPECT_GT(found.sigma.value, 50) << name;
      EXPECT_TRUE(found.report.warnings.empty()) << name;
    }
  }
  // Published, the likelihood is drawn to the ties: a few metres.
  EXPECT_LT(sigma_of(events, BandwidthSelector::likelihood_cv, Ties::as_published), 10);
  const double chosen = default_bandwidth(events.box(), Kernel::quartic).bandwidth.value;
  EXPECT_GT(chosen, 300);
  EXPECT_LT(chosen, 2000);
}

TEST(CityBandwidth, PhiladelphiasEdgeFactors) {
  FAROLA_REQUIRE_SHARED(path, "data/philadelphia/phl_police_districts.gpkg");
  Report report;
  const MultiPolygon city =
      study_area_in(io::read_study_area(path, "", "", false, report), Crs::from_epsg(26918));
  const Grid grid = grid_over(box_of(city), Metres{100});
  // Summed over the plane, the factors of a kernel are the area; over the city, what stays inside.
  for (const Kernel kernel : {Kernel::quartic, Kernel::gaussian}) {
    const double bandwidth = 500 / kernel_spread(kernel);
    const EdgeFactors factors(city, kernel, Metres{bandwidth});
    const auto rows = factors.rows(grid, 0, grid.rows, bandwidth, Progress());
    double inside = 0;
    int whole = 0;
    for (const double factor : rows) {
      if (std::isnan(factor)) continue;
      ASSERT_GE(factor, 0);
      ASSERT_LE(factor, 1);
      inside += factor * grid.cell_area();
      whole += factor > .999;
    }
    EXPECT_GT(inside, .8 * area_of(city));
    EXPECT_LT(inside, .98 * area_of(city));
    EXPECT_GT(whole, 1000);
  }
}

}  // namespace
}  // namespace farola
