// The inner loops of the Monte Carlo test against counting pair by pair, with every set of vector
// instructions that the machine has; and what they stand on: the steps of equal bands, and the
// finding of limits.

#include "farola/near_repeat/equal_steps.hpp"
#include "farola/near_repeat/limit_finder.hpp"
#include "farola/near_repeat/time_lanes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "support/draw.hpp"
#include <gtest/gtest.h>
#include <hwy/aligned_allocator.h>
#include <hwy/highway.h>

namespace farola {
namespace {

using test::Draw;

/// Lines of random times, and runs of all lengths among them.
struct RandomRuns {
  hwy::AlignedFreeUniquePtr<std::int16_t[]> lines;
  std::vector<std::uint32_t> runs;
  RandomRuns(Draw& draw, std::int64_t span) {
    constexpr std::int64_t events = 50;
    lines = hwy::AllocateAligned<std::int16_t>(events * lane_count);
    for (std::size_t k = 0; k < events * lane_count; ++k) {
      lines[k] = static_cast<std::int16_t>(draw.below(span));
    }
    const std::int64_t count = 1 + draw.below(20);
    for (std::int64_t r = 0; r < count; ++r) {
      const std::int64_t length = draw.chance(.1) ? 400 + draw.below(3000) : draw.below(70);
      runs.push_back(static_cast<std::uint32_t>(draw.below(events)));
      runs.push_back(static_cast<std::uint32_t>(length));
      for (std::int64_t k = 0; k < length; ++k) {
        runs.push_back(static_cast<std::uint32_t>(draw.below(events)));
      }
    }
  }
};

TEST(TimeLanesTwin, BandsOfEqualWidthAreCountedAsAnyOthers) {
  int fast = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draw draw(seed);
    const std::int64_t span = draw.chance(.5) ? 32768 : 2 + draw.below(2000);
    const std::int64_t width = 1 + draw.below(draw.chance(.5) ? 12 : 4000);
    const std::int64_t first = draw.chance(.5) ? -1 : draw.below(width);
    const std::int64_t count = 3 + draw.below(7);
    if (first + (count - 1) * width > 32767) continue;
    std::vector<std::int16_t> thresholds;
    for (std::int64_t t = 0; t < count; ++t) {
      thresholds.push_back(static_cast<std::int16_t>(first + t * width));
    }
    const auto steps = EqualSteps::of(thresholds);
    if (!steps) continue;
    ++fast;
    const RandomRuns random(draw, span);
    std::vector<std::int64_t> truth(thresholds.size() * lane_count, 3), found(truth);
    for (std::size_t at = 0; at < random.runs.size(); at += 2 + random.runs[at + 1]) {
      for (std::size_t k = 0; k < random.runs[at + 1]; ++k) {
        for (std::size_t lane = 0; lane < lane_count; ++lane) {
          const int gap = std::abs(random.lines[random.runs[at] * lane_count + lane] -
                                   random.lines[random.runs[at + 2 + k] * lane_count + lane]);
          for (std::size_t t = 0; t < thresholds.size(); ++t) {
            truth[t * lane_count + lane] += gap > thresholds[t];
          }
        }
      }
    }
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
      hwy::SetSupportedTargetsForTest(target);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
      SCOPED_TRACE(hwy::TargetName(target));
      count_beyond(random.lines.get(), random.runs, *steps, found.data());
      ASSERT_EQ(found, truth) << "seed " << seed << ", width " << width << ", first " << first;
      found.assign(truth.size(), 3);
      count_beyond(random.lines.get(), random.runs, std::span<const std::int16_t>(thresholds),
                   found.data());
      ASSERT_EQ(found, truth) << "seed " << seed << ", any bands";
      found.assign(truth.size(), 3);
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  EXPECT_GT(fast, 100);
}

TEST(TimeLanesTwin, EqualStepsAreExactForEveryDifference) {
  int made = 0;
  for (std::int64_t width = 1; width <= 4000; width += width < 400 ? 1 : 37) {
    for (const std::int64_t first : {std::int64_t{-1}, std::int64_t{0}, width - 1}) {
      const std::int64_t count = std::min<std::int64_t>(9, 32767 / width);
      std::vector<std::int16_t> thresholds;
      for (std::int64_t t = 0; t < std::min<std::int64_t>(count, first == -1 ? 9 : 8); ++t) {
        thresholds.push_back(static_cast<std::int16_t>(first + t * width));
      }
      const auto steps = EqualSteps::of(thresholds);
      if (!steps) continue;
      ++made;
      for (std::uint32_t gap = 0; gap <= 32767; ++gap) {
        const std::uint32_t value = std::min<std::uint32_t>(
            gap + steps->offset, static_cast<std::uint32_t>(steps->steps * steps->width));
        const std::uint32_t step = value * steps->factor >> 16 >> (8 - steps->shift);
        std::uint32_t passed = 0;
        for (const std::int16_t t : thresholds) passed += static_cast<int>(gap) > t;
        ASSERT_EQ(step + (thresholds.size() - steps->steps), passed)
            << "width " << width << ", first " << first << ", gap " << gap;
      }
    }
  }
  EXPECT_GT(made, 1000);  // bands of weeks in days, hours, minutes among them
  EXPECT_TRUE(EqualSteps::of(std::vector<std::int16_t>{-1, 6, 13, 20, 27, 34, 41}));
  EXPECT_TRUE(EqualSteps::of(std::vector<std::int16_t>{-1, 167, 335, 503, 671, 839, 1007}));
  EXPECT_FALSE(EqualSteps::of(std::vector<std::int16_t>{-1, 6, 13, 21}));
  EXPECT_FALSE(EqualSteps::of(std::vector<std::int16_t>{-1, 32767}));
}

TEST(TimeLanesTwin, LimitsAreFoundAsTheyAreCompared) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draw draw(seed);
    const double width = draw.uniform(.01, 3000);
    BandOptions options{.edges = {draw.chance(.7) ? 0 : width}};
    for (std::int64_t k = draw.below(20); k >= 0; --k) {
      const bool thin = draw.chance(.2);  // several in one cell of the finder
      options.edges.push_back(options.edges.back() + width * (thin ? 1e-4 : draw.uniform(.1, 3)));
    }
    options.closed = static_cast<Closed>(draw.below(2));
    options.include_ends = draw.chance(.3);
    options.has_same = options.edges[0] == 0 && draw.chance(.3);
    const Bands bands(options);
    const LimitFinder finder(bands.limits());
    std::vector<double> values{0, 1e-300, 1e300};
    for (const BandLimit& limit : bands.limits()) {
      values.push_back(limit.at);
      values.push_back(std::nextafter(limit.at, 1e300));
      values.push_back(std::max(0.0, std::nextafter(limit.at, 0)));
    }
    for (int k = 0; k < 100; ++k) values.push_back(draw.uniform(0, 1.2 * bands.reach().at));
    for (const double value : values) {
      std::size_t passed = 0;
      for (const BandLimit& limit : bands.limits()) passed += !limit.below(value);
      ASSERT_EQ(finder.passed(value), passed) << "seed " << seed << ", value " << value;
    }
  }
}

}  // namespace
}  // namespace farola
