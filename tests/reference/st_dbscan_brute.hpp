#pragma once
// ST-DBSCAN as its definition reads: every pair asked, clusters grown from the events in order, a
// border event kept by the first cluster that reaches it.

#include "farola/near_repeat/st_dbscan.hpp"

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace farola::reference {

inline StDbscan st_dbscan_brute(std::span<const double> x, std::span<const double> y,
                                std::span<const double> times, const StDbscanOptions& options) {
  const std::size_t count = x.size();
  const double eps2 = seconds_in(options.time);
  std::vector<std::vector<std::size_t>> neighbours(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      if (distance_between(options.metric, x[j] - x[i], y[j] - y[i]) <= options.distance.value &&
          std::abs(times[i] - times[j]) <= eps2) {
        neighbours[i].push_back(j);
      }
    }
  }
  const auto core = [&](std::size_t i) {
    return static_cast<std::int64_t>(neighbours[i].size()) >= options.minimum_points;
  };
  StDbscan found;
  found.cluster.assign(count, 0);
  found.membership.assign(count, Membership::noise);
  for (std::size_t i = 0; i < count; ++i) {
    if (found.cluster[i] != 0 || !core(i)) continue;
    ++found.clusters;
    std::vector<std::size_t> open = {i};
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      if (found.cluster[at] != 0) continue;
      found.cluster[at] = found.clusters;
      found.membership[at] = core(at) ? Membership::core : Membership::border;
      if (core(at)) open.insert(open.end(), neighbours[at].begin(), neighbours[at].end());
    }
  }
  return found;
}

}  // namespace farola::reference
