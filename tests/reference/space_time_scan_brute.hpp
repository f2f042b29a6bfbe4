#pragma once
// The space-time permutation scan as its definition reads: every centre, every disc, every window,
// counted from scratch; the greatest taken, what overlaps it struck off, and again.

#include "farola/near_repeat/scan_plan.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <vector>

namespace farola::reference {

struct BruteCylinder {
  std::size_t centre;
  Cylinder cylinder;
};

inline double metres_between(Point a, Point b) {
  return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

/// Every cylinder with more events than expected, and enough of them.
inline std::vector<BruteCylinder> all_cylinders(std::span<const double> x,
                                                std::span<const double> y, const ScanPlan& plan,
                                                const std::vector<std::int32_t>& step) {
  std::vector<BruteCylinder> all;
  const auto total = static_cast<std::int64_t>(x.size());
  for (std::size_t centre = 0; centre < plan.centres.size(); ++centre) {
    std::vector<double> from_centre;
    for (std::size_t i = 0; i < x.size(); ++i) {
      from_centre.push_back(metres_between({x[i], y[i]}, plan.centres[centre]));
    }
    for (const double radius : std::set<double>(from_centre.begin(), from_centre.end())) {
      const auto in_disc = std::count_if(from_centre.begin(), from_centre.end(),
                                         [&](double d) { return d <= radius; });
      if (radius > plan.maximum_radius) break;
      if (static_cast<std::size_t>(in_disc) > plan.most_in_disc) break;
      for (std::int32_t first = 0; first < plan.margins.steps; ++first) {
        for (std::int32_t last = first; last < plan.margins.steps; ++last) {
          if (last - first >= plan.margins.longest) break;
          if (plan.margins.current && last != plan.margins.steps - 1) continue;
          std::int64_t events = 0, in_window = 0;
          bool at_first = false, at_last = plan.margins.current;
          for (std::size_t i = 0; i < x.size(); ++i) {
            const bool when = step[i] >= first && step[i] <= last;
            const bool both = when && from_centre[i] <= radius;
            in_window += when;
            events += both;
            at_first = at_first || (both && step[i] == first);
            at_last = at_last || (both && step[i] == last);
          }
          if (!at_first || !at_last) continue;
          const double llr = log_likelihood_ratio(events, in_disc * in_window, total);
          if (events < plan.margins.minimum || !(llr > 0)) continue;
          all.push_back({centre, {llr, radius, events, in_disc, in_window, first, last}});
        }
      }
    }
  }
  return all;
}

inline std::vector<BruteCylinder> ranked(std::vector<BruteCylinder> all, const ScanPlan& plan,
                                         std::size_t most) {
  const auto key = [](const BruteCylinder& c) {
    return std::tuple(-c.cylinder.llr, c.cylinder.radius, c.centre, c.cylinder.first,
                      c.cylinder.last);
  };
  std::sort(all.begin(), all.end(),
            [&](const BruteCylinder& a, const BruteCylinder& b) { return key(a) < key(b); });
  std::vector<BruteCylinder> taken;
  for (const BruteCylinder& c : all) {
    if (taken.size() == most) break;
    const bool free = std::all_of(taken.begin(), taken.end(), [&](const BruteCylinder& t) {
      return c.cylinder.radius <
             metres_between(plan.centres[c.centre], plan.centres[t.centre]) - t.cylinder.radius;
    });
    if (free) taken.push_back(c);
  }
  return taken;
}

}  // namespace farola::reference
