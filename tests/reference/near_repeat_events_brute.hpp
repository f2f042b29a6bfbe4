#pragma once
// The readable twin of near_repeat_events(): every pair asked in turn, chains walked from event to
// event.

#include "farola/near_repeat/near_repeat_events.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace farola::reference {

/// With the distance of any two events.
template <class Distance>
std::vector<NearRepeatEvent> near_repeat_events_brute_of(const SpaceTimeEvents& e,
                                                         std::span<const double> t,
                                                         const NearRepeatOptions& o,
                                                         const Distance& distance) {
  const auto n = static_cast<std::uint32_t>(e.size());
  const auto below = [&](double value, double limit) {
    return o.closed == Closed::left ? value < limit : value <= limit;
  };
  const auto close = [&](std::uint32_t i, std::uint32_t j) {
    const double d = distance(i, j);
    return (d <= o.same_place.value || below(d, o.distance.value)) &&
           below(std::abs(t[i] - t[j]), o.time.value * 86400);
  };
  const auto before = [&](std::uint32_t j, std::uint32_t i) {
    return t[j] < t[i] || (t[j] == t[i] && j < i);
  };
  // Whether j makes the better parent of i than k, one rule after the other.
  const auto better = [&](std::uint32_t i, std::uint32_t j, std::uint32_t k) {
    const double dj = distance(i, j), dk = distance(i, k);
    if (o.parent == ParentRule::latest) {
      const bool same_j = dj <= o.same_place.value, same_k = dk <= o.same_place.value;
      if (same_j != same_k) return same_j;
      if (t[j] != t[k]) return t[j] > t[k];
      if (dj != dk) return dj < dk;
    } else {
      if (dj != dk) return dj < dk;
      if (t[j] != t[k]) return t[j] > t[k];
    }
    return j > k;
  };

  std::vector<NearRepeatEvent> found(n);
  std::vector<std::vector<std::uint32_t>> near(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j < n; ++j) {
      if (i == j || !close(i, j)) continue;
      near[i].push_back(j);
      std::uint32_t& parent = found[i].parent;
      if (before(j, i) && (parent == no_event || better(i, j, parent))) parent = j;
    }
  }
  std::vector<std::uint32_t> order(n);
  for (std::uint32_t i = 0; i < n; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), before);
  std::uint32_t chains = 0;
  for (const std::uint32_t i : order) {
    NearRepeatEvent& event = found[i];
    if (near[i].empty()) {
      event.originator = i;
      continue;
    }
    if (event.parent == no_event) {
      event.role = Role::originator;
    } else {
      event.parent_distance = distance(i, event.parent);
      event.parent_lag = t[i] - t[event.parent];
      event.role = event.parent_distance <= o.same_place.value ? Role::repeat : Role::near_repeat;
      ++found[event.parent].followers;
    }
    event.originator = i;
    for (std::uint32_t up = event.parent; up != no_event; up = found[up].parent) {
      ++event.generation;
      event.originator = up;
    }
    event.originator_distance = distance(i, event.originator);
    event.originator_lag = t[i] - t[event.originator];
    if (event.chain != 0) continue;
    event.chain = ++chains;
    for (std::vector<std::uint32_t> open = {i}; !open.empty();) {
      const std::uint32_t at = open.back();
      open.pop_back();
      for (const std::uint32_t j : near[at]) {
        if (found[j].chain != 0) continue;
        found[j].chain = chains;
        open.push_back(j);
      }
    }
  }
  return found;
}

inline std::vector<NearRepeatEvent> near_repeat_events_brute(const SpaceTimeEvents& e,
                                                             std::span<const double> t,
                                                             const NearRepeatOptions& o) {
  const auto distance = [&](std::uint32_t i, std::uint32_t j) {
    const double dx = e.x[i] - e.x[j], dy = e.y[i] - e.y[j];
    return o.metric == DistanceMetric::manhattan ? std::abs(dx) + std::abs(dy)
                                                 : std::sqrt(dx * dx + dy * dy);
  };
  return near_repeat_events_brute_of(e, t, o, distance);
}

}  // namespace farola::reference
