#include "farola/near_repeat/knox_permutations.hpp"

#include "farola/core/parallel.hpp"
#include "farola/near_repeat/equal_steps.hpp"
#include "farola/near_repeat/pair_runs.hpp"
#include "farola/near_repeat/time_lanes.hpp"
#include "farola/near_repeat/time_margin.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>
#include <utility>

#include <hwy/aligned_allocator.h>

namespace farola {
namespace {

constexpr double bytes_of_lines = 64e6;  // times of the batches that are gone through together

/// Goes through all permutations, with times of one type.
template <class Tick>
class Shuffled {
 public:
  Shuffled(const ClosePairs& pairs, const SpaceTimeEvents& events, const Bands& distance,
           const Bands& time, const KnoxSums& observed, const PermutationOptions& options,
           const TimeTicks& ticks)
      : pairs_(pairs),
        events_(events),
        distance_(distance),
        time_(time),
        observed_(observed),
        options_(options),
        ticks_(ticks),
        permutations_(events.size(), options.strata, options.seed),
        weighted_(!events.weight.empty()),
        batches_((static_cast<std::size_t>(options.count) + lane_count - 1) / lane_count) {
    for (const BandLimit& limit : time.limits()) {
      thresholds_.push_back(static_cast<Tick>(ticks.threshold(limit)));
    }
    if constexpr (std::is_same_v<Tick, std::int16_t>) steps_ = EqualSteps::of(thresholds_);
    if (options.moment != Moment::random) base_ = in_ticks(events.times(options.moment));
    if (weighted_) {
      for (const std::uint32_t i : pairs.order()) weight_.push_back(events.weight[i]);
    }
    sums_.resize(batches_ * slot());
  }

  std::size_t run(std::vector<PairChunk> made, const Progress& progress) {
    const PairRuns runs(pairs_, distance_, options_.side);
    const double line_bytes = static_cast<double>(events_.size() * lane_count * sizeof(Tick)) + 1;
    const auto wave = static_cast<std::size_t>(
        std::clamp(bytes_of_lines / line_bytes, 1.0, static_cast<double>(batches_)));
    std::size_t blocks = 0;
    for (std::size_t first = 0; first < runs.chunks(); ++blocks) {
      const std::vector<PairChunk> chunks =
          made.empty() ? runs.some(first, options_.memory, progress) : std::exchange(made, {});
      const double from = static_cast<double>(first) / static_cast<double>(runs.chunks());
      first += chunks.size();
      const double to = static_cast<double>(first) / static_cast<double>(runs.chunks());
      const Progress part = progress.part(from, to);
      for (std::size_t batch = 0; batch < batches_; batch += wave) {
        const std::size_t count = std::min(wave, batches_ - batch);
        go_through(chunks, batch, count,
                   part.part(static_cast<double>(batch) / static_cast<double>(batches_),
                             static_cast<double>(batch + count) / static_cast<double>(batches_)));
      }
    }
    return blocks;
  }

  /// The cells of each permutation.
  std::vector<std::vector<double>> cells(const Progress& progress) const {
    const auto count = static_cast<std::size_t>(options_.count);
    std::vector<std::vector<double>> cells(count);
    const bool margins_move =
        distance_.has_open() && (weighted_ || options_.moment == Moment::random);
    for_each_block(count, 8, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t p = begin; p < end; ++p) {
        KnoxSums sums = observed_;
        for (std::size_t r = 0; r < sums.rows; ++r) {
          for (std::size_t l = 0; l < sums.limits; ++l) {
            const double found = sums_[p / lane_count * slot() +
                                       (r * sums.limits + l) * lane_count + p % lane_count];
            sums.below[r * sums.limits + l] = weighted_ ? found : sums.row[r] - found;
          }
        }
        if (margins_move) {
          progress.check();
          const std::vector<Tick> shuffled = times_of(p + 1);
          const std::vector<double> times(shuffled.begin(), shuffled.end());
          std::vector<BandLimit> limits;
          for (const Tick threshold : thresholds_) {
            limits.push_back({static_cast<double>(threshold), false});
          }
          sums.margin = time_margin(times, events_.weight, options_.side, limits);
        }
        cells[p] = sums.cells(distance_, time_);
      }
    });
    return cells;
  }

 private:
  /// Sums of one batch: rows × limits × lanes.
  std::size_t slot() const { return observed_.rows * observed_.limits * lane_count; }

  std::vector<Tick> in_ticks(const std::vector<double>& times) const {
    std::vector<Tick> made(times.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
      made[i] = static_cast<Tick>(ticks_.ticks(times[i]));
    }
    return made;
  }

  /// The time of each event in permutation `number`.
  std::vector<Tick> times_of(std::uint64_t number) const {
    std::vector<Tick> times = options_.moment == Moment::random
                                  ? in_ticks(events_.times(Moment::random, options_.seed, number))
                                  : base_;
    permutations_.apply(number, std::span<Tick>(times));
    return times;
  }

  /// Lines of the permutations of a batch. Those after the last repeat it, and are not looked at.
  void fill(std::size_t batch, Tick* lines, const Progress& progress) const {
    const auto order = pairs_.order();
    std::vector<std::vector<Tick>> lanes;
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      progress.check();
      const std::size_t number = batch * lane_count + lane + 1;
      lanes.push_back(number <= static_cast<std::size_t>(options_.count) ? times_of(number)
                                                                         : lanes.back());
    }
    for (std::size_t k = 0; k < order.size(); ++k) {
      for (std::size_t lane = 0; lane < lane_count; ++lane) {
        lines[k * lane_count + lane] = lanes[lane][order[k]];
      }
    }
  }

  void tally(const Tick* lines, std::span<const std::uint32_t> runs, std::int64_t* beyond) const {
    if constexpr (std::is_same_v<Tick, std::int16_t>) {
      if (steps_) return count_beyond(lines, runs, *steps_, beyond);
    }
    count_beyond(lines, runs, std::span<const Tick>(thresholds_), beyond);
  }

  void go_through(const std::vector<PairChunk>& chunks, std::size_t batch, std::size_t count,
                  const Progress& progress) {
    const std::size_t n = events_.size();
    const auto lines = hwy::AllocateAligned<Tick>(count * n * lane_count);
    for_each_block(count, 1, progress.part(0, .1), [&](std::size_t, std::size_t, std::size_t b) {
      fill(batch + b, lines.get() + b * n * lane_count, progress);
    });
    const Progress counting = progress.part(.1, 1);
    const std::size_t tasks = chunks.size() * count;
    std::vector<std::vector<Sum>> parts(tasks);
    for_each_block(tasks, 1, counting, [&](std::size_t, std::size_t, std::size_t task) {
      const PairChunk& chunk = chunks[task / count];
      const Tick* const own = lines.get() + task % count * n * lane_count;
      std::vector<Sum> part(slot());
      for (std::size_t r = 0; r < observed_.rows; ++r) {
        progress.check();
        Sum* const to = part.data() + r * observed_.limits * lane_count;
        if constexpr (std::is_same_v<Tick, double>) {
          if (weighted_) {
            std::vector<double> within(observed_.limits * lane_count);
            weigh_within(own, chunk.runs[r], weight_, thresholds_, within.data());
            std::copy(within.begin(), within.end(), to);
            continue;
          }
        }
        std::vector<std::int64_t> beyond(observed_.limits * lane_count);
        tally(own, chunk.runs[r], beyond.data());
        std::copy(beyond.begin(), beyond.end(), to);
      }
      parts[task] = std::move(part);
    });
    for (std::size_t task = 0; task < tasks; ++task) {  // chunk by chunk, whatever the threads did
      double* const to = sums_.data() + (batch + task % count) * slot();
      for (std::size_t k = 0; k < slot(); ++k) to[k] += static_cast<double>(parts[task][k]);
    }
  }

  using Sum = double;
  const ClosePairs& pairs_;
  const SpaceTimeEvents& events_;
  const Bands& distance_;
  const Bands& time_;
  const KnoxSums& observed_;
  const PermutationOptions& options_;
  TimeTicks ticks_;
  Permutations permutations_;
  bool weighted_;
  std::size_t batches_;
  std::vector<Tick> thresholds_, base_;
  std::optional<EqualSteps> steps_;  // where the time bands are of equal width
  std::vector<double> weight_;       // by position
  std::vector<double> sums_;         // beyond each limit, or with weights: within it
};

TimeTicks ticks_of(const SpaceTimeEvents& events, const PermutationOptions& options) {
  std::vector<double> times;
  if (options.moment == Moment::random) {
    times = events.from;
    times.insert(times.end(), events.until.begin(), events.until.end());
    const bool drawn = events.from != events.until;
    if (drawn && !times.empty()) {  // a draw may be any second
      times.push_back(*std::min_element(times.begin(), times.end()) + 1);
    }
  } else {
    times = events.times(options.moment);
  }
  TimeTicks ticks = TimeTicks::of(times);
  // Weights are summed as doubles, and so are the times that go with them.
  if (!events.weight.empty()) ticks = {.start = 0, .tick = 1, .type = TickType::real};
  return ticks;
}

}  // namespace

KnoxPermutations knox_permutations(const ClosePairs& pairs, const SpaceTimeEvents& events,
                                   const Bands& distance, const Bands& time,
                                   const KnoxSums& observed, const PermutationOptions& options,
                                   const Progress& progress, std::vector<PairChunk> runs) {
  KnoxPermutations found;
  found.ticks = ticks_of(events, options);
  const auto go = [&](auto tick) {
    Shuffled<decltype(tick)> shuffled(pairs, events, distance, time, observed, options,
                                      found.ticks);
    found.blocks = shuffled.run(std::move(runs), progress.part(0, .98));
    found.cells = shuffled.cells(progress.part(.98, 1));
  };
  switch (found.ticks.type) {
    case TickType::int16:
      go(std::int16_t{});
      break;
    case TickType::int32:
      go(std::int32_t{});
      break;
    case TickType::real:
      go(double{});
  }
  return found;
}

}  // namespace farola
