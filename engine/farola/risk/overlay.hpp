#pragma once
// Layers on one grid, each rescaled and weighted, combined to one score a cell.
//
// With m_k the rescaled value of layer k in a cell (rescale.hpp) and w_k its weight over the sum of
// the weights:
//
//   weighted-sum      sum of w_k m_k
//   weighted-product  product of m_k ^ w_k, the weighted geometric mean; m_k >= 0
//   fuzzy-and         smallest m_k            fuzzy-product  product of m_k
//   fuzzy-or          largest m_k             fuzzy-sum      1 - product of (1 - m_k)
//   fuzzy-gamma       fuzzy-sum ^ g * fuzzy-product ^ (1 - g)
//
// Decimals are kept: nothing is rounded to whole scores. The fuzzy ones need every m_k in [0, 1]
// and take no weights.
//
// What each layer adds to a cell is its contribution, so that a score can be taken apart:
//   weighted-sum: w_k m_k, which add up to the score; weighted-product: m_k ^ w_k, which multiply
//   to it; fuzzy: m_k, of which it is made.
//
// No data: a cell in which any layer has none has no score (MissingRule::no_score), or the score of
// the layers that are there, their weights taken over their own sum (MissingRule::leave_out);
// without any layer it has none. A layer of weight 0 counts for neither. A cell where a constraint
// has no data, or a value that is not from `minimum` to `maximum` (by default: where it is 0), is
// excluded: it has no score and no contribution. Minimum and maximum of a layer are still taken
// over all of its cells, so that a constraint does not change the scores of the cells that are
// left.
//
// Edge cases: no layer, or two of one name: Error{usage, "layers-missing" | "layer-name-twice"};
// grids or CRS that differ: Error{data, "grids-differ" | "crs-differ"}; negative or infinite
// weights, or all 0: Error{usage, "weight-invalid"}; a membership out of range: Error{data,
// "membership-out-of-range"}; no cell left: Error{data, "no-cell-left"}; and what rescaling throws.
//
// O(cells layers), plus weight_stability.hpp. Same bits for any number of threads.
//
// Weighted linear combination: Malczewski, "GIS-based multicriteria decision analysis: a survey of
// the literature", IJGIS 20 (2006). Gamma: Zimmermann and Zysno, "Latent connectives in human
// decision making", Fuzzy Sets and Systems 4 (1980).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/raster/raster.hpp"
#include "farola/risk/rescale.hpp"
#include "farola/risk/weight_stability.hpp"

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class Combination {
  weighted_sum,
  weighted_product,
  fuzzy_and,
  fuzzy_or,
  fuzzy_product,
  fuzzy_sum,
  fuzzy_gamma,
};
/// "weighted-sum", …
std::string_view name_of(Combination combination) noexcept;
const std::vector<std::string>& combinations();
bool is_weighted(Combination combination) noexcept;

enum class MissingRule { no_score, leave_out };

struct OverlayLayer {
  std::string name;
  Raster raster;
  Rescaling rescaling;
  double weight = 1;  ///< REQUIRES finite, >= 0
};

struct OverlayConstraint {
  std::string name;
  Raster raster;
  /// Where both are absent, every value but 0 is kept.
  std::optional<double> minimum, maximum;
};

struct OverlayOptions {
  Combination combination = Combination::weighted_sum;
  double gamma = .9;  ///< REQUIRES 0 <= gamma <= 1
  MissingRule missing = MissingRule::no_score;
  std::optional<WeightDraws> sensitivity;  ///< weighted combinations only
};

struct Overlay {
  std::vector<double> weights;  ///< normalised, one a layer; empty for the fuzzy combinations
  Raster score;
  std::optional<Raster> stability;    ///< weight_stability.hpp
  std::vector<Raster> contributions;  ///< one a layer, in their order
  Report report;                      ///< values: "overlay", and "sensitivity"
};

Overlay overlay(std::span<const OverlayLayer> layers,
                std::span<const OverlayConstraint> constraints, const OverlayOptions& options,
                const Progress& progress);

/// The combination of one cell. NaN among the memberships: no data, as the rule says. REQUIRES as
/// many weights as memberships, not negative and with sum 1 (any for the fuzzy combinations).
double combined(std::span<const double> memberships, std::span<const double> weights,
                const OverlayOptions& options);

}  // namespace farola
