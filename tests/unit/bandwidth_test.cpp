// Reference numbers: tests/reference/make_bandwidth_values.R and .py.

#include "farola/density/bandwidth.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/density/bandwidth_diggle.hpp"
#include "farola/density/gaussian_sums.hpp"

#include <algorithm>
#include <cmath>

#include "reference/brute_force_bandwidth.hpp"
#include "reference/lehmer_points.hpp"
#include "reference/projected_points.hpp"
#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::city_points;
using test::Points;

constexpr std::int64_t seed = 20260101;

const MultiPolygon& window() {  // 1000 m by 800 m
  static const MultiPolygon box = {{{{0, 0}, {1000, 0}, {1000, 800}, {0, 800}, {0, 0}}, {}}};
  return box;
}

SelectedBandwidth select(const Points& p, BandwidthSelector selector,
                         BandwidthOptions options = {}) {
  options.selector = selector;
  return select_bandwidth(p.x, p.y, options, Progress());
}

BandwidthOptions as_published() {
  BandwidthOptions options;
  options.ties = Ties::as_published;
  return options;
}

/// The criterion at one sigma, through the search over a range of 1e-7 around it.
double criterion_at(const Points& p, BandwidthSelector selector, double sigma) {
  BandwidthOptions options = as_published();
  options.lower = Metres{sigma * (1 - 1e-7)};
  options.upper = Metres{sigma * (1 + 1e-7)};
  options.study_area = window();
  return select(p, selector, options).criterion;
}

/// Every third event twice.
Points tied(const Points& p) {
  Points twice;
  for (std::size_t i = 0; i < p.x.size(); ++i) {
    for (int copy = 0; copy < ((i + 1) % 3 == 0 ? 2 : 1); ++copy) {
      twice.x.push_back(p.x[i]);
      twice.y.push_back(p.y[i]);
    }
  }
  return twice;
}

std::string message_of(const Points& p, BandwidthSelector selector,
                       const BandwidthOptions& options = {}) {
  std::string message;
  const std::string code = test::code_of([&] { select(p, selector, options); }, &message);
  return code + ": " + message;
}

Points thrice(const Points& p) {
  Points all;
  for (int copy = 0; copy < 3; ++copy) {
    all.x.insert(all.x.end(), p.x.begin(), p.x.end());
    all.y.insert(all.y.end(), p.y.begin(), p.y.end());
  }
  return all;
}

TEST(Bandwidth, PointsAreThoseOfTheScripts) {
  const Points p = city_points(400, seed);
  EXPECT_NEAR(p.x.front(), 261.5643418, 1e-7);
  EXPECT_NEAR(p.y.back(), 180.7286695, 1e-7);
}

TEST(Bandwidth, ScottIsSpatstats) {
  const Points p = city_points(400, seed);
  EXPECT_NEAR(select(p, BandwidthSelector::scott).sigma.value, 85.03844367, 1e-6);
}

TEST(Bandwidth, SilvermanResistsFarEvents) {
  Points p = city_points(400, seed);
  EXPECT_NEAR(select(p, BandwidthSelector::silverman).sigma.value, 85.03844367, 1e-6);
  for (int i = 1; i <= 8; ++i) {
    p.x.push_back(20000 + i);
    p.y.push_back(-9000);
  }
  EXPECT_NEAR(select(p, BandwidthSelector::scott).sigma.value, 697.3669215, 1e-5);
  EXPECT_NEAR(select(p, BandwidthSelector::silverman).sigma.value, 113.4153196, 1e-6);
}

// spatstat searches a grid of ratio 1.00084.
TEST(Bandwidth, LikelihoodIsSpatstats) {
  const auto found = select(city_points(400, seed), BandwidthSelector::likelihood_cv);
  EXPECT_NEAR(found.sigma.value, 42.54753055, .001 * 42.5);
  EXPECT_NEAR(found.criterion, 13.27728109, 1e-6);
  EXPECT_FALSE(found.at_bound);
}

TEST(Bandwidth, LikelihoodIsScikitLearns) {
  const Points p = city_points(400, seed);
  EXPECT_NEAR(criterion_at(p, BandwidthSelector::likelihood_cv, 30), 13.3154976231, 1e-5);
  EXPECT_NEAR(criterion_at(p, BandwidthSelector::likelihood_cv, 42.5), 13.2772816367, 1e-5);
  EXPECT_NEAR(criterion_at(p, BandwidthSelector::likelihood_cv, 60), 13.3077140947, 1e-5);
}

TEST(Bandwidth, LeastSquaresIsKs) {
  const auto found = select(city_points(400, seed), BandwidthSelector::least_squares_cv);
  EXPECT_NEAR(found.sigma.value, 40.26486881, .001 * 40);
  EXPECT_NEAR(found.criterion, -2.350194863e-06, 1e-13);  // far pairs left out: 1.5e-8 of the sums
}

TEST(Bandwidth, LeastSquaresIsStatsmodels) {
  const Points p = city_points(400, seed);
  EXPECT_NEAR(criterion_at(p, BandwidthSelector::least_squares_cv, 30), -2.2860635176e-6, 1e-11);
  EXPECT_NEAR(criterion_at(p, BandwidthSelector::least_squares_cv, 60), -2.2404291019e-6, 1e-11);
}

TEST(Bandwidth, CronieVanLieshoutIsSpatstats) {
  BandwidthOptions options;
  options.study_area = window();
  const Points p = city_points(400, seed);
  EXPECT_NEAR(select(p, BandwidthSelector::cronie_van_lieshout, options).sigma.value, 99.29772063,
              .001 * 99);
  EXPECT_NEAR(select(tied(p), BandwidthSelector::cronie_van_lieshout, options).sigma.value,
              96.25795679, .001 * 96);
}

// Both look at 512 distances; two steps of them, R / 511 / 2 each, are allowed.
TEST(Bandwidth, DiggleIsSpatstats) {
  const Points p = city_points(400, seed);
  BandwidthOptions options;
  options.study_area = window();
  EXPECT_NEAR(select(p, BandwidthSelector::diggle, options).sigma.value, 41.29158513, 200 / 511.0);
}

// In the events' own box two minima are within 2e-4 of each other, at 38.4 and 41.3; spatstat,
// whose integral is coarser, takes the other. What is compared is the criterion.
TEST(Bandwidth, DigglesCriterionIsItsDefinitionInTheEventsBox) {
  const Points p = city_points(400, seed);
  const auto found = select(p, BandwidthSelector::diggle);
  const auto exactly = [&](double sigma) { return test::brute_force_diggle(p.x, p.y, 2 * sigma); };
  EXPECT_NEAR(found.criterion, exactly(found.sigma.value), 2e-5);
  EXPECT_NEAR(exactly(41.31423615), exactly(found.sigma.value), 1e-3);
}

TEST(Bandwidth, DiggleInAPolygonIsSpatstats) {
  const Points all = city_points(400, seed);
  Points p;
  for (std::size_t i = 0; i < all.x.size(); ++i) {
    if (all.x[i] > 500 && all.y[i] > 400) continue;
    p.x.push_back(all.x[i]);
    p.y.push_back(all.y[i]);
  }
  ASSERT_EQ(p.x.size(), 306u);
  BandwidthOptions options;
  options.study_area = {
      {{{0, 0}, {1000, 0}, {1000, 400}, {500, 400}, {500, 800}, {0, 800}, {0, 0}}, {}}};
  EXPECT_NEAR(select(p, BandwidthSelector::diggle, options).sigma.value, 34.83365949, 200 / 511.0);
}

TEST(Bandwidth, MeanNearestNeighbourLooksAtDistinctPlaces) {
  const Points p = city_points(400, seed);
  EXPECT_NEAR(select(p, BandwidthSelector::mean_nearest_neighbour).sigma.value, 19.81984111, 1e-7);
  EXPECT_NEAR(select(tied(p), BandwidthSelector::mean_nearest_neighbour).sigma.value, 19.81984111,
              1e-7);
}

TEST(Bandwidth, CriteriaAreTheirDefinitionsWithTies) {
  const Points p = tied(city_points(150, 7));
  for (const double sigma : {8.0, 35.0, 120.0}) {
    const double likelihood = test::brute_force_likelihood(p.x, p.y, sigma);
    EXPECT_NEAR(criterion_at(p, BandwidthSelector::likelihood_cv, sigma), likelihood, 1e-4)
        << sigma;
    const double squares = test::brute_force_least_squares(p.x, p.y, sigma);
    EXPECT_NEAR(criterion_at(p, BandwidthSelector::least_squares_cv, sigma) / squares, 1, 1e-4)
        << sigma;
    const double inverse = test::brute_force_cronie_van_lieshout(p.x, p.y, sigma, 8e5);
    EXPECT_NEAR(criterion_at(p, BandwidthSelector::cronie_van_lieshout, sigma) / inverse, 1, 1e-3)
        << sigma;
  }
}

TEST(Bandwidth, TiesRunPublishedCriteriaToTheirLowerBound) {
  const Points p = city_points(400, seed);
  const Points tripled = thrice(p);
  for (const auto selector : {BandwidthSelector::likelihood_cv, BandwidthSelector::least_squares_cv,
                              BandwidthSelector::diggle}) {
    const auto found = select(tripled, selector, as_published());
    EXPECT_TRUE(found.at_bound) << name_of(selector);
    ASSERT_EQ(found.report.warnings.size(), 1u);
    EXPECT_THAT(found.report.warnings[0], testing::HasSubstr("67 % of the events share a place"));
  }
}

// Tripling every event adds nothing that leaving the place out does not take away; least squares
// keeps the ties in its square, which makes it a little wider.
TEST(Bandwidth, ManyTiesAreLeftOutTogetherAndTold) {
  const Points p = city_points(400, seed);
  const Points tripled = thrice(p);
  for (const auto selector : {BandwidthSelector::likelihood_cv, BandwidthSelector::least_squares_cv,
                              BandwidthSelector::diggle}) {
    const auto found = select(tripled, selector);
    EXPECT_FALSE(found.at_bound) << name_of(selector);
    EXPECT_TRUE(found.report.warnings.empty());
    EXPECT_THAT(found.report.notes[0],
                testing::HasSubstr("left out all events of a place together"));
    BandwidthOptions options;
    options.upper = Metres{50};  // diggle's own range depends on the number of events
    const double single = select(p, selector, options).sigma.value;
    const double thrice_as_many = select(tripled, selector, options).sigma.value;
    EXPECT_NEAR(thrice_as_many / single, 1,
                selector == BandwidthSelector::likelihood_cv ? 2e-4 : .25)
        << name_of(selector);
  }
  EXPECT_FALSE(select(p, BandwidthSelector::likelihood_cv)
                   .report.values["bandwidth_selection"]
                   .contains("leave_place_out"));
}

TEST(Bandwidth, OneFarEventDoesNotMakeTheLikelihoodInfinite) {
  Points p = city_points(400, seed);
  p.x.push_back(9000);
  p.y.push_back(9000);
  const auto found = select(p, BandwidthSelector::likelihood_cv);
  EXPECT_TRUE(std::isfinite(found.criterion));
  EXPECT_NEAR(found.criterion, test::brute_force_likelihood(p.x, p.y, found.sigma.value), 1e-6);
}

TEST(Bandwidth, BinnedSumsMatchExactOnes) {
  const Points p = city_points(20000, 99);
  const PlaceIndex places(p.x, p.y);
  const auto nearest = places.distances_to_nearest(Progress());
  for (const double sigma : {4.0, 12.0, 60.0}) {
    const auto exact = gaussian_sums(places, nearest, sigma, Progress(), SumMethod::exact);
    const auto binned = gaussian_sums(places, nearest, sigma, Progress(), SumMethod::binned);
    ASSERT_EQ(binned.taken, SumMethod::binned);
    double worst = 0, mean_log = 0, exact_sum = 0, binned_sum = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double difference = binned.log_others[i] - exact.log_others[i];
      if (exact.log_others[i] > std::log(1.0)) worst = std::max(worst, std::abs(difference));
      mean_log += difference / static_cast<double>(places.size());
      exact_sum += std::exp(exact.log_others[i]);
      binned_sum += std::exp(binned.log_others[i]);
    }
    EXPECT_LT(worst, .02) << sigma;
    EXPECT_LT(std::abs(mean_log), 1e-3) << sigma;
    EXPECT_NEAR(binned_sum / exact_sum, 1, 1e-3) << sigma;
  }
}

TEST(Bandwidth, DigglesSampleIsNearTheWhole) {
  const Points p = city_points(20000, 3);
  const PlaceIndex places(p.x, p.y);
  const auto whole = diggle_minimum(places, {}, 60, 1, false, Progress());
  EXPECT_EQ(whole.places_used, places.size());
  const auto sample = diggle_minimum(places, {}, 60, 1, false, Progress(), 2e7);
  EXPECT_LT(sample.places_used, places.size() / 2);
  EXPECT_NEAR(sample.sigma / whole.sigma, 1, .1);
}

TEST(Bandwidth, SameBitsForAnyThreads) {
  const Points p = city_points(6000, 5);
  for (const auto name : bandwidth_selector_names) {
    const auto selector = bandwidth_selector_from_name(std::string(name));
    const auto with = [&](int threads) {
      const ThreadLimit limit(threads);
      return select(p, selector).sigma.value;
    };
    EXPECT_EQ(with(1), with(2)) << name;
  }
}

TEST(Bandwidth, ProgressIsMonotoneAndCancelIsHeard) {
  const Points p = city_points(3000, 5);
  for (const auto name : bandwidth_selector_names) {
    BandwidthOptions options;
    options.selector = bandwidth_selector_from_name(std::string(name));
    double last = 0;
    bool falls = false;
    const Progress progress([&](double fraction, const std::string&) {
      falls |= fraction < last;
      last = fraction;
    });
    select_bandwidth(p.x, p.y, options, progress);
    EXPECT_FALSE(falls) << name;
    EXPECT_EQ(last, 1) << name;
    const Progress cancelled;
    cancelled.cancel();
    EXPECT_THROW(select_bandwidth(p.x, p.y, options, cancelled), Error) << name;
  }
}

TEST(Bandwidth, RefusesWhatHasNoSpread) {
  using testing::HasSubstr;
  for (const auto name : bandwidth_selector_names) {
    const auto selector = bandwidth_selector_from_name(std::string(name));
    EXPECT_THAT(message_of({}, selector), HasSubstr("bandwidth-not-selectable")) << name;
    EXPECT_THAT(message_of({{5}, {6}}, selector), HasSubstr("there is one event")) << name;
    EXPECT_THAT(message_of({{5, 5, 5}, {6, 6, 6}}, selector),
                HasSubstr("all 3 events lie at one place, 5.0 6.0. Give metres"))
        << name;
  }
  EXPECT_THAT(message_of({{0, 1, 2, 5}, {6, 6, 6, 6}}, BandwidthSelector::cronie_van_lieshout),
              HasSubstr("--study-area"));
  EXPECT_NEAR(select({{0, 1, 2, 5}, {6, 6, 6, 6}}, BandwidthSelector::scott).sigma.value,
              2.160246899469287 * std::pow(4, -1.0 / 6), 1e-12);
}

TEST(Bandwidth, WeightsDoNotEnterAndANoteSaysSo) {
  const auto events = test::projected(city_points(60, 1));
  std::vector<double> weights(60, 1.0);
  const auto told = [](const SelectedBandwidth& found) {
    return std::count_if(found.report.notes.begin(), found.report.notes.end(),
                         [](const std::string& note) {
                           return note.find("counted each event once") != std::string::npos;
                         });
  };
  for (const auto selector : {BandwidthSelector::scott, BandwidthSelector::likelihood_cv}) {
    BandwidthOptions options;
    options.selector = selector;
    const auto plain = select_bandwidth(events, options, Progress());
    weights[7] = 1;
    EXPECT_EQ(told(select_bandwidth(events.with_weights(weights), options, Progress())), 0);
    weights[7] = 5;
    const auto weighted = select_bandwidth(events.with_weights(weights), options, Progress());
    EXPECT_EQ(weighted.sigma.value, plain.sigma.value);
    EXPECT_EQ(told(plain), 0);
    EXPECT_EQ(told(weighted), 1);
  }
}

TEST(Bandwidth, RefusesAnEmptyRangeAndUnknownNames) {
  BandwidthOptions options;
  options.lower = Metres{50};
  options.upper = Metres{20};
  EXPECT_THAT(message_of(city_points(50, 1), BandwidthSelector::likelihood_cv, options),
              testing::HasSubstr("bandwidth-range-empty"));
  test::expect_error([] { bandwidth_selector_from_name("silvermann"); }, ErrorKind::usage,
                     "bandwidth-selector-unknown", {"did you mean silverman?"});
}

TEST(DefaultBandwidth, IsAThirtiethOfTheShorterSide) {
  // Chainey's start: cells of a 150th of the shorter side, a radius of five cells.
  EXPECT_EQ(default_bandwidth({0, 0, 30'000, 12'340}, Kernel::quartic).bandwidth.value, 410);
  // The Gaussian of the same spread: 12340 / 30 / sqrt(8) = 145.4 m.
  EXPECT_EQ(default_bandwidth({0, 0, 30'000, 12'340}, Kernel::gaussian).bandwidth.value, 150);
  EXPECT_EQ(default_bandwidth({0, 5, 900, 5}, Kernel::quartic).bandwidth.value, 30);
  EXPECT_THROW(default_bandwidth({3, 5, 3, 5}, Kernel::quartic), Error);
}

}  // namespace
}  // namespace farola
