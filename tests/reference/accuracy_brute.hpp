#pragma once
// Measures of accuracy by trying orders: the mean over random orders of ties, counting unit by
// unit.

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <random>
#include <vector>

namespace farola::reference {

/// The share of events in the first `taken` units, for units of equal area, exactly: all of what is
/// above the last score taken, and of its ties the share that is taken.
inline double hit_rate_of_equal_units(const std::vector<double>& score,
                                      const std::vector<double>& events, std::size_t taken) {
  std::vector<double> sorted = score;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const double last = sorted[taken - 1];
  double above = 0, tied = 0, all = 0;
  std::size_t units_above = 0, units_tied = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    all += events[i];
    if (score[i] > last) above += events[i], ++units_above;
    if (score[i] == last) tied += events[i], ++units_tied;
  }
  const double part = static_cast<double>(taken - units_above) / static_cast<double>(units_tied);
  return (above + part * tied) / all;
}

/// Twice the chance that an event stands in a unit before a random place, less one.
inline double gini_by_pairs(const std::vector<double>& score, const std::vector<double>& area,
                            const std::vector<double>& events) {
  double before = 0, all = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    for (std::size_t j = 0; j < score.size(); ++j) {
      const double weight = events[i] * area[j];
      all += weight;
      before += weight * (score[i] > score[j] ? 1 : score[i] == score[j] ? .5 : 0);
    }
  }
  return 2 * before / all - 1;
}

}  // namespace farola::reference
