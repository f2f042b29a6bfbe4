// The whole risk terrain model: the one of Chicago worked in R, a made-up city with planted risks,
// and inputs that have no model.

#include "farola/risk/risk_terrain_model.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/draw.hpp"
#include "support/expect_error.hpp"
#include "support/risk_terrain_city.hpp"
#include "support/shared_data.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::expect_error;

RiskVariables variables_of(const test::RiskTerrainCity& city) {
  RiskVariables variables(city.x.size(), {"abandoned buildings", "abandoned cars", "graffiti",
                                          "liquor", "lights out", "sanitation"});
  variables.design = city.design;
  for (std::size_t j = 0; j < city.names.size(); ++j) {
    variables.variables.push_back(
        {.factor = j / 12,
         .as = j % 12 < 6 ? Operationalisation::proximity : Operationalisation::density,
         .distance = Metres{100.0 * static_cast<double>(j % 6 + 1)},
         .cells = city.design.ones(j)});
  }
  return variables;
}

/// Share of the events over share of the cells.
double accuracy(const std::vector<std::uint8_t>& chosen, const std::vector<std::uint32_t>& events) {
  double hit = 0, all = 0, cells = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    all += events[i];
    hit += chosen[i] * events[i];
    cells += chosen[i];
  }
  return hit / all / (cells / static_cast<double>(chosen.size()));
}

TEST(RiskTerrainModel, ChicagoAsInR) {
  FAROLA_REQUIRE_SHARED(path, "oracles/rtm_chicago/chi.csv.gz");
  const auto city = test::risk_terrain_city(path);
  const auto variables = variables_of(city);
  ASSERT_EQ(variables.names()[13], "abandoned cars_P_200");
  const auto model = risk_terrain_model(variables, city.before, {}, Progress());
  EXPECT_EQ(model.selected.size(), 32u);
  EXPECT_NEAR(model.net.path.penalty[model.net.at_one_error], .0492538861, 1e-10);
  EXPECT_NEAR(model.poisson.model.bic, 24243.37, .005);
  EXPECT_NEAR(model.negative_binomial.model.bic, 23695.37, .005);
  EXPECT_EQ(model.family, CountFamily::negative_binomial);
  EXPECT_EQ(model.factors.size(), 6u);
  EXPECT_NEAR(model.negative_binomial.model.theta, 1.655846, 1e-6);
  EXPECT_NEAR(model.largest, 37.0817, 5e-5);
  EXPECT_NEAR(model.mean, 14.03212, 5e-6);
  EXPECT_NEAR(model.deviation, 9.864115, 5e-7);
  EXPECT_EQ(std::ranges::count(model.micro_place, 1), 478);
  EXPECT_NEAR(accuracy(model.micro_place, city.after), 1.867483, 1e-6);
  EXPECT_TRUE(model.report.warnings.empty());
  const auto& values = model.report.values["risk_terrain"];
  EXPECT_EQ(values["family"], "negative binomial");
  EXPECT_EQ(values["stage_2"]["poisson"]["steps"].size(), 8u);
  EXPECT_EQ(values["factors"][0]["factor"], "sanitation");
}

/// A square of cells with places of three kinds, and counts in which two of them are planted.
struct PlantedCity {
  RiskVariables variables{3600, {"bars", "stops", "schools"}};
  std::vector<std::uint32_t> counts;
};

PlantedCity planted_city(std::uint64_t seed) {
  PlantedCity city;
  test::Draw draw(seed);
  const std::vector<Metres> within = {Metres{50}, Metres{100}, Metres{150}, Metres{200}};
  std::vector<double> mean(3600, 1);
  for (std::size_t factor = 0; factor < 3; ++factor) {
    std::vector<double> distance(3600, 1e9);
    for (int k = 0; k < 60; ++k) {
      const double x = draw.uniform(0, 3000), y = draw.uniform(0, 3000);
      for (std::size_t i = 0; i < 3600; ++i) {
        const double dx = x - 50.0 * static_cast<double>(i % 60) - 25;
        const double dy = y - 50.0 * static_cast<double>(i / 60) - 25;
        distance[i] = std::min(distance[i], std::sqrt(dx * dx + dy * dy));
      }
    }
    city.variables.add_proximity(factor, distance, within);
    for (std::size_t i = 0; i < 3600; ++i) {
      if (factor == 0 && distance[i] <= 100) mean[i] *= 3;
      if (factor == 1 && distance[i] <= 50) mean[i] *= 1.8;
    }
  }
  for (const double mu : mean) {
    std::uint32_t count = 0;
    for (double at = -std::log(1 - draw.uniform(0, 1)); at < mu;
         at -= std::log(1 - draw.uniform(0, 1))) {
      ++count;
    }
    city.counts.push_back(count);
  }
  return city;
}

TEST(RiskTerrainModel, FindsPlantedRisksAndRejectsANullFactor) {
  int null_factor = 0, found = 0, near_truth = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const PlantedCity city = planted_city(seed);
    const auto model = risk_terrain_model(city.variables, city.counts, {}, Progress());
    for (const ModelFactor& factor : model.factors) {
      const RiskVariable& variable = city.variables.variables[factor.column];
      if (variable.factor == 2) ++null_factor;
      const double planted[] = {100, 50}, truth[] = {std::log(3), std::log(1.8)};
      if (variable.factor == 2 || variable.distance.value != planted[variable.factor]) continue;
      ++found;
      near_truth +=
          std::abs(factor.coefficient - truth[variable.factor]) <= 3 * factor.standard_error;
    }
  }
  EXPECT_LE(null_factor, 5) << "of 50 models";
  EXPECT_GE(found, 95) << "of 100 planted distances";
  EXPECT_GE(near_truth, found - 1);
}

TEST(RiskTerrainModel, FactorScoresMultiplyToTheScore) {
  const PlantedCity city = planted_city(7);
  const auto model = risk_terrain_model(city.variables, city.counts, {}, Progress());
  ASSERT_EQ(model.factors.size(), 2u);
  std::vector<double> product(3600, 1);
  for (const ModelFactor& factor : model.factors) {
    const auto score = factor_score(city.variables, factor);
    for (std::size_t i = 0; i < 3600; ++i) product[i] *= score[i];
    EXPECT_NEAR(factor.rrv.value, std::exp(factor.coefficient), 1e-15);
  }
  for (std::size_t i = 0; i < 3600; ++i) {
    EXPECT_NEAR(product[i], model.score[i], 1e-12);
    EXPECT_EQ(model.micro_place[i] == 1, model.score[i] > model.mean + 2 * model.deviation);
  }
  EXPECT_EQ(*std::ranges::min_element(model.score), 1);
}

TEST(RiskTerrainModel, ProtectiveModelHasRisksBelowOne) {
  PlantedCity city = planted_city(3);
  // Events only far from schools.
  const auto columns = city.variables.factor_of_column();
  for (std::size_t i = 0; i < 3600; ++i) {
    city.counts[i] = city.variables.design.at(i, 9) ? i % 11 == 0 : 1 + i % 3;
  }
  RiskTerrainOptions options;
  options.sign = CoefficientSign::nonpositive;
  const auto model = risk_terrain_model(city.variables, city.counts, options, Progress());
  ASSERT_FALSE(model.factors.empty());
  EXPECT_EQ(city.variables.variables[model.factors[0].column].factor, 2u);
  for (const ModelFactor& factor : model.factors) EXPECT_LT(factor.rrv.value, 1);
  EXPECT_EQ(model.largest, 1);
}

TEST(RiskTerrainModel, NothingToFindIsAnEmptyModelWithAWarning) {
  PlantedCity city = planted_city(5);
  test::Draw draw(99);
  for (std::uint32_t& count : city.counts) count = draw.chance(.2) ? 1 : 0;
  const auto model = risk_terrain_model(city.variables, city.counts, {}, Progress());
  EXPECT_TRUE(model.factors.empty());
  EXPECT_EQ(model.largest, 1);
  EXPECT_EQ(std::ranges::count(model.micro_place, 1), 0);
  ASSERT_FALSE(model.report.warnings.empty());
  EXPECT_THAT(model.report.warnings[0], testing::HasSubstr("1 everywhere"));
}

TEST(RiskTerrainModel, FactorWithoutAVariableIsTold) {
  PlantedCity city = planted_city(6);
  city.variables.factors.push_back("volcanoes");
  city.variables.add_proximity(3, std::vector<double>(3600, 1e6), std::vector<Metres>{Metres{100}});
  const auto model = risk_terrain_model(city.variables, city.counts, {}, Progress());
  EXPECT_THAT(model.report.warnings, testing::Contains(testing::HasSubstr("Factor volcanoes")));
  EXPECT_EQ(model.report.values["risk_terrain"]["constant_variables"][0], "volcanoes_P_100");
}

TEST(RiskTerrainModel, SeedDrawsTheFolds) {
  const PlantedCity city = planted_city(8);
  RiskTerrainOptions options;
  options.seed = 4;
  const auto drawn = risk_terrain_model(city.variables, city.counts, options, Progress());
  const auto in_turn = risk_terrain_model(city.variables, city.counts, {}, Progress());
  EXPECT_NE(drawn.net.mean_deviance, in_turn.net.mean_deviance);
  EXPECT_EQ(drawn.net.path.coefficients, in_turn.net.path.coefficients);
  EXPECT_EQ(drawn.report.values["risk_terrain"]["stage_1"]["folds_by"], "seed 4");
}

TEST(RiskTerrainModel, RefusesWhatHasNoModel) {
  const PlantedCity city = planted_city(1);
  const auto fit = [&](const RiskVariables& variables, std::vector<std::uint32_t> counts,
                       std::uint32_t folds = 10) {
    return [&, counts, folds] {
      RiskTerrainOptions options;
      options.folds = folds;
      risk_terrain_model(variables, counts, options, Progress());
    };
  };
  expect_error(fit(city.variables, std::vector<std::uint32_t>(3600, 0)), ErrorKind::data,
               "no-events", {"study area"});
  expect_error(fit(RiskVariables(3600, {"bars"}), city.counts), ErrorKind::data, "no-variable");
  expect_error(fit(city.variables, city.counts, 2), ErrorKind::usage, "folds-too-few", {"got 2"});
  RiskVariables few(4, {"bars"});
  few.add_proximity(0, std::vector<double>{50, 150, 250, 350},
                    std::vector<Metres>{Metres{100}, Metres{200}, Metres{300}});
  few.add_proximity(0, std::vector<double>{150, 50, 250, 350}, std::vector<Metres>{Metres{100}});
  expect_error(fit(few, {1, 0, 2, 1}), ErrorKind::data, "cells-too-few",
               {"4 cells for 4 variables", "--cell-size"});
}

TEST(RiskTerrainModel, SameBitsForAnyThreadsProgressAndCancel) {
  const PlantedCity city = planted_city(9);
  std::vector<RiskTerrainModel> runs;
  for (const int threads : {1, 3}) {
    const ThreadLimit limit(threads);
    double last = 0;
    const Progress progress([&](double fraction, const std::string&) {
      EXPECT_GE(fraction, last);
      last = fraction;
    });
    runs.push_back(risk_terrain_model(city.variables, city.counts, {}, progress));
    EXPECT_EQ(last, 1);
  }
  EXPECT_EQ(runs[0].score, runs[1].score);
  EXPECT_EQ(runs[0].report.values, runs[1].report.values);
  for (const double when : {.1, .5, .9}) {
    const Progress* handle = nullptr;
    const Progress progress([&](double fraction, const std::string&) {
      if (fraction >= when) handle->cancel();
    });
    handle = &progress;
    expect_error([&] { risk_terrain_model(city.variables, city.counts, {}, progress); },
                 ErrorKind::cancelled, "cancelled");
  }
}

}  // namespace
}  // namespace farola
