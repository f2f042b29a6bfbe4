#include "farola/catalog/surface_grid.hpp"

#include "farola/catalog/density_runs.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

std::string box_text(const Box& box) {
  return fmt::format("{:.0f} {:.0f} {:.0f} {:.0f}", box.xmin, box.ymin, box.xmax, box.ymax);
}

Box extent_of(const PreparedFeatures& prepared, const std::vector<double>& asked) {
  if (!asked.empty()) {
    const Box extent{asked[0], asked[1], asked[2], asked[3]};
    const bool degrees = std::max(std::abs(extent.xmin), std::abs(extent.xmax)) <= 360 &&
                         std::max(std::abs(extent.ymin), std::abs(extent.ymax)) <= 90;
    if (degrees && !extent.intersects(prepared.box)) {
      fail_data("extent-misses-data",
                fmt::format("Extent {} looks like degrees, and the features lie in {} ({}). Give "
                            "--extent in metres of that CRS, or leave it out.",
                            box_text(extent), box_text(prepared.box), prepared.crs.label()),
                "extent");
    }
    return extent;
  }
  if (!prepared.study_area.empty()) return box_of(prepared.study_area);
  const Box& box = prepared.box;
  if (box.width() > 0 && box.height() > 0) return box;
  const double longer = std::max(box.width(), box.height());
  if (longer > 0) return box.grown(longer / 10);
  fail_data("extent-needed",
            fmt::format("All features lie at one place, {:.0f} {:.0f} ({}), so they do not say how "
                        "large the map is. Give --extent XMIN YMIN XMAX YMAX or --study-area FILE.",
                        box.xmin, box.ymin, prepared.crs.label()),
            "extent");
}

}  // namespace

Grid surface_grid(const PreparedFeatures& prepared, const Arguments& given, Metres scale,
                  double bytes_per_cell, Report& report) {
  const Box extent = extent_of(prepared, given.numbers("extent"));
  const auto asked = given.optional_number("cell-size");
  const Metres cell = asked ? Metres{*asked} : default_cell_size(extent, scale);
  if (!asked) {
    report.note(
        fmt::format("Chose a cell size of {} m; --cell-size changes it.", plain(cell.value)));
  }
  const Grid grid = grid_over(extent, cell);
  require_fits(grid, bytes_per_cell, memory_bound(given), memory_of_whole_raster);
  report.values["cell_size"] = {{"metres", cell.value}, {"rule", asked ? "given" : "chosen"}};
  report.values["grid"] = {{"columns", grid.columns},
                           {"rows", grid.rows},
                           {"extent", {grid.xmin, grid.ymin(), grid.xmax(), grid.ymax}}};
  return grid;
}

}  // namespace farola::catalog
