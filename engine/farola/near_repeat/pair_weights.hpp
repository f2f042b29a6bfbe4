#pragma once
// What a pair of events counts for, given that events outside the window W were not seen.
//
//   none        w = 1
//   isotropic   w(i, j) = 1 / share of the circle around i through j that lies in W (Ripley 1976)
//   translate   w(i, j) = |W| / area of W and W moved by j - i (Ohser 1983); w(i, j) = w(j, i)
//   border      w = 1, but at distance r only events i at least r from the outline are asked for
//               their neighbours (Ripley 1988, "reduced sample")
//
// Weights are cut off at 100, as in the R package spatstat: an event in a spike of the outline must
// not be the whole result.
//
// Ripley, "The second-order analysis of stationary point processes", Journal of Applied Probability
// 13 (1976); Ohser, "On estimators for the reduced second moment measure of point processes",
// Mathematische Operationsforschung und Statistik, series Statistics 14 (1983).

#include "farola/core/progress.hpp"
#include "farola/near_repeat/set_covariance.hpp"
#include "farola/near_repeat/study_window.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class PairCorrection { none, isotropic, translate, border };
inline constexpr std::string_view pair_correction_names[] = {"none", "isotropic", "translate",
                                                             "border"};
std::string_view name_of(PairCorrection correction) noexcept;
/// REQUIRES one of pair_correction_names.
PairCorrection pair_correction_from_name(const std::string& name);

inline constexpr double greatest_pair_weight = 100;

class PairWeights {
 public:
  /// REQUIRES places in the window, all three alive as long as this. `covariance` is needed by
  /// translate alone.
  PairWeights(const StudyWindow& window, const SetCovariance* covariance, PairCorrection correction,
              std::span<const double> x, std::span<const double> y, const Progress& progress);

  /// w(i, j), `distance` apart.
  double operator()(std::size_t i, std::size_t j, double distance) const;
  /// Of event i from the outline; infinite beyond the window's reach. REQUIRES border or isotropic.
  double outline_distance(std::size_t i) const {
    return views_.empty() ? outline_distances_[i] : views_[i].distance;
  }

 private:
  const StudyWindow& window_;
  const SetCovariance* covariance_;
  PairCorrection correction_;
  std::span<const double> x_, y_;
  std::vector<OutlineView> views_;         // isotropic
  std::vector<double> outline_distances_;  // border
};

}  // namespace farola
