#include "farola/risk/concentration_curve.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace farola {

// The first step whose upper vertex is not below the share.
std::size_t ConcentrationCurve::step_at(double area_share) const {
  const auto upper = std::lower_bound(area.begin() + 1, area.end(), area_share);
  const auto k = static_cast<std::size_t>(upper - area.begin()) - 1;
  return std::min(k, area.size() - 2);
}

double ConcentrationCurve::part_taken(std::size_t k, double area_share) const {
  if (area_share >= area[k + 1]) return 1;
  if (area_share <= area[k]) return 0;
  return (area_share - area[k]) / (area[k + 1] - area[k]);
}

double ConcentrationCurve::share_of_events(double area_share) const {
  const std::size_t k = step_at(area_share);
  return events[k] + part_taken(k, area_share) * (events[k + 1] - events[k]);
}

double ConcentrationCurve::gini() const {
  double twice = 0;
  for (std::size_t k = 0; k + 1 < area.size(); ++k) {
    twice += (area[k + 1] - area[k]) * (events[k] + events[k + 1]);
  }
  return twice - 1;
}

ConcentrationCurve concentration_curve(std::span<const double> score, std::span<const double> area,
                                       std::span<const double> events) {
  ConcentrationCurve curve;
  std::vector<std::uint32_t> order;
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (!std::isnan(score[i])) order.push_back(static_cast<std::uint32_t>(i));
  }
  // Ties by index, so that their sums are the same in every run.
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return score[a] != score[b] ? score[a] > score[b] : a < b;
  });
  curve.step.assign(score.size(), ConcentrationCurve::outside);
  curve.area = {0};
  curve.events = {0};
  double area_taken = 0, events_taken = 0;
  for (std::size_t i = 0; i < order.size();) {
    const double value = score[order[i]];
    const auto step = static_cast<std::uint32_t>(curve.score.size());
    for (; i < order.size() && score[order[i]] == value; ++i) {
      area_taken += area[order[i]];
      events_taken += events[order[i]];
      curve.step[order[i]] = step;
    }
    curve.score.push_back(value);
    curve.area.push_back(area_taken);
    curve.events.push_back(events_taken);
  }
  if (order.empty() || !(events_taken > 0)) {
    curve.score.assign(1, std::nan(""));
    curve.area = curve.events = {0, 1};
    for (const std::uint32_t i : order) curve.step[i] = 0;
    return curve;
  }
  for (double& a : curve.area) a /= area_taken;
  for (double& e : curve.events) e /= events_taken;
  return curve;
}

ConcentrationCurve concentration_ideal(std::span<const double> score, std::span<const double> area,
                                       std::span<const double> events) {
  std::vector<double> known(score.begin(), score.end());
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!std::isnan(known[i])) known[i] = events[i] / area[i];
  }
  return concentration_curve(known, area, events);
}

}  // namespace farola
