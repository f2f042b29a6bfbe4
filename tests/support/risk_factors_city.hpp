#pragma once
// A made-up city with as many factors as asked for, and counts in which six of them are planted:
// for the speed of risk terrain models, where the number of distinct cells matters.

#include "farola/density/kernel_density.hpp"
#include "farola/risk/factor_distance.hpp"
#include "farola/risk/risk_variables.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "support/city_events.hpp"

namespace farola::test {

struct FactorsCity {
  RiskVariables variables;
  std::vector<std::uint32_t> counts;
};

/// Cells of 50 m, blocks of 100 m; each factor as proximity and density within 1 … `blocks` blocks.
inline FactorsCity factors_city(std::int64_t columns, std::int64_t rows, std::size_t factors,
                                double blocks) {
  const Grid grid{500000, 4600000, 50, columns, rows};
  std::vector<std::int64_t> cells(static_cast<std::size_t>(grid.cells()));
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = static_cast<std::int64_t>(i);
  std::vector<std::string> names;
  for (std::size_t f = 0; f < factors; ++f) names.push_back("factor" + std::to_string(f));
  FactorsCity city{RiskVariables(cells.size(), names), {}};
  const auto within = block_distances(Metres{100}, blocks, false);
  std::vector<double> log_mean(cells.size(), -1.2);
  for (std::size_t f = 0; f < factors; ++f) {
    const auto count = static_cast<std::size_t>(static_cast<double>(cells.size()) / 400 *
                                                (1 + static_cast<double>(f % 7)));
    const auto places = city_events(count, columns, rows, 50, 100 + f);
    FactorFeatures features;
    features.x.assign(places.x().begin(), places.x().end());
    features.y.assign(places.y().begin(), places.y().end());
    const auto distance = factor_distance(features, grid, cells, Progress());
    city.variables.add_proximity(f, distance, within);
    if (f % 5 == 0 && f < 30) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (distance[i] <= within[f / 5 % within.size()].value) log_mean[i] += .5;
      }
    }
    for (const Metres bandwidth : within) {
      KernelDensityOptions options;
      options.bandwidth = bandwidth;
      const auto density = kernel_density(places, grid, options, Progress()).density;
      city.variables.add_density(
          f, std::vector<double>(density.values.begin(), density.values.end()), bandwidth);
    }
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double mean = std::exp(log_mean[i] + .6 * random_normal(1, 1, i));
    std::uint32_t events = 0;
    std::uint64_t draw = 0;
    for (double at = 0;; ++events) {
      at -= std::log1p(-random_uniform(2, i, draw++));
      if (at >= mean) break;
    }
    city.counts.push_back(events);
  }
  return city;
}

}  // namespace farola::test
