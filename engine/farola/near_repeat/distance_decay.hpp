#pragma once
// How far from an event those that it sets off lie: two forms, both isotropic, both of total 1.
//
//   gaussian      h(r) = exp(-r^2 / 2 s^2) / (2 pi s^2)      s: standard deviation of one axis;
//                                                            mean distance s sqrt(pi / 2)
//   exponential   h(r) = exp(-r / s) / (2 pi s r)            s: mean distance; distances are
//                                                            exponential, so most are short
//
// The exponential has a pole at r = 0, and police data many pairs at exactly one place. Places are
// known to some `precision` q, so what lies within q is even over the disc: h = (1 - exp(-q/s)) /
// (pi q^2) for r < q. In the EM the distance of such a pair is then its expectation within the
// disc, s - q / (exp(q/s) - 1).
//
// The exponential is a mixture of Gaussians: with Z standard normal and per-axis standard deviation
// s |Z|, distances are exponential with mean s. So k steps are a Gaussian of variance s^2 chi^2_k,
// and what holds for Gaussians (shares inside a study area, shares of a cell) holds for both.

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class DistanceDecay { gaussian, exponential };
inline constexpr std::string_view distance_decay_names[] = {"gaussian", "exponential"};
std::string_view name_of(DistanceDecay decay) noexcept;
/// REQUIRES one of distance_decay_names.
DistanceDecay distance_decay_from_name(const std::string& name);

/// Distance beyond which `tail` of the mass lies.
double decay_reach(DistanceDecay decay, double scale, double tail);

/// h(r) without its pole, from the squared distance.
class DecayDensity {
 public:
  /// REQUIRES scale > 0, precision > 0.
  DecayDensity(DistanceDecay decay, double scale, double precision);
  double operator()(double square) const { return at(square, 0).density; }
  /// r^2 (gaussian), r or its expectation within the disc (exponential): what the scale is found
  /// by.
  double statistic(double square) const { return at(square, 0).statistic; }
  struct Value {
    double density, statistic;
  };
  /// exp(-fall) h(r), and the statistic: what the EM asks of every pair, with one exponential.
  Value at(double square, double fall) const {
    if (decay_ == DistanceDecay::gaussian) {
      return {peak_ * std::exp(-fall - square * steepness_), square};
    }
    const double r = std::sqrt(square);
    if (r < precision_) return {inner_ * std::exp(-fall), inner_mean_};
    return {peak_ * std::exp(-fall - r * steepness_) / r, r};
  }
  /// Derivative of log h by log s, from the statistic.
  double score(double statistic) const;

 private:
  DistanceDecay decay_;
  double scale_, precision_;
  double peak_ = 0, steepness_ = 0, inner_ = 0, inner_mean_ = 0;
};

/// A part of a mixture of Gaussians.
struct GaussianPart {
  double deviation = 0;  ///< of one axis
  double weight = 0;     ///< they sum to 1
};

/// The place after `steps` steps. Exact for the gaussian (one part); for the exponential
/// `exponential_parts` of equal weight, each with the mean variance of its class, so that the
/// variance of the whole is exact.
std::vector<GaussianPart> after_steps(DistanceDecay decay, double scale, int steps);
inline constexpr int exponential_parts = 8;

}  // namespace farola
