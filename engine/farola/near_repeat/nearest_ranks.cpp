#include "farola/near_repeat/nearest_ranks.hpp"

#include "farola/core/parallel.hpp"
#include "farola/geometry/point_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace farola {
namespace {

/// Sums over events, from groups of events that are alike. visit(a, say) calls say(b, rank of an
/// event of b among the nearest of one of a, rank of the other way round).
template <class Visit>
MatrixSums sums_of_groups(std::uint32_t k, std::span<const std::uint32_t> counts,
                          const Visit& visit) {
  MatrixSums sums;
  std::vector<double> row(counts.size()), column(counts.size());
  for (std::uint32_t a = 0; a < counts.size(); ++a) {
    const double own = counts[a];
    visit(a, [&](std::uint32_t b, const Rank& rank, const Rank& back) {
      const double share = rank.share(k), others = b == a ? own - 1 : counts[b];
      row[a] += others * share;
      column[b] += (b == a ? own - 1 : own) * share;
      sums.squares += own * others * share * share;
      sums.transposed += own * others * share * back.share(k);
    });
  }
  for (std::size_t a = 0; a < counts.size(); ++a) {
    sums.sum += counts[a] * row[a];
    sums.rows += counts[a] * row[a] * row[a];
    sums.columns += counts[a] * column[a] * column[a];
    sums.mixed += counts[a] * row[a] * column[a];
  }
  sums.close();
  return sums;
}

/// The list of one place, without the way back.
std::vector<NearPlaces::Near> near_of(const EventPlaces& places, const PointIndex& index,
                                      std::size_t place, std::uint32_t most) {
  constexpr double micrometres = 1e6;
  const Point here{places.x[place], places.y[place]};
  const auto alone = static_cast<std::uint32_t>(places.at(place).size() - 1);
  std::vector<std::pair<double, std::uint32_t>> near;
  if (alone > 0) near.emplace_back(0, static_cast<std::uint32_t>(place));
  if (places.size() > 1) {
    // Each other place has an event or more, so as many places as events are enough.
    const auto far = static_cast<int>(std::min<std::size_t>(most, places.size() - 1));
    const double reach =
        index.distance_to_nearest(here, far, static_cast<std::int64_t>(place)) + 2 / micrometres;
    for (const std::uint32_t other : index.within(here, reach)) {
      if (other == place) continue;
      const double dx = places.x[other] - here.x, dy = places.y[other] - here.y;
      near.emplace_back(std::round(std::sqrt(dx * dx + dy * dy) * micrometres), other);
    }
  }
  std::sort(near.begin(), near.end());
  std::vector<NearPlaces::Near> list;
  std::uint32_t nearer = 0;
  for (std::size_t from = 0; from < near.size() && nearer < most;) {
    std::size_t to = from;
    std::uint32_t as_far = 0;
    for (; to < near.size() && near[to].first == near[from].first; ++to) {
      as_far += near[to].second == place
                    ? alone
                    : static_cast<std::uint32_t>(places.at(near[to].second).size());
    }
    for (; from < to; ++from) list.push_back({near[from].second, {nearer, as_far}, {}});
    nearer += as_far;
  }
  std::sort(list.begin(), list.end(),
            [](const auto& a, const auto& b) { return a.place < b.place; });
  return list;
}

}  // namespace

NearPlaces::NearPlaces(const EventPlaces& places, std::uint32_t most, const Progress& progress)
    : begins_(places.size() + 1) {
  const PointIndex index(places.x, places.y);
  std::vector<std::vector<Near>> lists(places.size());
  for_each_block(places.size(), 64, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t place = begin; place < end; ++place) {
      progress.check();
      lists[place] = near_of(places, index, place, most);
    }
  });
  for (std::size_t place = 0; place < places.size(); ++place) {
    counts_.push_back(static_cast<std::uint32_t>(places.at(place).size()));
    list_.insert(list_.end(), lists[place].begin(), lists[place].end());
    begins_[place + 1] = list_.size();
  }
  for (std::size_t place = 0; place < places.size(); ++place) {
    if (place % 1024 == 0) progress.check();
    for (std::size_t k = begins_[place]; k < begins_[place + 1]; ++k) {
      const auto there = of(list_[k].place);
      const auto back = std::lower_bound(
          there.begin(), there.end(), place,
          [](const Near& near, std::size_t wanted) { return near.place < wanted; });
      if (back != there.end() && back->place == place) list_[k].back = back->rank;
    }
  }
}

MatrixSums NearPlaces::sums(std::uint32_t k, const Progress& progress) const {
  return sums_of_groups(k, counts_, [&](std::uint32_t a, const auto& say) {
    if (a % 1024 == 0) progress.check();
    for (const Near& near : of(a)) say(near.place, near.rank, near.back);
  });
}

NearTimes::NearTimes(std::span<const double> time, std::uint32_t most) {
  value_.assign(time.begin(), time.end());
  std::sort(value_.begin(), value_.end());
  std::vector<double> distinct;
  for (std::size_t k = 0; k < value_.size(); ++k) {
    if (!distinct.empty() && distinct.back() == value_[k]) continue;
    distinct.push_back(value_[k]);
    before_.push_back(static_cast<std::uint32_t>(k));
  }
  before_.push_back(static_cast<std::uint32_t>(value_.size()));
  value_ = std::move(distinct);
  for (const double t : time) {
    of_events_.push_back(static_cast<std::uint32_t>(
        std::lower_bound(value_.begin(), value_.end(), t) - value_.begin()));
  }
  constexpr double never = std::numeric_limits<double>::infinity();
  for (std::uint32_t a = 0; a < value_.size(); ++a) {
    std::uint32_t first = a, last = a, seen = count(a) - 1;
    while (seen < most) {
      const double earlier = first > 0 ? value_[a] - value_[first - 1] : never,
                   later = last + 1 < value_.size() ? value_[last + 1] - value_[a] : never;
      if (earlier == never && later == never) break;
      if (earlier <= later) seen += count(--first);
      if (later <= earlier) seen += count(++last);
    }
    first_.push_back(first);
    last_.push_back(last);
  }
}

Rank NearTimes::rank(std::uint32_t a, std::uint32_t b) const {
  if (b < first_[a] || b > last_[a]) return {};
  if (a == b) return {0, count(a) - 1};
  const double lapse = std::abs(value_[b] - value_[a]);
  // Times nearer than b are a run around a; those as far stand at its ends.
  const auto begin = value_.begin();
  const auto near = std::partition_point(begin + first_[a], begin + a,
                                         [&](double v) { return value_[a] - v >= lapse; });
  const auto beyond = std::partition_point(begin + a, begin + last_[a] + 1,
                                           [&](double v) { return v - value_[a] < lapse; });
  const auto from = static_cast<std::uint32_t>(near - begin),
             to = static_cast<std::uint32_t>(beyond - begin);
  Rank rank{before_[to] - before_[from] - 1, 0};
  if (from > first_[a] && value_[a] - value_[from - 1] == lapse) rank.as_far += count(from - 1);
  if (to <= last_[a] && value_[to] - value_[a] == lapse) rank.as_far += count(to);
  return rank;
}

MatrixSums NearTimes::sums(std::uint32_t k, const Progress& progress) const {
  std::vector<std::uint32_t> counts;
  for (std::uint32_t a = 0; a < size(); ++a) counts.push_back(count(a));
  return sums_of_groups(k, counts, [&](std::uint32_t a, const auto& say) {
    if (a % 1024 == 0) progress.check();
    for (std::uint32_t b = first_[a]; b <= last_[a]; ++b) say(b, rank(a, b), rank(b, a));
  });
}

}  // namespace farola
