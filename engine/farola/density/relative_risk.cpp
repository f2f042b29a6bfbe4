#include "farola/density/relative_risk.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double slack = 1e-6;
constexpr std::size_t cell_block = 1 << 15;

void require_options(const ProjectedEvents& cases, const ProjectedEvents& controls,
                     const RelativeRiskOptions& options) {
  if (!options.density.event_bandwidths.empty() || options.density.period_years) {
    fail_usage(
        "relative-risk-adaptive", "bandwidth",
        "Relative risk takes one bandwidth for all events and no period: cases and controls are "
        "compared as shares. Give --bandwidth in metres, without --adaptive or --period.");
  }
  if (options.permutations < 0) {
    fail_usage(
        "permutations-negative", "permutations",
        fmt::format("Permutations must be 0 or more, got {}. For example --permutations 999.",
                    options.permutations));
  }
  const auto require_some = [](const ProjectedEvents& events, const char* code, const char* name) {
    if (events.total_weight() > 0) return;
    fail_data(
        code,
        fmt::format("There are no {} to compare{}. Relative risk needs events of both kinds; look "
                    "at the filters of both.",
                    name, events.empty() ? "" : ": their weights are all 0"),
        name);
  };
  require_some(cases, "cases-missing", "cases");
  require_some(controls, "controls-missing", "controls");
  if (!cases.crs().equivalent(controls.crs())) {
    fail_data(
        "crs-differ",
        fmt::format("Cases are in {} and controls in {}. Project both into one CRS, for example "
                    "with --target-crs {}.",
                    cases.crs().label(), controls.crs().label(), cases.crs().code()),
        "controls");
  }
}

double measure_of(RiskMeasure measure, double f, double g) {
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  switch (measure) {
    case RiskMeasure::ratio:
      return g > 0 ? f / g : nothing;
    case RiskMeasure::log_ratio:
      return f > 0 && g > 0 ? std::log(f / g) : nothing;
    case RiskMeasure::difference:
      return square_metres_per_km2 * (f - g);
  }
  return nothing;
}

BandInfo band_of(RiskMeasure measure) {
  switch (measure) {
    case RiskMeasure::ratio:
      return {"relative_risk", "Ratio of the density of cases to that of controls", ""};
    case RiskMeasure::log_ratio:
      return {"log_relative_risk", "Natural logarithm of the density of cases over controls", ""};
    case RiskMeasure::difference:
      return {"risk_difference", "Density of cases less that of controls, as shares", "1/km2"};
  }
  return {};
}

/// How far a permuted value lies above the observed one: positive, or within the slack of 0, or
/// negative.
int compare(RiskMeasure measure, double f, double g, double permuted_f, double permuted_g) {
  const bool difference = measure == RiskMeasure::difference;
  const double a = difference ? permuted_f + g : permuted_f * g;
  const double b = difference ? permuted_g + f : permuted_g * f;
  if (std::abs(a - b) <= slack * (a + b)) return 0;
  return a > b ? 1 : -1;
}

class Permutations {
 public:
  Permutations(const ProjectedEvents& cases, const ProjectedEvents& controls, const Grid& grid,
               const RelativeRiskOptions& options, const KernelDensityOptions& density)
      : pool_(cases.joined(controls)),
        cases_(cases.size()),
        grid_(grid),
        options_(options),
        density_(density) {}

  void run(const Raster& f, const Raster& g, const Progress& progress) {
    at_least_.assign(f.values.size(), 1);
    at_most_.assign(f.values.size(), 1);
    const double all = options_.permutations;
    for (int k = 0; k < options_.permutations; ++k) {
      const double done = k;
      const Progress part = progress.part(done / all, (done + 1) / all);
      auto is_case =
          permuted_cases(cases_, pool_.size(), options_.seed, static_cast<std::uint64_t>(k));
      const Raster permuted_f = density_of(is_case, part.part(0, .5));
      for (auto& flag : is_case) flag = !flag;
      const Raster permuted_g = density_of(is_case, part.part(.5, 1));
      for_each_block(f.values.size(), cell_block, Progress(),
                     [&](std::size_t begin, std::size_t end, std::size_t) {
                       for (std::size_t i = begin; i < end; ++i) {
                         const int above = compare(options_.measure, f.values[i], g.values[i],
                                                   permuted_f.values[i], permuted_g.values[i]);
                         at_least_[i] += above >= 0;
                         at_most_[i] += above <= 0;
                       }
                     });
    }
  }

  Raster p_surface(bool upper, const Raster& like) const {
    const auto& counts = upper ? at_least_ : at_most_;
    Raster p{like.grid, like.crs,
             upper
                 ? BandInfo{"p_upper", "Share of permutations with at least this relative risk", ""}
                 : BandInfo{"p_lower", "Share of permutations with at most this relative risk", ""},
             std::vector<float>(counts.size())};
    for (std::size_t i = 0; i < counts.size(); ++i) {
      p.values[i] = std::isnan(like.values[i])
                        ? no_data
                        : static_cast<float>(counts[i] / (options_.permutations + 1.0));
    }
    return p;
  }

 private:
  Raster density_of(const std::vector<std::uint8_t>& flags, const Progress& progress) const {
    return kernel_density(pool_.kept(flags), grid_, density_, progress).density;
  }

  ProjectedEvents pool_;
  std::size_t cases_;
  const Grid& grid_;
  const RelativeRiskOptions& options_;
  const KernelDensityOptions& density_;
  std::vector<std::uint32_t> at_least_, at_most_;
};

}  // namespace

std::vector<std::uint8_t> permuted_cases(std::size_t cases, std::size_t events, std::uint64_t seed,
                                         std::uint64_t k) {
  std::vector<std::pair<std::uint64_t, std::size_t>> keys(events);
  for (std::size_t i = 0; i < events; ++i) keys[i] = {random_bits(seed, k, i), i};
  std::nth_element(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(cases), keys.end());
  std::vector<std::uint8_t> is_case(events, 0);
  for (std::size_t i = 0; i < cases; ++i) is_case[keys[i].second] = 1;
  return is_case;
}

RelativeRisk relative_risk(const ProjectedEvents& cases, const ProjectedEvents& controls,
                           const Grid& grid, const RelativeRiskOptions& options,
                           const Progress& progress) {
  require_options(cases, controls, options);
  KernelDensityOptions density = options.density;
  density.units = DensityUnits::probability;
  const double share = 1.0 / (options.permutations + 1);
  KernelDensity f = kernel_density(cases, grid, density, progress.part(0, share / 2, "cases"));
  KernelDensity g =
      kernel_density(controls, grid, density, progress.part(share / 2, share, "controls"));

  RelativeRisk found;
  found.risk = {grid, cases.crs(), band_of(options.measure),
                std::vector<float>(f.density.values.size())};
  std::int64_t undefined = 0, outside = 0;
  for (std::size_t i = 0; i < found.risk.values.size(); ++i) {
    const float value =
        static_cast<float>(measure_of(options.measure, f.density.values[i], g.density.values[i]));
    outside += std::isnan(f.density.values[i]);
    undefined += std::isnan(value);
    found.risk.values[i] = value;
  }
  auto& values = found.report.values["relative_risk"];
  values = {{"cases", cases.size()},
            {"controls", controls.size()},
            {"measure", found.risk.band.name},
            {"cells_undefined", undefined - outside},
            {"permutations", options.permutations}};
  found.report.note(fmt::format(
      "{} cases were compared with {} controls, as shares of each: equal spread gives {}.",
      grouped(static_cast<std::int64_t>(cases.size())),
      grouped(static_cast<std::int64_t>(controls.size())),
      options.measure == RiskMeasure::ratio ? "1" : "0"));
  if (undefined > outside) {
    found.report.note(fmt::format(
        "{} cells have no value, because no {} within reach of them.", grouped(undefined - outside),
        options.measure == RiskMeasure::ratio ? "control is" : "case or no control is"));
  }
  if (options.permutations > 0) {
    values["seed"] = options.seed;
    Permutations permutations(cases, controls, grid, options, density);
    permutations.run(f.density, g.density, progress.part(share, 1, "permutations"));
    found.p_upper = permutations.p_surface(true, found.risk);
    found.p_lower = permutations.p_surface(false, found.risk);
    found.report.note(
        fmt::format("Labels were dealt {} times (seed {}); the smallest p possible is {:.3g}. One "
                    "cell in 20 is "
                    "below 0.05 by chance alone.",
                    grouped(options.permutations), options.seed, share));
  }
  progress.finish();
  return found;
}

std::vector<CellGroup> tolerance_areas(const Raster& p, double level) {
  std::vector<std::uint8_t> inside(p.values.size());
  for (std::size_t i = 0; i < inside.size(); ++i) {
    inside[i] = static_cast<double>(p.values[i]) <= level + 1e-9;
  }
  return cell_groups(p.grid, inside);
}

}  // namespace farola
