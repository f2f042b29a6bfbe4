#include "farola/near_repeat/knox_counts.hpp"

#include "farola/core/parallel.hpp"
#include "farola/near_repeat/limit_finder.hpp"
#include "farola/near_repeat/pair_runs.hpp"
#include "farola/near_repeat/time_margin.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <tbb/enumerable_thread_specific.h>

namespace farola {

bool has_row_below(const Bands& distance) {
  return !(distance.limits().front() == BandLimit{0, true});
}

std::vector<double> KnoxSums::cells(const Bands& distance, const Bands& time) const {
  const std::size_t first = has_row_below(distance) ? 1 : 0;
  const std::size_t last = limits - 1;
  std::vector<double> cells(distance.size() * time.size());
  const auto in_row = [&](std::size_t r, std::size_t k) {
    const double* const b = below.data() + r * limits;
    return k < last ? b[k + 1] - b[k] : row[r] - b[last];
  };
  for (std::size_t s = 0; s < distance.size(); ++s) {
    for (std::size_t k = 0; k < time.size(); ++k) {
      double& cell = cells[s * time.size() + k];
      if (s < distance.finite()) {
        cell = in_row(first + s, k);
        continue;
      }
      cell = k < last ? margin[k + 1] - margin[k] : all - margin[last];
      for (std::size_t r = 0; r < rows; ++r) cell -= in_row(r, k);
    }
  }
  return cells;
}

namespace {

constexpr std::size_t most_blocks = 1024;

/// Counts by row and by how many time limits a pair is beyond: 0 … limits.
using Tally = std::vector<double>;

class Counting {
 public:
  Counting(const ClosePairs& pairs, const CountedEvents& events, const Bands& distance,
           const Bands& time, const Strata* groups)
      : pairs_(pairs),
        events_(events),
        distance_(distance),
        time_(time),
        groups_(groups),
        distances_(distance.limits()),
        gaps_(time.limits()),
        first_(has_row_below(distance) ? 1 : 0),
        rows_(distance.finite() + first_),
        classes_(time.limits().size() + 1) {
    if (!groups) return;
    Degrees& d = found_.space;
    d = {pairs.events(), groups->groups, distance.size(), {}, {}};
    d.value.resize(d.events * d.groups * d.bands);
    if (!events.weight.empty()) d.square.resize(d.value.size());
    weight_.resize(d.groups);
    squares_.resize(d.groups);
    for (std::size_t i = 0; i < d.events; ++i) {
      const double w = weight_of(i);
      weight_[groups->of(i)] += w;
      squares_[groups->of(i)] += w * w;
    }
    // Groups lie within one side.
    side_.resize(d.groups);
    for (std::size_t i = 0; i < d.events && !events.side.empty(); ++i) {
      side_[groups->of(i)] = events.side[i];
    }
  }

  KnoxCounts run(double memory, const Progress& progress) {
    const std::size_t count = pairs_.events();
    const Tally tally =
        counted_over_runs(memory, progress.part(0, .5)) ? over_runs_ : by_event(progress);
    KnoxSums& sums = found_.observed;
    sums.rows = rows_;
    sums.limits = time_.limits().size();
    for (std::size_t r = 0; r < rows_; ++r) {
      double sum = 0;
      for (std::size_t c = 0; c < classes_; ++c) {
        sum += tally[r * classes_ + c];
        if (c + 1 < classes_) sums.below.push_back(sum);
      }
      sums.row.push_back(sum);
    }
    sums.margin = time_margin(events_.times, events_.weight, events_.side, time_.limits());
    sums.all = all_pairs(count, events_.weight, events_.side);
    return std::move(found_);
  }

 private:
  double weight_of(std::size_t i) const { return events_.weight.empty() ? 1.0 : events_.weight[i]; }

  /// The row of a distance, from 0: below the first band, if there is such a row.
  std::size_t row_of(double d) const { return distances_.passed(d) - 1 + first_; }

  /// Event by event, each with all of its neighbours.
  Tally by_event(const Progress& progress) {
    const std::size_t count = pairs_.events();
    return reduce_blocks<Tally>(
        count, std::max<std::size_t>(64, count / most_blocks), progress, Tally(rows_ * classes_),
        [&](std::size_t begin, std::size_t end) {
          Tally part(rows_ * classes_);
          std::vector<std::uint64_t> whole(part.size());
          std::vector<Neighbour> near;
          for (std::size_t at = begin; at < end; ++at) {
            progress.check();
            near.clear();
            pairs_.neighbours_of(pairs_.order()[at], near);
            if (plain()) {
              count_plainly(pairs_.order()[at], near, whole);
            } else {
              count_event(pairs_.order()[at], near, part);
            }
          }
          for (std::size_t k = 0; k < part.size(); ++k) part[k] += static_cast<double>(whole[k]);
          return part;
        },
        [](Tally& total, const Tally& part) {
          std::transform(total.begin(), total.end(), part.begin(), total.begin(), std::plus<>());
        });
  }

  /// False where the runs do not fit. A pair is then met once, and not from both ends; what each
  /// thread has counted is whole numbers, so that it does not matter which thread did.
  bool counted_over_runs(double memory, const Progress& progress) {
    if (!(memory > 0) || !plain()) return false;
    const std::size_t count = pairs_.events();
    const double degrees = static_cast<double>(groups_ ? count * rows_ * sizeof(std::uint32_t) : 0);
    if (degrees * thread_count() > memory) return false;
    const PairRuns runs(pairs_, distance_, {});
    std::vector<PairChunk> chunks = runs.some(0, 0, progress);
    const auto bytes = [&] {
      double sum = 0;
      for (const PairChunk& chunk : chunks) sum += static_cast<double>(chunk.bytes());
      return sum;
    };
    // The first chunks tell whether there is a chance.
    const double share = static_cast<double>(chunks.size()) / static_cast<double>(runs.chunks());
    if (bytes() > memory * share) return false;
    if (chunks.size() < runs.chunks()) {
      for (PairChunk& chunk : runs.some(chunks.size(), memory - bytes(), progress)) {
        chunks.push_back(std::move(chunk));
      }
    }
    if (chunks.size() < runs.chunks()) return false;

    std::vector<double> times;  // by position
    for (const std::uint32_t i : pairs_.order()) times.push_back(events_.times[i]);
    tbb::enumerable_thread_specific<std::vector<std::uint32_t>>
        degree;  // [row * events + position]
    over_runs_ = reduce_blocks<Tally>(
        chunks.size(), 1, progress, Tally(rows_ * classes_),
        [&](std::size_t begin, std::size_t) {
          std::vector<std::uint64_t> whole(rows_ * classes_);
          std::vector<std::uint32_t>& mine = degree.local();
          if (groups_ && mine.empty()) mine.resize(rows_ * count);
          for (std::size_t r = 0; r < rows_; ++r) {
            progress.check();
            const auto& words = chunks[begin].runs[r];
            count_runs(words, times, whole.data() + r * classes_);
            if (groups_) add_degrees(words, mine.data() + r * count);
          }
          return Tally(whole.begin(), whole.end());
        },
        [](Tally& total, const Tally& part) {
          std::transform(total.begin(), total.end(), part.begin(), total.begin(), std::plus<>());
        });
    if (groups_) take_degrees({degree.begin(), degree.end()});
    found_.runs = std::move(chunks);
    return true;
  }

  void count_runs(std::span<const std::uint32_t> words, const std::vector<double>& times,
                  std::uint64_t* classes) const {
    for (std::size_t at = 0; at < words.size(); at += 2 + words[at + 1]) {
      const double time = times[words[at]];
      for (std::size_t k = 0; k < words[at + 1]; ++k) {
        ++classes[gaps_.passed(std::abs(time - times[words[at + 2 + k]]))];
      }
    }
  }

  static void add_degrees(std::span<const std::uint32_t> words, std::uint32_t* degree) {
    for (std::size_t at = 0; at < words.size(); at += 2 + words[at + 1]) {
      degree[words[at]] += words[at + 1];
      for (std::size_t k = 0; k < words[at + 1]; ++k) ++degree[words[at + 2 + k]];
    }
  }

  void take_degrees(const std::vector<std::vector<std::uint32_t>>& parts) {
    const auto order = pairs_.order();
    for (std::size_t at = 0; at < order.size(); ++at) {
      const auto in_row = [&](std::size_t r) {
        double sum = 0;
        for (const auto& part : parts) sum += part[r * order.size() + at];
        return sum;
      };
      for (std::size_t r = first_; r < rows_; ++r) {
        found_.space.of(order[at], 0)[r - first_] = in_row(r);
      }
      if (distance_.has_open()) add_open(order[at], {first_ > 0 ? in_row(0) : 0}, {});
    }
  }

  /// Every pair counts 1, for the events as a whole.
  bool plain() const {
    return events_.weight.empty() && events_.side.empty() && (!groups_ || groups_->groups == 1);
  }

  /// As count_event(), of what is plain(), in whole numbers.
  void count_plainly(std::uint32_t i, std::span<const Neighbour> near,
                     std::vector<std::uint64_t>& tally) {
    std::vector<std::uint64_t> in_row(rows_);
    const double time = events_.times[i];
    for (const Neighbour& n : near) {
      const std::size_t row = row_of(n.distance);
      ++in_row[row];
      if (i < n.event) {
        ++tally[row * classes_ + gaps_.passed(std::abs(time - events_.times[n.event]))];
      }
    }
    if (!groups_) return;
    double* const degrees = found_.space.of(i, 0);
    for (std::size_t s = 0; first_ + s < rows_; ++s) {
      degrees[s] = static_cast<double>(in_row[first_ + s]);
    }
    if (!distance_.has_open()) return;
    add_open(i, std::vector<double>(1, first_ > 0 ? static_cast<double>(in_row[0]) : 0), {});
  }

  void count_event(std::uint32_t i, std::span<const Neighbour> near, Tally& tally) {
    std::vector<double> below(groups_ ? groups_->groups : 0), below2(below.size());
    const bool squares = !found_.space.square.empty();
    for (const Neighbour& n : near) {
      const std::uint32_t j = n.event;
      if (!events_.side.empty() && events_.side[i] == events_.side[j]) continue;
      const std::size_t row = row_of(n.distance);
      const double w = weight_of(i) * weight_of(j);
      if (i < j) {
        const double gap = std::abs(events_.times[i] - events_.times[j]);
        tally[row * classes_ + gaps_.passed(gap)] += w;
      }
      if (!groups_) continue;
      const std::size_t h = groups_->of(j);
      if (row < first_) {
        below[h] += w;
        below2[h] += w * w;
      } else {
        found_.space.of(i, h)[row - first_] += w;
        if (squares) found_.space.squares_of(i, h)[row - first_] += w * w;
      }
    }
    if (groups_ && distance_.has_open()) add_open(i, below, below2);
  }

  /// In the open band is what is in no other.
  void add_open(std::uint32_t i, const std::vector<double>& below,
                const std::vector<double>& below2) {
    Degrees& d = found_.space;
    const std::size_t g = groups_->of(i), open = distance_.finite();
    const double w = weight_of(i);
    for (std::size_t h = 0; h < d.groups; ++h) {
      if (!events_.side.empty() && side_[g] == side_[h]) continue;
      double rest = w * (weight_[h] - (g == h ? w : 0)) - below[h];
      for (std::size_t s = 0; s < open; ++s) rest -= d.of(i, h)[s];
      d.of(i, h)[open] = rest;
      if (d.square.empty()) continue;
      double rest2 = w * w * (squares_[h] - (g == h ? w * w : 0)) - below2[h];
      for (std::size_t s = 0; s < open; ++s) rest2 -= d.squares_of(i, h)[s];
      d.squares_of(i, h)[open] = rest2;
    }
  }

  const ClosePairs& pairs_;
  const CountedEvents& events_;
  const Bands& distance_;
  const Bands& time_;
  const Strata* groups_;
  LimitFinder distances_, gaps_;
  std::size_t first_, rows_, classes_;
  std::vector<double> weight_, squares_;  // sums over each group
  std::vector<std::uint8_t> side_;        // of each group
  Tally over_runs_;
  KnoxCounts found_;
};

}  // namespace

std::ptrdiff_t count_below(std::span<const double> sorted, double time, const BandLimit& limit) {
  if (!limit.below(0)) return 0;
  const auto first = std::partition_point(sorted.begin(), sorted.end(), [&](double other) {
    return other < time && !limit.below(time - other);
  });
  const auto last = std::partition_point(first, sorted.end(), [&](double other) {
    return other <= time || limit.below(other - time);
  });
  return last - first;
}

KnoxCounts knox_counts(const ClosePairs& pairs, const CountedEvents& events, const Bands& distance,
                       const Bands& time, const Strata* groups, const Progress& progress,
                       double memory) {
  return Counting(pairs, events, distance, time, groups).run(memory, progress);
}

Degrees time_degrees(const CountedEvents& events, const Bands& time, const Strata& groups,
                     const Progress& progress) {
  const std::size_t count = events.times.size(), G = groups.groups;
  std::vector<std::vector<double>> sorted(G);
  std::vector<std::uint8_t> side(G);
  for (std::size_t i = 0; i < count; ++i) {
    sorted[groups.of(i)].push_back(events.times[i]);
    if (!events.side.empty()) side[groups.of(i)] = events.side[i];
  }
  for (auto& times : sorted) std::sort(times.begin(), times.end());
  Degrees d{count, G, time.size(), std::vector<double>(count * G * time.size()), {}};
  for_each_block(count, 1024, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t g = groups.of(i);
      for (std::size_t h = 0; h < G; ++h) {
        if (!events.side.empty() && side[g] == side[h]) continue;
        // The event itself differs from itself by 0, and is no pair.
        const auto below = [&](std::size_t l) {
          const BandLimit& limit = time.limits()[l];
          return static_cast<double>(count_below(sorted[h], events.times[i], limit) -
                                     (g == h && limit.below(0) ? 1 : 0));
        };
        double before = below(0);
        for (std::size_t k = 0; k < time.finite(); ++k) {
          const double upto = below(k + 1);
          d.of(i, h)[k] = upto - before;
          before = upto;
        }
        if (time.has_open()) {
          d.of(i, h)[time.finite()] =
              static_cast<double>(sorted[h].size()) - (g == h ? 1 : 0) - before;
        }
      }
    }
  });
  return d;
}

}  // namespace farola
