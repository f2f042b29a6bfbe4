#include "farola/near_repeat/self_exciting_report.hpp"

#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"

#include <cmath>

#include <fmt/format.h>

namespace farola {
namespace {

/// So many events due and none come: the data end before now.
constexpr double silent_events = 20;

nlohmann::ordered_json number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

const char* scale_name(DistanceDecay decay) {
  return decay == DistanceDecay::gaussian ? "sigma" : "mean distance";
}

nlohmann::ordered_json json_of(const Estimate& estimate) {
  return {{"estimate", number(estimate.value)},
          {"standard_error", number(estimate.standard_error)},
          {"lower_95", number(estimate.lower)},
          {"upper_95", number(estimate.upper)}};
}

std::string in_words(const Estimate& estimate, const char* unit, int digits) {
  std::string text = fmt::format("{:.{}f}{}", estimate.value, digits, unit);
  if (std::isfinite(estimate.lower)) {
    text +=
        fmt::format(" (95 %: {:.{}f} to {:.{}f})", estimate.lower, digits, estimate.upper, digits);
  }
  return text;
}

void tell_times(const SelfExcitingOptions& options, const SelfExcitingWindow& window, double days,
                Report& report) {
  if (window.after_now > 0) {
    report.note(fmt::format("{} events after {} are left out.", grouped(window.after_now),
                            iso_text(options.now)));
  }
  const auto events = static_cast<double>(window.events);
  if (window.silence / days * events > silent_events) {
    report.warn(fmt::format(
        "No event in the last {:.1f} days before now, where about {:.0f} were due: do the data end "
        "earlier? Give the day on which they end, for example --now {}.",
        window.silence, window.silence / days * events,
        iso_text(options.now - static_cast<Timestamp>(window.silence * seconds_per_day))));
  }
  if (2 * static_cast<double>(window.dates) > events && options.moment != Moment::random) {
    report.note(fmt::format(
        "{} events are known by the day alone; those of one day are taken to happen at one moment "
        "and do not set each other off. --moment random draws a moment for each.",
        grouped(static_cast<std::int64_t>(window.dates))));
  }
}

void tell_triggering(const SelfExcitingFit& fit, const SelfExcitingWindow& window, Report& report) {
  const double gain = fit.log_likelihood - fit.log_likelihood_without;
  if (fit.branching_ratio.value == 0) {
    report.warn(
        "No triggering found: the branching ratio goes to 0, and the events are explained by the "
        "background alone. The forecast is the background.");
    return;
  }
  report.note(
      fmt::format("An event sets off {} others on average, with a half-life of {}, {} {}; "
                  "{:.1f} % of the {} "
                  "events were set off by an earlier one.",
                  in_words(fit.branching_ratio, "", 3), in_words(fit.half_life, " days", 2),
                  scale_name(fit.decay), in_words(fit.scale, " m", 0),
                  100 * (1 - fit.background_events / static_cast<double>(window.events)),
                  grouped(static_cast<std::int64_t>(window.events))));
  if (gain <= triggering_gain) {
    report.warn(fmt::format(
        "No triggering found that chance could not make: it adds {:.1f} to the log-likelihood, and "
        "less than {:.1f} is no evidence. Take the forecast for a map of the background.",
        gain, triggering_gain));
  }
  if (fit.branching_ratio.value >= 1) {
    report.warn(
        fmt::format("The branching ratio is {:.2f}: at 1 and more the process grows without "
                    "end, so the background is likely too even or too short. Try "
                    "--background-step, a longer period or a smaller --bandwidth.",
                    fit.branching_ratio.value));
  }
}

void tell_bounds(const SelfExcitingFit& fit, const SelfExcitingOptions& options, Report& report) {
  if (fit.branching_ratio.value == 0) return;
  if (!std::isfinite(fit.branching_ratio.lower)) {
    report.warn(
        "No intervals can be given: the data do not tell the parameters apart. Do not trust them.");
  }
  if (fit.scale.value <= options.precision.value) {
    report.warn(fmt::format(
        "The distance of set-off events ends at the precision of the places, {} m: events repeat "
        "at exactly the same "
        "places. "
        "Where addresses are rounded to a block or a corner, give how well places are known, for "
        "example --precision 100.",
        plain(options.precision.value)));
  } else if (fit.scale.value >= widest_scale(fit.decay, fit.bandwidth)) {
    report.warn(
        fmt::format("The distance of set-off events ends at the widest sought, {:.0f} m: "
                    "triggering cannot be told "
                    "from places that are always busy. Do not trust it; try a smaller --bandwidth.",
                    fit.scale.value));
  }
  if (fit.half_life.value >= fit.longest_half_life * (1 - 1e-12)) {
    report.warn(fmt::format(
        "The half-life ends at the longest sought, {:.1f} days: triggering cannot be told from "
        "places "
        "that are always busy. Do not trust it; try a smaller --bandwidth, --background-step or "
        "--longest-half-life.",
        fit.half_life.value));
  }
}

}  // namespace

void tell_self_exciting(SelfExcitingFit& fit, const SelfExcitingOptions& options,
                        const SelfExcitingWindow& window) {
  Report& report = fit.report;
  auto tried = nlohmann::ordered_json::array();
  for (const TriedBandwidth& each : fit.tried) {
    tried.push_back({{"metres", each.metres},
                     {"log_likelihood", each.log_likelihood},
                     {"branching_ratio", each.branching_ratio}});
  }
  report.values["self_exciting"] = {
      {"events", window.events},
      {"events_after_now", window.after_now},
      {"start", iso_text(window.start)},
      {"now", iso_text(options.now)},
      {"days", fit.days},
      {"moment", name_of(options.moment)},
      {"branching_ratio", json_of(fit.branching_ratio)},
      {"half_life_days", json_of(fit.half_life)},
      {"distance_decay", name_of(fit.decay)},
      {"scale_metres", json_of(fit.scale)},
      {"mean_distance_metres", number(fit.mean_distance())},
      {"intervals", "information"},
      {"background_events", fit.background_events},
      {"triggered_share", 1 - fit.background_events / static_cast<double>(window.events)},
      {"bandwidth",
       {{"metres", fit.bandwidth}, {"rule", options.bandwidth ? "given" : "likelihood"}}},
      {"bandwidths_tried", tried},
      {"background_rate", fit.background_rate},
      {"declustering", "probabilities"},
      {"edge_correction", options.study_area.empty() ? "none" : "study-area"},
      {"log_likelihood", fit.log_likelihood},
      {"log_likelihood_without_triggering", fit.log_likelihood_without},
      {"triggering_found", fit.triggering_found},
      {"longest_half_life_days", fit.longest_half_life},
      {"iterations", fit.iterations},
      {"converged", fit.converged},
      {"left_out_share", 2 * options.tail}};
  tell_times(options, window, fit.days, report);
  if (!options.bandwidth) {
    report.note(
        fmt::format("Chose a background bandwidth of {:.0f} m, the most likely of {} tried; "
                    "--bandwidth changes it.",
                    fit.bandwidth, fit.tried.size()));
  }
  tell_triggering(fit, window, report);
  tell_bounds(fit, options, report);
  if (!fit.converged) {
    report.warn(fmt::format(
        "The fit has not settled after {} iterations: take its figures as rough.", fit.iterations));
  }
}

}  // namespace farola
