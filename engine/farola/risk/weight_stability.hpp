#pragma once
// How much of a weighted overlay hangs on its weights.
//
// Weights are somebody's judgement. In each of `draws` draws every weight is multiplied by a factor
// of its own, uniform on [1 - range, 1 + range], and all are taken over their sum again; the cells
// are ranked anew. The rank stability of a cell is the share of the draws in which it is in the
// same tenth of the cells as with the weights that were given:
//
//   tenth(c) = min(9, floor(10 * (cells with a greater score than c) / cells))
//
// so that 0 is the highest tenth, and cells with equal scores are in one tenth, the highest that
// any of them has. A stability of 1 says that no draw moved the cell out of its tenth; cells near
// the end of a tenth move easily, so read it by areas, not by cells.
//
// The factor of layer k in draw d is random_uniform(seed, d, k): same bits for any number of
// threads. O(draws cells (layers + log cells)); holds cells * 16 bytes a thread.

#include "farola/core/progress.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace farola {

struct WeightDraws {
  std::int64_t draws = 200;  ///< REQUIRES 1 <= draws <= 100000
  double range = .2;         ///< REQUIRES 0 < range <= 1
  std::uint64_t seed = 1;
};

/// The score of cell `cell` by some weights; never NaN, and -infinity is allowed.
using ScoreByWeights = std::function<double(std::size_t cell, std::span<const double> weights)>;

/// The weights of draw `draw`, with sum 1. A weight of 0 stays 0.
std::vector<double> drawn_weights(std::span<const double> weights, const WeightDraws& options,
                                  std::int64_t draw);

/// The tenth of each score, 0 the highest.
std::vector<std::uint8_t> tenths_of(std::span<const double> scores);

/// The rank stability of each cell.
std::vector<double> weight_stability(std::size_t cells, std::span<const double> weights,
                                     const ScoreByWeights& score, const WeightDraws& options,
                                     const Progress& progress);

}  // namespace farola
