#pragma once
// The sums over pairs that K and g are made of, for one labelling of the events or for many.
//
// A lane is one labelling: in it, pairs run from events of role 1 to events of role 2; with no
// roles there is one lane, in which every event is both. Work is cut by events; sums are merged in
// their order.

#include "farola/core/progress.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/pair_weights.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct PairCurves {
  std::size_t nodes = 0, lanes = 0;
  std::vector<double> within;      ///< [node][lane]: pairs with d <= r, weighted (border: b >= r)
  std::vector<double> at;          ///< [node][lane]: sum of w k(r - d)
  std::vector<double> far_enough;  ///< [node][lane]: events of role 1 with b >= r; border only
};

struct PairCurveOptions {
  std::span<const double> distances;
  bool border = false;
  double bandwidth = 0;                  ///< 0: `at` is left 0
  std::span<const std::uint8_t> second;  ///< [event][lane]: 1 for role 2; empty: no roles
  std::size_t lanes = 1;
};

PairCurves pair_curves(const ClosePairs& pairs, const PairWeights& weights,
                       const PairCurveOptions& options, const Progress& progress);

}  // namespace farola
