#pragma once
// The selectors' criteria as their definitions read: sums over all pairs of events.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace farola::test {

inline double gaussian(double dx, double dy, double sigma) {
  return std::exp(-.5 * (dx * dx + dy * dy) / (sigma * sigma)) /
         (2 * std::numbers::pi * sigma * sigma);
}

/// Sum over j of g_sigma(p_i - p_j); with or without j = i.
inline double sum_at(const std::vector<double>& x, const std::vector<double>& y, std::size_t i,
                     double sigma, bool itself) {
  double sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (j != i || itself) sum += gaussian(x[i] - x[j], y[i] - y[j], sigma);
  }
  return sum;
}

inline double brute_force_likelihood(const std::vector<double>& x, const std::vector<double>& y,
                                     double sigma) {
  const auto n = static_cast<double>(x.size());
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += std::log(sum_at(x, y, i, sigma, false) / (n - 1));
  return -sum / n;
}

inline double brute_force_least_squares(const std::vector<double>& x, const std::vector<double>& y,
                                        double sigma) {
  const auto n = static_cast<double>(x.size());
  double square = 0, cross = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    square += sum_at(x, y, i, sigma * std::numbers::sqrt2, true);
    cross += sum_at(x, y, i, sigma, false);
  }
  return square / (n * n) - 2 * cross / (n * (n - 1));
}

inline double brute_force_cronie_van_lieshout(const std::vector<double>& x,
                                              const std::vector<double>& y, double sigma,
                                              double window) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += 1 / sum_at(x, y, i, sigma, true);
  return (sum - window) * (sum - window);
}

/// Berman and Diggle's M(h) in the events' own box, translation correction.
inline double brute_force_diggle(const std::vector<double>& x, const std::vector<double>& y,
                                 double h) {
  using std::numbers::pi;
  const auto [left, right] = std::minmax_element(x.begin(), x.end());
  const auto [low, high] = std::minmax_element(y.begin(), y.end());
  const double width = *right - *left, height = *high - *low, area = width * height;
  const auto n = static_cast<double>(x.size());
  double pairs = 0, integral = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < x.size(); ++j) {
      const double dx = std::abs(x[i] - x[j]), dy = std::abs(y[i] - y[j]), d = std::hypot(dx, dy);
      if (i == j || d >= 2 * h) continue;
      const double share = 1 / ((1 - dx / width) * (1 - dy / height));
      if (d <= h) pairs += share;
      integral +=
          share * (2 * h * h * std::acos(d / (2 * h)) - d / 2 * std::sqrt(4 * h * h - d * d));
    }
  }
  const double per_pair = area / (n * (n - 1)), disc = pi * h * h;
  return (area / n - 2 * pairs * per_pair) / disc + integral * per_pair / (disc * disc);
}

}  // namespace farola::test
