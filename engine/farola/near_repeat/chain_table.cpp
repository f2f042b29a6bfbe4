#include "farola/near_repeat/chain_table.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace farola {
namespace {

/// Twice the area of the triangle, positive when c lies left of a to b.
double turn(const Point& a, const Point& b, const Point& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/// The corners of the convex hull (Andrew's monotone chain). REQUIRES sorted, distinct points.
std::vector<Point> hull_of(const std::vector<Point>& points) {
  std::vector<Point> hull;
  const auto add = [&](const Point& point, std::size_t least) {
    while (hull.size() > least && turn(hull[hull.size() - 2], hull.back(), point) <= 0) {
      hull.pop_back();
    }
    hull.push_back(point);
  };
  for (const Point& point : points) add(point, 1);
  const std::size_t lower = hull.size();
  for (std::size_t k = points.size() - 1; k-- > 0;) add(points[k], lower);
  return hull;
}

/// How far each event is from its originator. Those of one originator go together: along streets
/// they are one search, which need go no further than the longest way from parent to parent.
void measure_originators(const EventDistances& distances, std::span<const std::uint32_t> order,
                         std::vector<NearRepeatEvent>& linked, const Progress& progress) {
  std::vector<double> way(linked.size());
  std::vector<std::uint32_t> later;  // generation 2 and more
  for (const std::uint32_t i : order) {
    NearRepeatEvent& event = linked[i];
    if (event.parent == no_event) continue;
    way[i] = way[event.parent] + event.parent_distance;
    event.originator_distance = event.parent_distance;
    if (event.generation > 1) later.push_back(i);
  }
  std::stable_sort(later.begin(), later.end(), [&](std::uint32_t a, std::uint32_t b) {
    return linked[a].originator < linked[b].originator;
  });
  std::vector<std::size_t> begins;
  for (std::size_t k = 0; k < later.size(); ++k) {
    if (k == 0 || linked[later[k]].originator != linked[later[k - 1]].originator)
      begins.push_back(k);
  }
  begins.push_back(later.size());
  for_each_block(begins.size() - 1, 1, progress, [&](std::size_t, std::size_t, std::size_t g) {
    const auto own = std::span(later).subspan(begins[g], begins[g + 1] - begins[g]);
    double most = 0;
    for (const std::uint32_t i : own) most = std::max(most, way[i]);
    std::vector<double> found(own.size());
    distances.from(linked[own[0]].originator, own, most, found, progress);
    for (std::size_t k = 0; k < own.size(); ++k) linked[own[k]].originator_distance = found[k];
  });
}

}  // namespace

double span_of(std::vector<Point> points, DistanceMetric metric) {
  if (points.size() < 2) return 0;
  if (metric == DistanceMetric::manhattan) {
    double low_sum = points[0].x + points[0].y, high_sum = low_sum;
    double low_difference = points[0].x - points[0].y, high_difference = low_difference;
    for (const Point& p : points) {
      low_sum = std::min(low_sum, p.x + p.y);
      high_sum = std::max(high_sum, p.x + p.y);
      low_difference = std::min(low_difference, p.x - p.y);
      high_difference = std::max(high_difference, p.x - p.y);
    }
    return std::max(high_sum - low_sum, high_difference - low_difference);
  }
  std::sort(points.begin(), points.end(),
            [](const Point& a, const Point& b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  const std::vector<Point> hull = points.size() > 3 ? hull_of(points) : points;
  double span = 0;
  for (std::size_t a = 0; a < hull.size(); ++a) {
    for (std::size_t b = a + 1; b < hull.size(); ++b) {
      span = std::max(span, distance_between(metric, hull[b].x - hull[a].x, hull[b].y - hull[a].y));
    }
  }
  return span;
}

std::vector<std::uint32_t> time_order(std::span<const double> times) {
  std::vector<std::uint32_t> order(times.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return times[a] < times[b]; });
  return order;
}

std::vector<Chain> make_chains(const SpaceTimeEvents& events, std::span<const double> times,
                               std::span<const std::uint32_t> component,
                               const EventDistances& distances, const NearRepeatOptions& options,
                               std::vector<NearRepeatEvent>& linked, const Progress& progress) {
  const std::vector<std::uint32_t> order = time_order(times);
  std::vector<std::uint32_t> members(events.size()), chain_of(events.size());
  for (const std::uint32_t c : component) ++members[c];

  std::vector<Chain> chains;
  for (const std::uint32_t i : order) {  // parents come before their children
    NearRepeatEvent& event = linked[i];
    event.originator = i;
    if (event.parent != no_event) {
      NearRepeatEvent& parent = linked[event.parent];
      ++parent.followers;
      event.generation = parent.generation + 1;
      event.originator = parent.originator;
      event.originator_lag = times[i] - times[event.originator];
    }
    if (members[component[i]] < 2) continue;
    std::uint32_t& number = chain_of[component[i]];
    if (number == 0) {
      chains.emplace_back();
      chains.back().first = i;
      number = static_cast<std::uint32_t>(chains.size());
    }
    Chain& chain = chains[number - 1];
    event.chain = number;
    if (event.parent == no_event) event.role = Role::originator;
    ++chain.events;
    chain.originators += event.role == Role::originator;
    chain.repeats += event.role == Role::repeat;
    chain.near_repeats += event.role == Role::near_repeat;
    chain.generations = std::max(chain.generations, event.generation);
    chain.last = i;
    chain.weight += events.weight_of(i);
    chain.centre.x += events.x[i];
    chain.centre.y += events.y[i];
  }
  measure_originators(distances, order, linked, progress.part(.3, .5));

  std::vector<std::vector<Point>> places(chains.size());
  for (const std::uint32_t i : order) {
    if (linked[i].chain == 0) continue;
    std::vector<Point>& own = places[linked[i].chain - 1];
    const Point place{events.x[i], events.y[i]};
    if (own.empty() || !(own.back() == place)) own.push_back(place);
  }
  for (std::size_t k = 0; k < chains.size(); ++k) {
    progress.check();
    Chain& chain = chains[k];
    chain.centre.x /= chain.events;
    chain.centre.y /= chain.events;
    chain.duration = times[chain.last] - times[chain.first];
    chain.span = span_of(std::move(places[k]), options.metric);
  }
  progress.finish();
  return chains;
}

}  // namespace farola
