#pragma once
// One step of the EM of self_exciting.hpp, on bare columns in the order of time. Units: days and
// metres.

#include "farola/core/progress.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/near_repeat/background_sums.hpp"
#include "farola/near_repeat/distance_decay.hpp"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace farola {

class EdgeFactors;

namespace self_exciting {

struct Trigger {
  double theta = 0, omega = 0, scale = 0;
};

/// Events in the window, times ascending from 0 to `days`.
struct Window {
  std::vector<double> x, y, t;
  double days = 0;
  DistanceDecay decay = DistanceDecay::gaussian;
  double precision = 10;                     ///< of places
  const MultiPolygon* study_area = nullptr;  ///< null or empty: none
  std::size_t size() const { return x.size(); }
};

/// Lower triangle of a symmetric 4 x 4 matrix over (log background size, log theta, log omega, log
/// scale).
using Information = std::array<double, 10>;

struct Expectation {
  double triggered = 0;  ///< sum p_ij
  double age = 0;        ///< sum p_ij (t_i - t_j)
  double distance = 0;   ///< sum p_ij times the statistic of distance_decay.hpp
  double log_sum = 0;    ///< sum log lambda_i
  Information information{};
};

/// p_i into `background`, and the sums of the M-step. `mu`: background at each event.
Expectation expect(const Window& window, std::span<const double> mu, const Trigger& trigger,
                   double tail, std::vector<double>& background, const Progress& progress);

/// mu nu at each event, for one bandwidth.
class Background {
 public:
  /// `steps`: of nu, at least 1.
  Background(const Window& window, double bandwidth, std::size_t steps, const Progress& progress);
  std::vector<double> at_events(std::span<const double> probability, const Progress& progress);
  /// nu by steps, of the last call.
  const std::vector<double>& rate() const { return rate_; }
  /// Share of each event's kernel inside the study area; 1 without one.
  const std::vector<double>& inside() const { return inside_; }
  std::size_t step_of(double t) const;

 private:
  const Window& window_;
  BackgroundSums sums_;
  std::vector<double> inside_, rate_;
  double area_ = 0;
};

/// Share of an event's set-off events that fall inside the study area, as the scale changes.
class SharesInside {
 public:
  explicit SharesInside(const Window& window);
  ~SharesInside();
  /// At this scale; between refreshes, 2 % of it apart, along the tangent.
  void move_to(double scale, const Progress& progress);
  double of(std::size_t i) const;
  double slope_of(std::size_t i) const;  ///< by the scale

 private:
  const Window& window_;
  std::unique_ptr<EdgeFactors> factors_;
  std::vector<double> share_, slope_;
  double at_ = 0, scale_ = 0;
};

/// Set-off events that fall in the window for theta = 1.
double exposure(const Window& window, const Trigger& trigger, const SharesInside& inside);

/// The trigger that solves the score equations, as far as one step goes. REQUIRES triggered > 0,
/// and `inside` at trigger.scale.
Trigger maximise(const Window& window, const Expectation& sums, const Trigger& trigger,
                 const SharesInside& inside);

/// Standard errors of the four logarithms; of those that are `fixed` NaN. Nothing when the matrix
/// cannot be inverted.
std::optional<std::array<double, 4>> standard_errors(const Information& information,
                                                     const std::array<bool, 4>& fixed);

}  // namespace self_exciting
}  // namespace farola
