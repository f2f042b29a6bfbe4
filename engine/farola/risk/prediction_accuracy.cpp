#include "farola/risk/prediction_accuracy.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The events whose unit is in the study area.
UnitEvents inside_of(const UnitEvents& events, std::span<const double> score) {
  UnitEvents inside;
  for (std::size_t i = 0; i < events.unit.size(); ++i) {
    if (std::isnan(score[events.unit[i]])) continue;
    inside.unit.push_back(events.unit[i]);
    if (!events.weight.empty()) inside.weight.push_back(events.weight[i]);
  }
  return inside;
}

double total_of(const UnitEvents& events) {
  double total = 0;
  for (std::size_t i = 0; i < events.unit.size(); ++i) total += events.weight_of(i);
  return total;
}

/// What each event adds to each figure: figures are means of these over events, by weight. For each
/// surface, its part in each area share, then its Gini.
class Contributions {
 public:
  Contributions(std::span<const SurfaceAccuracy> surfaces, const UnitEvents& events,
                std::span<const double> shares)
      : shares_(shares.size()), width_(surfaces.size() * (shares.size() + 1)) {
    for (const std::uint32_t unit : events.unit) {
      for (const SurfaceAccuracy& surface : surfaces) {
        const std::size_t k = surface.curve.step[unit];
        for (const double share : shares) values_.push_back(surface.curve.part_taken(k, share));
        values_.push_back(1 - surface.curve.area[k] - surface.curve.area[k + 1]);
      }
    }
  }
  std::size_t width() const { return width_; }
  std::size_t column(std::size_t surface, std::size_t share) const {
    return surface * (shares_ + 1) + share;
  }
  std::size_t gini_column(std::size_t surface) const { return column(surface, shares_); }
  const double* of(std::size_t event) const { return values_.data() + event * width_; }

 private:
  std::size_t shares_, width_;
  std::vector<double> values_;
};

/// The figures of each sample of the events: [sample][column of the contributions].
std::vector<std::vector<double>> resampled(const Contributions& contributions,
                                           const UnitEvents& events, const AccuracyOptions& options,
                                           const Progress& progress) {
  const std::size_t n = events.unit.size();
  std::vector<std::vector<double>> figures(static_cast<std::size_t>(options.bootstrap));
  for_each_block(figures.size(), 1, progress, [&](std::size_t b, std::size_t, std::size_t) {
    std::vector<double> sums(contributions.width(), 0);
    double weight = 0;
    for (std::size_t k = 0; k < n; ++k) {
      if ((k & 0xffff) == 0xffff) progress.check();
      const std::size_t i = random_below(n, options.seed, b, k);
      const double w = events.weight_of(i);
      const double* added = contributions.of(i);
      weight += w;
      for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += w * added[c];
    }
    for (double& sum : sums) sum /= weight;
    figures[b] = std::move(sums);
  });
  return figures;
}

/// Percentiles, linear between order statistics: the p-quantile of m values is at p (m - 1).
Interval percentiles(std::vector<double> values, double confidence) {
  if (values.empty()) return {unknown, unknown};
  std::sort(values.begin(), values.end());
  const auto at = [&](double p) {
    const double place = p * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {at((1 - confidence) / 2), at((1 + confidence) / 2)};
}

Interval times(Interval interval, double factor) {
  return {interval.lower * factor, interval.upper * factor};
}

void add_intervals(PredictionAccuracy& result, const std::vector<std::vector<double>>& samples,
                   const Contributions& contributions, std::optional<std::size_t> baseline,
                   double confidence) {
  const auto interval_of = [&](std::size_t column, std::optional<std::size_t> less) {
    std::vector<double> values;
    for (const auto& sample : samples) {
      values.push_back(sample[column] - (less ? sample[*less] : 0));
    }
    return percentiles(std::move(values), confidence);
  };
  for (std::size_t s = 0; s < result.surfaces.size(); ++s) {
    SurfaceAccuracy& surface = result.surfaces[s];
    for (std::size_t f = 0; f < surface.at.size(); ++f) {
      AccuracyAtArea& at = surface.at[f];
      at.hit_rate_interval = interval_of(contributions.column(s, f), std::nullopt);
      at.pai_interval = times(at.hit_rate_interval, 1 / at.area_share);
      at.search_efficiency_interval = times(at.hit_rate_interval, result.events / at.area);
      at.gain = unknown;
      at.gain_interval = {unknown, unknown};
      if (!baseline || *baseline == s) continue;
      at.gain = at.hit_rate - result.surfaces[*baseline].at[f].hit_rate;
      at.gain_interval =
          interval_of(contributions.column(s, f), contributions.column(*baseline, f));
    }
    surface.gini_interval = interval_of(contributions.gini_column(s), std::nullopt);
  }
}

/// The figures of one surface without their intervals.
SurfaceAccuracy accuracy_of(const ScoredUnits& surface, std::span<const double> area,
                            std::span<const double> held_out, std::span<const double> training,
                            const PredictionAccuracy& whole, std::span<const double> shares) {
  SurfaceAccuracy made;
  made.name = surface.name;
  made.baseline = surface.baseline;
  made.curve = concentration_curve(surface.score, area, held_out);
  made.gini = made.curve.gini();
  const ConcentrationCurve ideal = concentration_ideal(surface.score, area, held_out);
  const ConcentrationCurve before = concentration_curve(surface.score, area, training);
  double before_all = 0;
  for (std::size_t i = 0; i < training.size(); ++i) {
    if (!std::isnan(surface.score[i])) before_all += training[i];
  }
  for (const double share : shares) {
    AccuracyAtArea at;
    at.area_share = share;
    at.area = share * whole.area;
    const std::size_t step = made.curve.step_at(share);
    at.lowest_score = made.curve.score[step];
    at.tied_share = made.curve.area[step + 1] - made.curve.area[step];
    at.hit_rate = made.curve.share_of_events(share);
    at.hits = at.hit_rate * whole.events;
    at.pai = at.hit_rate / share;
    at.pei = at.hit_rate / ideal.share_of_events(share);
    const double share_before = before_all > 0 ? before.share_of_events(share) : 0;
    at.rri = share_before > 0 ? at.hit_rate / share_before : unknown;
    at.search_efficiency = at.hits / at.area;
    made.at.push_back(at);
  }
  return made;
}

void tell(PredictionAccuracy& result, const AccuracyOptions& options) {
  Report& report = result.report;
  auto& values = report.values["prediction_accuracy"];
  values["area_km2"] = result.area;
  values["events"] = result.events;
  values["events_outside"] = result.events_outside;
  values["bootstrap"] = options.bootstrap;
  values["confidence"] = options.confidence;
  if (result.events_outside > 0) {
    report.note(
        fmt::format("Held-out events outside of the study area, or where the surface has no data, "
                    "not counted: {:g}.",
                    result.events_outside));
  }
  if (result.events < 30) {
    report.warn(
        fmt::format("Only {:g} held-out events lie in the study area: figures of accuracy "
                    "say little. See how wide their intervals are.",
                    result.events));
  }
  for (const SurfaceAccuracy& surface : result.surfaces) {
    if (surface.curve.score.size() == 1) {
      report.warn(
          fmt::format("The surface \"{}\" is the same everywhere: its figures are those of "
                      "chance.",
                      surface.name));
      continue;
    }
    const AccuracyAtArea& first = surface.at.front();
    if (first.tied_share > first.area_share) {
      report.note(fmt::format(
          "{:.3g} % of the area has the same score in \"{}\" where {:.3g} % is taken: its figures "
          "there are the mean over all choices among these ties.",
          100 * first.tied_share, surface.name, 100 * first.area_share));
    }
  }
}

}  // namespace

std::vector<double> UnitEvents::counts(std::size_t units) const {
  std::vector<double> counted(units, 0);
  for (std::size_t i = 0; i < unit.size(); ++i) counted[unit[i]] += weight_of(i);
  return counted;
}

PredictionAccuracy prediction_accuracy(std::span<const ScoredUnits> surfaces,
                                       std::span<const double> area, const UnitEvents& held_out,
                                       const UnitEvents& training, const AccuracyOptions& options,
                                       const Progress& progress) {
  PredictionAccuracy result;
  std::span<const double> score = surfaces.front().score;
  std::size_t inside_units = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (std::isnan(score[i])) continue;
    ++inside_units;
    result.area += area[i] / 1e6;
  }
  if (inside_units == 0) {
    fail_data("surface-empty",
              "The surface has no data anywhere, so no place can be taken. Give a surface that "
              "covers the study area.",
              "surface");
  }
  const UnitEvents events = inside_of(held_out, score);
  result.events = total_of(events);
  result.events_outside = total_of(held_out) - result.events;
  if (events.unit.empty()) {
    fail_data("no-held-out-events",
              fmt::format("None of the {} held-out events lies where the surface has data, so its "
                          "accuracy cannot be told. Check the CRS of both, and the dates.",
                          grouped(static_cast<std::int64_t>(held_out.unit.size()))),
              "events");
  }
  const std::vector<double> counts = events.counts(score.size());
  const std::vector<double> before = training.counts(score.size());
  std::optional<std::size_t> baseline;
  for (std::size_t s = 0; s < surfaces.size(); ++s) {
    if (surfaces[s].baseline && !baseline) baseline = s;
    result.surfaces.push_back(
        accuracy_of(surfaces[s], area, counts, before, result, options.area_shares));
    progress.update(.3 * static_cast<double>(s + 1) / static_cast<double>(surfaces.size()));
  }
  const Contributions contributions(result.surfaces, events, options.area_shares);
  const auto samples = resampled(contributions, events, options, progress.part(.3, .95));
  add_intervals(result, samples, contributions, baseline, options.confidence);
  tell(result, options);
  progress.finish();
  return result;
}

}  // namespace farola
