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

/// The intervals of a few places on the rows of a strip: made with rows in the lanes, then used
/// with coefficients in the lanes. Kept in memory between the two, so that the first does not wait
/// for the second.
struct Intervals {
  static constexpr std::size_t capacity = 16;
  HWY_ALIGN double c[capacity * strip_rows];
  HWY_ALIGN std::uint64_t open[capacity * strip_rows];  // where in the sums
  HWY_ALIGN std::uint64_t close[capacity * strip_rows];
  const Place* place[capacity];
  double s[capacity];
  std::size_t count = 0;
};

/// Adds a place's intervals; those that hold no cell open and close in the column of waste. s =
/// 1/b^2.
template <int m>
HWY_INLINE void FindIntervals(const SweepTile& tile, const Place& place, double b2, double s,
                              Intervals& into) {
  constexpr std::size_t lanes = lanes_of(m);
  const hn::CappedTag<double, strip_rows> d;
  constexpr std::size_t step = hn::MaxLanes(d);
  const hn::RebindToUnsigned<decltype(d)> du;
  const auto zero = hn::Zero(d);
  const auto one = hn::Set(d, 1.0);
  const auto waste = hn::Set(d, static_cast<double>(tile.columns));
  const auto centre = hn::Set(d, place.u - tile.first_column);
  const std::size_t at = into.count * strip_rows;
  into.place[into.count] = &place;
  into.s[into.count] = s;
  for (std::size_t r = 0; r < strip_rows; r += step) {
    const auto row = hn::Iota(d, tile.first_row + static_cast<double>(r));
    const auto p = hn::Sub(row, hn::Set(d, place.v));
    const auto room = hn::Sub(hn::Set(d, b2), hn::Mul(p, p));
    const auto half = hn::Sqrt(hn::Max(room, zero));
    // The uniform kernel counts on its rim; the others are 0 there, and leave it out so that a
    // cell on no more than a rim is exactly 0.
    const auto west = hn::Sub(centre, half), east = hn::Add(centre, half);
    const auto from = m == 0 ? hn::Ceil(west) : hn::Add(hn::Floor(west), one);
    const auto to = m == 0 ? hn::Add(hn::Floor(east), one) : hn::Ceil(east);
    const auto low = hn::Min(hn::Max(from, zero), waste);
    const auto high = hn::Min(hn::Max(to, zero), waste);
    const auto valid = hn::And(hn::Ge(room, zero), hn::Lt(low, high));
    // (column * rows + row) * lanes, as a whole number: added to 2^52 it is the lower half of the
    // bits.
    const auto scale = hn::Set(d, static_cast<double>(strip_rows * lanes));
    const auto offset = hn::Add(
        hn::Mul(hn::Iota(d, static_cast<double>(r)), hn::Set(d, static_cast<double>(lanes))),
        hn::Set(d, 4503599627370496.0));
    const auto half_bits = hn::Set(du, 0xFFFFFFFFu);
    const auto first = hn::Add(hn::Mul(hn::IfThenElse(valid, low, waste), scale), offset);
    const auto last = hn::Add(hn::Mul(hn::IfThenElse(valid, high, waste), scale), offset);
    hn::Store(hn::Mul(room, hn::Set(d, s)), d, into.c + at + r);
    hn::Store(hn::And(hn::BitCast(du, first), half_bits), du, into.open + at + r);
    hn::Store(hn::And(hn::BitCast(du, last), half_bits), du, into.close + at + r);
  }
  ++into.count;
}

/// Adds the places' polynomials to the sums at both ends of their intervals.
template <int m>
void OpenAndClose(const SweepTile& tile) {
  constexpr std::size_t lanes = lanes_of(m);
  const hn::CappedTag<double, lanes> d;
  constexpr std::size_t step = hn::MaxLanes(d);
  constexpr std::size_t parts = lanes / step;
  using V = hn::Vec<decltype(d)>;

  // binom(m, k) binom(2k, l) by k and lane, and the 1 of the counting lane.
  HWY_ALIGN double constants[(m + 1) * lanes] = {};
  HWY_ALIGN double counting[lanes] = {};
  for (int k = 0; k <= m; ++k) {
    for (int l = 0; l <= 2 * k; ++l) {
      constants[k * lanes + l] = binomial(m, k) * binomial(2 * k, l);
    }
  }
  counting[lanes - 1] = 1;
  const V ones = hn::Set(d, 1.0);
  const auto middle_column = tile.columns / 2;
  const double middle = static_cast<double>(middle_column);
  const double last_column = static_cast<double>(tile.columns - 1);
  Intervals intervals;

  double* const sums = tile.sums;
  const double first_column = tile.first_column;
  const auto use = [&] {
    for (std::size_t i = 0; i < intervals.count; ++i) {
      const Place& place = *intervals.place[i];
      const double s = intervals.s[i];
      V factors[m + 1][parts];
      const V minus_q = hn::Set(d, middle - (place.u - first_column));
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
      for (std::size_t r = 0; r < strip_rows; ++r) {
        double* const first = sums + intervals.open[i * strip_rows + r];
        double* const last = sums + intervals.close[i * strip_rows + r];
        const V c = hn::Set(d, intervals.c[i * strip_rows + r]);
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
    intervals.count = 0;
  };

  double radius = 0, b2 = 0, s = 0;  // mostly the same from place to place
  for (const Place& place : tile.places) {
    const double u = place.u - tile.first_column;
    if (u + place.radius < 0 || u - place.radius > last_column) continue;
    if (place.radius != radius) {
      radius = place.radius;
      b2 = radius * radius;
      s = 1 / b2;
    }
    FindIntervals<m>(tile, place, b2, s, intervals);
    if (intervals.count == Intervals::capacity) use();
  }
  use();
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
  const auto middle_column = tile.columns / 2;
  const double middle = static_cast<double>(middle_column);

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
  const double widest = 4096;  // keeps the workspace near 2 MB
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
