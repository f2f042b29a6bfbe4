#pragma once
// The density analyses between reading and writing, for callers who hold events in memory.
//
// A face that offers every analysis derives from Run (run.hpp) and runs the catalogue's bodies. For
// a program that wants this one alone, run_kernel_density() is enough:
//
//   EventInput input;
//   input.table.events.crs = Crs::from_text("EPSG:4326");
//   input.table.events.x = …; input.table.events.y = …; input.table.events.row = {1, 2, …};
//   input.table.rows_read = static_cast<std::int64_t>(input.table.events.x.size());
//   Arguments arguments(find("kernel-density").parameters);
//   arguments.set("bandwidth", 300.0);          // the checks and messages of the command line
//   DensityRun run = run_kernel_density(std::move(input), arguments, progress);
//   run.density.density.values …                // row by row from the north-west corner, float
//   run.prepared.events.row() …                 // which rows were used
//   run.prepared.rejections …                   // which were not, and why
//   run.report.values / notes / warnings        // what --report would hold
//
// Arguments that name inputs and outputs ("events", "output", "hotspots", "study-area", "report" …)
// are not looked at here: the study area is EventInput::study_area. Threads are the caller's too:
// hold a ThreadLimit(arguments.integer("threads")) while it runs.

#include "farola/catalog/arguments.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/density/kernel_density.hpp"
#include "farola/raster/grid.hpp"

#include <optional>
#include <string>

namespace farola::catalog {

class Run;

/// What will be computed: every choice made, nothing computed yet.
struct DensityPlan {
  Grid grid;
  KernelDensityOptions options;
  /// values: "bandwidth": {"metres", "rule"}, "cell_size", "grid": {columns, rows, extent},
  /// "kernel", "unit" …; notes: the choices in words.
  Report report;
};

/// What can be refused of the density parameters before any event is read: an edge correction
/// without a study area. Throws Error{usage, "edge-correction-without-study-area"}.
void check_density_choices(Run& run);

/// The grid where --extent and --cell-size say it all: what is too large can then be refused before
/// any event is read. None else.
std::optional<Grid> given_grid(const Arguments& arguments);

/// Chooses bandwidth and grid as the arguments say (bandwidth, kernel, adaptive, neighbours,
/// edge-correction, units, period, method, cell-size, extent).
/// Throws Error{data, "extent-misses-data" | "bandwidth-undefined" …}, Error{usage, …}.
DensityPlan plan_kernel_density(const PreparedEvents& prepared, const Arguments& arguments,
                                const Progress& progress);

/// Where a map is: --extent, the study area, or `reach`, the events and as far as they count.
/// Throws Error{data, "extent-misses-data"}.
Box chosen_extent(const PreparedEvents& prepared, const Arguments& arguments, const Box& reach);

/// Bytes a cell takes while a density is computed in memory (value, scratch, hot-spot flags and
/// labels), and on disk while the GeoTIFF is made (strips, then the finished file).
inline constexpr double bytes_per_cell_in_memory = 16;
inline constexpr double bytes_per_cell_on_disk = 8;

/// Bytes that rasters may take: --memory, or half of the machine's memory.
double memory_bound(const Arguments& arguments);
/// What that bound is called in messages, where a raster cannot be written strip by strip.
inline constexpr const char* memory_of_whole_raster = "the memory for a whole raster (--memory)";

struct DensityRun {
  PreparedEvents prepared;
  DensityPlan plan;
  KernelDensity density;
  Report report;  ///< of all the steps together
};

/// Prepares, plans and computes in memory.
/// Throws besides Error{usage, "grid-too-large"} naming the cell size that would fit.
DensityRun run_kernel_density(EventInput input, const Arguments& arguments,
                              const Progress& progress);

}  // namespace farola::catalog
