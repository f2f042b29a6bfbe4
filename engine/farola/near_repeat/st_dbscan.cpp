#include "farola/near_repeat/st_dbscan.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/space_time_cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double least_distance = .001;
constexpr std::size_t cells_per_block = 64;
constexpr std::int32_t no_cluster = 0;

void require(const StDbscanOptions& options) {
  const double distance = options.distance.value, days = options.time.value;
  if (!std::isfinite(distance) || distance < 0 || (distance > 0 && distance < least_distance)) {
    fail_usage("distance-not-usable", "distance",
               fmt::format("Distance must be 0 (the very same place) or at least {} m, got {} m. "
                           "Give metres, for example --distance 200.",
                           plain(least_distance), plain(distance)));
  }
  if (!std::isfinite(days) || days < 0) {
    fail_usage("days-not-usable", "days",
               fmt::format("Days must be 0 (the same moment) or more, got {}. Give for example "
                           "--days 14.",
                           plain(days)));
  }
  if (options.minimum_points < 1) {
    fail_usage("minimum-points-too-small", "minimum-points",
               fmt::format("Minimum points must be at least 1, the event itself, got {}. Give for "
                           "example --minimum-points 5.",
                           options.minimum_points));
  }
}

/// Sets of positions that belong together; the smaller position stands for a set.
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::uint32_t{0});
  }
  std::uint32_t of(std::size_t a) {
    auto at = static_cast<std::uint32_t>(a);
    while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
    return at;
  }
  void join(std::size_t a, std::size_t b) {
    const std::uint32_t s = of(a), t = of(b);
    parent_[std::max(s, t)] = std::min(s, t);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

/// Core events of one cell, one after another in time without a gap of more than eps2: they belong
/// to one cluster. Positions are those of `core` below.
struct Run {
  std::size_t begin = 0, end = 0;
};

class Clustering {
 public:
  Clustering(const SpaceTimeCells& cells, double eps2, std::int64_t minimum_points)
      : cells_(cells), eps2_(eps2), minimum_(static_cast<std::size_t>(minimum_points)) {}

  void find_core(const Progress& progress) {
    const std::size_t count = cells_.end(cells_.cells() - 1);
    is_core_.assign(count, 0);
    for_each_block(cells_.cells(), cells_per_block, progress,
                   [&](std::size_t begin, std::size_t end, std::size_t) {
                     std::vector<std::size_t> around;
                     for (std::size_t cell = begin; cell < end; ++cell) {
                       cells_.around(cell, around);
                       for (std::size_t a = cells_.begin(cell); a < cells_.end(cell); ++a) {
                         if (a % 256 == 0) progress.check();
                         is_core_[a] = has_enough(cell, around, a);
                       }
                     }
                   });
  }

  void join_core(const Progress& progress) {
    gather_runs();
    Sets sets(core_.size());
    for (const Run& run : runs_) {
      for (std::size_t k = run.begin + 1; k < run.end; ++k) sets.join(run.begin, k);
    }
    std::vector<std::size_t> around;
    for (std::size_t cell = 0; cell < cells_.cells(); ++cell) {
      if (cell % 256 == 0) {
        progress.update(static_cast<double>(cell) / static_cast<double>(cells_.cells()));
      }
      cells_.around(cell, around);
      for (const std::size_t other : around) {
        if (other < cell) continue;
        join_cells(cell, other, sets, progress);
      }
    }
    number_clusters(sets);
    progress.finish();
  }

  void find_border(const Progress& progress) {
    for_each_block(cells_.cells(), cells_per_block, progress,
                   [&](std::size_t begin, std::size_t end, std::size_t) {
                     std::vector<std::size_t> around;
                     for (std::size_t cell = begin; cell < end; ++cell) {
                       cells_.around(cell, around);
                       for (std::size_t a = cells_.begin(cell); a < cells_.end(cell); ++a) {
                         if (a % 256 == 0) progress.check();
                         if (is_core_[a] == 0) label_[a] = first_cluster_near(cell, around, a);
                       }
                     }
                   });
  }

  StDbscan result() const {
    StDbscan found;
    found.cluster.resize(label_.size());
    found.membership.resize(label_.size());
    for (std::size_t a = 0; a < label_.size(); ++a) {
      const std::uint32_t i = cells_.event(a);
      found.cluster[i] = label_[a];
      found.membership[i] = is_core_[a] != 0          ? Membership::core
                            : label_[a] != no_cluster ? Membership::border
                                                      : Membership::noise;
      found.clusters = std::max(found.clusters, label_[a]);
    }
    return found;
  }

 private:
  bool has_enough(std::size_t cell, const std::vector<std::size_t>& around, std::size_t a) const {
    std::size_t count = cells_.within(cell, cells_.time(a), eps2_).size();
    for (const std::size_t other : around) {
      if (count >= minimum_) break;
      const auto range = cells_.within(other, cells_.time(a), eps2_);
      for (std::size_t b = range.begin; b < range.end && count < minimum_; ++b) {
        count += cells_.near(a, b);
      }
    }
    return count >= minimum_;
  }

  void gather_runs() {
    run_begins_.assign(1, 0);
    for (std::size_t cell = 0; cell < cells_.cells(); ++cell) {
      bool open = false;
      for (std::size_t a = cells_.begin(cell); a < cells_.end(cell); ++a) {
        if (is_core_[a] == 0) continue;
        if (!open || cells_.time(a) - cells_.time(core_.back()) > eps2_) {
          runs_.push_back({core_.size(), core_.size()});
          open = true;
        }
        core_.push_back(a);
        runs_.back().end = core_.size();
      }
      run_begins_.push_back(runs_.size());
    }
  }

  double time(std::size_t k) const { return cells_.time(core_[k]); }

  /// Runs of one cell ascend and lie more than eps2 apart, so both lists are walked together.
  void join_cells(std::size_t c, std::size_t d, Sets& sets, const Progress& progress) const {
    std::size_t s = run_begins_[d];
    for (std::size_t r = run_begins_[c]; r < run_begins_[c + 1]; ++r) {
      const Run& run = runs_[r];
      while (s < run_begins_[d + 1] && time(run.begin) - time(runs_[s].end - 1) > eps2_) ++s;
      for (std::size_t q = s; q < run_begins_[d + 1]; ++q) {
        if (time(runs_[q].begin) - time(run.end - 1) > eps2_) break;
        if (sets.of(run.begin) == sets.of(runs_[q].begin)) continue;
        if (touch(run, runs_[q], progress)) sets.join(run.begin, runs_[q].begin);
      }
    }
  }

  struct Place {
    double x, y;
    std::vector<double> times;  // ascending
  };

  /// Whether an event of one run is a neighbour of one of the other. By the window of each event,
  /// or by places first where that is less: two stacks side by side, just too far apart.
  bool touch(const Run& run, const Run& other, const Progress& progress) const {
    std::size_t low = other.begin, high = other.begin;
    std::uint64_t work = 0;
    const auto slide = [&](std::size_t k) {
      while (low < other.end && time(k) - time(low) > eps2_) ++low;
      high = std::max(high, low);
      while (high < other.end && time(high) - time(k) <= eps2_) ++high;
    };
    for (std::size_t k = run.begin; k < run.end; ++k) {
      slide(k);
      work += high - low;
    }
    const std::size_t both = run.end - run.begin + other.end - other.begin;
    if (work > 64 * both) {
      const std::vector<Place> places = places_of(run), others = places_of(other);
      if (places.size() * others.size() < work) return touch(places, others, progress);
    }
    low = high = other.begin;
    for (std::size_t k = run.begin; k < run.end; ++k) {
      if (k % 256 == 0) progress.check();
      slide(k);
      for (std::size_t m = low; m < high; ++m) {
        if (cells_.near(core_[k], core_[m])) return true;
      }
    }
    return false;
  }

  std::vector<Place> places_of(const Run& run) const {
    std::vector<std::size_t> positions(core_.begin() + static_cast<std::ptrdiff_t>(run.begin),
                                       core_.begin() + static_cast<std::ptrdiff_t>(run.end));
    const auto key = [&](std::size_t a) { return std::pair(cells_.x(a), cells_.y(a)); };
    std::stable_sort(positions.begin(), positions.end(),
                     [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    std::vector<Place> places;
    for (const std::size_t a : positions) {
      if (places.empty() || std::pair(places.back().x, places.back().y) != key(a)) {
        places.push_back({cells_.x(a), cells_.y(a), {}});
      }
      places.back().times.push_back(cells_.time(a));
    }
    return places;
  }

  bool touch(const std::vector<Place>& places, const std::vector<Place>& others,
             const Progress& progress) const {
    for (const Place& place : places) {
      progress.check();
      for (const Place& second : others) {
        if (!cells_.near(place.x, place.y, second.x, second.y)) continue;
        const bool shorter = place.times.size() < second.times.size();
        const auto& few = shorter ? place.times : second.times;
        const auto& many = shorter ? second.times : place.times;
        for (const double t : few) {
          const auto at = std::partition_point(many.begin(), many.end(),
                                               [&](double u) { return t - u > eps2_; });
          if (at != many.end() && *at - t <= eps2_) return true;
        }
      }
    }
    return false;
  }

  void number_clusters(Sets& sets) {
    label_.assign(is_core_.size(), no_cluster);
    std::vector<std::uint32_t> first(core_.size(), std::numeric_limits<std::uint32_t>::max());
    std::vector<std::uint32_t> stands;  // the set of each cluster
    for (std::size_t k = 0; k < core_.size(); ++k) {
      const std::uint32_t set = sets.of(k);
      if (set == k) stands.push_back(set);
      first[set] = std::min(first[set], cells_.event(core_[k]));
    }
    std::sort(stands.begin(), stands.end(),
              [&](std::uint32_t a, std::uint32_t b) { return first[a] < first[b]; });
    std::vector<std::int32_t> number(core_.size(), no_cluster);
    for (std::size_t n = 0; n < stands.size(); ++n) {
      number[stands[n]] = static_cast<std::int32_t>(n) + 1;
    }
    for (std::size_t k = 0; k < core_.size(); ++k) label_[core_[k]] = number[sets.of(k)];
  }

  std::int32_t first_cluster_near(std::size_t cell, const std::vector<std::size_t>& around,
                                  std::size_t a) const {
    std::int32_t first = std::numeric_limits<std::int32_t>::max();
    const auto look = [&](std::size_t other, bool own) {
      const auto range = cells_.within(other, cells_.time(a), eps2_);
      for (std::size_t b = range.begin; b < range.end; ++b) {
        if (is_core_[b] == 0 || label_[b] >= first) continue;
        if (own || cells_.near(a, b)) first = label_[b];
      }
    };
    look(cell, true);
    for (const std::size_t other : around) look(other, false);
    return first == std::numeric_limits<std::int32_t>::max() ? no_cluster : first;
  }

  const SpaceTimeCells& cells_;
  double eps2_;
  std::size_t minimum_;
  std::vector<std::uint8_t> is_core_;    // by position
  std::vector<std::int32_t> label_;      // by position
  std::vector<std::size_t> core_;        // positions of the core events
  std::vector<Run> runs_;                // in core_, cell by cell
  std::vector<std::size_t> run_begins_;  // of each cell, and the end
};

void tell(StDbscan& found, const StDbscanOptions& options) {
  std::int64_t core = 0, border = 0;
  for (const Membership membership : found.membership) {
    core += membership == Membership::core;
    border += membership == Membership::border;
  }
  const auto events = static_cast<std::int64_t>(found.cluster.size());
  found.report.values["st_dbscan"] = {{"distance_m", options.distance.value},
                                      {"days", options.time.value},
                                      {"minimum_points", options.minimum_points},
                                      {"distance_metric", name_of(options.metric)},
                                      {"events", events},
                                      {"clusters", found.clusters},
                                      {"core", core},
                                      {"border", border},
                                      {"noise", events - core - border}};
  found.report.note(fmt::format(
      "{} clusters of at least {} events within {} m and {} days of each other: {} of {} events "
      "are in them ({} core, {} border).",
      grouped(found.clusters), options.minimum_points, plain(options.distance.value),
      plain(options.time.value), grouped(core + border), grouped(events), grouped(core),
      grouped(border)));
}

}  // namespace

std::string_view name_of(Membership membership) noexcept {
  constexpr std::string_view names[] = {"noise", "border", "core"};
  return names[static_cast<std::size_t>(membership)];
}

double seconds_in(Days days) {
  const double seconds = days.value * seconds_per_day, half = std::round(2 * seconds) / 2;
  return std::abs(seconds - half) < 1e-6 ? half : seconds;
}

StDbscan st_dbscan(std::span<const double> x, std::span<const double> y,
                   std::span<const double> times, const StDbscanOptions& options,
                   const Progress& progress) {
  require(options);
  StDbscan found;
  if (!x.empty()) {
    const SpaceTimeCells cells(x, y, times, options.metric, options.distance.value);
    Clustering clustering(cells, seconds_in(options.time), options.minimum_points);
    clustering.find_core(progress.part(0, .5));
    clustering.join_core(progress.part(.5, .8));
    clustering.find_border(progress.part(.8, 1));
    found = clustering.result();
  }
  tell(found, options);
  progress.finish();
  return found;
}

}  // namespace farola
