#include "farola/near_repeat/self_exciting_forecast.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/density/kernel_density.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double smallest_factor = 1e-6;
constexpr double faded = 1e-9;
constexpr double cut = 6;  // standard deviations
constexpr int most_generations = 1000;
constexpr std::size_t rows_per_block = 32;

/// A Gaussian around each event, and what it is worth.
struct Layer {
  double spread = 0;  // metres
  double factor = 0;
};

/// Whole Gaussians, spread over the cells they cover, in the order of events.
void scatter(std::span<const double> x, std::span<const double> y, std::span<const double> weight,
             std::span<const Layer> layers, const Grid& grid, std::vector<double>& cells,
             const Progress& progress) {
  // Shares of a Gaussian in the columns, or rows, that it reaches: first, and one for each.
  const auto shares = [&](double from_edge, double spread, std::int64_t low, std::int64_t high,
                          std::vector<double>& out) {
    const auto first = std::max<std::int64_t>(
        low, static_cast<std::int64_t>(std::floor((from_edge - cut * spread) / grid.cell)));
    const auto last = std::min<std::int64_t>(
        high - 1, static_cast<std::int64_t>(std::floor((from_edge + cut * spread) / grid.cell)));
    out.clear();
    const double scale = 1 / (spread * std::numbers::sqrt2);
    double before = std::erf((static_cast<double>(first) * grid.cell - from_edge) * scale);
    for (std::int64_t k = first; k <= last; ++k) {
      const double after = std::erf((static_cast<double>(k + 1) * grid.cell - from_edge) * scale);
      out.push_back((after - before) / 2);
      before = after;
    }
    return first;
  };
  for_each_block(
      static_cast<std::size_t>(grid.rows), rows_per_block, progress,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<double> along, down;
        for (std::size_t i = 0; i < x.size(); ++i) {
          if (weight[i] == 0) continue;
          if (i % 1024 == 0) progress.check();
          for (const Layer& layer : layers) {
            const auto top =
                shares(grid.ymax - y[i], layer.spread, static_cast<std::int64_t>(begin),
                       static_cast<std::int64_t>(end), down);
            if (down.empty()) continue;
            const auto left = shares(x[i] - grid.xmin, layer.spread, 0, grid.columns, along);
            for (std::size_t r = 0; r < down.size(); ++r) {
              const double part = weight[i] * layer.factor * down[r];
              double* row = &cells[static_cast<std::size_t>(top + static_cast<std::int64_t>(r)) *
                                   static_cast<std::size_t>(grid.columns)];
              for (std::size_t c = 0; c < along.size(); ++c) {
                row[static_cast<std::size_t>(left) + c] += part * along[c];
              }
            }
          }
        }
      });
}

/// A background of one spread, at the cells' centres.
void add_density(const ProjectedEvents& weighted, const Layer& layer, const Grid& grid,
                 std::vector<double>& cells, const Progress& progress) {
  KernelDensityOptions options;
  options.kernel = Kernel::gaussian;
  options.bandwidth = Metres{layer.spread};
  options.units = DensityUnits::expected_per_cell;
  const KernelDensity density = kernel_density(weighted, grid, options, progress);
  for (std::size_t c = 0; c < cells.size(); ++c) {
    cells[c] += layer.factor * static_cast<double>(density.density.values[c]);
  }
}

void add_even(double events, const Grid& grid, const Box& box, const MultiPolygon& study_area,
              std::vector<double>& cells) {
  const double area = study_area.empty() ? box.width() * box.height() : area_of(study_area);
  const double each = events * grid.cell_area() / area;
  for (std::int64_t r = 0; r < grid.rows; ++r) {
    for (std::int64_t c = 0; c < grid.columns; ++c) {
      // Outside a study area the cells are NaN in the end.
      if (!study_area.empty() || box.contains(grid.centre(c, r))) {
        cells[static_cast<std::size_t>(r * grid.columns + c)] += each;
      }
    }
  }
}

}  // namespace

double gamma_share(int k, double x) {
  if (!(x > 0)) return 0;
  // Poisson(x) is at least k: summed from k up, or from k down, whichever is the smaller tail.
  const double log_first = k * std::log(x) - x - std::lgamma(k + 1.0);
  double sum = 0;
  if (x < k) {
    double term = std::exp(log_first);
    for (int m = k; term > sum * 1e-17; term *= x / ++m) sum += term;
    return std::min(1.0, sum);
  }
  double term = std::exp(log_first) * k / x;  // m = k - 1
  for (int m = k - 1; m >= 0 && term > 0; term *= m / x, --m) sum += term;
  return std::max(0.0, 1 - sum);
}

SelfExcitingForecast forecast(const ProjectedEvents& events, const SelfExcitingFit& fit,
                              const MultiPolygon& study_area, const Grid& grid, Days horizon,
                              const Progress& progress) {
  const double h = horizon.value;
  if (!(h > 0) || !std::isfinite(h)) {
    fail_usage("horizon-not-positive", "horizon",
               fmt::format("Horizon must be positive, got {} days. Give days, for example "
                           "--horizon 7.",
                           plain(h)));
  }
  const double daily = fit.background_rate.back() / fit.days;  // of one background event
  const double omega = fit.branching_ratio.value > 0 ? fit.omega() : 0;

  SelfExcitingForecast made;
  std::vector<Layer> background = {{fit.bandwidth, daily * h}}, triggered;
  double power = 1;
  for (int k = 1; k <= most_generations && omega > 0; ++k) {
    power *= fit.branching_ratio.value;
    const double x = omega * h, share = power * gamma_share(k, x);
    if (share < smallest_factor) break;
    // Integral over 0..h of P(k, omega u): x P(k, x) - k P(k + 1, x), over omega.
    const double days = std::max(0.0, x * gamma_share(k, x) - k * gamma_share(k + 1, x)) / omega;
    made.generations = k;
    double variance = 0;
    for (const GaussianPart& part : after_steps(fit.decay, fit.scale.value, k)) {
      triggered.push_back({part.deviation, share * part.weight});
      variance += part.weight * part.deviation * part.deviation;
    }
    background.push_back(
        {std::sqrt(fit.bandwidth * fit.bandwidth + variance), daily * power * days});
  }

  std::vector<double> cells(static_cast<std::size_t>(grid.cells()));
  const ProjectedEvents weighted = events.with_weights(fit.background_weight);
  double even = 0;
  for (Layer& layer : background) {
    even += even_share * fit.background_events * layer.factor;
    layer.factor *= 1 - even_share;
  }
  if (grid.cell > fit.bandwidth / 2) {
    scatter(events.x(), events.y(), fit.background_weight, background, grid, cells,
            progress.part(0, .6));
  } else {
    for (std::size_t k = 0; k < background.size(); ++k) {
      const auto count = static_cast<double>(background.size());
      add_density(weighted, background[k], grid, cells,
                  progress.part(.6 * static_cast<double>(k) / count,
                                .6 * static_cast<double>(k + 1) / count));
    }
  }
  Box box;
  std::vector<double> left(events.size());  // of what each event sets off
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (fit.age[i] < 0) continue;
    box.extend(Point{events.x()[i], events.y()[i]});
    const double share = omega > 0 ? std::exp(-omega * fit.age[i]) : 0;
    left[i] = share < faded ? 0 : share;
  }
  add_even(even, grid, even_box(box, fit.bandwidth), study_area, cells);
  scatter(events.x(), events.y(), left, triggered, grid, cells, progress.part(.6, .95));

  made.background = fit.background_events * daily * h;
  for (std::size_t k = 1; k < background.size(); ++k) {
    made.from_background += fit.background_events * background[k].factor / (1 - even_share);
  }
  const double remaining = std::accumulate(left.begin(), left.end(), 0.0);
  for (const Layer& layer : triggered) made.from_events += remaining * layer.factor;

  Raster& raster = made.expected;
  raster.grid = grid;
  raster.crs = events.crs();
  raster.band = {
      "expected events",
      fmt::format("Events to be expected in the {} days after now, self-exciting process",
                  plain(h)),
      "events/cell"};
  raster.values.assign(cells.begin(), cells.end());
  if (!study_area.empty()) apply(mask_of(study_area, grid), raster);
  made.report.values["forecast"] = {
      {"horizon_days", h},
      {"expected_events", made.background + made.from_background + made.from_events},
      {"background", made.background},
      {"set_off_by_background", made.from_background},
      {"set_off_by_events", made.from_events},
      {"generations", made.generations},
      {"expected_in_cells", statistics_of(raster.values).sum}};
  made.report.note(fmt::format(
      "{:.1f} events are to be expected in {} days, {:.1f} of them set off by events before now.",
      made.background + made.from_background + made.from_events, plain(h), made.from_events));
  progress.finish();
  return made;
}

}  // namespace farola
