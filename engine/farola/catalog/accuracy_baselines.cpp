#include "farola/catalog/accuracy_baselines.hpp"

#include "farola/core/text.hpp"
#include "farola/density/bandwidth.hpp"
#include "farola/density/kernel_density.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {

UnitEvents events_by_cell(const ProjectedEvents& events, const Grid& grid, std::int64_t& outside) {
  UnitEvents found;
  outside = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double column = std::floor((events.x()[i] - grid.xmin) / grid.cell);
    const double row = std::floor((grid.ymax - events.y()[i]) / grid.cell);
    if (column < 0 || row < 0 || column >= static_cast<double>(grid.columns) ||
        row >= static_cast<double>(grid.rows)) {
      ++outside;
      continue;
    }
    found.unit.push_back(
        static_cast<std::uint32_t>(row * static_cast<double>(grid.columns) + column));
    if (!events.columns().weight.empty()) found.weight.push_back(events.columns().weight_of(i));
  }
  return found;
}

ScoredUnits scored_cells(const Raster& surface, std::string name) {
  return {std::move(name), {surface.values.begin(), surface.values.end()}, false};
}

std::vector<ScoredUnits> accuracy_baselines(const ProjectedEvents& training, const Raster& surface,
                                            std::optional<Metres> bandwidth, Report& report,
                                            const Progress& progress) {
  const auto masked = [&](std::string name, std::vector<double> score) {
    for (std::size_t i = 0; i < score.size(); ++i) {
      if (std::isnan(surface.values[i])) score[i] = std::numeric_limits<double>::quiet_NaN();
    }
    return ScoredUnits{std::move(name), std::move(score), true};
  };
  std::int64_t outside = 0;
  const UnitEvents before = events_by_cell(training, surface.grid, outside);
  KernelDensityOptions options;
  options.bandwidth =
      bandwidth ? *bandwidth : default_bandwidth(training.box(), options.kernel).bandwidth;
  report.note(
      fmt::format("The baselines are the counts of {} training events in each cell, and "
                  "their kernel density with a bandwidth of {:.4g} m.",
                  grouped(static_cast<std::int64_t>(training.size())), options.bandwidth.value));
  report.values["baselines"] = {{"training_events", training.size()},
                                {"outside_of_the_raster", outside},
                                {"bandwidth_m", options.bandwidth.value}};
  const KernelDensity density = kernel_density(training, surface.grid, options, progress);
  const std::vector<float>& values = density.density.values;
  return {masked("prior counts", before.counts(surface.values.size())),
          masked("kernel density", {values.begin(), values.end()})};
}

}  // namespace farola::catalog
