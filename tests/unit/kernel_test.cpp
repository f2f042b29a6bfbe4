#include "farola/density/kernel.hpp"

#include "farola/core/error.hpp"

#include <cmath>
#include <numbers>
#include <string>

#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

class KernelTable : public testing::TestWithParam<Kernel> {};
INSTANTIATE_TEST_SUITE_P(Kernels, KernelTable,
                         testing::Values(Kernel::uniform, Kernel::triangular, Kernel::epanechnikov,
                                         Kernel::quartic, Kernel::triweight, Kernel::gaussian),
                         [](const auto& kernel) { return std::string(name_of(kernel.param)); });

/// Integral over the plane of f(r) K_b(r), by the midpoint rule over 100,000 rings: error below
/// 1e-9.
template <class F>
double over_plane(Kernel kernel, double bandwidth, F f) {
  const double reach = kernel_reach(kernel, bandwidth);
  constexpr int rings = 100000;
  double sum = 0;
  for (int i = 0; i < rings; ++i) {
    const double r = reach * (i + .5) / rings;
    sum += f(r) * kernel_value(kernel, r, bandwidth) * 2 * std::numbers::pi * r * reach / rings;
  }
  return sum;
}

TEST_P(KernelTable, IntegratesToOne) {
  EXPECT_NEAR(over_plane(GetParam(), 250, [](double) { return 1; }), 1, 1e-8);
}

TEST_P(KernelTable, HasTheSpreadOfItsTable) {
  // E[x^2] = E[r^2] / 2. The Gaussian's tail beyond 7 sd holds 6e-10 of it.
  const double variance = over_plane(GetParam(), 250, [](double r) { return r * r / 2; });
  EXPECT_NEAR(std::sqrt(variance) / 250, kernel_spread(GetParam()), 1e-8);
}

TEST_P(KernelTable, HasItsPeakInTheMiddleAndNothingBeyondItsReach) {
  const double reach = kernel_reach(GetParam(), 40);
  EXPECT_DOUBLE_EQ(kernel_value(GetParam(), 0, 40), kernel_peak(GetParam(), 40));
  EXPECT_GE(kernel_value(GetParam(), reach, 40), 0);
  EXPECT_EQ(kernel_value(GetParam(), std::nextafter(reach, 1e9), 40), 0);
}

TEST_P(KernelTable, EqualSpreadGivesTheSameStandardDeviation) {
  const Metres bandwidth = equal_spread(GetParam(), Metres{100});
  EXPECT_NEAR(bandwidth.value * kernel_spread(GetParam()), 100, 1e-12);
}

TEST_P(KernelTable, IsFoundByItsName) {
  EXPECT_EQ(kernel_from_name(std::string(name_of(GetParam()))), GetParam());
}

TEST(Kernel, GaussianLeavesOutWhatItsHeaderSays) {
  const double left_out = std::exp(-.5 * gaussian_cutoff * gaussian_cutoff);
  EXPECT_NEAR(left_out, 2.3e-11, .05e-11);
  EXPECT_NEAR(1 - over_plane(Kernel::gaussian, 1, [](double) { return 1; }), left_out, 1e-9);
}

TEST(Kernel, QuarticIntegratesToOneWhereQgis3ScaledOneGives725) {
  // QGIS 3.22's "scaled" quartic has the height 15/16 * 116 / (5 pi b^2) in the middle; the quartic
  // that integrates to 1 has 3 / (pi b^2).
  const double qgis_peak = 15.0 / 16 * 116 / (5 * std::numbers::pi * 300 * 300);
  EXPECT_NEAR(qgis_peak / kernel_peak(Kernel::quartic, 300), 7.25, 1e-12);
  EXPECT_NEAR(over_plane(Kernel::quartic, 300, [](double) { return 1; }), 1, 1e-8);
}

TEST(Kernel, AnUnknownNameSuggestsTheNearest) {
  const Error error = test::error_of([] { kernel_from_name("quatric"); });
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_EQ(error.code(), "kernel-unknown");
  EXPECT_EQ(error.parameter(), "kernel");
  EXPECT_THAT(error.what(), testing::HasSubstr("did you mean --kernel quartic?"));
}

}  // namespace
}  // namespace farola
