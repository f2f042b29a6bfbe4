#include "farola/near_repeat/monte_carlo_envelope.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace farola {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct Node {
  double mean = 0, sd = 0;
};

Node node_of(const std::vector<std::vector<double>>& curves, std::size_t k) {
  Node node;
  for (const auto& curve : curves) node.mean += curve[k];
  node.mean /= static_cast<double>(curves.size());
  for (const auto& curve : curves) node.sd += (curve[k] - node.mean) * (curve[k] - node.mean);
  node.sd = std::sqrt(node.sd / static_cast<double>(curves.size() - 1));
  return node;
}

/// floor(share × whole), where share × whole may be a whole number that rounding has missed.
std::size_t rank_of(double share, double whole) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::floor(share * whole + 1e-9)));
}

}  // namespace

MonteCarloEnvelope monte_carlo_envelope(const std::vector<std::vector<double>>& curves,
                                        double level) {
  const std::size_t nodes = curves[0].size(), m = curves.size() - 1;
  const double all = static_cast<double>(curves.size());
  MonteCarloEnvelope made;
  for (auto* column :
       {&made.lower, &made.upper, &made.p, &made.p_lower, &made.global_lower, &made.global_upper}) {
    column->assign(nodes, unknown);
  }
  made.p_global = made.level = made.global_level = unknown;
  if (m == 0) return made;
  const std::size_t rank = std::min(rank_of(level / 2, all), m);
  made.level = 2 * static_cast<double>(rank) / all;
  std::vector<double> farthest(curves.size(), 0), values(m);
  std::vector<Node> centre(nodes);
  bool any = false;
  for (std::size_t k = 0; k < nodes; ++k) {
    bool known = true;
    for (const auto& curve : curves) known = known && !std::isnan(curve[k]);
    if (!known) continue;
    std::size_t above = 0, below = 0;
    for (std::size_t s = 0; s < m; ++s) {
      values[s] = curves[s + 1][k];
      above += values[s] >= curves[0][k];
      below += values[s] <= curves[0][k];
    }
    std::sort(values.begin(), values.end());
    made.lower[k] = values[rank - 1];
    made.upper[k] = values[m - rank];
    made.p[k] = static_cast<double>(1 + above) / all;
    made.p_lower[k] = static_cast<double>(1 + below) / all;
    centre[k] = node_of(curves, k);
    if (!(centre[k].sd > 1e-12 * std::abs(centre[k].mean))) continue;
    any = true;
    for (std::size_t s = 0; s < curves.size(); ++s) {
      farthest[s] = std::max(farthest[s], std::abs(curves[s][k] - centre[k].mean) / centre[k].sd);
    }
  }
  if (!any) return made;
  std::size_t as_far = 0;
  for (std::size_t s = 1; s <= m; ++s) as_far += farthest[s] >= farthest[0];
  made.p_global = static_cast<double>(1 + as_far) / all;
  std::vector<double> simulated(farthest.begin() + 1, farthest.end());
  std::sort(simulated.begin(), simulated.end(), std::greater<>());
  const std::size_t last = std::min(rank_of(level, all), m);
  made.global_level = static_cast<double>(last) / all;
  for (std::size_t k = 0; k < nodes; ++k) {
    if (std::isnan(made.lower[k])) continue;
    made.global_lower[k] = centre[k].mean - simulated[last - 1] * centre[k].sd;
    made.global_upper[k] = centre[k].mean + simulated[last - 1] * centre[k].sd;
  }
  return made;
}

}  // namespace farola
