// Overlays of random layers against cell by cell, and rank stability against counting all pairs.

#include "farola/core/parallel.hpp"
#include "farola/risk/overlay.hpp"

#include <cmath>
#include <cstring>

#include "reference/overlay_brute.hpp"
#include "support/draw.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

Rescaling random_rescaling(test::Draw& draw) {
  Rescaling r;
  r.method = static_cast<RescaleMethod>(1 + draw.below(9));
  r.spread = draw.uniform(.001, 4);
  r.midpoint = draw.uniform(1, 20);
  r.exponent = draw.uniform(.3, 3);
  if (r.method == RescaleMethod::linear || draw.chance(.5)) {
    r.zero = draw.uniform(0, 10);
    r.one = draw.chance(.5) ? draw.uniform(11, 20) : draw.uniform(-5, -1);
  }
  if (r.method == RescaleMethod::ranges) {
    r.ranges = {{10, 15, draw.uniform(0, 1)}, {0, 4, draw.uniform(0, 1)}, {4, 9, 1}};
    r.otherwise = draw.chance(.5) ? draw.uniform(0, 1) : NAN;
  } else if (r.method == RescaleMethod::classes) {
    for (int code = 0; code < 17; ++code) {
      r.classes.push_back({static_cast<double>(16 - code), draw.uniform(0, 1)});
    }
    r.otherwise = draw.chance(.5) ? .25 : NAN;
  } else {
    r.reversed = draw.chance(.3);
  }
  return r;
}

std::vector<OverlayLayer> random_layers(test::Draw& draw, const Grid& grid, double missing) {
  std::vector<OverlayLayer> layers;
  const auto count = 1 + draw.below(5);
  for (std::int64_t k = 0; k < count; ++k) {
    OverlayLayer layer;
    layer.name = "layer" + std::to_string(k);
    layer.rescaling = random_rescaling(draw);
    layer.weight = k > 0 && draw.chance(.2) ? 0 : draw.uniform(.1, 5);
    layer.raster = {grid, Crs::from_epsg(25830), {}, {}};
    // Whole numbers now and then, so that there are ties and classes.
    const bool whole = layer.rescaling.method == RescaleMethod::classes || draw.chance(.3);
    for (std::int64_t i = 0; i < grid.cells(); ++i) {
      const double value = draw.uniform(0, 16.9);
      layer.raster.values.push_back(draw.chance(missing) ? no_data
                                    : whole              ? static_cast<float>(std::floor(value))
                                                         : static_cast<float>(value));
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

std::vector<double> shares(const std::vector<OverlayLayer>& layers) {
  double sum = 0;
  std::vector<double> weights;
  for (const auto& layer : layers) sum += layer.weight;
  for (const auto& layer : layers) weights.push_back(layer.weight / sum);
  return weights;
}

// Both are computed in double and kept in single precision: 6e-8 of a score of at most 1.
constexpr double single = 1.5e-7;

TEST(OverlayTwin, IsThatCellByCell) {
  const Grid grid{440000, 4480000, 50, 13, 9};
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    test::Draw draw(seed);
    const auto layers = random_layers(draw, grid, draw.chance(.5) ? 0 : .1);
    OverlayOptions options;
    options.combination = static_cast<Combination>(draw.below(7));
    options.missing = draw.chance(.5) ? MissingRule::no_score : MissingRule::leave_out;
    options.gamma = draw.uniform(0, 1);
    OverlayConstraint constraint{"open", layers.front().raster, {}, {}};
    for (float& value : constraint.raster.values) value = draw.chance(.2) ? 0.F : value;
    if (draw.chance(.5)) constraint.minimum = 3;
    if (draw.chance(.5)) constraint.maximum = 14;

    const Overlay found = overlay(layers, std::span(&constraint, 1), options, Progress());
    for (std::size_t i = 0; i < found.score.values.size(); ++i) {
      std::vector<double> m;
      for (const auto& layer : layers) {
        m.push_back(
            test::brute_rescaled(layer.raster.values[i], layer.rescaling, layer.raster.values));
      }
      const double here = constraint.raster.values[i];
      bool kept = !std::isnan(here);
      if (!constraint.minimum && !constraint.maximum) kept = kept && here != 0;
      if (constraint.minimum) kept = kept && here >= 3;
      if (constraint.maximum) kept = kept && here <= 14;
      const double wanted = kept ? test::brute_combined(m, shares(layers), options) : NAN;
      const double score = found.score.values[i];
      ASSERT_EQ(std::isnan(score), std::isnan(wanted)) << "seed " << seed << ", cell " << i;
      if (std::isnan(wanted)) {
        for (const Raster& part : found.contributions) ASSERT_TRUE(std::isnan(part.values[i]));
        continue;
      }
      ASSERT_NEAR(score, wanted, single) << "seed " << seed << ", cell " << i;
      if (!is_weighted(options.combination)) continue;
      // The contributions make the score.
      const bool sum = options.combination == Combination::weighted_sum;
      double together = sum ? 0 : 1;
      for (std::size_t k = 0; k < layers.size(); ++k) {
        const double part = found.contributions[k].values[i];
        if (layers[k].weight == 0 || std::isnan(part)) continue;
        together = sum ? together + part : together * part;
      }
      ASSERT_NEAR(together, wanted, 5 * single) << "seed " << seed << ", cell " << i;
    }
  }
}

TEST(OverlayTwin, StabilityIsThatOfAllPairs) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    test::Draw draw(1000 + seed);
    const Grid grid{440000, 4480000, 50, 1 + draw.below(15), 1 + draw.below(7)};
    auto layers = random_layers(draw, grid, 0);
    for (auto& layer : layers) {  // cannot be constant, and gives every cell a score
      layer.rescaling = {.method = RescaleMethod::linear, .zero = -.5, .one = 17};
    }
    OverlayOptions options;
    options.combination =
        draw.chance(.5) ? Combination::weighted_sum : Combination::weighted_product;
    options.sensitivity =
        WeightDraws{.draws = 1 + draw.below(12), .range = draw.uniform(.05, 1), .seed = seed};
    std::vector<std::vector<double>> memberships;
    for (std::int64_t i = 0; i < grid.cells(); ++i) {
      auto& m = memberships.emplace_back();
      for (const auto& layer : layers) {
        m.push_back(test::brute_rescaled(layer.raster.values[static_cast<std::size_t>(i)],
                                         layer.rescaling, layer.raster.values));
      }
    }
    const auto wanted = test::brute_stability(memberships, shares(layers), options);
    const Overlay found = overlay(layers, {}, options, Progress());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      ASSERT_NEAR(found.stability->values[i], wanted[i], 1e-7) << "seed " << seed << ", cell " << i;
    }
  }
}

TEST(OverlayTwin, SameBitsForAnyThreads) {
  test::Draw draw(7);
  const Grid grid{440000, 4480000, 50, 300, 200};
  auto layers = random_layers(draw, grid, .02);
  OverlayOptions options;
  options.missing = MissingRule::leave_out;
  options.sensitivity = WeightDraws{.draws = 20};
  std::vector<Overlay> made;
  for (const int threads : {1, 2, 7}) {
    const ThreadLimit limit(threads);
    made.push_back(overlay(layers, {}, options, Progress()));
  }
  const auto same = [](const Raster& a, const Raster& b) {
    return std::memcmp(a.values.data(), b.values.data(), a.values.size() * sizeof(float)) == 0;
  };
  for (std::size_t other = 1; other < made.size(); ++other) {
    EXPECT_TRUE(same(made[0].score, made[other].score));
    EXPECT_TRUE(same(*made[0].stability, *made[other].stability));
    EXPECT_EQ(made[0].report.values, made[other].report.values);
  }
}

}  // namespace
}  // namespace farola
