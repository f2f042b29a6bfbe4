#include "farola/catalog/density_runs.hpp"

#include "farola/catalog/bandwidth_choice.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace farola::catalog {
namespace {

std::string box_text(const Box& box) {
  return fmt::format("{:.0f} {:.0f} {:.0f} {:.0f}", box.xmin, box.ymin, box.xmax, box.ymax);
}

DensityUnits units_from(const std::string& name) {
  if (name == "probability") return DensityUnits::probability;
  if (name == "expected-per-cell") return DensityUnits::expected_per_cell;
  return DensityUnits::events_per_km2;
}

EdgeCorrection edge_correction_from(const std::string& name) {
  if (name == "uniform") return EdgeCorrection::uniform;
  if (name == "uniform-at-point") return EdgeCorrection::uniform_at_point;
  return EdgeCorrection::none;
}

DensityMethod method_from(const std::string& name) {
  if (name == "exact") return DensityMethod::exact;
  if (name == "fft") return DensityMethod::fft;
  return DensityMethod::automatic;
}

/// A correction needs to know where the edge is.
void require_edge(EdgeCorrection correction, bool has_study_area) {
  if (correction == EdgeCorrection::none || has_study_area) return;
  fail_usage("edge-correction-without-study-area", "edge-correction",
             "Edge correction needs to know the edge. Give --study-area FILE with the polygons of "
             "the area, or leave --edge-correction out.");
}

/// The events (but those far from all others) and the reach of each one's kernel.
Box reach_of(const PreparedEvents& prepared, const KernelDensityOptions& options) {
  if (options.event_bandwidths.empty()) {
    return prepared.extent.grown(kernel_reach(options.kernel, options.bandwidth.value));
  }
  Box reach;
  for (std::size_t i = 0; i < prepared.events.size(); ++i) {
    const Point place{prepared.events.x()[i], prepared.events.y()[i]};
    if (!prepared.extent.contains(place)) continue;
    const double r = kernel_reach(options.kernel, options.event_bandwidths[i]);
    reach.extend(Box{place.x, place.y, place.x, place.y}.grown(r));
  }
  return reach;
}

}  // namespace

Box chosen_extent(const PreparedEvents& prepared, const Arguments& given, const Box& reach) {
  const std::vector<double> asked = given.numbers("extent");
  if (asked.empty()) return prepared.study_area.empty() ? reach : box_of(prepared.study_area);
  const Box extent{asked[0], asked[1], asked[2], asked[3]};
  Box anywhere = prepared.events.box();
  anywhere.extend(reach);
  if (extent.intersects(anywhere)) return extent;
  const bool degrees = std::abs(extent.xmin) <= 360 && std::abs(extent.xmax) <= 360 &&
                       std::abs(extent.ymin) <= 90 && std::abs(extent.ymax) <= 90;
  fail_data(
      "extent-misses-data",
      fmt::format("Extent {} holds no event and is out of reach of all: the events lie in {} "
                  "({}). {}",
                  box_text(extent), box_text(prepared.events.box()), prepared.events.crs().label(),
                  degrees ? "It looks like degrees; give it in metres of that CRS."
                          : "Give --extent in that CRS, or leave it out."),
      "extent");
}

double memory_bound(const Arguments& given) {
  if (const auto gigabytes = given.optional_number("memory")) return *gigabytes * 1e9;
  const double pages = static_cast<double>(::sysconf(_SC_PHYS_PAGES));
  return pages * static_cast<double>(::sysconf(_SC_PAGE_SIZE)) / 2;
}

void check_density_choices(Run& run) {
  // A study area that is named is read in its turn, after the events' checksum has begun.
  if (run.arguments().given("study-area")) return;
  require_edge(edge_correction_from(run.arguments().text("edge-correction")),
               run.study_area().has_value());
}

std::optional<Grid> given_grid(const Arguments& given) {
  const std::vector<double> box = given.numbers("extent");
  const auto cell_size = given.optional_number("cell-size");
  if (box.empty() || !cell_size) return std::nullopt;
  return grid_over(Box{box[0], box[1], box[2], box[3]}, Metres{*cell_size});
}

DensityPlan plan_kernel_density(const PreparedEvents& prepared, const Arguments& given,
                                const Progress& progress) {
  DensityPlan plan;
  KernelDensityOptions& options = plan.options;
  options.kernel = kernel_from_name(given.text("kernel"));
  if (given.knows("units")) options.units = units_from(given.text("units"));
  options.edge_correction = edge_correction_from(given.text("edge-correction"));
  options.method = method_from(given.text("method"));
  if (given.knows("period")) options.period_years = given.optional_number("period");
  options.study_area = prepared.study_area;
  require_edge(options.edge_correction, !prepared.study_area.empty());
  choose_bandwidth(prepared, given, options, plan.report, progress.part(0, .9));

  const Box extent = chosen_extent(prepared, given, reach_of(prepared, options));
  const auto cell_size = given.optional_number("cell-size");
  const Metres cell = cell_size ? Metres{*cell_size} : default_cell_size(extent, options.bandwidth);
  if (!cell_size) {
    plan.report.note(
        fmt::format("Chose a cell size of {} m; --cell-size changes it.", plain(cell.value)));
  }
  plan.grid = grid_over(extent, cell);
  const Grid& grid = plan.grid;
  plan.report.values["kernel"] = name_of(options.kernel);
  plan.report.values["cell_size"] = {{"metres", cell.value},
                                     {"rule", cell_size ? "given" : "chosen"}};
  plan.report.values["grid"] = {{"columns", grid.columns},
                                {"rows", grid.rows},
                                {"extent", {grid.xmin, grid.ymin(), grid.xmax(), grid.ymax}}};
  plan.report.values["unit"] = unit_text(options);
  progress.finish();
  return plan;
}

DensityRun run_kernel_density(EventInput input, const Arguments& given, const Progress& progress) {
  PreparedEvents prepared =
      prepare_events(std::move(input), given, progress.part(0, .1, "projecting"));
  DensityPlan plan = plan_kernel_density(prepared, given, progress.part(.1, .3, "choosing"));
  require_fits(plan.grid, bytes_per_cell_in_memory, memory_bound(given), memory_of_whole_raster);
  KernelDensity density =
      kernel_density(prepared.events, plan.grid, plan.options, progress.part(.3, 1, "density"));
  Report report = prepared.report;
  report.append(plan.report);
  report.append(density.report);
  return {std::move(prepared), std::move(plan), std::move(density), std::move(report)};
}

}  // namespace farola::catalog
