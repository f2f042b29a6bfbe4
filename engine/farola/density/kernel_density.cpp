#include "farola/density/kernel_density.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/density/edge_correction.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <vector>

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
  if (options.edge_correction == EdgeCorrection::uniform && !options.event_bandwidths.empty()) {
    fail_usage("edge-correction-adaptive", "edge-correction",
               "Edge correction at the pixel needs one bandwidth for all events, and adaptive "
               "bandwidths were asked for. Give --edge-correction uniform-at-point.");
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

/// Edge factors are right to 1e-6: a smaller one counts as this.
constexpr double least_edge_factor = 1e-6;

/// w_i / e(p_i). An event whose kernel does not touch the study area has no share in it.
std::vector<double> weights_over_edge(const ProjectedEvents& events, const EdgeFactors& edge,
                                      std::span<const double> bandwidths, Report& report,
                                      const Progress& progress) {
  std::vector<double> weights = edge.at(events.x(), events.y(), bandwidths, progress);
  std::int64_t apart = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double factor = weights[i];
    apart += factor > 0 ? 0 : 1;
    weights[i] = factor > 0 ? events.weight_of(i) / std::max(factor, least_edge_factor) : 0;
  }
  if (apart > 0) {
    report.values["events_apart_from_study_area"] = apart;
    report.warn(
        grouped(apart) +
        " events lie so far outside the study area that their kernels do not touch it; they "
        "have no part in the density.");
  }
  return weights;
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Gives the values of some rows a place to stand.
using RowRoom = std::function<std::span<float>(std::int64_t first_row, std::int64_t count)>;

/// The density, strip by strip, each put where `room` says and then told to `done`.
Report fill_rows(const ProjectedEvents& events, const Grid& grid,
                 const KernelDensityOptions& options, double strip_bytes, const RowRoom& room,
                 const RowSink& done, const Progress& progress);

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
  std::vector<float> values;
  const auto room = [&](std::int64_t, std::int64_t count) -> std::span<float> {
    values.resize(static_cast<std::size_t>(count * grid.columns));
    return values;
  };
  return fill_rows(events, grid, options, strip_bytes, room, sink, progress);
}

namespace {

Report fill_rows(const ProjectedEvents& events, const Grid& grid,
                 const KernelDensityOptions& options, double strip_bytes, const RowRoom& room,
                 const RowSink& done, const Progress& progress) {
  require_options(events, grid, options);
  Report report;
  const Stopwatch whole;
  const double fixed = options.bandwidth.value;
  const std::span<const double> bandwidths =
      options.event_bandwidths.empty() ? std::span<const double>(&fixed, 1)
                                       : std::span<const double>(options.event_bandwidths);
  std::optional<EdgeFactors> edge;
  std::span<const double> weight = events.weight();
  std::vector<double> corrected;
  if (options.edge_correction != EdgeCorrection::none) {
    edge.emplace(options.study_area, options.kernel,
                 Metres{bandwidths.empty() ? 1 : bandwidths[0]});
  }
  if (options.edge_correction == EdgeCorrection::uniform_at_point) {
    corrected = weights_over_edge(events, *edge, bandwidths, report,
                                  progress.part(0, .05, "edge correction"));
    weight = corrected;
  }
  DensityRows rows({events.x(), events.y(), weight, bandwidths}, grid, options.kernel,
                   options.method, progress.part(.05, .1, "sorting events"));
  const double sorting_seconds = whole.seconds();
  const double scale = unit_scale(options, events.total_weight(), grid.cell_area());

  const std::size_t columns = static_cast<std::size_t>(grid.columns);
  constexpr std::int64_t step = DensityRows::row_step;
  const double fitting =
      std::clamp(strip_bytes / (static_cast<double>(columns) * sizeof(float)),
                 static_cast<double>(step), static_cast<double>(grid.rows + step));
  const std::int64_t strip = static_cast<std::int64_t>(fitting) / step * step;
  const Progress filling = progress.part(.1, 1, "kernel density");
  for (std::int64_t first = 0; first < grid.rows; first += strip) {
    const std::int64_t count = std::min(strip, grid.rows - first);
    const double total = static_cast<double>(grid.rows);
    const Progress part = filling.part(static_cast<double>(first) / total,
                                       static_cast<double>(first + count) / total);
    std::vector<std::uint8_t> inside;
    std::vector<double> factor;  // NaN outside
    if (options.edge_correction == EdgeCorrection::uniform) {
      factor = edge->rows(grid, first, count, fixed, part.part(0, .5, "edge correction"));
    } else if (!options.study_area.empty()) {
      inside = mask_rows(options.study_area, grid, first, count);
    }
    const std::span<float> values = room(first, count);
    rows.visit(
        first, count,
        [&](std::int64_t row, std::span<const double> sums) {
          const std::size_t offset = static_cast<std::size_t>(row - first) * columns;
          for (std::size_t i = 0; i < columns; ++i) {
            values[offset + i] = static_cast<float>(sums[i] * scale);
          }
          for (std::size_t i = 0; i < columns && !inside.empty(); ++i) {
            if (inside[offset + i] == 0) values[offset + i] = no_data;
          }
          for (std::size_t i = 0; i < columns && !factor.empty(); ++i) {
            const double e = factor[offset + i];
            values[offset + i] =
                std::isnan(e)
                    ? no_data
                    : static_cast<float>(sums[i] * scale / std::max(e, least_edge_factor));
          }
        },
        part.part(factor.empty() ? 0 : .5, 1, "kernel density"));
    done(first, values);
    part.finish();
  }

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

}  // namespace

KernelDensity kernel_density(const ProjectedEvents& events, const Grid& grid,
                             const KernelDensityOptions& options, const Progress& progress) {
  KernelDensity result;
  result.density.grid = grid;
  result.density.crs = events.crs();
  result.density.band = {"density", "Kernel density of events", unit_text(options)};
  require_options(events, grid, options);
  std::vector<float>& values = result.density.values;
  values.reserve(static_cast<std::size_t>(grid.cells()));
  constexpr double strip_bytes = 64 << 20;  // bounds what edge factors and masks take beside it
  result.report = fill_rows(
      events, grid, options, strip_bytes,
      [&](std::int64_t first_row, std::int64_t count) {
        // Strip by strip: to zero a large raster at once would hold up a cancel.
        values.resize(static_cast<std::size_t>((first_row + count) * grid.columns));
        return std::span(values).subspan(static_cast<std::size_t>(first_row * grid.columns),
                                         static_cast<std::size_t>(count * grid.columns));
      },
      [](std::int64_t, std::span<const float>) {}, progress);
  return result;
}

}  // namespace farola
