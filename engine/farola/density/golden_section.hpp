#pragma once
// The minimum of a function of a positive number: equal ratios first, golden section around the
// best.

#include "farola/core/progress.hpp"

#include <cmath>
#include <functional>
#include <vector>

namespace farola {

struct Minimum {
  double at = 0;
  double value = 0;
  bool at_lower = false, at_upper = false;  ///< an end of the range was best
  int evaluations = 0;
};

/// Minimum of f over [lower, upper]: `coarse` values in equal ratio, ends included, then golden
/// section between the neighbours of the best until their ratio is below 1 + tolerance. Finds the
/// minimum next to the best coarse value when there are several; of equal values the smaller
/// argument wins. REQUIRES 0 < lower < upper, coarse >= 3.
inline Minimum minimum_of(const std::function<double(double, const Progress&)>& f, double lower,
                          double upper, int coarse, double tolerance, const Progress& progress) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  const double step = std::log(upper / lower) / (coarse - 1);
  const int fine =
      static_cast<int>(std::ceil(std::log(tolerance / (2 * step)) / std::log(golden))) + 2;
  const double total = coarse + std::max(fine, 0);
  Minimum found;
  const auto evaluate = [&](double log_at) {
    const double done = found.evaluations++;
    const double from = std::min(done / total, 1.0), to = std::min((done + 1) / total, 1.0);
    return f(std::exp(log_at), progress.part(from, to));
  };
  const double first = std::log(lower);
  int best = 0;
  double best_value = 0;
  for (int i = 0; i < coarse; ++i) {
    const double value = evaluate(first + i * step);
    if (i == 0 || value < best_value) {
      best = i;
      best_value = value;
    }
  }
  double a = first + std::max(best - 1, 0) * step,
         b = first + std::min(best + 1, coarse - 1) * step;
  double c = b - golden * (b - a), d = a + golden * (b - a);
  double fc = evaluate(c), fd = evaluate(d);
  double at = first + best * step;
  while (b - a > tolerance) {
    if (fc <= fd) {
      b = d;
      d = c;
      fd = fc;
      c = b - golden * (b - a);
      fc = evaluate(c);
    } else {
      a = c;
      c = d;
      fc = fd;
      d = a + golden * (b - a);
      fd = evaluate(d);
    }
  }
  if (std::min(fc, fd) < best_value) {
    at = fc <= fd ? c : d;
    best_value = std::min(fc, fd);
  }
  found.at = std::exp(at);
  found.value = best_value;
  found.at_lower = at - first <= 2 * tolerance;
  found.at_upper = first + (coarse - 1) * step - at <= 2 * tolerance;
  progress.finish();
  return found;
}

}  // namespace farola
