#include "farola/near_repeat/pair_curves.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>

namespace farola {
namespace {

class Block {
 public:
  Block(const ClosePairs& pairs, const PairWeights& weights, const PairCurveOptions& options)
      : pairs_(pairs), weights_(weights), options_(options), chosen_(options.lanes, 1) {
    sums_.nodes = options.distances.size();
    sums_.lanes = options.lanes;
    const std::size_t size = sums_.nodes * sums_.lanes;
    sums_.within.assign(size, 0);
    if (options.bandwidth > 0) sums_.at.assign(size, 0);
    if (options.border) sums_.far_enough.assign(size, 0);
  }

  void add_event(std::size_t i, const Progress& progress) {
    near_.clear();
    pairs_.neighbours_of(i, near_);
    const std::size_t end =
        options_.border ? first_beyond(weights_.outline_distance(i)) : sums_.nodes;
    if (options_.border) {
      for (std::size_t s = 0; s < sums_.lanes; ++s)
        chosen_[s] = options_.second.empty() || !role(i)[s];
      for (std::size_t k = 0; k < end; ++k) add(sums_.far_enough, k, 1);
    }
    for (std::size_t n = 0; n < near_.size(); ++n) {
      if (n % 4096 == 0) progress.check();
      choose(i, near_[n].event);
      const double d = near_[n].distance;
      const double w = weights_(i, near_[n].event, d);
      const std::size_t from = first_from(d);
      if (from < end) {
        add(sums_.within, from, w);
        if (end < sums_.nodes) add(sums_.within, end, -w);
      }
      if (options_.bandwidth > 0) add_kernel(d, w);
    }
  }

  PairCurves& sums() { return sums_; }

 private:
  const std::uint8_t* role(std::size_t i) const { return &options_.second[i * sums_.lanes]; }
  /// The first node with r >= d.
  std::size_t first_from(double d) const {
    const auto r = options_.distances;
    return static_cast<std::size_t>(std::lower_bound(r.begin(), r.end(), d) - r.begin());
  }
  /// The first node with r > b.
  std::size_t first_beyond(double b) const {
    const auto r = options_.distances;
    return static_cast<std::size_t>(std::upper_bound(r.begin(), r.end(), b) - r.begin());
  }
  void choose(std::size_t i, std::size_t j) {
    if (options_.second.empty()) return;
    const std::uint8_t *a = role(i), *b = role(j);
    for (std::size_t s = 0; s < sums_.lanes; ++s)
      chosen_[s] = static_cast<double>(b[s] & (a[s] ^ 1));
  }
  void add(std::vector<double>& sums, std::size_t node, double value) {
    double* row = &sums[node * sums_.lanes];
    for (std::size_t s = 0; s < sums_.lanes; ++s) row[s] += value * chosen_[s];
  }
  void add_kernel(double d, double w) {
    const double h = options_.bandwidth;
    for (std::size_t k = first_beyond(d - h); k < sums_.nodes; ++k) {
      const double u = (options_.distances[k] - d) / h;
      if (u >= 1) break;
      add(sums_.at, k, w * .75 / h * (1 - u * u));
    }
  }

  const ClosePairs& pairs_;
  const PairWeights& weights_;
  const PairCurveOptions& options_;
  PairCurves sums_;
  std::vector<double> chosen_;  // by lane: 1 where the pair runs from role 1 to role 2
  std::vector<Neighbour> near_;
};

void merge(std::vector<double>& total, const std::vector<double>& part) {
  for (std::size_t k = 0; k < part.size(); ++k) total[k] += part[k];
}

}  // namespace

PairCurves pair_curves(const ClosePairs& pairs, const PairWeights& weights,
                       const PairCurveOptions& options, const Progress& progress) {
  const auto order = pairs.order();
  // At most 64 partial sums, however many events.
  const std::size_t block = std::max<std::size_t>(128, (order.size() + 63) / 64);
  std::vector<PairCurves> parts((order.size() + block - 1) / block);
  for_each_block(order.size(), block, progress,
                 [&](std::size_t begin, std::size_t end, std::size_t number) {
                   Block own(pairs, weights, options);
                   for (std::size_t a = begin; a < end; ++a) own.add_event(order[a], progress);
                   parts[number] = std::move(own.sums());
                 });
  PairCurves total = std::move(Block(pairs, weights, options).sums());
  for (const PairCurves& part : parts) {
    merge(total.within, part.within);
    merge(total.at, part.at);
    merge(total.far_enough, part.far_enough);
  }
  for (std::size_t k = total.lanes; k < total.within.size(); ++k) {
    total.within[k] += total.within[k - total.lanes];
  }
  return total;
}

}  // namespace farola
