#include "farola/density/direct_scatter.hpp"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "farola/density/direct_scatter.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace farola::density::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// out[i] += w shape(r) for i in [first, end), r^2 = p2 + (i - u)^2. For all but the uniform
/// kernel, which stops at `end`, a vector may run past the rim: the shape is 0 there.
template <Kernel kernel>
HWY_INLINE void AddRow(double* HWY_RESTRICT out, std::int64_t first, std::int64_t end, double u,
                       double p2, double radius, double weight) {
  const hn::CappedTag<double, 8> d;
  constexpr std::int64_t step = static_cast<std::int64_t>(hn::MaxLanes(d));
  const auto one = hn::Set(d, 1.0);
  const auto w = hn::Set(d, weight);
  const auto inverse =
      hn::Set(d, kernel == Kernel::triangular ? 1 / radius : 1 / (radius * radius));
  for (std::int64_t i = first; i < end; i += step) {
    const auto t = hn::Sub(hn::Iota(d, static_cast<double>(i)), hn::Set(d, u));
    const auto r2 = hn::Add(hn::Mul(t, t), hn::Set(d, p2));
    auto value = w;
    if constexpr (kernel == Kernel::uniform) {
      value = hn::IfThenElseZero(
          hn::Lt(hn::Iota(d, static_cast<double>(i)), hn::Set(d, static_cast<double>(end))), w);
    } else if constexpr (kernel == Kernel::triangular) {
      value = hn::Mul(w, hn::Max(hn::Sub(one, hn::Mul(hn::Sqrt(r2), inverse)), hn::Zero(d)));
    } else {
      const auto s = hn::Max(hn::Sub(one, hn::Mul(r2, inverse)), hn::Zero(d));
      value = hn::Mul(w, s);
      if constexpr (kernel != Kernel::epanechnikov) value = hn::Mul(value, s);
      if constexpr (kernel == Kernel::triweight) value = hn::Mul(value, s);
    }
    hn::StoreU(hn::Add(hn::LoadU(d, out + i), value), d, out + i);
  }
}

/// out[i] += factor * table[i] for i in [first, end); the table is 0 from its own end on.
HWY_INLINE void AddScaled(double* HWY_RESTRICT out, const double* HWY_RESTRICT table,
                          std::int64_t first, std::int64_t end, double factor) {
  const hn::CappedTag<double, 8> d;
  constexpr std::int64_t step = static_cast<std::int64_t>(hn::MaxLanes(d));
  const auto f = hn::Set(d, factor);
  std::int64_t i = first;
  for (; i + step <= end; i += step) {
    hn::StoreU(hn::Add(hn::LoadU(d, out + i), hn::Mul(f, hn::LoadU(d, table + i))), d, out + i);
  }
  for (; i < end; ++i) out[i] += factor * table[i];
}

template <Kernel kernel>
void Scatter(std::span<const Place> places, const Strip& strip, double* table) {
  const double last_column = static_cast<double>(strip.columns - 1);
  for (const Place& place : places) {
    const double b2 = place.radius * place.radius;
    if (place.u + place.radius < 0 || place.u - place.radius > last_column) continue;
    const double sigma2 = b2 / (gaussian_cutoff * gaussian_cutoff);
    std::int64_t table_first = 0;
    bool table_made = false;
    for (std::int64_t r = 0; r < strip_rows; ++r) {
      const double p = static_cast<double>(strip.first_row + r) - place.v;
      const double room = b2 - p * p;
      if (!(room >= 0)) continue;
      const double half = std::sqrt(room);
      // As in the sweep: kernels that are 0 on their rim leave it out.
      constexpr bool closed = kernel == Kernel::uniform || kernel == Kernel::gaussian;
      const double west = place.u - half, east = place.u + half;
      const double from = closed ? std::ceil(west) : std::floor(west) + 1;
      const double to = closed ? std::floor(east) : std::ceil(east) - 1;
      const auto first = static_cast<std::int64_t>(std::max(from, 0.0));
      const auto end = static_cast<std::int64_t>(std::min(to, last_column)) + 1;
      if (first >= end) continue;
      double* const out = strip.values + static_cast<std::size_t>(r) * strip.stride;
      if constexpr (kernel == Kernel::gaussian) {
        if (!table_made) {
          // Over the place's widest row, clipped to the raster; from the nearest column outward.
          table_first = static_cast<std::int64_t>(std::max(std::ceil(place.u - place.radius), 0.0));
          const auto table_end =
              static_cast<std::int64_t>(std::min(std::floor(place.u + place.radius), last_column)) +
              1;
          const std::int64_t middle = std::clamp(static_cast<std::int64_t>(std::floor(place.u)),
                                                 table_first, table_end - 1);
          const double t = static_cast<double>(middle) - place.u;
          const double fall = std::exp(-1 / sigma2);
          const double at_middle = std::exp(-.5 * t * t / sigma2);
          double g = at_middle, e = std::exp((-t - .5) / sigma2);
          for (std::int64_t i = middle; i < table_end; ++i, g *= e, e *= fall) {
            table[i - table_first] = g;
          }
          g = at_middle, e = std::exp((t - .5) / sigma2);
          for (std::int64_t i = middle; i >= table_first; --i, g *= e, e *= fall) {
            table[i - table_first] = g;
          }
          table_made = true;
        }
        AddScaled(out + first, table + (first - table_first), 0, end - first,
                  place.weight * std::exp(-.5 * p * p / sigma2));
      } else {
        AddRow<kernel>(out, first, end, place.u, p * p, place.radius, place.weight);
      }
    }
  }
}

void ScatterUniform(std::span<const Place> p, const Strip& s, double* t) {
  Scatter<Kernel::uniform>(p, s, t);
}
void ScatterTriangular(std::span<const Place> p, const Strip& s, double* t) {
  Scatter<Kernel::triangular>(p, s, t);
}
void ScatterEpanechnikov(std::span<const Place> p, const Strip& s, double* t) {
  Scatter<Kernel::epanechnikov>(p, s, t);
}
void ScatterQuartic(std::span<const Place> p, const Strip& s, double* t) {
  Scatter<Kernel::quartic>(p, s, t);
}
void ScatterTriweight(std::span<const Place> p, const Strip& s, double* t) {
  Scatter<Kernel::triweight>(p, s, t);
}
void ScatterGaussian(std::span<const Place> p, const Strip& s, double* t) {
  Scatter<Kernel::gaussian>(p, s, t);
}

}  // namespace farola::density::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace farola::density {

HWY_EXPORT(ScatterUniform);
HWY_EXPORT(ScatterTriangular);
HWY_EXPORT(ScatterEpanechnikov);
HWY_EXPORT(ScatterQuartic);
HWY_EXPORT(ScatterTriweight);
HWY_EXPORT(ScatterGaussian);

namespace {

void scatter_some(Kernel kernel, std::span<const Place> places, const Strip& strip, double* table) {
  switch (kernel) {
    case Kernel::uniform:
      return HWY_DYNAMIC_DISPATCH(ScatterUniform)(places, strip, table);
    case Kernel::triangular:
      return HWY_DYNAMIC_DISPATCH(ScatterTriangular)(places, strip, table);
    case Kernel::epanechnikov:
      return HWY_DYNAMIC_DISPATCH(ScatterEpanechnikov)(places, strip, table);
    case Kernel::quartic:
      return HWY_DYNAMIC_DISPATCH(ScatterQuartic)(places, strip, table);
    case Kernel::triweight:
      return HWY_DYNAMIC_DISPATCH(ScatterTriweight)(places, strip, table);
    case Kernel::gaussian:
      return HWY_DYNAMIC_DISPATCH(ScatterGaussian)(places, strip, table);
  }
}

}  // namespace

void scatter(Kernel kernel, const Places& places, const Places::Class& of, const Strip& strip,
             std::vector<double>& workspace, const Progress& progress) {
  if (workspace.size() < static_cast<std::size_t>(strip.columns)) {
    workspace.resize(static_cast<std::size_t>(strip.columns));
  }
  const double north = static_cast<double>(strip.first_row) - of.largest;
  const double south = static_cast<double>(strip.first_row + strip_rows - 1) + of.largest;
  // Small helpings, so that a cancel is heard: about 10 ms of work.
  const double cells = std::min(2 * of.largest + 8, static_cast<double>(strip.columns)) *
                       static_cast<double>(strip_rows);
  const auto helping = static_cast<std::size_t>(std::max(16.0, 1e7 / cells));
  for (std::size_t bin = 0; bin < places.bins(); ++bin) {
    std::span<const Place> all = places.between(of.first_group + bin, north, south);
    while (!all.empty()) {
      progress.check();
      const std::span<const Place> some = all.first(std::min(all.size(), helping));
      all = all.subspan(some.size());
      scatter_some(kernel, some, strip, workspace.data());
    }
  }
}

}  // namespace farola::density
#endif  // HWY_ONCE
