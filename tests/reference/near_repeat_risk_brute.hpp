#pragma once
// The readable twin of NearRepeatRisk: every event asked of every cell.

#include "farola/near_repeat/near_repeat_risk.hpp"

#include <cmath>
#include <span>
#include <vector>

namespace farola::reference {

/// With the distance of any event from the centre of any cell (of half_life and bands).
template <class Distance>
std::vector<double> near_repeat_risk_brute_of(const SpaceTimeEvents& e, std::span<const double> t,
                                              const NearRepeatRiskOptions& o, const Grid& grid,
                                              double later, const Distance& distance) {
  const auto far = [&](double dx, double dy) {
    return o.metric == DistanceMetric::manhattan ? std::abs(dx) + std::abs(dy)
                                                 : std::sqrt(dx * dx + dy * dy);
  };
  const double now = static_cast<double>(o.now - e.origin);
  std::vector<double> values;
  for (std::int64_t row = 0; row < grid.rows; ++row) {
    for (std::int64_t column = 0; column < grid.columns; ++column) {
      double sum = 0;
      for (std::size_t i = 0; i < e.size(); ++i) {
        const double days = (now - t[i] + later) / 86400;
        const bool bands = o.weighting == Weighting::bands;
        if (e.until[i] >= now) continue;
        if (!bands && days >= o.memory.value) continue;
        double d = distance(i, column, row), g = 0;
        if (o.weighting == Weighting::promap) {
          const double cells =
              far(static_cast<double>(column) - std::floor((e.x[i] - grid.xmin) / grid.cell),
                  static_cast<double>(row) - std::floor((grid.ymax - e.y[i]) / grid.cell));
          d = cells * grid.cell;
          g = 1 / (1 + cells) / (1 + std::floor(days / 7));
        } else if (o.weighting == Weighting::half_life) {
          g = std::pow(.5, d / o.half_distance.value) * std::pow(.5, days / o.half_life.value);
        } else {
          const double column_of = std::floor((e.x[i] - grid.xmin) / grid.cell);
          const double row_of = std::floor((grid.ymax - e.y[i]) / grid.cell);
          const bool own =
              static_cast<double>(column) == column_of && static_cast<double>(row) == row_of;
          if (own && o.bands.distance[0].same) d = 0;
          const int k = o.bands.distance.index_of(d), m = o.bands.time.index_of(days * 86400);
          if (k >= 0 && m >= 0) {
            g = o.bands.weight[static_cast<std::size_t>(k) * o.bands.time.size() +
                               static_cast<std::size_t>(m)];
          }
        }
        if (bands || d < o.reach.value) sum += e.weight_of(i) * g;
      }
      values.push_back(sum);
    }
  }
  return values;
}

inline std::vector<double> near_repeat_risk_brute(const SpaceTimeEvents& e,
                                                  std::span<const double> t,
                                                  const NearRepeatRiskOptions& o, const Grid& grid,
                                                  double later) {
  return near_repeat_risk_brute_of(
      e, t, o, grid, later, [&](std::size_t i, std::int64_t column, std::int64_t row) {
        const double dx = grid.x_of(column) - e.x[i], dy = grid.y_of(row) - e.y[i];
        return o.metric == DistanceMetric::manhattan ? std::abs(dx) + std::abs(dy)
                                                     : std::sqrt(dx * dx + dy * dy);
      });
}

}  // namespace farola::reference
