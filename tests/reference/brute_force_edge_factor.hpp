#pragma once
// e_b(c) by quadrature over the plane: horizontal slices of the polygons, each cut to the kernel's
// reach, Gauss-Legendre along and across. Knows nothing of boundary integrals.

#include "farola/density/kernel.hpp"
#include "farola/geometry/polygon.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/quadrature/gauss.hpp>

namespace farola::test {

inline double brute_force_edge_factor(const MultiPolygon& area, Kernel kernel, double bandwidth,
                                      Point c) {
  using boost::math::quadrature::gauss;
  const double reach = kernel_reach(kernel, bandwidth);
  std::vector<const Ring*> rings;
  for (const Polygon& polygon : area) {
    rings.push_back(&polygon.shell);
    for (const Ring& hole : polygon.holes) rings.push_back(&hole);
  }
  const auto slice = [&](double y) {
    const double chord = std::sqrt(std::max(0.0, reach * reach - (y - c.y) * (y - c.y)));
    std::vector<double> crossings;
    for (const Ring* ring : rings) {
      for (std::size_t i = 0; i + 1 < ring->size(); ++i) {
        const Point a = (*ring)[i], b = (*ring)[i + 1];
        if ((a.y > y) == (b.y > y)) continue;
        crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
      }
    }
    std::sort(crossings.begin(), crossings.end());
    double sum = 0;
    for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
      double from = std::max(crossings[k], c.x - chord),
             to = std::min(crossings[k + 1], c.x + chord);
      // Cut where the triangular kernel has its ridge.
      for (const double end : {std::clamp(c.x, from, std::max(from, to)), to}) {
        if (from >= to || end <= from) continue;
        sum += gauss<double, 30>::integrate(
            [&](double x) { return kernel_value(kernel, std::hypot(x - c.x, y - c.y), bandwidth); },
            from, end);
        from = end;
      }
    }
    return sum;
  };
  std::vector<double> cuts;
  for (int i = 0; i <= 400; ++i) cuts.push_back(c.y + reach * (i / 200.0 - 1));
  for (const Ring* ring : rings) {
    for (const Point& p : *ring) {
      if (std::abs(p.y - c.y) < reach) cuts.push_back(p.y);
    }
  }
  std::sort(cuts.begin(), cuts.end());
  double sum = 0;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    if (cuts[i] < cuts[i + 1]) sum += gauss<double, 15>::integrate(slice, cuts[i], cuts[i + 1]);
  }
  return sum;
}

}  // namespace farola::test
