// Reference numbers: tests/reference/make_density_values.R.

#include "farola/density/adaptive_bandwidth.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/density/kernel_density.hpp"

#include <algorithm>
#include <cmath>

#include "reference/brute_force_bandwidth.hpp"
#include "reference/projected_points.hpp"
#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::city_points;
using test::code_of;
using test::Points;
using test::projected;

std::vector<double> abramson(const Points& p, AbramsonOptions options) {
  return abramson_bandwidths(projected(p), options, Progress()).bandwidths;
}

/// Every event again, at the same place.
Points doubled(Points p) {
  const Points once = p;
  p.x.insert(p.x.end(), once.x.begin(), once.x.end());
  p.y.insert(p.y.end(), once.y.begin(), once.y.end());
  return p;
}

// spatstat reads its pilot from pixels of 1 m: within 0.5 %.
TEST(AbramsonBandwidths, AreSpatstats) {
  const auto b = abramson(city_points(400, 20260101), {Kernel::gaussian, Metres{60}, {}, 5});
  EXPECT_NEAR(b[0], 40.4485, .005 * 40);
  EXPECT_NEAR(b[1], 48.2509, .005 * 48);
  EXPECT_NEAR(b[99], 136.4198, .005 * 136);
  EXPECT_NEAR(b[398], 45.9358, .005 * 46);
  EXPECT_NEAR(*std::min_element(b.begin(), b.end()), 39.4669, .2);
  EXPECT_NEAR(*std::max_element(b.begin(), b.end()), 169.9083, .85);
}

TEST(AbramsonBandwidths, AreTheirDefinition) {
  const Points p = doubled(city_points(120, 5));
  const double pilot = 45, h = 80, trim = 1.7;
  std::vector<double> expected;
  double log_g = 0;
  for (std::size_t i = 0; i < p.x.size(); ++i) {
    expected.push_back(1 / std::sqrt(test::sum_at(p.x, p.y, i, pilot, true)));
    log_g += std::log(expected.back()) / static_cast<double>(p.x.size());
  }
  const auto found = abramson_bandwidths(
      projected(p), {Kernel::quartic, Metres{h}, Metres{pilot * std::sqrt(8)}, trim}, Progress());
  std::int64_t trimmed = 0;
  for (std::size_t i = 0; i < p.x.size(); ++i) {
    const double factor = expected[i] / std::exp(log_g);
    trimmed += factor > trim;
    EXPECT_NEAR(found.bandwidths[i], h * std::min(factor, trim), 1e-5);
  }
  EXPECT_GT(trimmed, 0);
  EXPECT_EQ(found.report.values["adaptive_bandwidth"]["trimmed_events"], trimmed);
}

TEST(AbramsonBandwidths, HaveTheBandwidthAsGeometricMean) {
  const auto b = abramson(city_points(500, 3), {Kernel::quartic, Metres{200}, {}, 1000});
  double sum = 0;
  for (const double value : b) sum += std::log(value);
  EXPECT_NEAR(std::exp(sum / 500), 200, 1e-9);
}

TEST(AbramsonBandwidths, OfOnePlaceAreTheBandwidth) {
  EXPECT_TRUE(abramson({}, {Kernel::quartic, Metres{70}, {}, 5}).empty());
  EXPECT_THAT(abramson({{3}, {4}}, {Kernel::quartic, Metres{70}, {}, 5}), testing::ElementsAre(70));
  EXPECT_THAT(abramson({{3, 3}, {4, 4}}, {Kernel::quartic, Metres{70}, {}, 5}),
              testing::ElementsAre(70, 70));
}

TEST(NearestBandwidths, AreSpatstatsDistances) {
  const auto found =
      nearest_bandwidths(projected(city_points(400, 20260101)), {5, Metres{1}}, Progress());
  EXPECT_NEAR(found.bandwidths[0], 17.943934, 1e-6);
  EXPECT_NEAR(found.bandwidths[1], 28.039880, 1e-6);
  EXPECT_NEAR(found.bandwidths[99], 119.339567, 1e-6);
}

TEST(NearestBandwidths, CountTiesAndKeepTheFloor) {
  const Points p = doubled(city_points(150, 11));
  for (const std::int64_t k : {1, 2, 3, 7, 40}) {
    const auto found = nearest_bandwidths(projected(p), {k, Metres{12}}, Progress());
    for (std::size_t i = 0; i < p.x.size(); i += 17) {
      std::vector<double> distances;
      for (std::size_t j = 0; j < p.x.size(); ++j) {
        if (j != i) distances.push_back(std::hypot(p.x[i] - p.x[j], p.y[i] - p.y[j]));
      }
      std::sort(distances.begin(), distances.end());
      EXPECT_NEAR(found.bandwidths[i], std::max(12.0, distances[static_cast<std::size_t>(k - 1)]),
                  1e-9);
    }
  }
  const auto found = nearest_bandwidths(projected(p), {1, {}}, Progress());
  EXPECT_EQ(found.report.values["adaptive_bandwidth"]["raised_to_floor"], 300);
}

TEST(AdaptiveBandwidths, GiveADensityThatKeepsTheTotal) {
  const Points p = city_points(300, 2);
  const ProjectedEvents events = projected(p);
  KernelDensityOptions options;
  options.bandwidth = Metres{100};
  options.event_bandwidths = abramson(p, {Kernel::quartic, Metres{100}, {}, 5});
  options.units = DensityUnits::expected_per_cell;
  const Grid grid = grid_over(Box{-600, -600, 1600, 1400}, Metres{5});
  const auto density = kernel_density(events, grid, options, Progress()).density;
  EXPECT_NEAR(statistics_of(density.values).sum, 300, .3);
}

TEST(AdaptiveBandwidths, RefuseWhatMakesNoSense) {
  const ProjectedEvents events = projected(city_points(10, 2));
  const auto with = [&](AbramsonOptions options) {
    return code_of([&] { abramson_bandwidths(events, options, Progress()); });
  };
  EXPECT_EQ(with({Kernel::quartic, Metres{0}, {}, 5}), "bandwidth-not-positive");
  EXPECT_EQ(with({Kernel::quartic, Metres{NAN}, {}, 5}), "bandwidth-not-positive");
  EXPECT_EQ(with({Kernel::quartic, Metres{10}, Metres{-1}, 5}), "bandwidth-not-positive");
  EXPECT_EQ(with({Kernel::quartic, Metres{10}, {}, 0}), "trim-not-positive");
  const auto nearest = [&](std::int64_t k, std::optional<Metres> floor) {
    return code_of([&] { nearest_bandwidths(events, {k, floor}, Progress()); });
  };
  EXPECT_EQ(nearest(0, {}), "neighbours-not-positive");
  EXPECT_EQ(nearest(10, {}), "neighbours-too-many");
  EXPECT_EQ(nearest(9, {}), "no error");
  EXPECT_EQ(nearest(2, Metres{0}), "bandwidth-not-positive");
}

TEST(AdaptiveBandwidths, SameBitsForAnyThreadsProgressAndCancel) {
  const ProjectedEvents events = projected(city_points(9000, 2));
  const auto with = [&](int threads) {
    const ThreadLimit limit(threads);
    double last = 0;
    const Progress progress([&](double fraction, const std::string&) {
      EXPECT_GE(fraction, last);
      last = fraction;
    });
    auto b =
        abramson_bandwidths(events, {Kernel::quartic, Metres{300}, {}, 5}, progress).bandwidths;
    EXPECT_EQ(last, 1);
    const auto k = nearest_bandwidths(events, {9, {}}, Progress()).bandwidths;
    b.insert(b.end(), k.begin(), k.end());
    return b;
  };
  EXPECT_EQ(with(1), with(2));
  const Progress cancelled;
  cancelled.cancel();
  EXPECT_EQ(code_of([&] {
              abramson_bandwidths(events, {Kernel::quartic, Metres{9}, {}, 5}, cancelled);
            }),
            "cancelled");
  EXPECT_EQ(code_of([&] { nearest_bandwidths(events, {9, {}}, cancelled); }), "cancelled");
}

TEST(AdaptiveBandwidths, WeightsDoNotEnterAndANoteSaysSo) {
  std::vector<double> weights(40, 2.0);
  weights[3] = 9;
  const auto plain = projected(city_points(40, 5)), weighted = plain.with_weights(weights);
  AbramsonOptions options;
  options.bandwidth = Metres{100};
  const auto note = testing::Contains(testing::HasSubstr("counted each event once"));
  const auto by_density = abramson_bandwidths(weighted, options, Progress());
  EXPECT_EQ(by_density.bandwidths, abramson_bandwidths(plain, options, Progress()).bandwidths);
  EXPECT_THAT(by_density.report.notes, note);
  NearestOptions nearest;
  nearest.neighbours = 5;
  const auto by_distance = nearest_bandwidths(weighted, nearest, Progress());
  EXPECT_EQ(by_distance.bandwidths, nearest_bandwidths(plain, nearest, Progress()).bandwidths);
  EXPECT_THAT(by_distance.report.notes, note);
}

}  // namespace
}  // namespace farola
