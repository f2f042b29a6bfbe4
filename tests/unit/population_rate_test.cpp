#include "farola/density/population_rate.hpp"

#include "farola/core/error.hpp"

#include <cmath>

#include "reference/kernel_density_brute.hpp"
#include "reference/projected_points.hpp"
#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::city_points;
using test::Points;
using test::projected;

const Grid grid = grid_over(Box{0, 0, 1000, 800}, Metres{20});

PopulationRateOptions with(double bandwidth, double minimum = 100) {
  PopulationRateOptions options;
  options.density.bandwidth = Metres{bandwidth};
  options.minimum_population = minimum;
  return options;
}

/// Population of 3 to 7 people at each of 200 places.
ProjectedEvents residents() {
  std::vector<double> people;
  for (int i = 0; i < 200; ++i) people.push_back(3 + i % 5);
  return projected(city_points(200, 9)).with_weights(people);
}

std::string code_of(const ProjectedEvents& events, const ProjectedEvents& population,
                    const PopulationRateOptions& options) {
  return test::code_of([&] { population_rate(events, population, grid, options, Progress()); });
}

TEST(PopulationRate, IsEventsOverPeopleWhereThereAreEnough) {
  const Points p = city_points(90, 4);
  const ProjectedEvents population = residents();
  const std::vector<double> b = {130};
  const auto f = reference::kernel_density_brute({p.x, p.y, {}, b}, grid, Kernel::quartic);
  const auto q = reference::kernel_density_brute(
      {population.x(), population.y(), population.weight(), b}, grid, Kernel::quartic);
  auto options = with(130, 400);
  options.density.period_years = 2.5;
  const auto found = population_rate(projected(p), population, grid, options, Progress());
  std::int64_t low = 0;
  for (std::size_t i = 0; i < f.size(); ++i) {
    EXPECT_NEAR(found.population.values[i], 1e6 * q[i], 1e-5 * 1e6 * q[i] + 1e-6);
    if (1e6 * q[i] < 400) {
      ++low;
      EXPECT_TRUE(std::isnan(found.rate.values[i]));
    } else {
      const double rate = 1000 * f[i] / 2.5 / q[i];
      EXPECT_NEAR(found.rate.values[i], rate, 1e-5 * rate + 1e-6);
    }
  }
  EXPECT_GT(low, 10);
  EXPECT_EQ(found.report.values["population_rate"]["cells_below_minimum"], low);
  EXPECT_EQ(found.rate.band.unit, "events/1,000 people/year");
  EXPECT_EQ(found.population.band.unit, "people/km2");
}

TEST(PopulationRate, OfTheResidentsThemselvesIsTheSameEverywhere) {
  const ProjectedEvents population = residents();
  const auto found = population_rate(population, population, grid, with(150, 1), Progress());
  for (const float rate : found.rate.values) {
    if (std::isnan(rate)) continue;
    ASSERT_NEAR(rate, 1000, 1e-3);
  }
}

TEST(PopulationRate, TakesARasterOfPeoplePerCell) {
  Raster people{grid_over(Box{0, 0, 1000, 800}, Metres{40}), Crs::from_epsg(25830), {}, {}};
  people.values.assign(static_cast<std::size_t>(people.grid.cells()), 8);
  people.at(0, 0) = no_data;
  people.at(1, 0) = 0;
  const ProjectedEvents points = population_points(people);
  EXPECT_EQ(points.size(), 498u);
  EXPECT_EQ(points.x()[0], 100);  // the third cell of the first row
  EXPECT_EQ(points.y()[0], 780);
  EXPECT_EQ(points.total_weight(), 8 * 498);
  const auto events = projected(city_points(90, 4));
  const auto by_raster = population_rate(events, people, grid, with(160), Progress());
  const auto by_points = population_rate(events, points, grid, with(160), Progress());
  EXPECT_EQ(by_raster.population.values, by_points.population.values);
  EXPECT_TRUE(by_raster.report.warnings.empty());
  // 8 people in 1,600 m2 are 5,000 per km2 in the middle.
  EXPECT_NEAR(by_raster.population.at(25, 20), 5000, 50);
  EXPECT_THAT(population_rate(events, people, grid, with(70), Progress()).report.warnings,
              testing::Contains(testing::HasSubstr("wider than half the bandwidth")));
}

TEST(PopulationRate, TellsOfEventsWhereNobodyLives) {
  const ProjectedEvents population = projected(Points{{100}, {100}}).with_weights({5000});
  const auto found = population_rate(projected(Points{{100, 900}, {120, 700}}), population, grid,
                                     with(120), Progress());
  EXPECT_EQ(found.report.values["population_rate"]["events_without_rate"], 1);
  EXPECT_THAT(found.report.warnings,
              testing::Contains(testing::HasSubstr("1 of 2 events lie in cells")));
}

TEST(PopulationRate, RefusesWhatMakesNoSense) {
  const auto events = projected(city_points(20, 1));
  EXPECT_EQ(code_of(events, projected(Points{}), with(100)), "population-empty");
  EXPECT_EQ(code_of(events, residents().with_weights(std::vector<double>(200, 0.0)), with(100)),
            "population-empty");
  std::vector<double> negative(200, 4);
  negative[7] = -1;
  EXPECT_EQ(code_of(events, residents().with_weights(negative), with(100)), "population-negative");
  EXPECT_EQ(code_of(events, residents(), with(100, 0)), "minimum-population-not-positive");
  auto options = with(100);
  options.per_people = NAN;
  EXPECT_EQ(code_of(events, residents(), options), "per-people-not-positive");
  options = with(100);
  options.density.event_bandwidths.assign(20, 30);
  EXPECT_EQ(code_of(events, residents(), options), "rate-adaptive");
  Events elsewhere = test::event_columns(city_points(20, 1));
  elsewhere.crs = Crs::from_epsg(25829);
  EXPECT_EQ(code_of(events, projected(std::move(elsewhere)), with(100)), "crs-differ");
  EXPECT_EQ(code_of(projected(Points{}), residents(), with(100)), "no error");
}

}  // namespace
}  // namespace farola
