#include "farola/catalog/chain_layers.hpp"

#include "farola/core/units.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/io/category_style.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

namespace farola::catalog {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Okabe and Ito's colours stay apart for the colour-blind; what is alone steps back.
const io::Category by_role[] = {{"isolated", "#b4b4b4", 1.4},
                                {"near repeat", "#56b4e9", 2.2},
                                {"repeat", "#d55e00", 2.4},
                                {"originator", "#000000", 2.6}};
const io::Category by_link[] = {{"near repeat", "#2b7fb0", .4}, {"repeat", "#d55e00", .5}};

/// Chains by their events; the classes end with the largest chain there is.
std::vector<io::SizeClass> chain_sizes(std::int64_t largest) {
  std::vector<io::SizeClass> sizes;
  const std::int64_t from[] = {2, 3, 5, 10, 20, 50, 100};
  double diameter = 3;
  for (std::size_t i = 0; i < std::size(from) && (i == 0 || from[i] <= largest); ++i) {
    const bool last = i + 1 == std::size(from) || from[i + 1] > largest;
    const std::int64_t to = last ? std::max(largest, from[i]) : from[i + 1] - 1;
    sizes.push_back({static_cast<double>(from[i]), static_cast<double>(to),
                     (from[i] == to ? std::to_string(to)
                                    : std::to_string(from[i]) + " to " + std::to_string(to)) +
                         " events",
                     diameter});
    diameter += 1.5;
  }
  return sizes;
}

std::string role_of(const NearRepeatEvent& event) { return std::string(name_of(event.role)); }

/// Half seconds, which midpoints have, are rounded down.
std::string text_of(const SpaceTimeEvents& events, double time) {
  return iso_text(events.origin + static_cast<Timestamp>(std::floor(time)));
}

io::Layer events_layer(const SpaceTimeEvents& events, std::span<const double> times,
                       const NearRepeatEvents& found) {
  std::vector<Point> places;
  std::vector<std::int64_t> row, chain, generation, followers, parent, originator;
  std::vector<double> lag, distance, originator_lag, originator_distance;
  std::vector<std::string> time, kind, role;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const NearRepeatEvent& event = found.events[i];
    const bool alone = event.chain == 0, child = event.parent != no_event;
    places.push_back({events.x[i], events.y[i]});
    row.push_back(events.row[i]);
    time.push_back(text_of(events, times[i]));
    if (!events.kind.empty()) {
      kind.push_back(events.kind[i] < 0 ? std::string()
                                        : events.kinds[static_cast<std::size_t>(events.kind[i])]);
    }
    role.push_back(role_of(event));
    chain.push_back(alone ? io::no_number : event.chain);
    generation.push_back(alone ? io::no_number : event.generation);
    followers.push_back(event.followers);
    parent.push_back(child ? events.row[event.parent] : io::no_number);
    lag.push_back(child ? event.parent_lag / seconds_per_day : missing);
    distance.push_back(child ? event.parent_distance : missing);
    originator.push_back(child ? events.row[event.originator] : io::no_number);
    originator_lag.push_back(child ? event.originator_lag / seconds_per_day : missing);
    originator_distance.push_back(child ? event.originator_distance : missing);
  }
  io::Layer layer;
  layer.name = "events";
  layer.description = "Events by what they follow: originators, repeats, near repeats, isolated";
  layer.crs = events.crs;
  layer.geometry = std::move(places);
  layer.columns = {{"row", "row or feature id in the source", row},
                   {"time", "moment taken, local time", time}};
  if (!kind.empty()) layer.columns.push_back({"kind", "kind of event", kind});
  for (io::Column& column : std::vector<io::Column>{
           {"role", "originator, repeat, near repeat or isolated", role},
           {"chain", "number of its chain; none when isolated", chain},
           {"generation", "parents up to an originator", generation},
           {"followers", "events whose parent it is", followers},
           {"parent_row", "row of the event it follows", parent},
           {"parent_lag_days", "days since that", lag},
           {"parent_distance_m", "metres from that", distance},
           {"originator_row", "row of the originator at which its parents end", originator},
           {"originator_lag_days", "days since that", originator_lag},
           {"originator_distance_m", "metres from that", originator_distance}}) {
    layer.columns.push_back(std::move(column));
  }
  layer.style_qml = io::category_style("role", io::CategoryShape::point, by_role);
  return layer;
}

io::Layer links_layer(const SpaceTimeEvents& events, const NearRepeatEvents& found) {
  std::vector<io::Line> lines;
  std::vector<std::int64_t> child, parent, chain;
  std::vector<double> lag, distance;
  std::vector<std::string> role;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const NearRepeatEvent& event = found.events[i];
    if (event.parent == no_event) continue;
    const Point from{events.x[i], events.y[i]}, to{events.x[event.parent], events.y[event.parent]};
    lines.push_back(from == to ? io::Line{} : io::Line{from, to});
    child.push_back(events.row[i]);
    parent.push_back(events.row[event.parent]);
    role.push_back(role_of(event));
    chain.push_back(event.chain);
    lag.push_back(event.parent_lag / seconds_per_day);
    distance.push_back(event.parent_distance);
  }
  io::Layer layer;
  layer.name = "links";
  layer.description = "From each repeat or near repeat to the event it follows";
  layer.crs = events.crs;
  layer.geometry = std::move(lines);
  layer.columns = {{"child_row", "row of the later event", child},
                   {"parent_row", "row of the earlier event", parent},
                   {"role", "repeat or near repeat", role},
                   {"chain", "number of the chain", chain},
                   {"lag_days", "days between them", lag},
                   {"distance_m", "metres between them", distance}};
  layer.style_qml = io::category_style("role", io::CategoryShape::line, by_link);
  return layer;
}

io::Layer chains_layer(const SpaceTimeEvents& events, std::span<const double> times,
                       const NearRepeatEvents& found) {
  std::vector<Point> centres;
  std::vector<std::int64_t> number, size, originators, repeats, near_repeats, generations;
  std::vector<double> weight, duration, span;
  std::vector<std::string> first, last;
  for (const Chain& chain : found.chains) {
    centres.push_back(chain.centre);
    number.push_back(static_cast<std::int64_t>(number.size()) + 1);
    size.push_back(chain.events);
    originators.push_back(chain.originators);
    repeats.push_back(chain.repeats);
    near_repeats.push_back(chain.near_repeats);
    generations.push_back(chain.generations);
    weight.push_back(chain.weight);
    first.push_back(text_of(events, times[chain.first]));
    last.push_back(text_of(events, times[chain.last]));
    duration.push_back(chain.duration / seconds_per_day);
    span.push_back(chain.span);
  }
  io::Layer layer;
  layer.name = "chains";
  layer.description = "Chains of events that are close in space and time, at their mean place";
  layer.crs = events.crs;
  layer.geometry = std::move(centres);
  layer.columns = {{"chain", "number, by first event", number},
                   {"events", "events in it", size},
                   {"originators", "events in it that follow none", originators},
                   {"repeats", "events that follow one at the same place", repeats},
                   {"near_repeats", "events that follow one nearby", near_repeats},
                   {"generations", "longest line of parents", generations},
                   {"weight", "sum of the weights of its events", weight},
                   {"first", "time of the first event", first},
                   {"last", "time of the last event", last},
                   {"duration_days", "days from first to last", duration},
                   {"span_m", "greatest distance between two of its events, metres", span}};
  const std::int64_t largest = size.empty() ? 2 : *std::max_element(size.begin(), size.end());
  layer.style_qml = io::ring_style("events", "#009e73", chain_sizes(largest));
  return layer;
}

}  // namespace

std::vector<io::Layer> chain_layers(const SpaceTimeEvents& events, std::span<const double> times,
                                    const NearRepeatEvents& found) {
  std::vector<io::Layer> layers;
  layers.push_back(events_layer(events, times, found));
  layers.push_back(links_layer(events, found));
  layers.push_back(chains_layer(events, times, found));
  return layers;
}

}  // namespace farola::catalog
