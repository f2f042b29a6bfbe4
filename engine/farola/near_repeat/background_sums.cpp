#include "farola/near_repeat/background_sums.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace farola {
namespace {

constexpr double cut = 7;  // bandwidths
constexpr double nodes_per_bandwidth = 5;
constexpr std::size_t order = 8;  // nodes of an event on each axis
constexpr double most_nodes = 4e6;
constexpr std::size_t events_per_block = 512;
// Nanoseconds, on one thread: a candidate of direct; a node of the lattice for each node that it is
// smoothed with; an event spread and read back.
constexpr double pair_cost = 10, smoothing_cost = .75, event_cost = 250;

/// Where an event falls among the nodes of one axis: the first of its nodes, and their weights.
struct Share {
  std::size_t first = 0;
  std::array<double, order> weight{};

  explicit Share(double at) {  // in nodes, at least order / 2 - 1
    const double floor = std::floor(at);
    first = static_cast<std::size_t>(floor) - (order / 2 - 1);
    const double u = at - floor + (order / 2 - 1);  // from the first node
    for (std::size_t k = 0; k < order; ++k) {
      double product = 1;
      for (std::size_t m = 0; m < order; ++m) {
        if (m != k) {
          product *=
              (u - static_cast<double>(m)) / (static_cast<double>(k) - static_cast<double>(m));
        }
      }
      weight[k] = product;
    }
  }
};

}  // namespace

BackgroundSums::BackgroundSums(std::span<const double> x, std::span<const double> y,
                               double bandwidth, Way way)
    : x_(x), y_(y), bandwidth_(bandwidth), way_(way), places_(x, y) {
  const Box& box = places_.box();
  step_ = bandwidth / nodes_per_bandwidth;
  const double wide = std::ceil(box.width() / step_) + 2 * order;
  const double high = std::ceil(box.height() / step_) + 2 * order;
  if (way_ == Way::automatic) {
    const double smoothed_with = 2 * (2 * cut * nodes_per_bandwidth + 1);  // rows, then columns
    const double lattice =
        smoothing_cost * smoothed_with * wide * high + event_cost * static_cast<double>(x.size());
    const double direct = pair_cost * places_.candidate_pairs(cut * bandwidth);
    way_ = wide * high > most_nodes || direct < lattice ? Way::direct : Way::lattice;
  }
  if (way_ == Way::direct) return;
  columns_ = static_cast<std::size_t>(wide);
  rows_ = static_cast<std::size_t>(high);
  west_ = box.xmin - order / 2.0 * step_;
  south_ = box.ymin - order / 2.0 * step_;
  for (std::size_t d = 0; d <= static_cast<std::size_t>(cut * nodes_per_bandwidth); ++d) {
    const double u = static_cast<double>(d) / nodes_per_bandwidth;
    fall_.push_back(std::exp(-u * u / 2));
  }
}

std::vector<double> BackgroundSums::at_events(std::span<const double> weights,
                                              const Progress& progress) const {
  std::vector<double> sums =
      way_ == Way::direct ? direct(weights, progress) : lattice(weights, progress);
  const double peak = 1 / (2 * std::numbers::pi * bandwidth_ * bandwidth_);
  // What rounding and the lattice leave below 0 is none.
  for (std::size_t i = 0; i < sums.size(); ++i) {
    sums[i] = std::max(0.0, sums[i] - weights[i]) * peak;
  }
  return sums;
}

std::vector<double> BackgroundSums::direct(std::span<const double> weights,
                                           const Progress& progress) const {
  const auto place_of = places_.place_of();
  std::vector<double> at_place(places_.size()), sum_of(places_.size());
  for (std::size_t i = 0; i < weights.size(); ++i) at_place[place_of[i]] += weights[i];
  const auto x = places_.x(), y = places_.y();
  const double reach = cut * bandwidth_, scale = -1 / (2 * bandwidth_ * bandwidth_);
  for_each_block(
      places_.size(), 64, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
          double sum = 0;
          places_.near({x[i], y[i]}, reach, [&](std::size_t first, std::size_t last) {
            for (std::size_t j = first; j < last; ++j) {
              const double dx = x[j] - x[i], dy = y[j] - y[i], square = dx * dx + dy * dy;
              if (square <= reach * reach) sum += at_place[j] * std::exp(square * scale);
            }
          });
          sum_of[i] = sum;
        }
      });
  std::vector<double> sums(weights.size());
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = sum_of[place_of[i]];
  return sums;
}

std::vector<double> BackgroundSums::lattice(std::span<const double> weights,
                                            const Progress& progress) const {
  std::vector<double> nodes(columns_ * rows_), smooth(columns_ * rows_);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (i % 4096 == 0) progress.check();
    const Share along((x_[i] - west_) / step_), up((y_[i] - south_) / step_);
    for (std::size_t r = 0; r < order; ++r) {
      double* row = &nodes[(up.first + r) * columns_ + along.first];
      const double weight = weights[i] * up.weight[r];
      for (std::size_t c = 0; c < order; ++c) row[c] += weight * along.weight[c];
    }
  }
  for_each_block(rows_, 8, progress.part(0, .4),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t r = begin; r < end; ++r) {
                     const double* from = &nodes[r * columns_];
                     double* to = &smooth[r * columns_];
                     for (std::size_t d = 0; d < std::min(fall_.size(), columns_); ++d) {
                       const double fall = fall_[d];
                       for (std::size_t c = d; c < columns_; ++c) to[c] += fall * from[c - d];
                       if (d == 0) continue;
                       for (std::size_t c = d; c < columns_; ++c) to[c - d] += fall * from[c];
                     }
                   }
                 });
  for_each_block(rows_, 8, progress.part(.4, .8),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t r = begin; r < end; ++r) {
                     double* to = &nodes[r * columns_];
                     std::fill_n(to, columns_, 0.0);
                     const std::size_t low = r - std::min(r, fall_.size() - 1);
                     const std::size_t high = std::min(rows_ - 1, r + fall_.size() - 1);
                     for (std::size_t k = low; k <= high; ++k) {
                       const double fall = fall_[k < r ? r - k : k - r];
                       const double* from = &smooth[k * columns_];
                       for (std::size_t c = 0; c < columns_; ++c) to[c] += fall * from[c];
                     }
                   }
                 });
  std::vector<double> sums(weights.size());
  for_each_block(sums.size(), events_per_block, progress.part(.8, 1),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t i = begin; i < end; ++i) {
                     const Share along((x_[i] - west_) / step_), up((y_[i] - south_) / step_);
                     double sum = 0;
                     for (std::size_t r = 0; r < order; ++r) {
                       const double* row = &nodes[(up.first + r) * columns_ + along.first];
                       double across = 0;
                       for (std::size_t c = 0; c < order; ++c) across += row[c] * along.weight[c];
                       sum += up.weight[r] * across;
                     }
                     sums[i] = sum;
                   }
                 });
  return sums;
}

}  // namespace farola
