#include "farola/near_repeat/space_time_scan.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/permutation.hpp"
#include "farola/near_repeat/scan_plan.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <queue>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double steps_bytes = 256e6;  // of permuted steps at a time

std::size_t centres_per_block(std::size_t centres) {
  return std::clamp<std::size_t>(centres / 256, 4, 64);
}

double distance(Point a, Point b) {
  const double dx = a.x - b.x, dy = a.y - b.y;
  return std::sqrt(dx * dx + dy * dy);
}

/// The best cylinder of each centre.
std::vector<Cylinder> best_by_centre(const ScanPlan& plan, const Progress& progress) {
  std::vector<Cylinder> best(plan.centres.size());
  for_each_block(best.size(), centres_per_block(best.size()), progress,
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   WindowScan scan(plan.margins);
                   for (std::size_t centre = begin; centre < end; ++centre) {
                     progress.check();
                     const Discs discs = plan.discs_around(centre);
                     scan.reset(discs.count());
                     scan.scan(discs, discs.rings.size(), plan.step);
                     best[centre] = scan.best();
                   }
                 });
  return best;
}

/// Takes the best cylinders one after another. A centre whose best has come to overlap one taken
/// before is scanned again, with smaller discs, only when its turn comes.
class Selection {
 public:
  Selection(const ScanPlan& plan, std::vector<Cylinder> best)
      : plan_(plan), best_(std::move(best)) {
    for (std::size_t centre = 0; centre < best_.size(); ++centre) offer(centre);
  }

  /// Whether there is another one.
  bool next(ScanCluster& found, const Progress& progress) {
    while (!offers_.empty()) {
      progress.check();
      const std::size_t centre = std::get<2>(offers_.top());
      offers_.pop();
      const double below = room_around(centre);
      if (best_[centre].radius < below) {
        found.centre = plan_.centres[centre];
        found.cylinder =
            earliest_alike(best_[centre], plan_.discs_around(centre), plan_.step, plan_.margins);
        taken_.push_back({found.centre, found.cylinder.radius});
        return true;
      }
      scan_again(centre, below);
    }
    return false;
  }

 private:
  struct Disc {
    Point centre;
    double radius;
  };
  // Greatest ratio first, then the smaller radius, then the earlier centre.
  using Offer = std::tuple<double, double, std::size_t>;

  void offer(std::size_t centre) {
    const Cylinder& best = best_[centre];
    if (best.llr > 0) offers_.emplace(-best.llr, best.radius, centre);
  }

  /// Discs around a centre must be smaller than this.
  double room_around(std::size_t centre) const {
    double room = std::numeric_limits<double>::infinity();
    for (const Disc& disc : taken_) {
      room = std::min(room, distance(plan_.centres[centre], disc.centre) - disc.radius);
    }
    return room;
  }

  void scan_again(std::size_t centre, double below) {
    if (below <= 0) return;
    const Discs discs = plan_.discs_around(centre);
    const auto end =
        std::partition_point(discs.rings.begin(), discs.rings.end(),
                             [&](const DiscRing& ring) { return ring.radius < below; });
    WindowScan scan(plan_.margins);
    scan.reset(discs.count());
    scan.scan(discs, static_cast<std::size_t>(end - discs.rings.begin()), plan_.step);
    best_[centre] = scan.best();
    offer(centre);
  }

  const ScanPlan& plan_;
  std::vector<Cylinder> best_;
  std::priority_queue<Offer, std::vector<Offer>, std::greater<>> offers_;
  std::vector<Disc> taken_;
};

using Steps = std::vector<std::int32_t>;

/// The greatest ratio over all centres for each of these permutations of the steps.
std::vector<double> greatest_of(const ScanPlan& plan, const std::vector<Steps>& permuted,
                                const Progress& progress) {
  const std::size_t size = centres_per_block(plan.centres.size());
  const std::size_t blocks = (plan.centres.size() + size - 1) / size;
  std::vector<std::vector<double>> parts(blocks);
  for_each_block(plan.centres.size(), size, progress,
                 [&](std::size_t begin, std::size_t end, std::size_t block) {
                   std::vector<Discs> discs;
                   std::uint32_t largest = 0;
                   for (std::size_t centre = begin; centre < end; ++centre) {
                     discs.push_back(plan.discs_around(centre));
                     largest = std::max(largest, discs.back().count());
                   }
                   WindowScan scan(plan.margins);
                   for (const Steps& step : permuted) {
                     scan.reset(largest);
                     for (const Discs& around : discs) {
                       progress.check();
                       scan.scan(around, around.rings.size(), step);
                     }
                     parts[block].push_back(scan.best().llr);
                   }
                 });
  std::vector<double> greatest(permuted.size(), 0);
  for (const std::vector<double>& part : parts) {
    for (std::size_t k = 0; k < part.size(); ++k) greatest[k] = std::max(greatest[k], part[k]);
  }
  return greatest;
}

std::vector<double> permuted_greatest(const ScanPlan& plan, const SpaceTimeScanOptions& options,
                                      const Progress& progress) {
  std::vector<double> greatest;
  const auto count = static_cast<std::size_t>(options.permutations);
  const Permutations permutations(plan.step.size(), {}, options.seed);
  const double bytes = static_cast<double>(plan.step.size()) * sizeof(std::int32_t);
  const auto at_a_time = static_cast<std::size_t>(std::max(1.0, steps_bytes / bytes));
  for (std::size_t begin = 0; begin < count; begin += at_a_time) {
    const std::size_t end = std::min(count, begin + at_a_time);
    const double all = static_cast<double>(count);
    const Progress part =
        progress.part(static_cast<double>(begin) / all, static_cast<double>(end) / all);
    std::vector<Steps> permuted(end - begin, plan.step);
    for_each_block(permuted.size(), 1, part.part(0, .02),
                   [&](std::size_t k, std::size_t, std::size_t) {
                     permutations.apply(begin + k + 1, std::span(permuted[k]));
                   });
    const std::vector<double> found = greatest_of(plan, permuted, part.part(.02, 1));
    greatest.insert(greatest.end(), found.begin(), found.end());
  }
  return greatest;
}

void describe(ScanCluster& found, const ScanPlan& plan) {
  const Cylinder& cylinder = found.cylinder;
  found.from = plan.starts + cylinder.first * plan.step_seconds;
  found.until = plan.starts + (cylinder.last + 1) * plan.step_seconds;
  found.expected = static_cast<double>(cylinder.in_disc * cylinder.in_window) /
                   static_cast<double>(plan.margins.total);
  found.ratio = static_cast<double>(cylinder.events) / found.expected;
  found.p = std::numeric_limits<double>::quiet_NaN();
}

void mark_members(SpaceTimeScan& scan, const ScanPlan& plan) {
  for (std::size_t rank = 0; rank < scan.clusters.size(); ++rank) {
    const ScanCluster& found = scan.clusters[rank];
    const Discs discs = plan.discs.around(found.centre, found.cylinder.radius, plan.most_in_disc);
    for (const std::uint32_t event : discs.events) {
      const std::int32_t step = plan.step[event];
      if (step < found.cylinder.first || step > found.cylinder.last) continue;
      scan.cluster[event] = static_cast<std::int32_t>(rank) + 1;
    }
  }
}

void rank_by_chance(SpaceTimeScan& scan) {
  if (scan.greatest.empty()) return;
  const double count = static_cast<double>(scan.greatest.size());
  for (ScanCluster& found : scan.clusters) {
    const auto as_great = std::count_if(scan.greatest.begin(), scan.greatest.end(),
                                        [&](double llr) { return llr >= found.cylinder.llr; });
    found.p = (1 + static_cast<double>(as_great)) / (count + 1);
  }
}

void tell(SpaceTimeScan& scan, const ScanPlan& plan, const SpaceTimeScanOptions& options) {
  auto& told = scan.report.values["scan"];
  told["events"] = plan.margins.total;
  told["centres"] = plan.centres.size();
  told["centres_at"] = options.centre_spacing.value > 0 ? "lattice" : "events";
  told["maximum_radius_m"] = plan.maximum_radius;
  told["most_events_in_disc"] = plan.most_in_disc;
  told["time_step_days"] = options.time_step.value;
  told["steps"] = plan.margins.steps;
  told["longest_window_steps"] = plan.margins.longest;
  told["period"] = scan_period_names[static_cast<std::size_t>(options.period)];
  told["minimum_events"] = options.minimum_events;
  told["permutations"] = options.permutations;
  told["clusters"] = scan.clusters.size();
  std::int64_t likely = 0;
  for (const ScanCluster& found : scan.clusters) likely += found.p <= .05;
  told["clusters_p_05"] = likely;
  const std::size_t last = (scan.greatest.size() + 1) / 20;  // as great or greater, itself one
  if (last > 0) {
    std::vector<double> sorted = scan.greatest;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    told["llr_p_05"] = sorted[last - 1];  // p <= .05 is above this
  }
  const double wanted = options.maximum_duration.value / options.time_step.value;
  if (plan.margins.longest + 1 <= wanted) {
    scan.report.note(fmt::format(
        "Windows are at most {} steps long, half of the {} steps between first and last event.",
        plan.margins.longest, plan.margins.steps));
  }
  if (scan.clusters.empty()) {
    const char* why = plan.discs.places().size() < 2 ? "all events are at one place"
                      : plan.margins.steps < 2       ? "all events are in one step of time"
                                                     : "no disc and window hold more than expected";
    scan.report.warn(fmt::format("There is no cluster: {}.",
                                 plan.margins.total < 2 ? "there are fewer than two events" : why));
  } else if (options.permutations == 0) {
    scan.report.note(
        "There are no permutations, so p is left empty: some cylinder is always the "
        "greatest. Give for example --permutations 999.");
  } else {
    scan.report.note(fmt::format(
        "{} clusters listed, {} of them with p <= 0.05; the likeliest has {} events where {:.2g} "
        "were expected (p = {}).",
        scan.clusters.size(), likely, grouped(scan.clusters[0].cylinder.events),
        scan.clusters[0].expected, plain(scan.clusters[0].p)));
  }
}

}  // namespace

ScanPeriod scan_period_from_name(const std::string& name) {
  return name == scan_period_names[1] ? ScanPeriod::current : ScanPeriod::all;
}

SpaceTimeScan space_time_scan(std::span<const double> x, std::span<const double> y,
                              std::span<const double> times, const SpaceTimeScanOptions& options,
                              const Progress& progress) {
  const ScanPlan plan = plan_scan(x, y, times, options);
  SpaceTimeScan scan;
  scan.cluster.assign(x.size(), 0);
  if (plan.discs.places().size() > 1 && plan.margins.steps > 1) {
    require_reasonable(plan, options, progress, scan.report);
    Selection selection(plan, best_by_centre(plan, progress.part(0, .05)));
    ScanCluster found;
    while (scan.clusters.size() < static_cast<std::size_t>(options.maximum_clusters) &&
           selection.next(found, progress)) {
      describe(found, plan);
      scan.clusters.push_back(found);
    }
    mark_members(scan, plan);
    if (!scan.clusters.empty()) {
      scan.greatest = permuted_greatest(plan, options, progress.part(.05, 1));
    }
    rank_by_chance(scan);
  }
  tell(scan, plan, options);
  progress.finish();
  return scan;
}

}  // namespace farola
