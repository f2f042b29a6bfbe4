#include "farola/near_repeat/ripley_k.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/pair_curves.hpp"
#include "farola/near_repeat/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include <fmt/format.h>

namespace farola {
namespace {

using std::numbers::pi;
constexpr std::size_t lanes_at_once = 256;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void check(const RipleyKOptions& options, const MultiPolygon& window) {
  const auto& r = options.distances;
  const auto wrong = [&](const char* code, const std::string& rule) {
    fail_usage(code, "distances",
               fmt::format("Distances must be {}. Give for example --distances 50x20.", rule));
  };
  if (r.empty() || !(r.back() > 0)) wrong("distances-too-few", "at least one above 0");
  if (!(r.front() >= 0))
    wrong("distances-negative", fmt::format("0 or more, got {}", plain(r.front())));
  for (std::size_t k = 1; k < r.size(); ++k) {
    if (!(r[k] > r[k - 1])) {
      wrong("distances-not-increasing",
            fmt::format("increasing, got {} after {}", plain(r[k]), plain(r[k - 1])));
    }
  }
  if (!std::isfinite(r.back())) wrong("distances-not-finite", "finite");
  if (!(area_of(window) > 0)) {
    fail_data("window-without-area",
              "The events have no area around them: all are at one place, or in one line. Give the "
              "area in which they were recorded, for example --study-area city.gpkg.",
              "study-area");
  }
}

/// What one pattern of events is held against.
struct Setting {
  StudyWindow window;
  std::optional<SetCovariance> covariance;
  const RipleyKOptions& options;
  double bandwidth;

  Setting(const MultiPolygon& polygons, const RipleyKOptions& given, double density,
          const Progress& progress)
      : window(polygons, given.distances.back() + bandwidth_of(given, density)),
        options(given),
        bandwidth(bandwidth_of(given, density)) {
    if (given.correction == PairCorrection::translate) covariance.emplace(window, progress);
  }
  static double bandwidth_of(const RipleyKOptions& given, double density) {
    return given.bandwidth > 0 ? given.bandwidth : .15 / std::sqrt(density);
  }
  bool border() const { return options.correction == PairCorrection::border; }
};

PairCurves curves_of(const Setting& setting, std::span<const double> x, std::span<const double> y,
                     std::span<const std::uint8_t> second, std::size_t lanes,
                     const Progress& progress) {
  const PairWeights weights(setting.window, setting.covariance ? &*setting.covariance : nullptr,
                            setting.options.correction, x, y, progress.part(0, .1));
  const double reach =
      setting.options.distances.back() + (setting.border() ? 0 : setting.bandwidth);
  const auto pairs = close_pairs(x, y, DistanceMetric::euclidean, {reach, false});
  return pair_curves(*pairs, weights,
                     {setting.options.distances, setting.border(),
                      setting.border() ? 0 : setting.bandwidth, second, lanes},
                     progress.part(.1, 1));
}

/// L and g of one lane. `sources` events are looked from, at `targets` others each.
struct Curves {
  std::vector<double> l, g;
};
Curves curves_in(const PairCurves& sums, std::size_t lane, const Setting& setting, double sources,
                 double targets, double target_density) {
  const auto& r = setting.options.distances;
  Curves made{std::vector<double>(r.size(), unknown), std::vector<double>(r.size(), unknown)};
  const double scale = setting.window.area() / (sources * targets);
  for (std::size_t k = 0; k < r.size(); ++k) {
    const std::size_t at = k * sums.lanes + lane;
    const double own = setting.border() ? 1 / (target_density * sums.far_enough[at]) : scale;
    if (std::isfinite(own)) made.l[k] = std::sqrt(std::max(0.0, own * sums.within[at]) / pi);
    if (!setting.border() && r[k] > 0) made.g[k] = scale * sums.at[at] / (2 * pi * r[k]);
  }
  return made;
}

RipleyK result_of(const Setting& setting, std::vector<Curves> curves) {
  RipleyK made;
  made.distances = setting.options.distances;
  made.area = setting.window.area();
  made.bandwidth = setting.border() ? unknown : setting.bandwidth;
  made.l = curves[0].l;
  made.g = curves[0].g;
  std::vector<std::vector<double>> l, g;
  for (Curves& curve : curves) {
    l.push_back(std::move(curve.l));
    g.push_back(std::move(curve.g));
  }
  made.of_l = monte_carlo_envelope(l, setting.options.level);
  made.of_g = monte_carlo_envelope(g, setting.options.level);
  for (std::size_t k = 0; k < made.distances.size(); ++k) {
    made.k.push_back(pi * made.l[k] * made.l[k]);
    made.random.push_back(pi * made.distances[k] * made.distances[k]);
  }
  return made;
}

void tell(RipleyK& made, const RipleyKOptions& options, nlohmann::ordered_json events,
          const char* null) {
  auto number = [](double v) {
    return std::isfinite(v) ? nlohmann::ordered_json(v) : nlohmann::ordered_json(nullptr);
  };
  made.report.values["ripley_k"] = {{"events", std::move(events)},
                                    {"window_m2", made.area},
                                    {"pair_correction", name_of(options.correction)},
                                    {"bandwidth", number(made.bandwidth)},
                                    {"null_hypothesis", null},
                                    {"simulations", options.simulations},
                                    {"seed", options.seed},
                                    {"pointwise_level", number(made.of_l.level)},
                                    {"global_level", number(made.of_l.global_level)},
                                    {"p_global", number(made.of_l.p_global)}};
  if (options.simulations > 0 && !std::isnan(made.of_l.p_global)) {
    made.report.note(fmt::format(
        "L as a whole against {} simulations of {}: p = {:.3g}. The limits of a single distance "
        "hold for that distance alone.",
        options.simulations, null, made.of_l.p_global));
  }
}

}  // namespace

RipleyK ripley_k(std::span<const double> x, std::span<const double> y, const MultiPolygon& window,
                 const RipleyKOptions& options, const Progress& progress) {
  check(options, window);
  if (x.size() < 2) {
    fail_data("too-few-events",
              fmt::format("Ripley's K counts pairs of events, and there {} {}. Check the filters.",
                          x.size() == 1 ? "is" : "are", x.size()));
  }
  const double n = static_cast<double>(x.size());
  const double density = n / area_of(window);
  const Setting setting(window, options, density, progress.part(0, .1));
  std::vector<Curves> curves(static_cast<std::size_t>(options.simulations) + 1);
  const auto of = [&](std::span<const double> px, std::span<const double> py,
                      const Progress& part) {
    return curves_in(curves_of(setting, px, py, {}, 1, part), 0, setting, n, n - 1, density);
  };
  const double observed = 1 / (1 + static_cast<double>(options.simulations));
  curves[0] = of(x, y, progress.part(.1, .1 + .9 * observed));
  const Progress silent = progress.part(0, 0);  // of one simulation: only hears a cancel
  for_each_block(curves.size() - 1, 1, progress.part(.1 + .9 * observed, 1),
                 [&](std::size_t, std::size_t, std::size_t s) {
                   std::vector<double> px(x.size()), py(x.size());
                   for (std::size_t i = 0; i < x.size(); ++i) {
                     if (i % 4096 == 0) silent.check();
                     const Point p = setting.window.random_point(options.seed, s + 1, i);
                     px[i] = p.x;
                     py[i] = p.y;
                   }
                   curves[s + 1] = of(px, py, silent);
                 });
  RipleyK made = result_of(setting, std::move(curves));
  tell(made, options, x.size(), "complete spatial randomness");
  progress.finish();
  return made;
}

RipleyK cross_k(std::span<const double> x, std::span<const double> y,
                std::span<const std::uint8_t> second, const MultiPolygon& window,
                const RipleyKOptions& options, const Progress& progress) {
  check(options, window);
  const auto twos = static_cast<std::size_t>(std::count(second.begin(), second.end(), 1));
  const std::size_t ones = x.size() - twos;
  if (ones == 0 || twos == 0) {
    fail_data("too-few-events",
              fmt::format("Cross-K looks from events of one kind to events of another, and there "
                          "are {} of the first and {} of the second. Check --first-kind, "
                          "--second-kind and the filters.",
                          ones, twos));
  }
  const double n1 = static_cast<double>(ones), n2 = static_cast<double>(twos);
  const double density = n2 / area_of(window);
  const Setting setting(window, options, density, progress.part(0, .1));
  std::vector<Curves> curves(static_cast<std::size_t>(options.simulations) + 1);
  const Permutations permutations(x.size(), Strata{}, options.seed);
  const double all = static_cast<double>(curves.size());
  for (std::size_t first = 0; first < curves.size(); first += lanes_at_once) {
    const std::size_t lanes = std::min(lanes_at_once, curves.size() - first);
    const Progress part = progress.part(.1 + .9 * static_cast<double>(first) / all,
                                        .1 + .9 * static_cast<double>(first + lanes) / all);
    std::vector<std::uint8_t> labels(x.size() * lanes);
    for_each_block(lanes, 1, part.part(0, .1), [&](std::size_t, std::size_t, std::size_t s) {
      std::vector<std::uint32_t> own(second.begin(), second.end());
      if (first + s > 0) permutations.apply(first + s, std::span(own));
      for (std::size_t i = 0; i < own.size(); ++i) {
        labels[i * lanes + s] = static_cast<std::uint8_t>(own[i]);
      }
    });
    const PairCurves sums = curves_of(setting, x, y, labels, lanes, part.part(.1, 1));
    for (std::size_t s = 0; s < lanes; ++s) {
      curves[first + s] = curves_in(sums, s, setting, n1, n2, density);
    }
  }
  RipleyK made = result_of(setting, std::move(curves));
  tell(made, options, {{"first", ones}, {"second", twos}}, "random labelling");
  progress.finish();
  return made;
}

}  // namespace farola
