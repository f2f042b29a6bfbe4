#include "farola/density/triangular_density.hpp"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "farola/density/triangular_density.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#ifndef FAROLA_DENSITY_TRIANGULAR_DENSITY_SERIES
#define FAROLA_DENSITY_TRIANGULAR_DENSITY_SERIES
namespace farola::density {

/// 1 - sqrt(1 - t) = sum_k series[k - 1] t^k + …
inline constexpr double series[] = {1. / 2,   1. / 8,     1. / 16,   5. / 128,
                                    7. / 256, 21. / 1024, 33. / 2048};
inline constexpr int terms = 7;

}  // namespace farola::density
#endif

HWY_BEFORE_NAMESPACE();
namespace farola::density::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// out[i] += height (q(r) - r) / a for i in [first, end), r^2 = p2 + (i - u)^2. A vector may run
/// past the tip, where this is 0.
HWY_INLINE void AddRow(double* HWY_RESTRICT out, std::int64_t first, std::int64_t end, double u,
                       double p2, double tip, double height) {
  const hn::CappedTag<double, 8> d;
  constexpr std::int64_t step = static_cast<std::int64_t>(hn::MaxLanes(d));
  const auto one = hn::Set(d, 1.0);
  const auto inverse = hn::Set(d, 1 / (tip * tip));
  for (std::int64_t i = first; i < end; i += step) {
    const auto t = hn::Sub(hn::Iota(d, static_cast<double>(i)), hn::Set(d, u));
    const auto r2 = hn::Add(hn::Mul(t, t), hn::Set(d, p2));
    const auto square = hn::Min(hn::Mul(r2, inverse), one);
    const auto depth = hn::Sub(one, square);
    auto sum = hn::Set(d, series[terms - 1]);
    for (int k = terms - 2; k >= 0; --k) sum = hn::Add(hn::Mul(sum, depth), hn::Set(d, series[k]));
    const auto smooth = hn::Sub(one, hn::Mul(sum, depth));
    const auto value = hn::Mul(hn::Set(d, height), hn::Sub(smooth, hn::Sqrt(square)));
    hn::StoreU(hn::Add(hn::LoadU(d, out + i), value), d, out + i);
  }
}

void AddTips(std::span<const Place> places, const Strip& strip, double tip, double radius) {
  const double last_column = static_cast<double>(strip.columns - 1);
  for (const Place& place : places) {
    if (place.u + tip < 0 || place.u - tip > last_column) continue;
    for (std::int64_t r = 0; r < strip_rows; ++r) {
      const double p = static_cast<double>(strip.first_row + r) - place.v;
      const double room = tip * tip - p * p;
      if (!(room > 0)) continue;
      const double half = std::sqrt(room);
      const auto first = static_cast<std::int64_t>(std::max(std::ceil(place.u - half), 0.0));
      const auto end =
          static_cast<std::int64_t>(std::min(std::floor(place.u + half), last_column)) + 1;
      AddRow(strip.values + static_cast<std::size_t>(r) * strip.stride, first, end, place.u, p * p,
             tip, place.weight * tip / radius);
    }
  }
}

}  // namespace farola::density::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace farola::density {

HWY_EXPORT(AddTips);

namespace {

constexpr double smallest_radius = 52;
constexpr double per_peak = 13.5;
constexpr double tip_error = 2e-7;  // of the peak
constexpr double rounding = 1e-12;

/// The cone without its rim's three kernels and without its tip.
double smooth_part(double r, double radius, double tip) {
  if (r >= radius) return 0;
  double distance = r;
  if (r < tip) {
    const double depth = 1 - r * r / (tip * tip);
    double sum = 0;
    for (int k = terms - 1; k >= 0; --k) sum = (sum + series[k]) * depth;
    distance = tip * (1 - sum);
  }
  const double t = 1 - r * r / (radius * radius);
  return 1 - distance / radius - t * (series[0] + t * (series[1] + t * series[2]));
}

void scale(const Strip& strip, double by) {
  std::for_each(strip.values, strip.values + strip.stride * strip_rows,
                [by](double& value) { value *= by; });
}

}  // namespace

double triangular_tip(double radius) noexcept {
  return std::pow(per_peak * 359.2 / (tip_error * radius), 1. / 7);
}

double triangular_error_bound(double radius) noexcept {
  if (radius < smallest_radius) return 1;
  return std::max(per_peak * .5106 / std::pow(radius, 4), tip_error) + rounding;
}

TriangularDensity::TriangularDensity(const Places& places, double radius, std::int64_t columns,
                                     std::int64_t rows, const Progress& progress)
    : places_(&places),
      radius_(radius),
      tip_(triangular_tip(radius)),
      smooth_(places,
              {radius, [radius, tip = tip_](double r) { return smooth_part(r, radius, tip); },
               FftBinning::eight},
              columns, rows, progress) {}

void TriangularDensity::add(const Strip& strip, std::vector<double>& workspace,
                            const Progress& progress) const {
  const Places::Class& all = places_->classes()[0];
  // t/2 + t^2/8 + t^3/16 by Horner: powers of two lose nothing.
  sweep(Kernel::triweight, *places_, all, strip, workspace, progress);
  scale(strip, series[2] / series[1]);
  sweep(Kernel::quartic, *places_, all, strip, workspace, progress);
  scale(strip, series[1] / series[0]);
  sweep(Kernel::epanechnikov, *places_, all, strip, workspace, progress);
  scale(strip, series[0]);
  smooth_.add(strip);
  add_tips(strip, progress);
}

void TriangularDensity::add_tips(const Strip& strip, const Progress& progress) const {
  const Places::Class& all = places_->classes()[0];
  const double north = static_cast<double>(strip.first_row) - tip_;
  const double south = static_cast<double>(strip.first_row + strip_rows - 1) + tip_;
  const auto [first, last] =
      places_->bins_between(-tip_, static_cast<double>(strip.columns - 1) + tip_);
  for (std::size_t bin = first; bin < last; ++bin) {
    std::span<const Place> rest = places_->between(all.first_group + bin, north, south);
    while (!rest.empty()) {  // small helpings, so that a cancel is heard
      progress.check();
      const auto some = rest.first(std::min<std::size_t>(rest.size(), 1 << 14));
      rest = rest.subspan(some.size());
      HWY_DYNAMIC_DISPATCH(AddTips)(some, strip, tip_, radius_);
    }
  }
}

}  // namespace farola::density
#endif  // HWY_ONCE
