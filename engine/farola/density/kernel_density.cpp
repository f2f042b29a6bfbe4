#include "farola/density/kernel_density.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace farola {
namespace {

/// Bandwidths beyond the Earth's girth are a slip of the unit.
constexpr double largest_bandwidth = 4e7;

void require_bandwidth(double bandwidth) {
  if (!(bandwidth > 0) || !std::isfinite(bandwidth)) {
    fail_usage("bandwidth-not-positive", "bandwidth",
               "Bandwidth must be a positive number of metres, got " + plain(bandwidth) +
                   " m. Give metres, for example --bandwidth 300.");
  }
  if (bandwidth > largest_bandwidth) {
    fail_usage("bandwidth-too-large", "bandwidth",
               "Bandwidth must be at most 40,000,000 m, once around the Earth, got " +
                   plain(bandwidth) + " m. Give metres, for example --bandwidth 300.");
  }
}

void require_options(const ProjectedEvents& events, const Grid& grid,
                     const KernelDensityOptions& options) {
  if (options.event_bandwidths.empty()) {
    require_bandwidth(options.bandwidth.value);
  } else {
    if (options.event_bandwidths.size() != events.size()) {
      fail_usage("bandwidths-not-one-per-event", "bandwidth",
                 "Adaptive bandwidths must be one for each of the " +
                     grouped(static_cast<std::int64_t>(events.size())) + " events, got " +
                     grouped(static_cast<std::int64_t>(options.event_bandwidths.size())) +
                     ". Give as many bandwidths as there are events.");
    }
    for (const double bandwidth : options.event_bandwidths) require_bandwidth(bandwidth);
  }
  if (options.period_years &&
      !(*options.period_years > 0 && std::isfinite(*options.period_years))) {
    fail_usage("period-not-positive", "period",
               "Period must be a positive number of years, got " + plain(*options.period_years) +
                   ". Give years, for example --period 2.");
  }
  if (options.edge_correction != EdgeCorrection::none && options.study_area.empty()) {
    fail_usage("edge-correction-without-study-area", "edge-correction",
               "Edge correction needs a study area, and none was given. Give its polygons, for "
               "example --study-area city.gpkg, or --edge-correction none.");
  }
  if (options.edge_correction != EdgeCorrection::none) {
    fail_usage("edge-correction-unavailable", "edge-correction",
               "Edge correction is not part of this build yet. Give --edge-correction none.");
  }
  if (!(grid.cell > 0) || grid.columns <= 0 || grid.rows <= 0) {
    fail_usage("grid-empty", "cell-size",
               "The grid must have cells of positive size, got " + plain(grid.cell) + " m and " +
                   grouped(grid.columns) + " x " + grouped(grid.rows) +
                   " cells. Give a cell size, for example --cell-size 25.");
  }
}

/// From weight per square metre to the unit asked for.
double unit_scale(const KernelDensityOptions& options, double total_weight, double cell_area) {
  double scale = 1;
  switch (options.units) {
    case DensityUnits::events_per_km2:
      scale = square_metres_per_km2;
      break;
    case DensityUnits::probability:
      scale = total_weight > 0 ? 1 / total_weight : 0;
      break;
    case DensityUnits::expected_per_cell:
      scale = cell_area;
      break;
  }
  return options.period_years ? scale / *options.period_years : scale;
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

std::string unit_text(const KernelDensityOptions& options) {
  std::string text;
  switch (options.units) {
    case DensityUnits::events_per_km2:
      text = "events/km2";
      break;
    case DensityUnits::probability:
      text = "1/m2";
      break;
    case DensityUnits::expected_per_cell:
      text = "events/cell";
      break;
  }
  return options.period_years ? text + "/year" : text;
}

Report kernel_density_rows(const ProjectedEvents& events, const Grid& grid,
                           const KernelDensityOptions& options, double strip_bytes,
                           const RowSink& sink, const Progress& progress) {
  require_options(events, grid, options);
  const Stopwatch whole;
  const double fixed = options.bandwidth.value;
  const std::span<const double> bandwidths =
      options.event_bandwidths.empty() ? std::span<const double>(&fixed, 1)
                                       : std::span<const double>(options.event_bandwidths);
  DensityRows rows({events.x(), events.y(), events.weight(), bandwidths}, grid, options.kernel,
                   options.method, progress.part(0, .1, "sorting events"));
  const double sorting_seconds = whole.seconds();
  const double scale = unit_scale(options, events.total_weight(), grid.cell_area());

  const std::size_t columns = static_cast<std::size_t>(grid.columns);
  constexpr std::int64_t step = DensityRows::row_step;
  const double fitting =
      std::clamp(strip_bytes / (static_cast<double>(columns) * sizeof(float)),
                 static_cast<double>(step), static_cast<double>(grid.rows + step));
  const std::int64_t strip = static_cast<std::int64_t>(fitting) / step * step;
  std::vector<float> values;
  const Progress filling = progress.part(.1, 1, "kernel density");
  for (std::int64_t first = 0; first < grid.rows; first += strip) {
    const std::int64_t count = std::min(strip, grid.rows - first);
    const double total = static_cast<double>(grid.rows);
    const Progress part = filling.part(static_cast<double>(first) / total,
                                       static_cast<double>(first + count) / total);
    std::vector<std::uint8_t> inside;
    if (!options.study_area.empty()) inside = mask_rows(options.study_area, grid, first, count);
    values.resize(static_cast<std::size_t>(count) * columns);
    rows.visit(
        first, count,
        [&](std::int64_t row, std::span<const double> sums) {
          const std::size_t offset = static_cast<std::size_t>(row - first) * columns;
          for (std::size_t i = 0; i < columns; ++i) {
            values[offset + i] = static_cast<float>(sums[i] * scale);
          }
          if (inside.empty()) return;
          for (std::size_t i = 0; i < columns; ++i) {
            if (inside[offset + i] == 0) values[offset + i] = no_data;
          }
        },
        part);
    sink(first, values);
    part.finish();
  }

  Report report;
  report.values["kernel"] = name_of(options.kernel);
  report.values["method"] = rows.method() == DensityMethod::fft ? "fft" : "exact";
  report.values["method_detail"] = rows.method_words();
  report.values["error_bound_of_peak"] = rows.error_bound();
  report.values["distinct_places"] = rows.distinct_places();
  report.values["events_in_reach"] = rows.events_in_reach();
  report.values["density_seconds"] = {{"sorting", sorting_seconds}, {"total", whole.seconds()}};
  progress.finish();
  return report;
}

KernelDensity kernel_density(const ProjectedEvents& events, const Grid& grid,
                             const KernelDensityOptions& options, const Progress& progress) {
  KernelDensity result;
  result.density.grid = grid;
  result.density.crs = events.crs();
  result.density.band = {"density", "Kernel density of events", unit_text(options)};
  require_options(events, grid, options);
  result.density.values.resize(static_cast<std::size_t>(grid.cells()));
  constexpr double strip_bytes = 64 << 20;
  result.report = kernel_density_rows(
      events, grid, options, strip_bytes,
      [&](std::int64_t first_row, std::span<const float> values) {
        std::copy(values.begin(), values.end(),
                  result.density.values.begin() + first_row * grid.columns);
      },
      progress);
  return result;
}

}  // namespace farola
