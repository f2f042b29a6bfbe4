#include "farola/near_repeat/strata_moments.hpp"

#include "farola/core/parallel.hpp"
#include "farola/near_repeat/limit_finder.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <vector>

namespace farola {
namespace {

constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

double quotient(double above, double below) { return below > 0 ? above / below : 0; }

/// Pairs of one stratum with each of those that it meets, in one kind of band.
struct Joined {
  std::size_t bands = 0;
  std::vector<double> total, squares, forked;  ///< [slot * bands + band], see exact_moments.cpp
};

/// What one stratum adds, and what it leaves for pairs of strata.
struct Stratum {
  std::vector<std::uint32_t> met;  ///< ascending
  Joined space, time;
  std::vector<double> forks;  ///< [cell]: variance of pairs of pairs that share an event of it
};

/// Degrees of the events of a stratum: a column for each stratum that it meets.
struct Columns {
  std::size_t events = 0, bands = 0;
  std::vector<std::vector<double>> value;    ///< [slot][band * events + event]
  std::vector<std::vector<double>> squares;  ///< [slot][band]: over all events
};

class StrataMoments {
 public:
  StrataMoments(const ClosePairs& pairs, const CountedEvents& events, const Bands& distance,
                const Bands& time, const Strata& strata)
      : pairs_(pairs),
        events_(events),
        distance_(distance),
        time_(time),
        strata_(strata),
        distances_(distance.limits()),
        first_(has_row_below(distance) ? 1 : 0),
        members_(strata.groups),
        times_(strata.groups),
        side_(strata.groups),
        weight_(strata.groups),
        squares_(strata.groups) {
    for (std::size_t i = 0; i < events.times.size(); ++i) {
      const std::uint32_t g = strata.of(i);
      members_[g].push_back(static_cast<std::uint32_t>(i));
      times_[g].push_back(events.times[i]);
      if (!events.side.empty()) side_[g] = events.side[i];
      const double w = weight_of(i);
      weight_[g] += w;
      squares_[g] += w * w;
    }
    for (auto& times : times_) std::sort(times.begin(), times.end());
  }

  std::optional<Moments> run(const Progress& progress) {
    const std::size_t G = strata_.groups, cells = distance_.size() * time_.size();
    std::vector<Stratum> found(G);
    for_each_block(G, 1, progress, [&](std::size_t, std::size_t, std::size_t g) {
      if (!too_much_) found[g] = stratum(static_cast<std::uint32_t>(g), progress);
    });
    if (too_much_) return std::nullopt;
    Moments moments{time_.size(), std::vector<double>(cells), std::vector<double>(cells)};
    std::vector<double>& variance = moments.sd;
    for (std::size_t g = 0; g < G; ++g) {
      progress.check();
      for (std::size_t cell = 0; cell < cells; ++cell) variance[cell] += found[g].forks[cell];
      for (std::size_t slot = 0; slot < found[g].met.size(); ++slot) {
        if (found[g].met[slot] >= g) add_pair(found, g, slot, moments.mean, variance);
      }
    }
    for (std::size_t cell = 0; cell < cells; ++cell) {
      // What rounding leaves of a variance of 0 is no variance.
      const double noise = 1e-12 * (moments.mean[cell] + 1);
      moments.sd[cell] = variance[cell] > noise ? std::sqrt(variance[cell]) : 0;
    }
    return moments;
  }

 private:
  double weight_of(std::size_t i) const { return events_.weight.empty() ? 1.0 : events_.weight[i]; }
  double size(std::size_t g) const { return static_cast<double>(members_[g].size()); }
  double pairs(std::size_t g, std::size_t h) const {
    return g == h ? size(g) * (size(g) - 1) / 2 : size(g) * size(h);
  }
  /// Ordered pairs of pairs that share an event of g and go on to an event of h and another of k.
  double forks(std::size_t g, std::size_t h, std::size_t k) const {
    return std::max(0.0, size(g)) * std::max(0.0, size(h) - (g == h)) *
           std::max(0.0, size(k) - (g == k) - (h == k));
  }

  /// Whether any event of g and any of h can be in a band of time.
  bool near_in_time(std::size_t g, std::size_t h) const {
    if (times_[g].empty() || times_[h].empty()) return false;
    if (time_.has_open()) return true;
    const double gap =
        std::max({0.0, times_[g].front() - times_[h].back(), times_[h].front() - times_[g].back()});
    return time_.reach().below(gap);
  }

  /// The strata that may be met, by slot; and the degrees of distance.
  Columns in_space(std::uint32_t g, std::vector<std::uint32_t>& slot_of,
                   std::vector<std::uint32_t>& met, const Progress& progress) {
    const auto& members = members_[g];
    Columns made{members.size(), distance_.size(), {}, {}};
    std::vector<std::vector<double>> below;  // [slot][event]: pairs below the first band
    std::vector<double> below2;              // [slot]: their squares
    const std::size_t open = distance_.finite();
    const auto slot = [&](std::uint32_t h) {
      if (slot_of[h] == nowhere) {
        slot_of[h] = static_cast<std::uint32_t>(met.size());
        met.push_back(h);
        made.value.emplace_back(made.bands * made.events);
        made.squares.emplace_back(made.bands);
        below.emplace_back(made.events);
        below2.push_back(0);
        const double numbers = static_cast<double>(met.size() * made.events) *
                               static_cast<double>(distance_.size() + time_.size());
        if (numbers > most_strata_numbers) too_much_ = true;
      }
      return slot_of[h];
    };
    std::vector<Neighbour> near;
    for (std::size_t e = 0; e < members.size() && !too_much_; ++e) {
      progress.check();
      near.clear();
      const std::uint32_t i = members[e];
      pairs_.neighbours_of(i, near);
      for (const Neighbour& n : near) {
        if (!events_.side.empty() && events_.side[i] == events_.side[n.event]) continue;
        const std::uint32_t h = strata_.of(n.event);
        if (slot_of[h] == nowhere && !near_in_time(g, h)) continue;
        const std::size_t at = slot(h), row = distances_.passed(n.distance) - 1 + first_;
        const double w = weight_of(i) * weight_of(n.event);
        if (row < first_) {
          below[at][e] += w;
          below2[at] += w * w;
        } else {
          made.value[at][(row - first_) * made.events + e] += w;
          made.squares[at][row - first_] += w * w;
        }
      }
    }
    if (!distance_.has_open()) return made;
    for (std::uint32_t h = 0; h < strata_.groups && !too_much_; ++h) {
      if (!events_.side.empty() && side_[g] == side_[h]) continue;
      if (!near_in_time(g, h)) continue;
      const std::size_t at = slot(h);
      double all2 = 0;
      for (std::size_t e = 0; e < members.size(); ++e) {
        const double w = weight_of(members[e]), own = g == h ? w : 0;
        double rest = w * (weight_[h] - own) - below[at][e];
        for (std::size_t s = 0; s < open; ++s) rest -= made.value[at][s * made.events + e];
        made.value[at][open * made.events + e] = rest;
        all2 += w * w * (squares_[h] - own * own);
      }
      for (std::size_t s = 0; s < open; ++s) all2 -= made.squares[at][s];
      made.squares[at][open] = all2 - below2[at];
    }
    return made;
  }

  Columns in_time(std::uint32_t g, const std::vector<std::uint32_t>& met,
                  const Progress& progress) const {
    const auto& members = members_[g];
    Columns made{members.size(), time_.size(), {}, {}};
    for (const std::uint32_t h : met) {
      progress.check();
      std::vector<double>& value = made.value.emplace_back(made.bands * made.events);
      std::vector<double>& squares = made.squares.emplace_back(made.bands);
      for (std::size_t e = 0; e < members.size(); ++e) {
        if (e % 1024 == 1023) progress.check();
        const double at = events_.times[members[e]];
        // The event itself differs from itself by 0, and is no pair.
        const auto below = [&](std::size_t l) {
          const BandLimit& limit = time_.limits()[l];
          return static_cast<double>(count_below(times_[h], at, limit) -
                                     (g == h && limit.below(0) ? 1 : 0));
        };
        double before = below(0);
        for (std::size_t k = 0; k < time_.finite(); ++k) {
          const double upto = below(k + 1);
          value[k * made.events + e] = upto - before;
          before = upto;
        }
        if (time_.has_open()) {
          value[time_.finite() * made.events + e] = size(h) - (g == h ? 1 : 0) - before;
        }
      }
      for (std::size_t k = 0; k < made.bands; ++k) {  // each pair counts 1
        for (std::size_t e = 0; e < made.events; ++e) squares[k] += value[k * made.events + e];
      }
    }
    return made;
  }

  /// Sums over the pairs; leaves in the columns each degree less the mean of its kind of pair.
  Joined centre(std::size_t g, const std::vector<std::uint32_t>& met, Columns& columns) const {
    Joined made{columns.bands, {}, {}, {}};
    for (std::size_t slot = 0; slot < met.size(); ++slot) {
      const std::size_t h = met[slot];
      for (std::size_t band = 0; band < columns.bands; ++band) {
        double* const degree = columns.value[slot].data() + band * columns.events;
        double total = 0;
        for (std::size_t e = 0; e < columns.events; ++e) total += degree[e];
        double raw = columns.squares[slot][band];
        if (g == h) {  // each pair was met from both ends
          total /= 2;
          raw /= 2;
        }
        const double mean = quotient(total, pairs(g, h));
        const double squares = std::max(0.0, raw - total * mean);
        double forked = 0;
        for (std::size_t e = 0; e < columns.events; ++e) {
          degree[e] -= mean * (size(h) - (g == h));
          forked += degree[e] * degree[e];
        }
        made.total.push_back(total);
        made.squares.push_back(squares);
        made.forked.push_back(forked - squares * (g == h ? 2 : 1));
      }
    }
    return made;
  }

  Stratum stratum(std::uint32_t g, const Progress& progress) {
    Stratum made;
    const std::size_t S = distance_.size(), T = time_.size();
    made.forks.assign(S * T, 0);
    std::vector<std::uint32_t> slot_of(strata_.groups, nowhere);
    Columns space = in_space(g, slot_of, made.met, progress);
    const double q = static_cast<double>(made.met.size());
    const double all = static_cast<double>(events_.times.size());
    if (q * q * all * static_cast<double>(S + T) > most_strata_work) too_much_ = true;
    if (too_much_) return made;
    sort_by_stratum(made.met, space);
    Columns time = in_time(g, made.met, progress);
    made.space = centre(g, made.met, space);
    made.time = centre(g, made.met, time);
    for (std::size_t a = 0; a < made.met.size(); ++a) {
      for (std::size_t b = 0; b <= a; ++b) {
        progress.check();
        add_forks(g, a, b, made, space, time);
      }
    }
    return made;
  }

  /// The order in which strata were met is that of neighbours; sums go by number.
  static void sort_by_stratum(std::vector<std::uint32_t>& met, Columns& space) {
    std::vector<std::size_t> order(met.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return met[a] < met[b]; });
    std::vector<std::uint32_t> sorted;
    Columns moved{space.events, space.bands, {}, {}};
    for (const std::size_t k : order) {
      sorted.push_back(met[k]);
      moved.value.push_back(std::move(space.value[k]));
      moved.squares.push_back(std::move(space.squares[k]));
    }
    met = std::move(sorted);
    space = std::move(moved);
  }

  /// Pairs of an event of g with strata h and k: those that share the event, and, for two kinds of
  /// pair, those that share the stratum alone.
  void add_forks(std::size_t g, std::size_t a, std::size_t b, Stratum& made, const Columns& space,
                 const Columns& time) const {
    const std::size_t h = made.met[a], k = made.met[b], T = time.bands;
    const double both = forks(g, h, k), twice = h == k ? 1 : 2;  // (h, k) and (k, h)
    const double apart = h == k ? 0 : pairs(g, h) * pairs(g, k) - both;
    const double share = twice * (quotient(1, both) + quotient(1, apart));
    if (share == 0) return;
    const auto shared = [&](const Columns& columns, const Joined& joined, std::size_t band) {
      if (h == k) return joined.forked[a * columns.bands + band];
      const double* const one = columns.value[a].data() + band * columns.events;
      const double* const other = columns.value[b].data() + band * columns.events;
      double sum = 0;
      for (std::size_t e = 0; e < columns.events; ++e) sum += one[e] * other[e];
      return sum;
    };
    std::vector<double> in_time(T);
    for (std::size_t t = 0; t < T; ++t) in_time[t] = shared(time, made.time, t);
    for (std::size_t s = 0; s < space.bands; ++s) {
      const double in_space = shared(space, made.space, s) * share;
      for (std::size_t t = 0; t < T; ++t) made.forks[s * T + t] += in_space * in_time[t];
    }
  }

  /// The pairs of g with the stratum in `slot`, each with itself and with those of its kind that
  /// share no event with it.
  void add_pair(const std::vector<Stratum>& found, std::size_t g, std::size_t slot,
                std::vector<double>& mean, std::vector<double>& variance) const {
    const std::size_t h = found[g].met[slot], T = time_.size();
    const double count = pairs(g, h);
    double apart = count * (count - 1) - forks(g, h, h);
    std::size_t back = 0;
    if (g != h) {
      apart -= forks(h, g, g);
      const auto& met = found[h].met;
      back = static_cast<std::size_t>(
          std::lower_bound(met.begin(), met.end(), static_cast<std::uint32_t>(g)) - met.begin());
    }
    const auto away = [&](const Joined& own, const Joined& other, std::size_t band) {
      const std::size_t at = slot * own.bands + band;
      const double there = g == h ? 0 : other.forked[back * own.bands + band];
      return -own.squares[at] - own.forked[at] - there;
    };
    for (std::size_t s = 0; s < distance_.size(); ++s) {
      const Joined& a = found[g].space;
      const double a_away = away(a, found[h].space, s);
      for (std::size_t t = 0; t < T; ++t) {
        const Joined& b = found[g].time;
        const std::size_t in_a = slot * a.bands + s, in_b = slot * b.bands + t;
        mean[s * T + t] += quotient(a.total[in_a] * b.total[in_b], count);
        variance[s * T + t] += quotient(a.squares[in_a] * b.squares[in_b], count) +
                               quotient(a_away * away(b, found[h].time, t), apart);
      }
    }
  }

  const ClosePairs& pairs_;
  const CountedEvents& events_;
  const Bands& distance_;
  const Bands& time_;
  const Strata& strata_;
  LimitFinder distances_;
  std::size_t first_;
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<std::vector<double>> times_;  // of each stratum, sorted
  std::vector<std::uint8_t> side_;
  std::vector<double> weight_, squares_;  // sums over each stratum
  std::atomic<bool> too_much_ = false;
};

}  // namespace

std::optional<Moments> strata_moments(const ClosePairs& pairs, const CountedEvents& events,
                                      const Bands& distance, const Bands& time,
                                      const Strata& strata, const Progress& progress) {
  return StrataMoments(pairs, events, distance, time, strata).run(progress);
}

}  // namespace farola
