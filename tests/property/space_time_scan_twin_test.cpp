// space_time_scan() against every cylinder counted from scratch: scattered events, stacks,
// lattices, ties, both kinds of window, centres at events and on a lattice; and any threads.

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/near_repeat/permutation.hpp"
#include "farola/near_repeat/scan_plan.hpp"
#include "farola/near_repeat/space_time_scan.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "reference/space_time_scan_brute.hpp"
#include "support/draw.hpp"
#include "support/expect_error.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::Draw;

struct Columns {
  std::vector<double> x, y, t;
};

Columns some_columns(Draw& draw, std::int64_t most) {
  Columns events;
  const std::int64_t count = draw.below(most), how = draw.below(6);
  for (std::int64_t i = 0; i < count; ++i) {
    double x = draw.uniform(0, 1000), y = draw.uniform(0, 1000);
    double t = std::floor(draw.uniform(0, 20 * seconds_per_day));
    if (how == 1) {  // a lattice of few places
      x = 100.0 * static_cast<double>(draw.below(4));
      y = 100.0 * static_cast<double>(draw.below(3));
    }
    if (how == 2) x = y = 7;
    if (how == 3) t = 5;
    if (how == 4 && draw.chance(.5)) x = 10, y = 20;  // a stack among others
    if (how == 5 && draw.chance(.3)) {                // an outbreak
      x = 400 + 50 * draw.normal();
      y = 600 + 50 * draw.normal();
      t = seconds_per_day * static_cast<double>(12 + draw.below(3));
    }
    events.x.push_back(x);
    events.y.push_back(y);
    events.t.push_back(t);
  }
  return events;
}

SpaceTimeScanOptions some_options(Draw& draw) {
  SpaceTimeScanOptions options;
  options.maximum_radius = {draw.chance(.2) ? std::numeric_limits<double>::infinity()
                                            : draw.uniform(50, 700)};
  options.maximum_share = draw.chance(.5) ? 50 : draw.uniform(5, 100);
  options.time_step = {draw.chance(.5) ? 1 : draw.uniform(.5, 3)};
  options.maximum_duration = {options.time_step.value * static_cast<double>(1 + draw.below(8))};
  options.period = draw.chance(.4) ? ScanPeriod::current : ScanPeriod::all;
  options.centre_spacing = {draw.chance(.3) ? draw.uniform(150, 400) : 0};
  options.minimum_events = 2 + draw.below(3);
  options.maximum_clusters = static_cast<int>(1 + draw.below(6));
  options.permutations = 3;
  options.seed = static_cast<std::uint64_t>(draw.below(100));
  return options;
}

TEST(SpaceTimeScan, AgreesWithTheTwin) {
  std::size_t clusters = 0, later_ranks = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    Draw draw(seed);
    const Columns events = some_columns(draw, 40);
    const SpaceTimeScanOptions options = some_options(draw);
    const std::string what = "seed " + std::to_string(seed);
    const SpaceTimeScan found = space_time_scan(events.x, events.y, events.t, options, Progress());

    const ScanPlan plan = plan_scan(events.x, events.y, events.t, options);
    const auto truth =
        reference::ranked(reference::all_cylinders(events.x, events.y, plan, plan.step), plan,
                          static_cast<std::size_t>(options.maximum_clusters));
    ASSERT_EQ(found.clusters.size(), truth.size()) << what;
    std::vector<std::int32_t> member(events.x.size(), 0);
    for (std::size_t k = 0; k < truth.size(); ++k) {
      const Cylinder& mine = found.clusters[k].cylinder;
      const Cylinder& other = truth[k].cylinder;
      const Point centre = plan.centres[truth[k].centre];
      ASSERT_EQ(found.clusters[k].centre, centre) << what << ", rank " << k + 1;
      ASSERT_EQ(std::tie(mine.llr, mine.radius, mine.events, mine.in_disc, mine.in_window,
                         mine.first, mine.last),
                std::tie(other.llr, other.radius, other.events, other.in_disc, other.in_window,
                         other.first, other.last))
          << what << ", rank " << k + 1;
      for (std::size_t i = 0; i < member.size(); ++i) {
        if (reference::metres_between({events.x[i], events.y[i]}, centre) <= other.radius &&
            plan.step[i] >= other.first && plan.step[i] <= other.last) {
          member[i] = static_cast<std::int32_t>(k) + 1;
        }
      }
    }
    ASSERT_EQ(found.cluster, member) << what;
    clusters += truth.size();
    later_ranks += truth.size() > 1;

    if (truth.empty()) continue;
    ASSERT_EQ(found.greatest.size(), 3U);
    const Permutations permutations(events.x.size(), {}, options.seed);
    for (std::uint64_t number = 1; number <= 3; ++number) {
      std::vector<std::int32_t> step = plan.step;
      permutations.apply(number, std::span(step));
      double greatest = 0;
      for (const auto& c : reference::all_cylinders(events.x, events.y, plan, step)) {
        greatest = std::max(greatest, c.cylinder.llr);
      }
      // Cylinders of nearly equal ratio are weighed in another order: the last digit may differ.
      ASSERT_NEAR(found.greatest[number - 1], greatest, 1e-12 * (1 + greatest)) << what;
    }
  }
  EXPECT_GT(clusters, 300U);  // the cases are not all empty
  EXPECT_GT(later_ranks, 80U);
}

Columns an_outbreak(int count) {
  Draw draw(8);
  Columns events;
  for (int i = 0; i < count; ++i) {
    const bool outbreak = i % 40 == 0;
    events.x.push_back(outbreak ? 3000 + 60 * draw.normal() : draw.uniform(0, 8000));
    events.y.push_back(outbreak ? 5000 + 60 * draw.normal() : draw.uniform(0, 8000));
    events.t.push_back(seconds_per_day * (outbreak ? static_cast<double>(50 + draw.below(5))
                                                   : static_cast<double>(draw.below(180))));
  }
  return events;
}

TEST(SpaceTimeScan, IsTheSameForAnyThreads) {
  const Columns events = an_outbreak(1200);
  SpaceTimeScanOptions options{.maximum_radius = {500}, .permutations = 19, .seed = 3};
  std::vector<SpaceTimeScan> found;
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    found.push_back(space_time_scan(events.x, events.y, events.t, options, Progress()));
  }
  EXPECT_EQ(found[0].greatest, found[1].greatest);
  EXPECT_EQ(found[0].greatest, found[2].greatest);
  EXPECT_EQ(found[0].cluster, found[2].cluster);
  options.seed = 4;
  EXPECT_NE(space_time_scan(events.x, events.y, events.t, options, Progress()).greatest,
            found[0].greatest);
}

}  // namespace
}  // namespace farola
