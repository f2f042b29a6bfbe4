#include "farola/near_repeat/self_exciting_em.hpp"

#include "farola/core/parallel.hpp"
#include "farola/density/edge_correction.hpp"
#include "farola/near_repeat/recent_events.hpp"
#include "farola/near_repeat/self_exciting.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace farola::self_exciting {
namespace {

constexpr std::size_t events_per_block = 128;
constexpr double refresh_at = .02;  // of the scale
constexpr double slope_step = .01;  // of the scale
constexpr double smallest_share = 1e-6;

bool has_area(const Window& window) {
  return window.study_area != nullptr && !window.study_area->empty();
}

void add_outer(Information& information, const std::array<double, 4>& score) {
  std::size_t at = 0;
  for (std::size_t r = 0; r < 4; ++r) {
    for (std::size_t c = 0; c <= r; ++c) information[at++] += score[r] * score[c];
  }
}

}  // namespace

Expectation expect(const Window& window, std::span<const double> mu, const Trigger& trigger,
                   double tail, std::vector<double>& background, const Progress& progress) {
  const double memory = -std::log(tail) / trigger.omega;
  const double rate = trigger.theta * trigger.omega;
  const DecayDensity density(window.decay, trigger.scale, window.precision);
  const RecentEvents recent(window.x, window.y, window.t,
                            decay_reach(window.decay, trigger.scale, tail));
  background.resize(window.size());
  return reduce_blocks<Expectation>(
      window.size(), events_per_block, progress, {},
      [&](std::size_t begin, std::size_t end) {
        Expectation part;
        for (std::size_t i = begin; i < end; ++i) {
          double sum = 0, age_sum = 0, distance_sum = 0;
          recent.visit_before(i, memory, [&](std::uint32_t, double age, double square) {
            const auto [share, statistic] = density.at(square, trigger.omega * age);
            sum += share;
            age_sum += share * age;
            distance_sum += share * statistic;
          });
          const double lambda = mu[i] + rate * sum, scale = rate / lambda;
          background[i] = mu[i] / lambda;
          part.triggered += scale * sum;
          part.age += scale * age_sum;
          part.distance += scale * distance_sum;
          part.log_sum += std::log(lambda);
          const double by_distance = sum > 0 ? sum * density.score(distance_sum / sum) : 0;
          add_outer(part.information,
                    {mu[i] / lambda, scale * sum, scale * (sum - trigger.omega * age_sum),
                     scale * by_distance});
        }
        return part;
      },
      [](Expectation& total, const Expectation& part) {
        total.triggered += part.triggered;
        total.age += part.age;
        total.distance += part.distance;
        total.log_sum += part.log_sum;
        for (std::size_t k = 0; k < total.information.size(); ++k) {
          total.information[k] += part.information[k];
        }
      });
}

Background::Background(const Window& window, double bandwidth, std::size_t steps,
                       const Progress& progress)
    : window_(window), sums_(window.x, window.y, bandwidth), rate_(steps, 1) {
  if (has_area(window)) {
    const EdgeFactors factors(*window.study_area, Kernel::gaussian, Metres{bandwidth});
    inside_ = factors.at(window.x, window.y, std::vector<double>{bandwidth}, progress);
    for (double& share : inside_) share = std::max(share, smallest_share);
    area_ = area_of(*window.study_area);
    return;
  }
  inside_.assign(window.size(), 1);
  Box box;
  for (std::size_t i = 0; i < window.size(); ++i) box.extend(Point{window.x[i], window.y[i]});
  const Box even = even_box(box, bandwidth);
  area_ = even.width() * even.height();
}

std::size_t Background::step_of(double t) const {
  const double steps = static_cast<double>(rate_.size());
  return static_cast<std::size_t>(std::clamp(std::floor(t / window_.days * steps), 0.0, steps - 1));
}

std::vector<double> Background::at_events(std::span<const double> probability,
                                          const Progress& progress) {
  std::vector<double> weights(window_.size());
  std::vector<double> by_step(rate_.size());
  double total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = probability[i] / inside_[i];
    total += probability[i];
    by_step[step_of(window_.t[i])] += probability[i];
  }
  for (std::size_t k = 0; k < rate_.size(); ++k) {
    rate_[k] = total > 0 ? by_step[k] * static_cast<double>(rate_.size()) / total : 1;
  }
  std::vector<double> mu = sums_.at_events(weights, progress);
  const double even = even_share * total / area_;
  for (std::size_t i = 0; i < mu.size(); ++i) {
    mu[i] = ((1 - even_share) * mu[i] + even) * rate_[step_of(window_.t[i])] / window_.days;
  }
  return mu;
}

SharesInside::SharesInside(const Window& window) : window_(window) {}
SharesInside::~SharesInside() = default;

void SharesInside::move_to(double scale, const Progress& progress) {
  scale_ = scale;
  if (!has_area(window_) || std::abs(scale - at_) <= refresh_at * at_) return;
  if (!factors_) {
    factors_ = std::make_unique<EdgeFactors>(*window_.study_area, Kernel::gaussian, Metres{scale});
  }
  at_ = scale;
  const auto at = [&](double s) {
    std::vector<double> shares(window_.size());
    for (const GaussianPart& part : after_steps(window_.decay, s, 1)) {
      const std::vector<double> inside = factors_->at(
          window_.x, window_.y, std::vector<double>{part.deviation}, progress.part(0, 0));
      for (std::size_t i = 0; i < shares.size(); ++i) shares[i] += part.weight * inside[i];
    }
    return shares;
  };
  share_ = at(scale);
  slope_ = at(scale * (1 + slope_step));
  const std::vector<double> below = at(scale * (1 - slope_step));
  for (std::size_t i = 0; i < slope_.size(); ++i) {
    slope_[i] = (slope_[i] - below[i]) / (2 * slope_step * scale);
  }
}

double SharesInside::of(std::size_t i) const {
  if (share_.empty()) return 1;
  return std::clamp(share_[i] + slope_[i] * (scale_ - at_), smallest_share, 1.0);
}
double SharesInside::slope_of(std::size_t i) const { return slope_.empty() ? 0 : slope_[i]; }

double exposure(const Window& window, const Trigger& trigger, const SharesInside& inside) {
  double sum = 0;
  for (std::size_t i = 0; i < window.size(); ++i) {
    sum -= std::expm1(-trigger.omega * (window.days - window.t[i])) * inside.of(i);
  }
  return sum;
}

Trigger maximise(const Window& window, const Expectation& sums, const Trigger& trigger,
                 const SharesInside& inside) {
  // Sums over the events of the derivatives of what they would set off in the window.
  double by_omega = 0, by_scale = 0;
  for (std::size_t i = 0; i < window.size(); ++i) {
    const double left = window.days - window.t[i], gone = std::exp(-trigger.omega * left);
    by_omega += left * gone * inside.of(i);
    by_scale += (1 - gone) * inside.slope_of(i);
  }
  Trigger next;
  next.theta = sums.triggered / exposure(window, trigger, inside);
  next.omega = sums.triggered / (sums.age + next.theta * by_omega);
  const bool gaussian = window.decay == DistanceDecay::gaussian;
  const double weight = (gaussian ? 2 : 1) * sums.triggered + trigger.scale * next.theta * by_scale;
  // Shares inside fall as the scale grows; where that outweighs the pairs, there is no finite best.
  const double found = sums.distance / weight;
  next.scale = weight <= 0 ? 2 * trigger.scale : gaussian ? std::sqrt(found) : found;
  return next;
}

std::optional<std::array<double, 4>> standard_errors(const Information& information,
                                                     const std::array<bool, 4>& fixed) {
  // Gauss and Jordan on the free rows, with the identity beside them.
  std::array<std::array<double, 8>, 4> m{};
  std::size_t at = 0;
  for (std::size_t r = 0; r < 4; ++r) {
    for (std::size_t c = 0; c <= r; ++c) m[r][c] = m[c][r] = information[at++];
    m[r][4 + r] = 1;
  }
  std::array<double, 4> before{};
  for (std::size_t r = 0; r < 4; ++r) before[r] = m[r][r];
  for (std::size_t k = 0; k < 4; ++k) {
    if (fixed[k]) continue;
    const double pivot = m[k][k];
    // A positive definite matrix keeps its pivots positive, whatever the order.
    if (!(pivot > 1e-10 * before[k]) || !(before[k] > 0)) return std::nullopt;
    for (double& value : m[k]) value /= pivot;
    for (std::size_t r = 0; r < 4; ++r) {
      if (r == k || fixed[r]) continue;
      const double factor = m[r][k];
      for (std::size_t c = 0; c < 8; ++c) m[r][c] -= factor * m[k][c];
    }
  }
  std::array<double, 4> errors{};
  for (std::size_t k = 0; k < 4; ++k) {
    errors[k] = fixed[k] ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(m[k][4 + k]);
  }
  return errors;
}

}  // namespace farola::self_exciting
