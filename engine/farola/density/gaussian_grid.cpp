#include "farola/density/gaussian_grid.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "farola/density/gaussian_grid.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace farola::density::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// out[i] += factor * in[i], i < count.
void AddMultiple(double* HWY_RESTRICT out, const double* HWY_RESTRICT in, std::int64_t count,
                 double factor) {
  const hn::CappedTag<double, 8> d;
  constexpr std::int64_t step = static_cast<std::int64_t>(hn::MaxLanes(d));
  const auto f = hn::Set(d, factor);
  std::int64_t i = 0;
  for (; i + step <= count; i += step) {
    hn::StoreU(hn::Add(hn::LoadU(d, out + i), hn::Mul(f, hn::LoadU(d, in + i))), d, out + i);
  }
  for (; i < count; ++i) out[i] += factor * in[i];
}

/// strip[r][i] += sum_b fall[r per_cell - b every] nodes[b][i] for the rows of a strip. `fall`
/// points at the factor of row 0 and node row 0; nodes and strip have room for a vector beyond
/// `columns`.
void AddNodeRows(const double* HWY_RESTRICT nodes, std::size_t node_stride, std::int64_t node_rows,
                 const double* HWY_RESTRICT fall, std::int64_t every, std::int64_t per_cell,
                 double* HWY_RESTRICT out, std::size_t stride, std::int64_t columns) {
  const hn::CappedTag<double, 8> d;
  constexpr std::int64_t step = static_cast<std::int64_t>(hn::MaxLanes(d));
  static_assert(strip_rows == 8);
  for (std::int64_t i = 0; i < columns; i += step) {
    auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    const double* factor = fall;
    const double* at = nodes + i;
    for (std::int64_t b = 0; b < node_rows; ++b, factor -= every, at += node_stride) {
      const auto value = hn::LoadU(d, at);
      s0 = hn::Add(s0, hn::Mul(value, hn::Set(d, factor[0])));
      s1 = hn::Add(s1, hn::Mul(value, hn::Set(d, factor[per_cell])));
      s2 = hn::Add(s2, hn::Mul(value, hn::Set(d, factor[2 * per_cell])));
      s3 = hn::Add(s3, hn::Mul(value, hn::Set(d, factor[3 * per_cell])));
      s4 = hn::Add(s4, hn::Mul(value, hn::Set(d, factor[4 * per_cell])));
      s5 = hn::Add(s5, hn::Mul(value, hn::Set(d, factor[5 * per_cell])));
      s6 = hn::Add(s6, hn::Mul(value, hn::Set(d, factor[6 * per_cell])));
      s7 = hn::Add(s7, hn::Mul(value, hn::Set(d, factor[7 * per_cell])));
    }
    double* const to = out + i;
    hn::StoreU(hn::Add(hn::LoadU(d, to), s0), d, to);
    hn::StoreU(hn::Add(hn::LoadU(d, to + stride), s1), d, to + stride);
    hn::StoreU(hn::Add(hn::LoadU(d, to + 2 * stride), s2), d, to + 2 * stride);
    hn::StoreU(hn::Add(hn::LoadU(d, to + 3 * stride), s3), d, to + 3 * stride);
    hn::StoreU(hn::Add(hn::LoadU(d, to + 4 * stride), s4), d, to + 4 * stride);
    hn::StoreU(hn::Add(hn::LoadU(d, to + 5 * stride), s5), d, to + 5 * stride);
    hn::StoreU(hn::Add(hn::LoadU(d, to + 6 * stride), s6), d, to + 6 * stride);
    hn::StoreU(hn::Add(hn::LoadU(d, to + 7 * stride), s7), d, to + 7 * stride);
  }
}

}  // namespace farola::density::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace farola::density {

HWY_EXPORT(AddMultiple);
HWY_EXPORT(AddNodeRows);

namespace {

constexpr int stencil = 12;              // nodes an event is spread over, per axis
constexpr int before = stencil / 2 - 1;  // of them before the event's own interval
constexpr std::int64_t block_rows = 16;  // node rows that are summed together

/// Lagrange's weights of the nodes -before … before + 2 at t in [0, 1].
std::array<double, stencil> lagrange(double t) {
  // Products of the distances to all nodes before, and after, each node.
  std::array<double, stencil> weights;
  double product = 1;
  for (int k = 0; k < stencil; ++k) {
    weights[static_cast<std::size_t>(k)] = product;
    product *= t + before - k;
  }
  product = 1;
  for (int k = stencil - 1; k >= 0; --k) {
    weights[static_cast<std::size_t>(k)] *= product;
    product *= t + before - k;
  }
  // Over prod_{j != k} (k - j) = k! (n - 1 - k)! (-1)^(n - 1 - k).
  static constexpr std::array<double, stencil> factorial = {
      1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800};
  for (int k = 0; k < stencil; ++k) {
    const double sign = (stencil - 1 - k) % 2 == 0 ? 1 : -1;
    weights[static_cast<std::size_t>(k)] *=
        sign / (factorial[static_cast<std::size_t>(k)] *
                factorial[static_cast<std::size_t>(stencil - 1 - k)]);
  }
  return weights;
}

std::int64_t whole(double value) { return static_cast<std::int64_t>(std::floor(value)); }

std::int64_t floor_divided(std::int64_t a, std::int64_t b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

}  // namespace

GaussianGrid::GaussianGrid(const Places& places, double bandwidth, std::int64_t columns,
                           std::int64_t rows)
    : places_(&places), columns_(columns), rows_(rows) {
  per_cell_ = bandwidth < nodes_per_bandwidth ? 2 : 1;
  every_ = std::max<std::int64_t>(1, whole(bandwidth / nodes_per_bandwidth));
  cut_ = whole(7.5 * bandwidth * static_cast<double>(per_cell_)) + 1;
  const std::int64_t padding = strip_rows * per_cell_ + every_;
  middle_ = static_cast<std::size_t>(cut_ + padding);
  fall_.assign(2 * middle_ + 1, 0.0);
  for (std::int64_t d = -cut_; d <= cut_; ++d) {
    const double t = static_cast<double>(d) / (bandwidth * static_cast<double>(per_cell_));
    fall_[static_cast<std::size_t>(static_cast<std::int64_t>(middle_) + d)] = std::exp(-.5 * t * t);
  }
  // The same by whole cells, for nodes on a centre and for nodes between two.
  reach_ = cut_ / per_cell_ + 1;
  for (std::int64_t phase = 0; phase < per_cell_; ++phase) {
    std::vector<double>& table = by_cell_[static_cast<std::size_t>(phase)];
    for (std::int64_t c = -reach_; c <= reach_; ++c) {
      const std::int64_t d = c * per_cell_ - phase;
      table.push_back(std::abs(d) <= cut_
                          ? fall_[static_cast<std::size_t>(static_cast<std::int64_t>(middle_) + d)]
                          : 0.0);
    }
  }
  node_west_ = floor_divided(-cut_, every_) - stencil;
  node_columns_ =
      floor_divided((columns - 1) * per_cell_ + cut_, every_) + stencil + 1 - node_west_;
  stride_ = static_cast<std::size_t>(columns) + strip_padding;
}

std::int64_t GaussianGrid::first_node_row(std::int64_t row) const {
  return floor_divided(row * per_cell_ - cut_, every_);
}
std::int64_t GaussianGrid::end_node_row(std::int64_t row) const {
  return floor_divided(row * per_cell_ + cut_, every_) + 2;
}

double GaussianGrid::work(double bandwidth, std::int64_t columns, std::int64_t rows) {
  const double per_cell = bandwidth < nodes_per_bandwidth ? 2 : 1;
  const double every = std::max(1.0, std::floor(bandwidth / nodes_per_bandwidth));
  const double width = static_cast<double>(columns), height = static_cast<double>(rows);
  const double margin = 15 * bandwidth;
  const double nodes_across = (width + margin) * per_cell / every;
  const double node_rows = (height + margin) * per_cell / every;
  const double along = nodes_across * node_rows * std::min(margin, width);
  return along + width * height * std::min(margin * per_cell / every, node_rows);
}

double GaussianGrid::bytes_for(std::int64_t count) const {
  return static_cast<double>(end_node_row(count) - first_node_row(0)) *
         static_cast<double>(stride_) * sizeof(double);
}

void GaussianGrid::prepare(std::int64_t first_row, std::int64_t count, const Progress& progress) {
  first_ = first_node_row(first_row);
  const std::int64_t node_rows =
      end_node_row(first_row + (count + strip_rows - 1) / strip_rows * strip_rows) - first_;
  sums_.assign(static_cast<std::size_t>(node_rows) * stride_, 0.0);
  for_each_block(static_cast<std::size_t>(node_rows), block_rows, progress,
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   std::vector<double> nodes(static_cast<std::size_t>(block_rows * node_columns_),
                                             0.0);
                   sum_node_rows(first_ + static_cast<std::int64_t>(begin),
                                 static_cast<std::int64_t>(end - begin), nodes.data(),
                                 sums_.data() + begin * stride_, progress);
                 });
}

void GaussianGrid::sum_node_rows(std::int64_t first, std::int64_t count, double* nodes, double* out,
                                 const Progress& progress) const {
  const Places::Class& of = places_->classes()[0];
  const double every = static_cast<double>(every_) / static_cast<double>(per_cell_);  // in cells
  const double north = static_cast<double>(first - stencil) * every;
  const double south = static_cast<double>(first + count + stencil) * every;
  std::size_t seen = 0;
  for (std::size_t bin = 0; bin < places_->bins(); ++bin) {
    for (const Place& place : places_->between(of.first_group + bin, north, south)) {
      if (seen++ % 8192 == 0) progress.check();
      const std::int64_t row = whole(place.v / every), column = whole(place.u / every);
      const std::int64_t from = std::max<std::int64_t>(row - before, first);
      const std::int64_t to = std::min<std::int64_t>(row - before + stencil, first + count);
      if (from >= to) continue;
      const auto across = lagrange(place.u / every - static_cast<double>(column));
      const auto down = lagrange(place.v / every - static_cast<double>(row));
      double* const at = nodes + (column - before - node_west_);
      for (std::int64_t b = from; b < to; ++b) {
        const double share = place.weight * down[static_cast<std::size_t>(b - row + before)];
        double* const line = at + (b - first) * node_columns_;
        for (int k = 0; k < stencil; ++k) line[k] += share * across[static_cast<std::size_t>(k)];
      }
    }
  }
  // Each node to the cells of its row.
  for (std::int64_t b = 0; b < count; ++b) {
    for (std::int64_t a = 0; a < node_columns_; ++a) {
      const double value = nodes[b * node_columns_ + a];
      if (value == 0) continue;
      const std::int64_t fine = (a + node_west_) * every_;
      const std::int64_t column = floor_divided(fine, per_cell_);
      const std::int64_t from = std::max<std::int64_t>(column - reach_, 0);
      const std::int64_t to = std::min<std::int64_t>(column + reach_ + 1, columns_);
      if (from >= to) continue;
      const double* const table =
          by_cell_[static_cast<std::size_t>(fine - column * per_cell_)].data() + reach_;
      HWY_DYNAMIC_DISPATCH(AddMultiple)
      (out + static_cast<std::size_t>(b) * stride_ + from, table + (from - column), to - from,
       value);
    }
  }
}

void GaussianGrid::add(const Strip& strip) const {
  const std::int64_t from = first_node_row(strip.first_row);
  const std::int64_t to = end_node_row(strip.first_row + strip_rows - 1);
  const double* const fall = fall_.data() + middle_ + (strip.first_row * per_cell_ - from * every_);
  HWY_DYNAMIC_DISPATCH(AddNodeRows)
  (sums_.data() + static_cast<std::size_t>(from - first_) * stride_, stride_, to - from, fall,
   every_, per_cell_, strip.values, strip.stride, strip.columns);
}

}  // namespace farola::density
#endif  // HWY_ONCE
