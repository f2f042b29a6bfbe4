#include "farola/near_repeat/self_exciting_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace farola::self_exciting {
namespace {

constexpr double limit_growth = 4;  // of a
constexpr double longest_log = 1;   // that a logarithm is carried on by

std::array<double, 3> logs(const Trigger& t) {
  return {std::log(t.theta), std::log(t.omega), std::log(t.scale)};
}

/// |a - 2 b + c|^2, or |a - b|^2 without c.
double square_of(const State& a, const State& b, const State* c = nullptr) {
  const auto la = logs(a.trigger), lb = logs(b.trigger);
  const auto lc = c ? logs(c->trigger) : lb;
  double sum = 0;
  for (std::size_t k = 0; k < la.size(); ++k) {
    const double d = la[k] - (c ? 2 * lb[k] - lc[k] : lb[k]);
    sum += d * d;
  }
  double of_p = 0;
  for (std::size_t i = 0; i < a.background.size(); ++i) {
    const double p = b.background[i];
    const double d = a.background[i] - (c ? 2 * p - c->background[i] : p);
    of_p += d * d;
  }
  return sum + of_p / static_cast<double>(std::max<std::size_t>(1, a.background.size()));
}

State carried_on(const State& z0, const State& z1, const State& z2, double a,
                 const Bounds& bounds) {
  const auto on = [&](double c0, double c1, double c2) {
    return c0 + 2 * a * (c1 - c0) + a * a * (c2 - 2 * c1 + c0);
  };
  const auto l0 = logs(z0.trigger), l1 = logs(z1.trigger), l2 = logs(z2.trigger);
  std::array<double, 3> log{};
  for (std::size_t k = 0; k < log.size(); ++k) {
    log[k] = std::clamp(on(l0[k], l1[k], l2[k]), l2[k] - longest_log, l2[k] + longest_log);
  }
  State z;
  z.trigger = bounds.clamped({std::exp(log[0]), std::exp(log[1]), std::exp(log[2])});
  z.background.resize(z0.background.size());
  for (std::size_t i = 0; i < z.background.size(); ++i) {
    z.background[i] =
        std::clamp(on(z0.background[i], z1.background[i], z2.background[i]), 0.0, 1.0);
  }
  return z;
}

double change(const State& a, const State& b) {
  double of_p = 0;
  for (std::size_t i = 0; i < a.background.size(); ++i) {
    of_p += std::pow(a.background[i] - b.background[i], 2);
  }
  const double n = static_cast<double>(a.background.size());
  return std::max({std::abs(a.trigger.theta / b.trigger.theta - 1),
                   std::abs(a.trigger.omega / b.trigger.omega - 1),
                   std::abs(a.trigger.scale / b.trigger.scale - 1), std::sqrt(of_p / n)});
}

/// The steps of one run, counted.
class Em {
 public:
  Em(const Window& window, double bandwidth, std::size_t steps, const Bounds& bounds,
     const RunOptions& options, const Progress& progress)
      : window_(window),
        bounds_(bounds),
        options_(options),
        progress_(progress),
        background_(window, bandwidth, steps, progress.part(0, 0)),
        shares_(window) {}

  Background& background() { return background_; }
  SharesInside& shares() { return shares_; }
  int count() const { return count_; }
  bool done() const { return done_; }
  bool spent() const { return done_ || count_ >= options_.max_iterations; }
  /// The last step does not count as standing still.
  void drop() { done_ = false; }

  /// done() afterwards where it stands still.
  State step(const State& from) {
    const Progress part = progress_.part(0, 0);
    const std::vector<double> mu = background_.at_events(from.background, part);
    State to;
    const Expectation sums = expect(window_, mu, from.trigger, options_.tail, to.background, part);
    shares_.move_to(from.trigger.scale, part);
    ++count_;
    // Early steps are worth more of the bar: few fits need all.
    progress_.update(1 - std::exp(-20.0 * count_ / options_.max_iterations));
    to.trigger = from.trigger;
    if (sums.triggered > no_theta * static_cast<double>(window_.size())) {
      to.trigger = bounds_.clamped(maximise(window_, sums, from.trigger, shares_));
    } else {
      to.trigger.theta = 0;
    }
    done_ = to.trigger.theta <= no_theta || change(to, from) < options_.tolerance;
    return to;
  }

 private:
  const Window& window_;
  const Bounds& bounds_;
  const RunOptions& options_;
  const Progress& progress_;
  Background background_;
  SharesInside shares_;
  int count_ = 0;
  bool done_ = false;
};

/// Steps, carried on, until they stand still or are spent.
State stands_still(Em& em, State z0, const Bounds& bounds) {
  double limit = limit_growth;
  while (true) {
    State z1 = em.step(z0);
    if (em.spent()) return z1;
    State z2 = em.step(z1);
    if (em.spent()) return z2;
    const double r = square_of(z1, z0), v = square_of(z2, z1, &z0);
    const double wanted = v > 0 ? std::sqrt(r / v) : 1;
    const double a = std::clamp(wanted, 1.0, limit);
    if (wanted <= 1) {
      z0 = std::move(z2);
      continue;
    }
    const State z = carried_on(z0, z1, z2, a, bounds);
    State after = em.step(z);
    if (!(square_of(after, z) <= r)) {
      em.drop();
      limit = std::max(1.0, limit / limit_growth);
      z0 = std::move(z2);
      if (em.spent()) return z0;
      continue;
    }
    if (em.spent()) return after;
    if (wanted >= limit) limit *= limit_growth;
    z0 = std::move(after);
  }
}

}  // namespace

Trigger Bounds::clamped(const Trigger& t) const {
  return {t.theta, std::clamp(t.omega, omega_low, omega_high),
          std::clamp(t.scale, scale_low, scale_high)};
}

Run run_em(const Window& window, double bandwidth, std::size_t steps, const State& from,
           const Bounds& bounds, const RunOptions& options, const Progress& progress) {
  Em em(window, bandwidth, steps, bounds, options, progress);
  const Progress part = progress.part(0, 0);
  Run run;
  run.bandwidth = bandwidth;
  std::vector<double> mu = em.background().at_events(std::vector<double>(window.size(), 1), part);
  run.log_likelihood_without = -static_cast<double>(window.size());
  for (const double value : mu) run.log_likelihood_without += std::log(value);

  State first{bounds.clamped(from.trigger), from.background};
  if (first.background.empty()) {
    first.background.assign(window.size(), 1 - std::min(.9, first.trigger.theta));
  }
  State last = stands_still(em, std::move(first), bounds);
  run.iterations = em.count();
  run.converged = em.done();
  if (last.trigger.theta <= no_theta) {
    last.trigger.theta = 0;
    last.background.assign(window.size(), 1);
  }
  run.trigger = last.trigger;
  run.background = std::move(last.background);
  // Once more, so that everything told belongs to one set of parameters.
  mu = em.background().at_events(run.background, part);
  run.events = std::accumulate(run.background.begin(), run.background.end(), 0.0);
  run.sums = expect(window, mu, run.trigger, options.tail, run.background, part);
  em.shares().move_to(run.trigger.scale, part);
  run.log_likelihood = run.sums.log_sum - run.events -
                       run.trigger.theta * exposure(window, run.trigger, em.shares());
  run.inside = em.background().inside();
  run.rate = em.background().rate();
  progress.finish();
  return run;
}

}  // namespace farola::self_exciting
