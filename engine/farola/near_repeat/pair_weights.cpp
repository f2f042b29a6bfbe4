#include "farola/near_repeat/pair_weights.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <iterator>

namespace farola {

std::string_view name_of(PairCorrection correction) noexcept {
  return pair_correction_names[static_cast<std::size_t>(correction)];
}

PairCorrection pair_correction_from_name(const std::string& name) {
  const auto* const found =
      std::find(std::begin(pair_correction_names), std::end(pair_correction_names), name);
  return static_cast<PairCorrection>(found - std::begin(pair_correction_names));
}

PairWeights::PairWeights(const StudyWindow& window, const SetCovariance* covariance,
                         PairCorrection correction, std::span<const double> x,
                         std::span<const double> y, const Progress& progress)
    : window_(window), covariance_(covariance), correction_(correction), x_(x), y_(y) {
  if (correction == PairCorrection::isotropic) views_.resize(x.size());
  if (correction == PairCorrection::border) outline_distances_.resize(x.size());
  if (views_.empty() && outline_distances_.empty()) return;
  for_each_block(x.size(), 256, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      if (correction_ == PairCorrection::isotropic) {
        views_[i] = window_.view_from({x_[i], y_[i]});
      } else {
        outline_distances_[i] = window_.outline_distance({x_[i], y_[i]});
      }
    }
  });
}

double PairWeights::operator()(std::size_t i, std::size_t j, double distance) const {
  switch (correction_) {
    case PairCorrection::isotropic:
      if (distance <= views_[i].distance) return 1;
      return std::min(greatest_pair_weight, 1 / window_.share(views_[i], distance));
    case PairCorrection::translate: {
      const double left = covariance_->at(x_[j] - x_[i], y_[j] - y_[i]);
      return left * greatest_pair_weight <= window_.area() ? greatest_pair_weight
                                                           : window_.area() / left;
    }
    default:
      return 1;
  }
}

}  // namespace farola
