#include "farola/near_repeat/self_exciting.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/density/bandwidth.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/near_repeat/self_exciting_em.hpp"
#include "farola/near_repeat/self_exciting_report.hpp"
#include "farola/near_repeat/self_exciting_run.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

using namespace self_exciting;

constexpr double shortest_half_life = 1.0 / 1440;  // days
constexpr double longest_half_life_share = .1;     // of the window
constexpr double longest_half_life = 60;           // days
constexpr double quantile_975 = 1.959963984540054;
// Where EM starts: a week, a hundred metres, three events in ten.
constexpr Trigger first_guess = {.3, std::numbers::ln2 / 7, 100};
const double bandwidth_step = std::numbers::sqrt2;
constexpr int worse_in_a_row = 2;

struct Ordered {
  Window window;
  std::vector<std::size_t> event;  // of each in the window
  std::int64_t after_now = 0;
  Timestamp start = no_time;
  std::size_t dates = 0;  // known by the day, or worse
};

[[noreturn]] void fail_before_events(Timestamp now, Timestamp first) {
  fail_data("now-before-events",
            fmt::format("Now must come after the first events, got {}, and the first event is at "
                        "{}. Give a later moment, for example --now {}.",
                        iso_text(now), iso_text(first),
                        iso_text(first + 365 * static_cast<Timestamp>(seconds_per_day))),
            "now");
}

void require_spread(const Window& window) {
  if (window.size() < fewest_events) {
    fail_data("too-few-events",
              fmt::format("A self-exciting process needs at least {} events before now, and there "
                          "{} {}. Take a longer period, more kinds of crime, or a later --now.",
                          fewest_events, window.size() == 1 ? "is" : "are", window.size()),
              "events");
  }
  const auto same = [](const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; });
  };
  if (same(window.x) && same(window.y)) {
    fail_data("one-place",
              fmt::format("All {} events lie at one place, so nothing can be learnt about how far "
                          "one sets off another. Check the coordinates.",
                          grouped(static_cast<std::int64_t>(window.size()))),
              "events");
  }
  if (same(window.t)) {
    fail_data(
        "one-time",
        fmt::format("All {} events have one time, so none comes before another. Name the field "
                    "with the time of each, for example --time date.",
                    grouped(static_cast<std::int64_t>(window.size()))),
        "time");
  }
}

Ordered ordered(const ProjectedEvents& projected, const SelfExcitingOptions& options) {
  const SpaceTimeEvents events = space_time_events(projected);
  if (options.now == no_time) {
    fail_usage("now-missing", "now",
               "Now is missing. Give a moment, for example --now 2025-06-01.");
  }
  const std::vector<double> times = events.times(options.moment, options.seed);
  Ordered made;
  made.start = options.start == no_time ? events.origin : options.start;
  const auto origin = static_cast<double>(made.start - events.origin);
  const auto now = static_cast<double>(options.now - events.origin);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i] <= now) made.event.push_back(i);
  }
  made.after_now = static_cast<std::int64_t>(times.size() - made.event.size());
  if (made.event.empty()) {
    const double first = *std::min_element(times.begin(), times.end());
    fail_before_events(options.now, events.origin + static_cast<Timestamp>(first));
  }
  std::stable_sort(made.event.begin(), made.event.end(),
                   [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
  for (const std::size_t i : made.event) {
    made.window.x.push_back(events.x[i]);
    made.window.y.push_back(events.y[i]);
    made.window.t.push_back(std::max(0.0, times[i] - origin) / seconds_per_day);
    made.dates += events.until[i] - events.from[i] >= seconds_per_day - 1;
  }
  made.window.days = (now - origin) / seconds_per_day;
  made.window.study_area = &options.study_area;
  made.window.decay = options.decay;
  made.window.precision = options.precision.value;
  require_spread(made.window);
  return made;
}

void check(const SelfExcitingOptions& options) {
  if (!(options.precision.value > 0)) {
    fail_usage("precision-not-positive", "precision",
               fmt::format("Precision must be positive, got {} m. Give metres, for example "
                           "--precision 10.",
                           plain(options.precision.value)));
  }
  if (options.longest_half_life && !(options.longest_half_life->value > shortest_half_life)) {
    fail_usage(
        "longest-half-life-too-short", "longest-half-life",
        fmt::format("Longest half-life must be more than a minute, got {} days. Give days, for "
                    "example --longest-half-life 30.",
                    plain(options.longest_half_life->value)));
  }
  if (options.background_step && !(options.background_step->value > 0)) {
    fail_usage("background-step-not-positive", "background-step",
               fmt::format("Background step must be positive, got {} days. Give days, for example "
                           "--background-step 91.",
                           plain(options.background_step->value)));
  }
  if (options.bandwidth && !(options.bandwidth->value > options.precision.value)) {
    fail_usage(
        "bandwidth-below-precision", "bandwidth",
        fmt::format("Bandwidth must be more than the precision of the places, {} m, got {} m. "
                    "Give a wider one, for example --bandwidth 300.",
                    plain(options.precision.value), plain(options.bandwidth->value)));
  }
}

Run best_run(const Window& window, std::size_t steps, const SelfExcitingOptions& options,
             const Bounds& all, std::vector<TriedBandwidth>& tried, const Progress& progress) {
  const RunOptions how = {options.tail, options.tolerance, options.max_iterations};
  const auto fit = [&](double bandwidth, const State& from, const Progress& part) {
    Bounds bounds = all;
    bounds.scale_high = widest_scale(options.decay, bandwidth);
    Run run = run_em(window, bandwidth, steps, from, bounds, how, part);
    tried.push_back({bandwidth, run.log_likelihood, run.trigger.theta});
    return run;
  };
  if (options.bandwidth) return fit(options.bandwidth->value, {first_guess, {}}, progress);

  BandwidthOptions selection;
  selection.selector = BandwidthSelector::silverman;
  double bandwidth =
      select_bandwidth(window.x, window.y, selection, progress.part(0, .02)).sigma.value;
  bandwidth = std::max(bandwidth, 2 * options.precision.value);
  Run best;
  double done = .02;
  for (int worse = 0; worse < worse_in_a_row && bandwidth > options.precision.value;
       bandwidth /= bandwidth_step) {
    const double next = done + (1 - done) / 5;
    const bool useful =
        !tried.empty() && best.trigger.theta > .01 && best.trigger.omega > all.omega_low;
    const State from = useful ? State{best.trigger, best.background} : State{first_guess, {}};
    Run run = fit(bandwidth, from, progress.part(done, next));
    done = next;
    if (tried.size() == 1 || run.log_likelihood > best.log_likelihood) {
      best = std::move(run);
      worse = 0;
    } else {
      ++worse;
    }
  }
  progress.finish();
  return best;
}

Estimate interval(double value, double log_error) {
  Estimate made{value, value * log_error, {}, {}};
  made.lower = value * std::exp(-quantile_975 * log_error);
  made.upper = value * std::exp(quantile_975 * log_error);
  return made;
}

void set_estimates(SelfExcitingFit& fit, const Run& run, const Bounds& bounds) {
  const Trigger& t = run.trigger;
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (t.theta == 0) {
    fit.branching_ratio.value = 0;
    return;
  }
  const std::array<bool, 4> fixed = {
      false, false, t.omega <= bounds.omega_low || t.omega >= bounds.omega_high,
      t.scale <= bounds.scale_low || t.scale >= widest_scale(fit.decay, run.bandwidth)};
  const auto errors = standard_errors(run.sums.information, fixed)
                          .value_or(std::array<double, 4>{unknown, unknown, unknown, unknown});
  fit.branching_ratio = interval(t.theta, errors[1]);
  fit.half_life = interval(std::numbers::ln2 / t.omega, errors[2]);
  fit.scale = interval(t.scale, errors[3]);
}

}  // namespace

double SelfExcitingFit::omega() const { return std::numbers::ln2 / half_life.value; }

double SelfExcitingFit::mean_distance() const {
  return decay == DistanceDecay::gaussian ? scale.value * std::sqrt(std::numbers::pi / 2)
                                          : scale.value;
}

double widest_scale(DistanceDecay decay, double bandwidth) {
  return decay == DistanceDecay::gaussian ? bandwidth : 3 * bandwidth;
}

Box even_box(const Box& events, double bandwidth) { return events.grown(bandwidth); }

SelfExcitingFit fit_self_exciting(const ProjectedEvents& events, const SelfExcitingOptions& options,
                                  const Progress& progress) {
  check(options);
  const Ordered data = ordered(events, options);
  const Window& window = data.window;
  const double slowest = options.longest_half_life
                             ? options.longest_half_life->value
                             : std::min(longest_half_life, longest_half_life_share * window.days);
  const Bounds bounds = {std::numbers::ln2 / std::max(2 * shortest_half_life, slowest),
                         std::numbers::ln2 / shortest_half_life, options.precision.value, 0};
  std::size_t steps = 1;
  if (options.background_step) {
    steps = std::max<std::size_t>(
        1, static_cast<std::size_t>(std::round(window.days / options.background_step->value)));
  }

  SelfExcitingFit fit;
  const Run run = best_run(window, steps, options, bounds, fit.tried, progress);
  fit.decay = options.decay;
  set_estimates(fit, run, bounds);
  fit.background_events = run.events;
  fit.bandwidth = run.bandwidth;
  fit.background_rate = run.rate;
  fit.days = window.days;
  fit.log_likelihood = run.log_likelihood;
  fit.log_likelihood_without = run.log_likelihood_without;
  fit.iterations = run.iterations;
  fit.converged = run.converged;
  fit.longest_half_life = std::numbers::ln2 / bounds.omega_low;
  fit.triggering_found = run.log_likelihood - run.log_likelihood_without > triggering_gain &&
                         run.trigger.omega > bounds.omega_low &&
                         run.trigger.scale < widest_scale(options.decay, run.bandwidth);
  fit.background_probability.assign(events.size(), 0);
  fit.background_weight.assign(events.size(), 0);
  fit.age.assign(events.size(), -1);
  for (std::size_t k = 0; k < window.size(); ++k) {
    const std::size_t i = data.event[k];
    fit.background_probability[i] = run.background[k];
    fit.background_weight[i] = run.background[k] / run.inside[k];
    fit.age[i] = window.days - window.t[k];
  }
  tell_self_exciting(
      fit, options,
      {data.start, data.after_now, window.size(), data.dates, window.days - window.t.back()});
  return fit;
}

}  // namespace farola
