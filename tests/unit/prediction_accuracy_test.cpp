// Measures of accuracy: by hand, against the packages ptools and RTM work in R, and against counts
// unit by unit.

#include "farola/risk/prediction_accuracy.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"

#include <cmath>
#include <fstream>
#include <numeric>
#include <random>
#include <sstream>

#include "reference/accuracy_brute.hpp"
#include "support/expect_error.hpp"
#include "support/shared_data.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// One event for each count, in the order of the units.
UnitEvents events_of(const std::vector<double>& counts) {
  UnitEvents events;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (int k = 0; k < static_cast<int>(counts[i]); ++k) {
      events.unit.push_back(static_cast<std::uint32_t>(i));
    }
  }
  return events;
}

PredictionAccuracy accuracy(const std::vector<double>& score, const std::vector<double>& area,
                            const UnitEvents& held_out, AccuracyOptions options,
                            const UnitEvents& training = {}) {
  const std::vector<ScoredUnits> surfaces = {{"map", score, false}};
  return prediction_accuracy(surfaces, area, held_out, training, options, Progress());
}

AccuracyOptions at_shares(std::vector<double> shares, int bootstrap = 0) {
  AccuracyOptions options;
  options.area_shares = std::move(shares);
  options.bootstrap = bootstrap;
  return options;
}

// Published with ptools (tests/testthat/test-pai.R): counts 6, 3, 0, predictions 3, 2, 1.
TEST(PredictionAccuracy, AgreesWithPublishedFigures) {
  const UnitEvents predicted{{0, 1, 2}, {3, 2, 1}};
  const auto found = accuracy({3, 2, 1}, {1e6, 1e6, 1e6}, events_of({6, 3, 0}),
                              at_shares({1. / 3, 2. / 3, 1}), predicted);
  const auto& at = found.surfaces[0].at;
  const double pai[] = {2, 1.5, 1}, rri[] = {.5, 5. / 9, 6. / 9};
  for (int k = 0; k < 3; ++k) {
    EXPECT_NEAR(at[k].pai, pai[k], 1e-14);
    EXPECT_NEAR(at[k].pei, 1, 1e-14);
    // ptools has predicted by observed; ours is observed by before, each as a share of its total.
    EXPECT_NEAR(6. / 9 / at[k].rri, rri[k], 1e-14);
    EXPECT_NEAR(at[k].search_efficiency, at[k].hits / (k + 1), 1e-14);
  }
  // Lorenz: (1/3, 2/3), (2/3, 1), (1, 1): twice the area 11/9.
  EXPECT_NEAR(found.surfaces[0].gini, 2. / 3 * (2. / 3) / 2 + (2. / 3 + 1) / 3 + 2. / 3 - 1, 1e-14);
  EXPECT_DOUBLE_EQ(found.area, 3);
}

// 60 places of different areas; pai_ptools.csv is in the order of predictions by area.
TEST(PredictionAccuracy, AgreesWithPtoolsOnPlacesOfDifferentAreas) {
  FAROLA_REQUIRE_SHARED(input, "oracles/near_repeat/pai_input.csv");
  FAROLA_REQUIRE_SHARED(output, "oracles/near_repeat/pai_ptools.csv");
  std::vector<double> score, area, counts;
  UnitEvents predicted;
  double all = 0, mass = 0;
  std::ifstream in(input);
  std::string line;
  for (std::getline(in, line); std::getline(in, line);) {
    double id, observed, size, prediction;
    ASSERT_EQ(std::sscanf(line.c_str(), "%lf,%lf,%lf,%lf", &id, &observed, &size, &prediction), 4);
    score.push_back(prediction / size);
    area.push_back(size);
    counts.push_back(observed);
    predicted.unit.push_back(static_cast<std::uint32_t>(score.size() - 1));
    predicted.weight.push_back(prediction);
    all += observed;
    mass += prediction;
  }
  std::vector<double> shares, pai, rri;
  std::ifstream out(output);
  for (std::getline(out, line); std::getline(out, line);) {
    std::vector<double> row;
    std::stringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) row.push_back(std::stod(field));
    shares.push_back(std::min(row[8], 1.));
    pai.push_back(row[9]);
    rri.push_back(row[11]);
  }
  ASSERT_EQ(shares.size(), 60u);
  const auto found = accuracy(score, area, events_of(counts), at_shares(shares), predicted);
  for (std::size_t k = 0; k < shares.size(); ++k) {
    const AccuracyAtArea& at = found.surfaces[0].at[k];
    EXPECT_NEAR(at.pai, pai[k], 1e-9 * pai[k]);  // 15 digits of the share of area
    EXPECT_NEAR(mass / all / at.rri, rri[k], 1e-9 * rri[k]);
    EXPECT_LE(at.pei, 1 + 1e-12);  // of the same area, not of the same number of places
  }
}

TEST(PredictionAccuracy, AgreesWithCountingUnitByUnit) {
  std::mt19937 random(7);
  for (int round = 0; round < 40; ++round) {
    const std::size_t units = 1 + random() % 60;
    std::vector<double> score, counts, area(units, 100);
    for (std::size_t i = 0; i < units; ++i) {
      score.push_back(static_cast<double>(random() % 8));
      counts.push_back(static_cast<double>(random() % 4));
    }
    counts[0] = 3;
    std::vector<double> shares;
    for (std::size_t k = 1; k <= units; ++k) {
      shares.push_back(static_cast<double>(k) / static_cast<double>(units));
    }
    const auto found = accuracy(score, area, events_of(counts), at_shares(shares));
    for (std::size_t k = 1; k <= units; ++k) {
      EXPECT_NEAR(found.surfaces[0].at[k - 1].hit_rate,
                  reference::hit_rate_of_equal_units(score, counts, k), 1e-12);
      EXPECT_NEAR(found.surfaces[0].at[k - 1].hit_rate,
                  found.surfaces[0].at[k - 1].pei *
                      reference::hit_rate_of_equal_units(counts, counts, k),
                  1e-12);
    }
    std::vector<double> uneven;
    for (std::size_t i = 0; i < units; ++i) uneven.push_back(1 + static_cast<double>(random() % 9));
    const auto other = accuracy(score, uneven, events_of(counts), at_shares({.5}));
    EXPECT_NEAR(other.surfaces[0].gini, reference::gini_by_pairs(score, uneven, counts), 1e-12);
  }
}

TEST(PredictionAccuracy, LeavesOutUnitsWithoutData) {
  const auto found = accuracy({nan, 2, 1}, {5, 1e6, 1e6}, events_of({4, 30, 10}), at_shares({.5}));
  EXPECT_DOUBLE_EQ(found.area, 2);
  EXPECT_DOUBLE_EQ(found.events, 40);
  EXPECT_DOUBLE_EQ(found.events_outside, 4);
  EXPECT_DOUBLE_EQ(found.surfaces[0].at[0].hit_rate, .75);
  EXPECT_TRUE(std::isnan(found.surfaces[0].at[0].rri));
  ASSERT_EQ(found.report.notes.size(), 1u);
}

TEST(PredictionAccuracy, WeightsCount) {
  const UnitEvents weighted{{0, 1}, {3, 1}};
  const auto found = accuracy({2, 1}, {1, 1}, weighted, at_shares({.5}));
  EXPECT_DOUBLE_EQ(found.surfaces[0].at[0].hit_rate, .75);
  EXPECT_DOUBLE_EQ(found.surfaces[0].at[0].hits, 3);
}

// The bootstrap of a share is binomial: 95 % of Binomial(400, .25)/400 lies within 1.96 sd of .25,
// sd = .02165. With 3,999 samples the ends are known to about .0015.
TEST(PredictionAccuracy, IntervalsAreThoseOfResampling) {
  const auto found = accuracy({2, 1}, {1e6, 3e6}, events_of({100, 300}), at_shares({.25}, 3999));
  const AccuracyAtArea& at = found.surfaces[0].at[0];
  EXPECT_NEAR(at.hit_rate_interval.lower, .25 - 1.96 * .02165, .004);
  EXPECT_NEAR(at.hit_rate_interval.upper, .25 + 1.96 * .02165, .004);
  EXPECT_NEAR(at.pai_interval.upper, at.hit_rate_interval.upper / .25, 1e-12);
  EXPECT_NEAR(at.search_efficiency_interval.lower, 400 * at.hit_rate_interval.lower, 1e-9);
  // Twice the area under the curve: .25 H + .75 (H + 1), so gini = H - .25.
  EXPECT_NEAR(found.surfaces[0].gini_interval.upper, at.hit_rate_interval.upper - .25, 1e-12);
}

// A map against a baseline that finds as much elsewhere: the difference varies more than either.
TEST(PredictionAccuracy, GainIsPairedWithTheBaseline) {
  const std::vector<ScoredUnits> surfaces = {{"map", {2, 1, 0, 0}, false},
                                             {"prior counts", {1, 2, 0, 0}, true},
                                             {"same", {1, 2, 0, 0}, false}};
  const std::vector<double> area(4, 1e6);
  const auto found = prediction_accuracy(surfaces, area, events_of({40, 30, 10, 20}), {},
                                         at_shares({.25, .5}, 999), Progress());
  const auto& map = found.surfaces[0].at;
  EXPECT_NEAR(map[0].gain, .1, 1e-12);
  // Variance of the difference of two exclusive shares: (.4 + .3 - .01) / 100, sd .0831.
  EXPECT_NEAR(map[0].gain_interval.lower, .1 - 1.96 * .0831, .03);
  EXPECT_NEAR(map[0].gain_interval.upper, .1 + 1.96 * .0831, .03);
  EXPECT_NEAR(map[1].gain, 0, 1e-12);  // the same two units
  EXPECT_DOUBLE_EQ(map[1].gain_interval.lower, 0);
  EXPECT_DOUBLE_EQ(map[1].gain_interval.upper, 0);
  EXPECT_TRUE(std::isnan(found.surfaces[1].at[0].gain));
  EXPECT_DOUBLE_EQ(found.surfaces[2].at[0].gain_interval.upper, 0);
}

TEST(PredictionAccuracy, IsTheSameForAnyThreads) {
  std::vector<double> score, counts, area;
  std::mt19937 random(3);
  for (int i = 0; i < 200; ++i) {
    score.push_back(static_cast<double>(random() % 50));
    counts.push_back(static_cast<double>(random() % 3));
    area.push_back(1 + static_cast<double>(random() % 5));
  }
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return accuracy(score, area, events_of(counts), at_shares({.1, .3}, 99)).surfaces[0];
  };
  const SurfaceAccuracy one = run(1), two = run(2);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(one.at[k].hit_rate, two.at[k].hit_rate);
    EXPECT_EQ(one.at[k].hit_rate_interval.lower, two.at[k].hit_rate_interval.lower);
  }
  EXPECT_EQ(one.gini_interval.upper, two.gini_interval.upper);
}

TEST(PredictionAccuracy, TellsWhatSaysLittle) {
  const auto found = accuracy({1, 1}, {1, 1}, events_of({2, 1}), at_shares({.1}));
  EXPECT_EQ(found.report.warnings.size(), 2u);  // few events, the same everywhere
  EXPECT_NEAR(found.surfaces[0].gini, 0, 1e-15);
  EXPECT_NEAR(found.surfaces[0].at[0].pai, 1, 1e-15);
}

TEST(PredictionAccuracy, RefusesWhatHasNoFigure) {
  test::expect_error(
      [] {
        accuracy({1, nan}, {1, 1}, events_of({0, 2}), at_shares({.1}));
      },
      ErrorKind::data, "no-held-out-events");
  test::expect_error(
      [] {
        accuracy({nan, nan}, {1, 1}, events_of({1, 2}), at_shares({.1}));
      },
      ErrorKind::data, "surface-empty");
}

TEST(PredictionAccuracy, CanBeCancelled) {
  Progress progress;
  progress.cancel();
  const std::vector<ScoredUnits> surfaces = {{"map", {2, 1}, false}};
  const std::vector<double> area(2, 1);
  test::expect_error(
      [&] {
        prediction_accuracy(surfaces, area, events_of({1, 2}), {}, AccuracyOptions(), progress);
      },
      ErrorKind::cancelled, "cancelled");
}

}  // namespace
}  // namespace farola
