#include "farola/density/exact_sweep.hpp"

#include <algorithm>
#include <array>
#include <cmath>

// Compiled once for each instruction set that matters; the best is chosen when the program runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "farola/density/exact_sweep.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#ifndef FAROLA_DENSITY_EXACT_SWEEP_TILE
#define FAROLA_DENSITY_EXACT_SWEEP_TILE
namespace farola::density {

/// What one tile needs. Columns are counted from its first, or ("t") from its middle.
struct SweepTile {
  std::span<const Place> places;
  double first_row = 0;
  double first_column = 0;
  std::int64_t columns = 0;
  double* sums =
      nullptr;  ///< (columns + 1) * strip_rows * lanes, all 0; the last column is a bin for waste
  double* out = nullptr;
  std::size_t stride = 0;
};

/// Coefficients of degree 2m, and the count of open places, rounded up to a power of two.
constexpr std::size_t lanes_of(int m) { return m == 0 ? 2 : m == 1 ? 4 : 8; }

constexpr double binomial(int n, int k) {
  double value = 1;
  for (int i = 1; i <= k; ++i) value = value * (n - k + i) / i;
  return value;
}

}  // namespace farola::density
#endif

HWY_BEFORE_NAMESPACE();
namespace farola::density::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Adds the places' polynomials to the sums at both ends of their intervals.
template <int m>
void OpenAndClose(const SweepTile& tile) {
  constexpr std::size_t lanes = lanes_of(m);
  constexpr std::size_t rows = strip_rows;
  const hn::CappedTag<double, lanes> d;
  const hn::CappedTag<double, rows> dr;
  constexpr std::size_t step = hn::MaxLanes(d);
  constexpr std::size_t row_step = hn::MaxLanes(dr);
  constexpr std::size_t parts = lanes / step;
  using V = hn::Vec<decltype(d)>;
  const hn::RebindToSigned<decltype(dr)> di;

  // binom(m, k) binom(2k, l) by k and lane, and the 1 of the counting lane.
  HWY_ALIGN double constants[(m + 1) * lanes] = {};
  HWY_ALIGN double counting[lanes] = {};
  for (int k = 0; k <= m; ++k) {
    for (int l = 0; l <= 2 * k; ++l) {
      constants[k * lanes + l] = binomial(m, k) * binomial(2 * k, l);
    }
  }
  counting[lanes - 1] = 1;

  HWY_ALIGN double c_of[rows];
  HWY_ALIGN std::int64_t open[rows];
  HWY_ALIGN std::int64_t close[rows];
  const auto zero = hn::Zero(dr);
  const auto waste = hn::Set(dr, static_cast<double>(tile.columns));
  const auto one = hn::Set(dr, 1.0);
  const V ones = hn::Set(d, 1.0);
  const double middle = static_cast<double>(tile.columns / 2);

  for (const Place& place : tile.places) {
    const double u = place.u - tile.first_column;
    if (u + place.radius < 0 || u - place.radius > static_cast<double>(tile.columns - 1)) continue;
    const double b2 = place.radius * place.radius;
    const double s = 1 / b2;
    bool any = false;
    for (std::size_t r = 0; r < rows; r += row_step) {
      const auto row = hn::Iota(dr, tile.first_row + static_cast<double>(r));
      const auto p = hn::Sub(row, hn::Set(dr, place.v));
      const auto room = hn::Sub(hn::Set(dr, b2), hn::Mul(p, p));
      const auto half = hn::Sqrt(hn::Max(room, zero));
      const auto centre = hn::Set(dr, u);
      // The uniform kernel counts on its rim; the others are 0 there, and leave it out so that a
      // cell on no more than a rim is exactly 0.
      const auto west = hn::Sub(centre, half), east = hn::Add(centre, half);
      const auto from = m == 0 ? hn::Ceil(west) : hn::Add(hn::Floor(west), one);
      const auto to = m == 0 ? hn::Add(hn::Floor(east), one) : hn::Ceil(east);
      const auto low = hn::Min(hn::Max(from, zero), waste);
      const auto high = hn::Min(hn::Max(to, zero), waste);
      const auto valid = hn::And(hn::Ge(room, zero), hn::Lt(low, high));
      any = any || !hn::AllFalse(dr, valid);
      hn::Store(hn::Mul(room, hn::Set(dr, s)), dr, c_of + r);
      hn::Store(hn::ConvertTo(di, hn::IfThenElse(valid, low, waste)), di, open + r);
      hn::Store(hn::ConvertTo(di, hn::IfThenElse(valid, high, waste)), di, close + r);
    }
    if (!any) continue;

    V factors[m + 1][parts];
    const V minus_q = hn::Set(d, middle - u);
    for (std::size_t part = 0; part < parts; ++part) {
      const V lane = hn::Iota(d, static_cast<double>(part * step));
      V powers = hn::Set(d, place.weight);
      for (int k = 0; k <= m; ++k) {
        factors[k][part] = hn::Mul(powers, hn::Load(d, constants + k * lanes + part * step));
        if (k == m) break;
        powers = hn::Mul(powers, hn::Set(d, -s));
        for (int j = 2 * k; j < 2 * k + 2; ++j) {
          const auto needs = hn::Le(lane, hn::Set(d, static_cast<double>(j)));
          powers = hn::Mul(powers, hn::IfThenElse(needs, minus_q, ones));
        }
      }
      factors[m][part] = hn::Add(factors[m][part], hn::Load(d, counting + part * step));
    }

    for (std::size_t r = 0; r < rows; ++r) {
      double* const first = tile.sums + (static_cast<std::size_t>(open[r]) * rows + r) * lanes;
      double* const last = tile.sums + (static_cast<std::size_t>(close[r]) * rows + r) * lanes;
      const V c = hn::Set(d, c_of[r]);
      for (std::size_t part = 0; part < parts; ++part) {
        V polynomial = factors[0][part];
        for (int k = 1; k <= m; ++k) {
          polynomial = hn::Add(hn::Mul(polynomial, c), factors[k][part]);
        }
        hn::Store(hn::Add(hn::Load(d, first + part * step), polynomial), d, first + part * step);
        hn::Store(hn::Sub(hn::Load(d, last + part * step), polynomial), d, last + part * step);
      }
    }
  }
}

/// Runs the sums along the columns, evaluates them, and leaves the workspace at 0.
template <int m>
void RunAlong(const SweepTile& tile) {
  constexpr std::size_t lanes = lanes_of(m);
  constexpr std::size_t rows = strip_rows;
  const hn::CappedTag<double, lanes> d;
  constexpr std::size_t step = hn::MaxLanes(d);
  constexpr std::size_t parts = lanes / step;
  using V = hn::Vec<decltype(d)>;
  constexpr std::size_t together = 4;  // rows: as many chains as the processor can keep going
  const V zero = hn::Zero(d);
  const double middle = static_cast<double>(tile.columns / 2);

  for (std::size_t from = 0; from < rows; from += together) {
    V running[together][parts];
    for (std::size_t r = 0; r < together; ++r) {
      for (std::size_t part = 0; part < parts; ++part) running[r][part] = zero;
    }
    HWY_ALIGN double now[together][lanes];
    for (std::int64_t column = 0; column < tile.columns; ++column) {
      double* const change = tile.sums + (static_cast<std::size_t>(column) * rows + from) * lanes;
      const double t = static_cast<double>(column) - middle;
      for (std::size_t r = 0; r < together; ++r) {
        for (std::size_t part = 0; part < parts; ++part) {
          double* const at = change + r * lanes + part * step;
          running[r][part] = hn::Add(running[r][part], hn::Load(d, at));
          hn::Store(zero, d, at);
          hn::Store(running[r][part], d, now[r] + part * step);
        }
        if (now[r][lanes - 1] == 0) {  // nothing open: forget what rounding left
          for (std::size_t part = 0; part < parts; ++part) running[r][part] = zero;
          continue;
        }
        double value = now[r][2 * m];
        for (int l = 2 * m - 1; l >= 0; --l) value = value * t + now[r][l];
        if (value > 0)
          tile.out[(from + r) * tile.stride + static_cast<std::size_t>(column)] += value;
      }
    }
  }
  double* const bin = tile.sums + static_cast<std::size_t>(tile.columns) * rows * lanes;
  std::fill(bin, bin + rows * lanes, 0.0);
}

void Open0(const SweepTile& tile) { OpenAndClose<0>(tile); }
void Open1(const SweepTile& tile) { OpenAndClose<1>(tile); }
void Open2(const SweepTile& tile) { OpenAndClose<2>(tile); }
void Open3(const SweepTile& tile) { OpenAndClose<3>(tile); }
void Run0(const SweepTile& tile) { RunAlong<0>(tile); }
void Run1(const SweepTile& tile) { RunAlong<1>(tile); }
void Run2(const SweepTile& tile) { RunAlong<2>(tile); }
void Run3(const SweepTile& tile) { RunAlong<3>(tile); }

}  // namespace farola::density::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace farola::density {

HWY_EXPORT(Open0);
HWY_EXPORT(Open1);
HWY_EXPORT(Open2);
HWY_EXPORT(Open3);
HWY_EXPORT(Run0);
HWY_EXPORT(Run1);
HWY_EXPORT(Run2);
HWY_EXPORT(Run3);

namespace {

int power_of(Kernel kernel) noexcept {
  switch (kernel) {
    case Kernel::uniform:
      return 0;
    case Kernel::epanechnikov:
      return 1;
    case Kernel::quartic:
      return 2;
    case Kernel::triweight:
      return 3;
    default:
      return -1;
  }
}

void open_and_close(int m, const SweepTile& tile) {
  switch (m) {
    case 0:
      return HWY_DYNAMIC_DISPATCH(Open0)(tile);
    case 1:
      return HWY_DYNAMIC_DISPATCH(Open1)(tile);
    case 2:
      return HWY_DYNAMIC_DISPATCH(Open2)(tile);
    default:
      return HWY_DYNAMIC_DISPATCH(Open3)(tile);
  }
}

void run_along(int m, const SweepTile& tile) {
  switch (m) {
    case 0:
      return HWY_DYNAMIC_DISPATCH(Run0)(tile);
    case 1:
      return HWY_DYNAMIC_DISPATCH(Run1)(tile);
    case 2:
      return HWY_DYNAMIC_DISPATCH(Run2)(tile);
    default:
      return HWY_DYNAMIC_DISPATCH(Run3)(tile);
  }
}

}  // namespace

bool can_sweep(Kernel kernel) noexcept { return power_of(kernel) >= 0; }

std::int64_t tile_columns(Kernel kernel, double radius, std::int64_t columns) noexcept {
  const int m = power_of(kernel);
  // Steeper polynomials bear less distance from the middle; see "Rounding" in the header.
  const double radii = m <= 1 ? 64 : m == 2 ? 24 : 12;
  const double widest = m <= 1 ? 4096 : 2048;  // keeps the workspace near 1 MB
  const double wanted = std::clamp(radii * radius, 64.0, widest);
  // Tiles of one width, as few as will do.
  const double tiles = std::ceil(static_cast<double>(columns) / wanted);
  return std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(static_cast<double>(columns) / tiles)));
}

void sweep(Kernel kernel, const Places& places, const Places::Class& of, const Strip& strip,
           std::vector<double>& workspace, const Progress& progress) {
  const int m = power_of(kernel);
  const std::int64_t width = tile_columns(kernel, of.smallest, strip.columns);
  const std::size_t needed = (static_cast<std::size_t>(width) + 1) * strip_rows * lanes_of(m) + 8;
  if (workspace.size() < needed) workspace.assign(needed, 0.0);
  SweepTile tile;
  // On a cache line, so that no vector straddles two.
  tile.sums = workspace.data() + (-(reinterpret_cast<std::uintptr_t>(workspace.data()) / 8)) % 8;
  tile.first_row = static_cast<double>(strip.first_row);
  tile.stride = strip.stride;
  const double north = tile.first_row - of.largest;
  const double south = tile.first_row + static_cast<double>(strip_rows - 1) + of.largest;
  for (std::int64_t column = 0; column < strip.columns; column += width) {
    tile.columns = std::min(width, strip.columns - column);
    tile.first_column = static_cast<double>(column);
    tile.out = strip.values + column;
    const double west = tile.first_column - of.largest;
    const double east = tile.first_column + static_cast<double>(tile.columns - 1) + of.largest;
    const auto [first, last] = places.bins_between(west, east);
    bool any = false;
    for (std::size_t bin = first; bin < last; ++bin) {
      std::span<const Place> all = places.between(of.first_group + bin, north, south);
      any = any || !all.empty();
      while (!all.empty()) {  // small helpings, so that a cancel is heard
        progress.check();
        tile.places = all.first(std::min<std::size_t>(all.size(), 1 << 16));
        all = all.subspan(tile.places.size());
        open_and_close(m, tile);
      }
    }
    if (any) run_along(m, tile);
  }
}

}  // namespace farola::density
#endif  // HWY_ONCE
