#include "farola/near_repeat/near_repeat_events.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/chain_table.hpp"
#include "farola/near_repeat/event_places.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <mutex>
#include <numeric>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace farola {

std::string_view name_of(Role role) noexcept { return role_names[static_cast<std::size_t>(role)]; }

ParentRule parent_rule_from_name(const std::string& name) {
  const auto* const found =
      std::find(std::begin(parent_rule_names), std::end(parent_rule_names), name);
  return static_cast<ParentRule>(found - std::begin(parent_rule_names));
}

namespace {

constexpr std::size_t places_per_block = 64;
constexpr std::size_t edges_at_once = 1 << 14;

using Edge = std::pair<std::uint32_t, std::uint32_t>;

void require_options(const NearRepeatOptions& options) {
  const auto metres = [](double value, const std::string& parameter, const std::string& example) {
    if (value >= 0 && std::isfinite(value)) return;
    fail_usage(parameter + "-negative", parameter,
               fmt::format("{} must be 0 m or more, got {}. Give metres, for example --{} {}.",
                           parameter == "distance" ? "Distance" : "Same place", plain(value),
                           parameter, example));
  };
  metres(options.distance.value, "distance", "200");
  metres(options.same_place.value, "same-place", "0");
  if (options.time.value > 0 && std::isfinite(options.time.value)) return;
  fail_usage("days-not-positive", "days",
             fmt::format("Days must be a positive number, got {}. Give for example --days 14.",
                         plain(options.time.value)));
}

/// How well the times are known, held against the time asked for.
void require_fine_times(const SpaceTimeEvents& events, const NearRepeatOptions& options,
                        Report& report) {
  const double wanted = options.time.value * seconds_per_day;
  std::int64_t coarse = 0, days = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double length = events.until[i] - events.from[i] + 1;
    coarse += length > wanted;
    days += length >= seconds_per_day;
  }
  const auto all = static_cast<std::int64_t>(events.size());
  if (wanted < seconds_per_day && 2 * days > all) {
    fail_data("times-coarser-than-days",
              fmt::format("{} of {} events are known by their date or less, and {} days are {:.3g} "
                          "hours: what follows what within a day cannot be told from dates. Give "
                          "--days 1 or more, or name a field with the clock, for example --time "
                          "\"date+clock\".",
                          grouped(days), grouped(all), plain(options.time.value),
                          options.time.value * 24),
              "days");
  }
  if (coarse == 0) return;
  report.warn(fmt::format(
      "{} of {} events are known to an interval longer than the {} days looked at; each is taken "
      "at one moment of it, so what they follow is a guess. Leave them out with --where, or choose "
      "another --moment and compare.",
      grouped(coarse), grouped(all), plain(options.time.value)));
}

/// Sets of events that close pairs join. Which number stands for a set does not depend on the order
/// of joining: the lowest.
class Components {
 public:
  explicit Components(std::size_t count) : up_(count) { std::iota(up_.begin(), up_.end(), 0U); }
  void join(std::span<const Edge> edges) {
    const std::lock_guard lock(mutex_);
    for (const auto& [a, b] : edges) {
      const std::uint32_t one = find(a), other = find(b);
      up_[std::max(one, other)] = std::min(one, other);
    }
  }
  std::vector<std::uint32_t> all() {
    for (std::uint32_t i = 0; i < up_.size(); ++i) up_[i] = find(i);
    return std::move(up_);
  }

 private:
  std::uint32_t find(std::uint32_t i) {
    while (up_[i] != i) {
      up_[i] = up_[up_[i]];
      i = up_[i];
    }
    return i;
  }
  std::mutex mutex_;
  std::vector<std::uint32_t> up_;
};

/// The search for parents, place by place.
class Links {
 public:
  Links(const SpaceTimeEvents& events, std::span<const double> times,
        const EventDistances& distances, const NearRepeatOptions& options)
      : times_(times),
        options_(options),
        places_(event_places(events.x, events.y, times)),
        parents_(events.size()),
        components_(events.size()) {
    // Days become whole seconds where rounding alone stands between, as for bands.
    const double seconds = options.time.value * seconds_per_day, whole = std::round(seconds);
    within_ = {std::abs(seconds - whole) <= 1e-6 ? whole : seconds, options.closed == Closed::left};
    BandLimit space{options.distance.value, options.closed == Closed::left};
    if (!space.below(options.same_place.value)) space = {options.same_place.value, false};
    std::vector<std::uint32_t> firsts;
    for (std::size_t place = 0; place < places_.size(); ++place) {
      firsts.push_back(places_.at(place)[0]);
    }
    close_ = distances.close_pairs(firsts, space);
  }

  void search(const Progress& progress) {
    for_each_block(places_.size(), places_per_block, progress,
                   [&](std::size_t begin, std::size_t end, std::size_t) {
                     std::vector<Neighbour> near;
                     std::vector<Edge> edges;
                     for (const std::uint32_t place : close_->order().subspan(begin, end - begin)) {
                       near.assign(1, {place, 0});
                       close_->neighbours_of(place, near);
                       for (const Neighbour& other : near) {
                         progress.check();
                         merge(place, other, edges);
                         if (edges.size() < edges_at_once) continue;
                         components_.join(edges);
                         edges.clear();
                       }
                     }
                     components_.join(edges);
                   });
  }

  std::vector<NearRepeatEvent> linked() const {
    std::vector<NearRepeatEvent> events(parents_.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      const Parent& parent = parents_[i];
      if (parent.event == no_event) continue;
      events[i].parent = parent.event;
      events[i].parent_distance = parent.distance;
      events[i].parent_lag = times_[i] - parent.time;
      events[i].role = parent.same ? Role::repeat : Role::near_repeat;
    }
    return events;
  }

  std::vector<std::uint32_t> components() { return components_.all(); }

 private:
  struct Parent {
    std::uint32_t event = no_event;
    bool same = false;
    double time = 0, distance = 0;
  };

  bool better(const Parent& a, const Parent& b) const {
    if (b.event == no_event) return true;
    if (options_.parent == ParentRule::nearest) {
      return std::tuple(-a.distance, a.time, a.event) > std::tuple(-b.distance, b.time, b.event);
    }
    return std::tuple(a.same, a.time, -a.distance, a.event) >
           std::tuple(b.same, b.time, -b.distance, b.event);
  }

  /// Each event of a place looks for its latest predecessor at another (or the same) place.
  void merge(std::size_t place, const Neighbour& other, std::vector<Edge>& edges) {
    const auto here = places_.at(place), there = places_.at(other.event);
    const bool same = other.distance <= options_.same_place.value;
    std::size_t before = 0;
    for (const std::uint32_t i : here) {
      while (before < there.size() && comes_before(there[before], i)) ++before;
      if (before == 0) continue;
      const std::uint32_t j = there[before - 1];
      if (!within_.below(times_[i] - times_[j])) continue;
      edges.emplace_back(i, j);
      const Parent found{j, same, times_[j], other.distance};
      if (better(found, parents_[i])) parents_[i] = found;
    }
  }

  bool comes_before(std::uint32_t j, std::uint32_t i) const {
    return std::pair(times_[j], j) < std::pair(times_[i], i);
  }

  std::span<const double> times_;
  const NearRepeatOptions& options_;
  EventPlaces places_;
  BandLimit within_;
  std::unique_ptr<ClosePairs> close_;
  std::vector<Parent> parents_;
  Components components_;
};

double middle(std::vector<double>& values) {
  if (values.empty()) return 0;
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  if (values.size() % 2 == 1) return *half;
  return (*half + *std::max_element(values.begin(), half)) / 2;
}

void tell(const NearRepeatOptions& options, std::string_view metric, NearRepeatEvents& found) {
  std::array<std::int64_t, 4> roles{};
  std::int64_t at_once = 0;
  for (const NearRepeatEvent& event : found.events) {
    ++roles[static_cast<std::size_t>(event.role)];
    at_once += event.parent != no_event && event.parent_lag == 0;
  }
  const auto count = [&](Role role) { return roles[static_cast<std::size_t>(role)]; };
  const auto largest =
      std::max_element(found.chains.begin(), found.chains.end(),
                       [](const Chain& a, const Chain& b) { return a.events < b.events; });
  const std::int64_t most = largest == found.chains.end() ? 0 : largest->events;
  const LinkMedians medians = link_medians(found);
  auto& told = found.report.values["near_repeat_events"];
  told = {{"distance_m", options.distance.value},
          {"days", options.time.value},
          {"same_place_m", options.same_place.value},
          {"closed", name_of(options.closed)},
          {"distance_metric", metric},
          {"parent", parent_rule_names[static_cast<std::size_t>(options.parent)]},
          {"originators", count(Role::originator)},
          {"repeats", count(Role::repeat)},
          {"near_repeats", count(Role::near_repeat)},
          {"isolated", count(Role::isolated)},
          {"chains", found.chains.size()},
          {"largest_chain", most},
          {"links_at_the_same_time", at_once}};
  told["median_lag_days"] = nullptr;
  told["median_near_repeat_distance_m"] = nullptr;
  if (medians.links > 0) told["median_lag_days"] = medians.lag / seconds_per_day;
  if (medians.near_links > 0) told["median_near_repeat_distance_m"] = medians.distance;

  const bool left = options.closed == Closed::left;
  found.report.note(fmt::format(
      "Within {} {} m{} and {} {} days: {} originators, {} repeats, {} near repeats and {} "
      "isolated "
      "events, in {} chains, the largest of {} events.",
      left ? "less than" : "at most", plain(options.distance.value),
      metric == "network" ? " along the streets" : "", left ? "less than" : "at most",
      plain(options.time.value), grouped(count(Role::originator)), grouped(count(Role::repeat)),
      grouped(count(Role::near_repeat)), grouped(count(Role::isolated)),
      grouped(static_cast<std::int64_t>(found.chains.size())), grouped(most)));
  if (at_once > 0) {
    found.report.note(
        fmt::format("{} events follow one of the very same time; which came first is "
                    "not known, and the order of the rows was taken.",
                    grouped(at_once)));
  }
  const auto all = static_cast<std::int64_t>(found.events.size());
  if (most >= 100 && 10 * most > all && largest->span > 10 * options.distance.value) {
    found.report.warn(fmt::format(
        "One chain holds {} of {} events over {:.1f} km: at this distance and time events are so "
        "dense that chains run into each other. Give a smaller --distance or --days.",
        grouped(most), grouped(all), largest->span / 1000));
  }
}

}  // namespace

LinkMedians link_medians(const NearRepeatEvents& found) {
  std::vector<double> lags, distances;
  for (const NearRepeatEvent& event : found.events) {
    if (event.parent == no_event) continue;
    lags.push_back(event.parent_lag);
    if (event.role == Role::near_repeat) distances.push_back(event.parent_distance);
  }
  return {static_cast<std::int64_t>(lags.size()), static_cast<std::int64_t>(distances.size()),
          middle(lags), middle(distances)};
}

NearRepeatEvents near_repeat_events(const SpaceTimeEvents& events, std::span<const double> times,
                                    const NearRepeatOptions& options, const Progress& progress) {
  const auto distances = planar_distances(events.x, events.y, options.metric);
  return near_repeat_events(events, times, *distances, options, progress);
}

NearRepeatEvents near_repeat_events(const SpaceTimeEvents& events, std::span<const double> times,
                                    const EventDistances& distances,
                                    const NearRepeatOptions& options, const Progress& progress) {
  require_options(options);
  NearRepeatEvents found;
  require_fine_times(events, options, found.report);
  Links links(events, times, distances, options);
  links.search(progress.part(0, .8));
  found.events = links.linked();
  found.chains = make_chains(events, times, links.components(), distances, options, found.events,
                             progress.part(.8, 1));
  tell(options, distances.metric(), found);
  return found;
}

}  // namespace farola
