// The self-exciting process: known parameters found again, what is told when there is nothing to
// find, what is refused, and the forecast against simulated futures.

#include "farola/near_repeat/self_exciting.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/self_exciting_forecast.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "support/expect_error.hpp"
#include "support/self_exciting_city.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::expect_error;
using testing::Contains;
using testing::HasSubstr;

constexpr Timestamp day = 86400;

SelfExcitingOptions options_for(const test::SelfExcitingTruth& truth) {
  SelfExcitingOptions options;
  options.start = test::simulation_start;
  options.now = test::simulation_start + static_cast<Timestamp>(truth.days * 86400);
  options.decay = truth.exponential ? DistanceDecay::exponential : DistanceDecay::gaussian;
  return options;
}

bool covers(const Estimate& estimate, double truth) {
  return estimate.lower <= truth && truth <= estimate.upper;
}

double errors_off(const Estimate& estimate, double truth) {
  return std::log(estimate.value / truth) / (estimate.standard_error / estimate.value);
}

TEST(SelfExciting, FindsPlantedParameters) {
  for (const bool exponential : {false, true}) {
    test::SelfExcitingTruth truth;
    truth.exponential = exponential;
    const ProjectedEvents events = test::as_events(test::simulated(truth, 11));
    const SelfExcitingFit fit = fit_self_exciting(events, options_for(truth), Progress());
    EXPECT_TRUE(fit.converged);
    EXPECT_TRUE(fit.triggering_found);
    EXPECT_TRUE(covers(fit.branching_ratio, truth.theta)) << fit.branching_ratio.value;
    EXPECT_TRUE(covers(fit.half_life, truth.half_life)) << fit.half_life.value;
    EXPECT_TRUE(covers(fit.scale, truth.scale)) << fit.scale.value;
    // An interval that covers everything would be no use.
    EXPECT_LT(fit.branching_ratio.upper - fit.branching_ratio.lower, .12);
    EXPECT_LT(fit.half_life.upper / fit.half_life.lower, 1.4);
    EXPECT_LT(fit.scale.upper / fit.scale.lower, 1.4);
    EXPECT_GT(fit.tried.size(), 2U);
  }
}

// Intervals of 95 % are missed by one in twenty. Of 24 cities, a binomial with 95 % misses more
// than 6 for one parameter once in 8,000.
TEST(SelfExciting, IntervalsHoldWhatTheyPromise) {
  test::SelfExcitingTruth truth;
  truth.background = 1000;
  truth.days = 365;
  const SelfExcitingOptions options = options_for(truth);
  int theta = 0, half_life = 0, scale = 0;
  double theta_off = 0;
  constexpr int cities = 24;
  for (int k = 0; k < cities; ++k) {
    const auto seed = static_cast<std::uint64_t>(100 + k);
    const ProjectedEvents events = test::as_events(test::simulated(truth, seed));
    const SelfExcitingFit fit = fit_self_exciting(events, options, Progress());
    theta += covers(fit.branching_ratio, truth.theta);
    half_life += covers(fit.half_life, truth.half_life);
    scale += covers(fit.scale, truth.scale);
    theta_off += errors_off(fit.branching_ratio, truth.theta);
  }
  EXPECT_GE(theta, cities - 6);
  EXPECT_GE(half_life, cities - 6);
  EXPECT_GE(scale, cities - 6);
  EXPECT_LT(std::abs(theta_off / cities), 5 / std::sqrt(cities));  // no bias
}

TEST(SelfExciting, TellsThatThereIsNothingToFind) {
  test::SelfExcitingTruth truth;
  truth.theta = 0;
  truth.background = 800;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    const ProjectedEvents events = test::as_events(test::simulated(truth, seed));
    const SelfExcitingFit fit = fit_self_exciting(events, options_for(truth), Progress());
    EXPECT_FALSE(fit.triggering_found) << seed;
    EXPECT_TRUE(fit.converged) << "EM alone creeps here, for more than 500 steps " << seed;
    EXPECT_THAT(fit.report.warnings, Contains(testing::AnyOf(HasSubstr("No triggering found"),
                                                             HasSubstr("cannot be told from"))))
        << seed << " " << fit.branching_ratio.value << " " << fit.half_life.value;
  }
}

TEST(SelfExciting, AStepwiseBackgroundTakesATrendThatIsNoTrigger) {
  test::SelfExcitingTruth truth;
  truth.theta = 0;
  truth.trend = .9;
  truth.background = 1500;
  truth.days = 400;
  SelfExcitingOptions options = options_for(truth);
  options.bandwidth = Metres{250};
  const ProjectedEvents events = test::as_events(test::simulated(truth, 3));
  options.background_step = Days{50};
  const SelfExcitingFit steps = fit_self_exciting(events, options, Progress());
  ASSERT_EQ(steps.background_rate.size(), 8U);
  // Mean of 1 + .9 (2 u - 1) over the first and the last eighth; 5 sd of so many events.
  EXPECT_NEAR(steps.background_rate.front(), .2125, .17);
  EXPECT_NEAR(steps.background_rate.back(), 1.7875, .49);
  options.background_step.reset();
  const SelfExcitingFit constant = fit_self_exciting(events, options, Progress());
  EXPECT_LT(steps.branching_ratio.value, constant.branching_ratio.value);
}

TEST(SelfExciting, AStudyAreaGivesBackWhatItsEdgeTakes) {
  // Only the events of a third of the city are seen: offspring that fall outside are missing.
  test::SelfExcitingTruth truth;
  truth.background = 6000;
  truth.scale = 250;
  test::SimulatedEvents all = test::simulated(truth, 21), seen;
  for (std::size_t i = 0; i < all.x.size(); ++i) {
    if (all.x[i] < 2000 || all.x[i] > 4000 || all.y[i] < 2000 || all.y[i] > 4000) continue;
    seen.x.push_back(all.x[i]);
    seen.y.push_back(all.y[i]);
    seen.t.push_back(all.t[i]);
  }
  const ProjectedEvents events = test::as_events(seen);
  SelfExcitingOptions options = options_for(truth);
  options.bandwidth = Metres{600};
  const SelfExcitingFit without = fit_self_exciting(events, options, Progress());
  options.study_area = polygons_from_wkt(
      "POLYGON ((502000 4602000, 504000 4602000, 504000 4604000, 502000 4604000, 502000 4602000))");
  const SelfExcitingFit with = fit_self_exciting(events, options, Progress());
  EXPECT_TRUE(with.converged);
  EXPECT_TRUE(covers(with.branching_ratio, truth.theta)) << with.branching_ratio.value;
  EXPECT_TRUE(covers(with.scale, truth.scale)) << with.scale.value;
  EXPECT_FALSE(covers(without.branching_ratio, truth.theta)) << without.branching_ratio.value;
}

TEST(SelfExciting, TheSameBitsForAnyThreads) {
  test::SelfExcitingTruth truth;
  truth.background = 600;
  const ProjectedEvents events = test::as_events(test::simulated(truth, 5));
  SelfExcitingOptions options = options_for(truth);
  options.bandwidth = Metres{500};
  const Grid grid = grid_over(events.box(), Metres{50});
  std::vector<SelfExcitingFit> fits;
  std::vector<SelfExcitingForecast> maps;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    fits.push_back(fit_self_exciting(events, options, Progress()));
    maps.push_back(forecast(events, fits.back(), {}, grid, Days{7}, Progress()));
  }
  for (std::size_t k = 1; k < fits.size(); ++k) {
    EXPECT_EQ(fits[k].branching_ratio.value, fits[0].branching_ratio.value);
    EXPECT_EQ(fits[k].scale.upper, fits[0].scale.upper);
    EXPECT_EQ(fits[k].log_likelihood, fits[0].log_likelihood);
    EXPECT_EQ(fits[k].background_probability, fits[0].background_probability);
    EXPECT_EQ(maps[k].expected.values, maps[0].expected.values);
  }
}

TEST(SelfExciting, TheOrderOfRowsDoesNotMatter) {
  test::SelfExcitingTruth truth;
  truth.background = 300;
  test::SimulatedEvents made = test::simulated(truth, 6);
  SelfExcitingOptions options = options_for(truth);
  options.bandwidth = Metres{500};
  const SelfExcitingFit one = fit_self_exciting(test::as_events(made), options, Progress());
  std::reverse(made.x.begin(), made.x.end());
  std::reverse(made.y.begin(), made.y.end());
  std::reverse(made.t.begin(), made.t.end());
  const SelfExcitingFit two = fit_self_exciting(test::as_events(made), options, Progress());
  EXPECT_NEAR(one.branching_ratio.value, two.branching_ratio.value, 1e-9);
  for (std::size_t i = 0; i < made.x.size(); ++i) {
    EXPECT_NEAR(one.background_probability[i], two.background_probability[made.x.size() - 1 - i],
                1e-8);
  }
}

TEST(SelfExciting, ProgressRisesToTheEndAndCancelIsHeard) {
  test::SelfExcitingTruth truth;
  truth.background = 400;
  const ProjectedEvents events = test::as_events(test::simulated(truth, 5));
  std::vector<double> seen;
  const Progress progress([&](double fraction, const std::string&) { seen.push_back(fraction); });
  fit_self_exciting(events, options_for(truth), progress);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(seen.back(), 1);
  EXPECT_GT(seen.size(), 20U);
  Progress stopped([&](double fraction, const std::string&) {
    if (fraction > .1) stopped.cancel();
  });
  expect_error([&] { fit_self_exciting(events, options_for(truth), stopped); },
               ErrorKind::cancelled, "cancelled");
}

/// `count` events side by side, an hour apart.
test::SimulatedEvents in_a_row(int count) {
  test::SimulatedEvents made;
  for (int i = 0; i < count; ++i) {
    made.x.push_back(50.0 * i);
    made.y.push_back(0);
    made.t.push_back(i / 24.0);
  }
  return made;
}

TEST(SelfExciting, BadInputIsNamedWithItsRemedy) {
  SelfExcitingOptions options;
  options.now = test::simulation_start + 100 * day;
  const auto fit = [&](const test::SimulatedEvents& made) {
    return [&, made] { fit_self_exciting(test::as_events(made), options, Progress()); };
  };
  expect_error(fit(in_a_row(1)), ErrorKind::data, "too-few-events", {"at least 20", "there is 1"});
  test::SimulatedEvents made = in_a_row(40);
  std::fill(made.x.begin(), made.x.end(), 7);
  expect_error(fit(made), ErrorKind::data, "one-place", {"All 40 events", "one place"});
  made = in_a_row(40);
  std::fill(made.t.begin(), made.t.end(), 7);
  expect_error(fit(made), ErrorKind::data, "one-time", {"--time"});
  options.now = test::simulation_start - day;
  expect_error(fit(in_a_row(40)), ErrorKind::data, "now-before-events",
               {"2015-12-30T00:00:00", "2015-12-31T00:00:00", "--now"});
  options.now = no_time;
  expect_error(fit(in_a_row(40)), ErrorKind::usage, "now-missing", {"--now"});
  options.now = test::simulation_start + 100 * day;
  options.bandwidth = Metres{5};
  expect_error(fit(in_a_row(40)), ErrorKind::usage, "bandwidth-below-precision", {"10 m", "5 m"});
  options.bandwidth.reset();
  test::Points points{{0, 1}, {0, 1}};
  expect_error([&] { fit_self_exciting(test::projected(points), options, Progress()); },
               ErrorKind::data, "time-missing");
}

TEST(SelfExciting, RepeatsAtTheSamePlacesDoNotBreakIt) {
  // Every offspring at the very place of its parent: the likelihood has no finite best.
  test::SelfExcitingTruth truth;
  truth.background = 400;
  truth.scale = 0;
  const ProjectedEvents events = test::as_events(test::simulated(truth, 8));
  SelfExcitingOptions options = options_for(truth);
  options.bandwidth = Metres{500};
  const SelfExcitingFit fit = fit_self_exciting(events, options, Progress());
  EXPECT_EQ(fit.scale.value, 10);
  EXPECT_TRUE(std::isnan(fit.scale.lower));
  EXPECT_TRUE(covers(fit.branching_ratio, truth.theta)) << fit.branching_ratio.value;
  EXPECT_THAT(fit.report.warnings, Contains(HasSubstr("--precision")));
}

TEST(SelfExciting, EventsAfterNowAreLeftOutAndDaysOfSilenceAreTold) {
  test::SelfExcitingTruth truth;
  truth.background = 400;
  const test::SimulatedEvents made = test::simulated(truth, 8);
  const ProjectedEvents events = test::as_events(made);
  SelfExcitingOptions options = options_for(truth);
  options.bandwidth = Metres{500};
  options.now = test::simulation_start + 365 * day;
  const SelfExcitingFit half = fit_self_exciting(events, options, Progress());
  const auto after = std::count_if(made.t.begin(), made.t.end(), [](double t) { return t > 365; });
  EXPECT_EQ(half.report.values["self_exciting"]["events_after_now"], after);
  EXPECT_EQ(std::count_if(half.age.begin(), half.age.end(), [](double a) { return a < 0; }), after);
  options.now = test::simulation_start + 900 * day;
  const SelfExcitingFit late = fit_self_exciting(events, options, Progress());
  EXPECT_THAT(late.report.warnings, Contains(HasSubstr("do the data end earlier?")));
}

// ---- forecast

TEST(SelfExcitingForecast, GammaSharesAreThoseOfTheClosedForms) {
  EXPECT_NEAR(gamma_share(1, .3), 1 - std::exp(-.3), 1e-15);
  EXPECT_NEAR(gamma_share(2, 1.5), 1 - std::exp(-1.5) * 2.5, 1e-15);
  EXPECT_NEAR(gamma_share(3, 20), 1 - std::exp(-20) * 221, 1e-15);
  EXPECT_NEAR(gamma_share(2, 1e-4) / (1e-8 / 2 - 1e-12 / 3), 1, 1e-8);
  EXPECT_EQ(gamma_share(2, 0), 0);
}

// Over 4,000 futures of the fitted city: the mean number of events within the horizon, in all and
// by quarters of the map, within 4.5 standard errors (seven comparisons, family-wise below 1e-4).
TEST(SelfExcitingForecast, ExpectsWhatSimulatedFuturesBring) {
  for (const bool exponential : {false, true}) {
    test::SelfExcitingTruth truth;
    truth.background = 150;
    truth.days = 60;
    truth.side = 2000;
    truth.theta = .5;
    truth.exponential = exponential;
    const test::SimulatedEvents past = test::simulated(truth, 31);
    const ProjectedEvents events = test::as_events(past);
    SelfExcitingOptions options = options_for(truth);
    options.bandwidth = Metres{300};
    const SelfExcitingFit fit = fit_self_exciting(events, options, Progress());
    constexpr double horizon = 10;
    const Grid grid = grid_over(events.box().grown(4000), Metres{100});
    const SelfExcitingForecast map = forecast(events, fit, {}, grid, Days{horizon}, Progress());

    // West of the middle, south of it, and all.
    const double x0 = 1000, y0 = 1000;
    double wanted[3] = {}, sum[3] = {}, squares[3] = {};
    for (std::int64_t r = 0; r < grid.rows; ++r) {
      for (std::int64_t c = 0; c < grid.columns; ++c) {
        const double value = map.expected.at(c, r);
        wanted[0] += value;
        // Cells that the line crosses count by their share.
        const double west = 500000 + x0 - (grid.x_of(c) - 50),
                     south = 4600000 + y0 - (grid.y_of(r) - 50);
        wanted[1] += value * std::clamp(west / 100, 0.0, 1.0);
        wanted[2] += value * std::clamp(south / 100, 0.0, 1.0);
      }
    }
    // The fit's own parameters and background make the futures.
    test::SelfExcitingTruth fitted = truth;
    fitted.theta = fit.branching_ratio.value;
    fitted.half_life = fit.half_life.value;
    fitted.scale = fit.scale.value;
    const Box even = even_box(events.box(), 300);
    test::Draws draws(77);
    constexpr int futures = 4000;
    for (int k = 0; k < futures; ++k) {
      test::SimulatedEvents made;
      for (std::size_t i = 0; i < past.x.size(); ++i) {
        // Children of the past, by its remaining rate.
        const double mean = fitted.theta * std::exp(-fit.omega() * fit.age[i]);
        for (int child = draws.poisson(mean); child > 0; --child) {
          double dx = fitted.scale * draws.normal(), dy = fitted.scale * draws.normal();
          if (exponential) {
            const double away = draws.exponential(fitted.scale);
            const double angle = 2 * std::numbers::pi * draws.uniform();
            dx = away * std::cos(angle), dy = away * std::sin(angle);
          }
          made.x.push_back(past.x[i] + dx);
          made.y.push_back(past.y[i] + dy);
          made.t.push_back(draws.exponential(1 / fit.omega()));
        }
        const double fresh = fit.background_probability[i] * horizon / truth.days;
        for (int root = draws.poisson(fresh); root > 0; --root) {
          const bool anywhere = draws.uniform() < even_share;
          made.x.push_back(anywhere ? even.xmin - 500000 + even.width() * draws.uniform()
                                    : past.x[i] + 300 * draws.normal());
          made.y.push_back(anywhere ? even.ymin - 4600000 + even.height() * draws.uniform()
                                    : past.y[i] + 300 * draws.normal());
          made.t.push_back(horizon * draws.uniform());
        }
      }
      test::breed(made, 0, horizon, fitted, draws);
      double count[3] = {};
      for (std::size_t i = 0; i < made.x.size(); ++i) {
        if (made.t[i] >= horizon) continue;
        count[0] += 1;
        count[1] += made.x[i] < x0;
        count[2] += made.y[i] < y0;
      }
      for (int q = 0; q < 3; ++q) sum[q] += count[q], squares[q] += count[q] * count[q];
    }
    for (int q = 0; q < 3; ++q) {
      const double mean = sum[q] / futures;
      const double error = std::sqrt((squares[q] / futures - mean * mean) / futures);
      EXPECT_LT(std::abs(wanted[q] - mean), 4.5 * error)
          << q << " expected " << wanted[q] << ", futures " << mean << " +- " << error;
    }
    EXPECT_NEAR(wanted[0], map.background + map.from_background + map.from_events,
                .003 * wanted[0]);
  }
}

TEST(SelfExcitingForecast, ACoarseGridKeepsTheTotalAndAStudyAreaMasks) {
  test::SelfExcitingTruth truth;
  truth.background = 500;
  const ProjectedEvents events = test::as_events(test::simulated(truth, 4));
  SelfExcitingOptions options = options_for(truth);
  options.bandwidth = Metres{400};
  const SelfExcitingFit fit = fit_self_exciting(events, options, Progress());
  const Box extent = events.box().grown(4000);
  std::vector<double> totals;
  for (const double cell : {40.0, 190.0, 1000.0}) {
    const Grid grid = grid_over(extent, Metres{cell});
    totals.push_back(
        statistics_of(forecast(events, fit, {}, grid, Days{7}, Progress()).expected.values).sum);
  }
  EXPECT_NEAR(totals[1] / totals[0], 1, 1e-3);
  EXPECT_NEAR(totals[2] / totals[0], 1, 1e-3);
  const MultiPolygon half = polygons_from_wkt(
      "POLYGON ((500000 4600000, 503000 4600000, 503000 4606000, 500000 4606000, 500000 4600000))");
  const Raster masked =
      forecast(events, fit, half, grid_over(extent, Metres{100}), Days{7}, Progress()).expected;
  for (std::int64_t c = 0; c < masked.grid.columns; ++c) {
    const double x = masked.grid.x_of(c);
    EXPECT_EQ(std::isnan(masked.at(c, masked.grid.rows / 2)), x < 500000 || x > 503000) << x;
  }
  expect_error(
      [&] { forecast(events, fit, {}, grid_over(extent, Metres{100}), Days{0}, Progress()); },
      ErrorKind::usage, "horizon-not-positive", {"--horizon"});
}

TEST(DistanceDecay, HasATotalOfOneAndItsMixtureIsItself) {
  for (const DistanceDecay decay : {DistanceDecay::gaussian, DistanceDecay::exponential}) {
    const DecayDensity density(decay, 60, 10);
    double total = 0, within = 0;
    for (int k = 0; k < 400'000; ++k) {
      const double r = (k + .5) * .005;
      const double ring = 2 * std::numbers::pi * r * .005 * density(r * r);
      total += ring;
      if (r < 100) within += ring;
    }
    EXPECT_NEAR(total, 1, 1e-5);
    const double known =
        decay == DistanceDecay::gaussian ? 1 - std::exp(-1e4 / 7200) : 1 - std::exp(-100.0 / 60);
    EXPECT_NEAR(within, known, 1e-5);
    EXPECT_LT(std::abs(density.score(density.statistic(1e-3))), 3);
    for (const int steps : {1, 2, 9}) {
      double weight = 0, variance = 0, inside = 0;
      for (const GaussianPart& part : after_steps(decay, 60, steps)) {
        weight += part.weight;
        variance += part.weight * part.deviation * part.deviation;
        inside += part.weight * (1 - std::exp(-1e4 / (2 * part.deviation * part.deviation)));
      }
      EXPECT_NEAR(weight, 1, 1e-12);
      EXPECT_NEAR(variance, 3600 * steps, 1e-3);  // both have that of a step: s^2 on each axis
      if (steps == 1) {
        EXPECT_NEAR(inside, known, .01);
      }
    }
  }
}

}  // namespace
}  // namespace farola
