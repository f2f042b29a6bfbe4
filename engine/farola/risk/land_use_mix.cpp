#include "farola/risk/land_use_mix.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/raster/coverage.hpp"
#include "farola/raster/mask.hpp"
#include "farola/risk/diversity.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace farola {
namespace {

using Shares = std::vector<std::uint32_t>;

constexpr std::size_t block_rows = 8;

/// The cells within the radius, row by row: [|dy|] is how far to the east and west they go.
struct Disc {
  explicit Disc(double cells) {
    // A rounding must not take a cell at exactly the radius away.
    const double square = cells * cells * (1 + 1e-12);
    for (double dy = 0; dy * dy <= square; ++dy) {
      half_widths.push_back(static_cast<std::int64_t>(std::sqrt(square - dy * dy)));
    }
  }
  std::int64_t reach() const { return static_cast<std::int64_t>(half_widths.size()) - 1; }
  std::int64_t cells() const {
    std::int64_t count = 0;
    for (std::int64_t dy = -reach(); dy <= reach(); ++dy) count += 2 * half_width(dy) + 1;
    return count;
  }
  std::int64_t half_width(std::int64_t dy) const {
    return half_widths[static_cast<std::size_t>(std::abs(dy))];
  }
  std::vector<std::int64_t> half_widths;
};

/// With a margin of `reach` cells on each side, so that every window is whole.
Grid with_margin(const Grid& grid, std::int64_t reach) {
  const double margin = static_cast<double>(reach) * grid.cell;
  return {grid.xmin - margin, grid.ymax + margin, grid.cell, grid.columns + 2 * reach,
          grid.rows + 2 * reach};
}

/// Sums of the shares of a class over the windows of `count` rows of the grid from `first`.
void add_window_sums(const Shares& shares, const Grid& wide, const Disc& disc, std::int64_t first,
                     std::int64_t count, std::int64_t columns, std::vector<std::int64_t>& sums) {
  const std::int64_t reach = disc.reach();
  std::vector<std::int64_t> before(static_cast<std::size_t>(wide.columns + 1));
  for (std::int64_t wide_row = first; wide_row < first + count + 2 * reach; ++wide_row) {
    const std::uint32_t* row = shares.data() + wide_row * wide.columns;
    if (std::all_of(row, row + wide.columns, [](std::uint32_t share) { return share == 0; })) {
      continue;
    }
    for (std::int64_t c = 0; c < wide.columns; ++c) {
      before[static_cast<std::size_t>(c + 1)] = before[static_cast<std::size_t>(c)] + row[c];
    }
    for (std::int64_t k = 0; k < count; ++k) {
      const std::int64_t dy = wide_row - reach - (first + k);
      if (std::abs(dy) > reach) continue;
      const std::int64_t half = disc.half_width(dy);
      std::int64_t* sum = sums.data() + k * columns;
      const std::int64_t* from = before.data() + reach - half;
      const std::int64_t* to = before.data() + reach + half + 1;
      for (std::int64_t c = 0; c < columns; ++c) sum[c] += to[c] - from[c];
    }
  }
}

std::int64_t overlapping_cells(const std::vector<Shares>& shares) {
  std::int64_t count = 0;
  for (std::size_t cell = 0; cell < shares[0].size(); ++cell) {
    std::uint64_t sum = 0;
    for (const Shares& of_class : shares) sum += of_class[cell];
    if (sum > whole_cell + whole_cell / 1000) ++count;
  }
  return count;
}

std::vector<Raster> empty_bands(const Grid& grid, const Crs& crs, std::size_t classes) {
  const BandInfo infos[] = {
      {"entropy", "Shannon entropy of the land use", "nats"},
      {"evenness", fmt::format("Evenness of the land use, of {} classes", classes), ""},
      {"herfindahl", "Herfindahl index of the land use", ""},
      {"hill_0", "Classes of land use (Hill number 0)", "classes"},
      {"hill_1", "Equal classes of the same entropy (Hill number 1)", "classes"},
      {"hill_2", "Equal classes of the same Herfindahl index (Hill number 2)", "classes"},
      {"classified", "Share of the window that has a class", ""}};
  std::vector<Raster> bands;
  for (const BandInfo& info : infos) {
    bands.push_back(
        {grid, crs, info, std::vector<float>(static_cast<std::size_t>(grid.cells()), no_data)});
  }
  return bands;
}

void require_usable(const std::vector<LandUseClass>& classes, const LandUseMixOptions& options) {
  const double radius = options.radius.value;
  if (!(radius > 0) || !std::isfinite(radius)) {
    fail_usage("radius-not-positive", "radius",
               fmt::format("Radius must be positive and finite, got {} m. Give metres, for example "
                           "--radius 300.",
                           plain(radius)));
  }
  if (classes.empty()) {
    fail_data("classes-empty",
              "The land use has no class. Give a layer of polygons with a class each.", "land-use");
  }
}

void tell(LandUseMix& result, const std::vector<LandUseClass>& classes, const Disc& disc,
          const LandUseMixOptions& options, std::int64_t overlapping) {
  Report& report = result.report;
  auto& values = report.values["land_use_mix"];
  values["radius_m"] = options.radius.value;
  values["cells_in_window"] = disc.cells();
  values["classes"] = nlohmann::ordered_json::array();
  for (const LandUseClass& each : classes) {
    values["classes"].push_back(
        {{"class", each.name}, {"km2", area_of(each.polygons) / square_metres_per_km2}});
  }
  values["cells"] = statistics_of(result.bands[0].values).valid;
  values["overlapping_cells"] = overlapping;
  if (overlapping > 0) {
    report.warn(
        fmt::format("Polygons of different classes overlap in {} cells; the ground counts "
                    "for each of them.",
                    grouped(overlapping)));
  }
  if (classes.size() == 1) {
    report.warn(
        fmt::format("All land is of one class, {}, so there is nothing to be mixed and no "
                    "evenness.",
                    classes[0].name));
  }
  if (disc.cells() < 21) {
    report.warn(
        fmt::format("A window has {} cells, so its shape is far from a disc. Give a "
                    "smaller --cell-size: a quarter of the radius or less.",
                    disc.cells()));
  }
  if (values["cells"] == 0) {
    report.warn(
        "No cell has land use within the radius, so the map has no values. Check --extent "
        "and --study-area.");
  }
}

}  // namespace

double land_use_mix_bytes_per_cell(std::size_t classes) {
  return 4 * static_cast<double>(classes) + 7 * 4 + 8;
}

LandUseMix land_use_mix(const std::vector<LandUseClass>& classes, const Grid& grid, const Crs& crs,
                        const LandUseMixOptions& options, const Progress& progress) {
  require_usable(classes, options);
  const Disc disc(options.radius.value / grid.cell);
  const Grid wide = with_margin(grid, disc.reach());
  std::vector<Shares> shares;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const double each = .4 / static_cast<double>(classes.size());
    const double from = each * static_cast<double>(k);
    shares.push_back(
        coverage_of(classes[k].polygons, wide, progress.part(from, from + each, "land use")));
  }
  LandUseMix result{empty_bands(grid, crs, classes.size()), {}};
  const Mask mask = options.study_area.empty() ? Mask{grid, {}} : mask_of(options.study_area, grid);
  const double whole_window = static_cast<double>(disc.cells()) * static_cast<double>(whole_cell);
  const auto columns = static_cast<std::size_t>(grid.columns);
  for_each_block(static_cast<std::size_t>(grid.rows), block_rows, progress.part(.4, .95, "windows"),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   const std::size_t cells = (end - begin) * columns;
                   std::vector<std::vector<std::int64_t>> sums(classes.size());
                   for (std::size_t k = 0; k < classes.size(); ++k) {
                     progress.check();
                     sums[k].assign(cells, 0);
                     add_window_sums(shares[k], wide, disc, static_cast<std::int64_t>(begin),
                                     static_cast<std::int64_t>(end - begin), grid.columns, sums[k]);
                   }
                   std::vector<double> amounts(classes.size());
                   for (std::size_t i = 0; i < cells; ++i) {
                     const std::size_t cell = begin * columns + i;
                     if (!mask.inside.empty() && mask.inside[cell] == 0) continue;
                     double total = 0;
                     for (std::size_t k = 0; k < classes.size(); ++k) {
                       total += amounts[k] = static_cast<double>(sums[k][i]);
                     }
                     if (total == 0) continue;
                     const Diversity mix = diversity(amounts);
                     const double values[] = {mix.entropy,         mix.evenness, mix.herfindahl,
                                              mix.hill_0,          mix.hill_1,   mix.hill_2,
                                              total / whole_window};
                     for (std::size_t band = 0; band < result.bands.size(); ++band) {
                       result.bands[band].values[cell] = static_cast<float>(values[band]);
                     }
                   }
                 });
  tell(result, classes, disc, options, overlapping_cells(shares));
  progress.finish();
  return result;
}

}  // namespace farola
