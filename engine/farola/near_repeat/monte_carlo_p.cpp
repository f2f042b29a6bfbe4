#include "farola/near_repeat/monte_carlo_p.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace farola {

std::string_view name_of(Correction correction) noexcept {
  return correction_names[static_cast<std::size_t>(correction)];
}

Correction correction_from_name(const std::string& name) {
  const auto* const found =
      std::find(std::begin(correction_names), std::end(correction_names), name);
  return static_cast<Correction>(found - std::begin(correction_names));
}

std::vector<double> false_discovery_rates(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double least = 1;
  for (std::size_t rank = p.size(); rank > 0; --rank) {
    const std::size_t cell = order[rank - 1];
    least = std::min(least, p[cell] * static_cast<double>(p.size()) / static_cast<double>(rank));
    adjusted[cell] = least;
  }
  return adjusted;
}

namespace {

std::vector<double> by_greatest_z(const std::vector<double>& observed,
                                  const std::vector<std::vector<double>>& shuffled,
                                  const std::vector<double>& mean, const std::vector<double>& sd) {
  const auto z = [&](const std::vector<double>& counts, std::size_t cell) {
    return (counts[cell] - mean[cell]) / sd[cell];
  };
  std::vector<double> greatest;
  for (const std::vector<double>& counts : shuffled) {
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
      if (sd[cell] > 0) most = std::max(most, z(counts, cell));
    }
    greatest.push_back(most);
  }
  std::sort(greatest.begin(), greatest.end());
  std::vector<double> adjusted(observed.size(), 1);
  for (std::size_t cell = 0; cell < observed.size(); ++cell) {
    if (!(sd[cell] > 0)) continue;
    // Equal counts are equal z but for rounding.
    const double own = z(observed, cell) - 1e-9;
    const auto as_great = greatest.end() - std::lower_bound(greatest.begin(), greatest.end(), own);
    adjusted[cell] = static_cast<double>(1 + as_great) / static_cast<double>(shuffled.size() + 1);
  }
  return adjusted;
}

}  // namespace

MonteCarloP monte_carlo_p(const std::vector<double>& observed,
                          const std::vector<std::vector<double>>& shuffled,
                          const std::vector<double>& mean, const std::vector<double>& sd,
                          Correction correction, const Progress& progress, double tolerance) {
  const std::size_t m = shuffled.size();
  MonteCarloP found;
  std::vector<double> counts(m);
  for (std::size_t cell = 0; cell < observed.size(); ++cell) {
    progress.check();
    const double slack = tolerance * std::abs(observed[cell]);
    std::size_t more = 0, fewer = 0;
    for (std::size_t k = 0; k < m; ++k) {
      counts[k] = shuffled[k][cell];
      more += counts[k] >= observed[cell] - slack;
      fewer += counts[k] <= observed[cell] + slack;
    }
    const auto share = [&](std::size_t count) {
      return static_cast<double>(1 + count) / static_cast<double>(m + 1);
    };
    found.upper.push_back(share(more));
    found.lower.push_back(share(fewer));
    found.two_sided.push_back(std::min(1.0, 2 * std::min(share(more), share(fewer))));
    std::sort(counts.begin(), counts.end());
    found.median.push_back((counts[(m - 1) / 2] + counts[m / 2]) / 2);
  }
  if (correction == Correction::max_z) {
    found.adjusted = by_greatest_z(observed, shuffled, mean, sd);
    return found;
  }
  std::vector<double> p;
  for (std::size_t cell = 0; cell < observed.size(); ++cell) {
    if (sd[cell] > 0) p.push_back(found.upper[cell]);
  }
  const std::vector<double> rates = false_discovery_rates(p);
  auto next = rates.begin();
  for (const double s : sd) found.adjusted.push_back(s > 0 ? *next++ : 1);
  return found;
}

}  // namespace farola
