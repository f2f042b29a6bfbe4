#pragma once
// The self-exciting process fitted by the definition: every pair of events, nothing cut off, the
// background summed pair by pair. No study area, one background rate. O(n^2) an iteration.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace farola::test {

struct BruteTrigger {
  double theta = .3, omega = std::numbers::ln2 / 7, scale = 100;
  double log_likelihood = 0;
  std::vector<double> background;  // p_i
};

/// `t` in days, ascending or not; `area`: where the even share of the background lies.
inline BruteTrigger brute_fit(const std::vector<double>& x, const std::vector<double>& y,
                              const std::vector<double>& t, double days, double bandwidth,
                              double area, double even_share, bool exponential, double precision,
                              int iterations) {
  constexpr double pi = std::numbers::pi;
  const std::size_t n = x.size();
  BruteTrigger now;
  now.background.assign(n, 1 - now.theta);
  for (int step = 0; step <= iterations; ++step) {
    double total = 0;
    for (const double p : now.background) total += p;
    std::vector<double> mu(n), lambda(n);
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < n; ++j) {
        if (j == i) continue;
        const double square = std::pow(x[i] - x[j], 2) + std::pow(y[i] - y[j], 2);
        sum += now.background[j] * std::exp(-square / (2 * bandwidth * bandwidth));
      }
      mu[i] =
          ((1 - even_share) * sum / (2 * pi * bandwidth * bandwidth) + even_share * total / area) /
          days;
    }
    const double s = now.scale, q = precision;
    double set_off = 0, ages = 0, distances = 0, log_sum = 0, left = 0, left_slope = 0;
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> share(n), statistic(n);
      double sum = 0;
      for (std::size_t j = 0; j < n; ++j) {
        if (t[j] >= t[i]) continue;
        const double square = std::pow(x[i] - x[j], 2) + std::pow(y[i] - y[j], 2);
        const double r = std::sqrt(square);
        double h = std::exp(-square / (2 * s * s)) / (2 * pi * s * s);
        statistic[j] = square;
        if (exponential) {
          h = r < q ? (1 - std::exp(-q / s)) / (pi * q * q) : std::exp(-r / s) / (2 * pi * s * r);
          // The mean of an exponential that is known to be below q.
          statistic[j] = r < q ? (s - (s + q) * std::exp(-q / s)) / (1 - std::exp(-q / s)) : r;
        }
        share[j] = now.theta * now.omega * std::exp(-now.omega * (t[i] - t[j])) * h;
        sum += share[j];
      }
      lambda[i] = mu[i] + sum;
      log_sum += std::log(lambda[i]);
      for (std::size_t j = 0; j < n; ++j) {
        set_off += share[j] / lambda[i];
        ages += share[j] / lambda[i] * (t[i] - t[j]);
        distances += share[j] / lambda[i] * statistic[j];
      }
      left += 1 - std::exp(-now.omega * (days - t[i]));
      left_slope += (days - t[i]) * std::exp(-now.omega * (days - t[i]));
    }
    now.log_likelihood = log_sum - total - now.theta * left;
    if (step == iterations) break;
    for (std::size_t i = 0; i < n; ++i) now.background[i] = mu[i] / lambda[i];
    now.theta = set_off / left;
    now.omega = set_off / (ages + now.theta * left_slope);
    now.scale = exponential ? distances / set_off : std::sqrt(distances / (2 * set_off));
  }
  return now;
}

}  // namespace farola::test
