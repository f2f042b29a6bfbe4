#include "farola/near_repeat/jacquez.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/monte_carlo_p.hpp"
#include "farola/near_repeat/nearest_ranks.hpp"
#include "farola/near_repeat/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double tie = 1e-9;  // share of J: shares of ties are fractions, and their sums rounded

void check(std::size_t events, const JacquezOptions& options) {
  const int most = options.neighbours;
  if (most < 1 || most > most_neighbours) {
    fail_usage("neighbours-out-of-range", "neighbours",
               fmt::format("Neighbours must be 1 to {}, got {}. Give for example --neighbours 10.",
                           most_neighbours, most));
  }
  if (events > static_cast<std::size_t>(most)) return;
  fail_data(
      "too-few-events",
      fmt::format("{} nearest {} need more than {} events, got {}. {}Check the filters.", most,
                  most == 1 ? "neighbour" : "neighbours", most, events,
                  events > 1 ? fmt::format("Give --neighbours {} or fewer. ", events - 1) : ""),
      "neighbours");
}

/// Counts, for one dealing of the times, what is near in both.
class Joint {
 public:
  Joint(const EventPlaces& places, const NearPlaces& near, const NearTimes& times, std::size_t most)
      : places_(places), near_(near), times_(times), most_(most) {}

  /// J(1) … J(most). `time` of each event, as an index of distinct times.
  std::vector<double> of(std::span<const std::uint32_t> time, const Progress& progress) const {
    std::vector<std::uint32_t> at(places_.events.size());  // by place, in each in order
    for (std::size_t k = 0; k < at.size(); ++k) at[k] = time[places_.events[k]];
    for (std::size_t place = 0; place < places_.size(); ++place) {
      const auto run = run_of(place);
      if (run.second - run.first > 1) {
        std::sort(at.begin() + run.first, at.begin() + run.second);
      }
    }
    std::vector<double> increase(most_ + 2);
    for (std::uint32_t place = 0; place < places_.size(); ++place) {
      const auto [begin, end] = run_of(place);
      for (std::ptrdiff_t e = begin; e < end; ++e) {
        if (e % 256 == 0) progress.check();
        add_event(place, at[static_cast<std::size_t>(e)], at, increase);
      }
    }
    return {increase.begin() + 1, increase.begin() + 1 + static_cast<std::ptrdiff_t>(most_)};
  }

 private:
  std::pair<std::ptrdiff_t, std::ptrdiff_t> run_of(std::size_t place) const {
    return {static_cast<std::ptrdiff_t>(places_.begins[place]),
            static_cast<std::ptrdiff_t>(places_.begins[place + 1])};
  }

  void add_event(std::uint32_t place, std::uint32_t own, const std::vector<std::uint32_t>& at,
                 std::vector<double>& sums) const {
    const auto [first, last] = times_.range(own);
    for (const NearPlaces::Near& near : near_.of(place)) {
      const auto [begin, end] = run_of(near.place);
      const auto stop = at.begin() + end;
      auto here = std::lower_bound(at.begin() + begin, stop, first);
      while (here != stop && *here <= last) {
        const std::uint32_t other = *here;
        const auto next = std::upper_bound(here, stop, other);
        auto events = static_cast<double>(next - here);
        if (near.place == place && other == own) --events;  // itself
        if (events > 0) add(near.rank, times_.rank(own, other), events, sums);
        here = next;
      }
    }
  }

  void add(const Rank& space, const Rank& time, double events, std::vector<double>& sums) const {
    for (auto k = std::max(space.nearer, time.nearer) + 1; k <= most_; ++k) {
      sums[k] += events * space.share(k) * time.share(k);
    }
  }

  const EventPlaces& places_;
  const NearPlaces& near_;
  const NearTimes& times_;
  std::size_t most_;
};

void add_p(Jacquez& made, const std::vector<std::vector<double>>& tables,
           const Progress& progress) {
  const std::vector<double>& own = tables.front();
  const std::vector<std::vector<double>> shuffled(tables.begin() + 1, tables.end());
  std::vector<double> mean, sd;
  for (const JacquezRow& row : made.rows) {
    mean.push_back(row.expected);
    sd.push_back(row.sd);
  }
  const MonteCarloP p = monte_carlo_p(own, shuffled, mean, sd, Correction::max_z, progress, tie);
  const auto delta = [](const std::vector<double>& j, std::size_t k) {
    return k == 0 ? j[0] : j[k] - j[k - 1];
  };
  for (std::size_t k = 0; k < made.rows.size(); ++k) {
    JacquezRow& row = made.rows[k];
    row.p = p.upper[k];
    row.p_lower = p.lower[k];
    row.p_two_sided = p.two_sided[k];
    row.p_adjusted = std::max(p.adjusted[k], p.upper[k]);
    std::size_t reached = 0;
    for (const std::vector<double>& table : shuffled) {
      reached += delta(table, k) >= row.delta_j - tie * (1 + row.j);
    }
    row.delta_p = static_cast<double>(1 + reached) / static_cast<double>(1 + shuffled.size());
  }
}

void tell(Jacquez& made, std::size_t events, std::size_t places, std::size_t times,
          const JacquezOptions& options) {
  std::vector<double> adjusted, delta;
  bool still = true;
  for (const JacquezRow& row : made.rows) {
    adjusted.push_back(row.p_adjusted);
    delta.push_back(row.delta_p);
    still = still && !(row.sd > 0);
  }
  nlohmann::ordered_json p_max, p_simes;
  if (options.permutations > 0) {
    p_max = *std::min_element(adjusted.begin(), adjusted.end());
    // Simes: the least of m p(r) / r, which is the least of Benjamini and Hochberg's values.
    const std::vector<double> rates = false_discovery_rates(delta);
    p_simes = *std::min_element(rates.begin(), rates.end());
  }
  made.report.values["jacquez"] = {{"events", events},
                                   {"places", places},
                                   {"times", times},
                                   {"neighbours", options.neighbours},
                                   {"permutations", options.permutations},
                                   {"seed", options.seed},
                                   {"p_max", p_max},
                                   {"p_simes", p_simes}};
  if (still) {
    made.report.warn(
        "Shuffling the times changes nothing, so there is nothing to test: all events are at one "
        "place or at one time, or every event is a neighbour of every other.");
    return;
  }
  if (static_cast<double>(events) > static_cast<double>(times) * options.neighbours) {
    made.report.warn(fmt::format(
        "{} events have only {} different times, more than {} to each: those of one time share "
        "the places of the nearest, and that blurs the test. Give times with hours, if there are "
        "any, or "
        "more --neighbours.",
        grouped(static_cast<std::int64_t>(events)), grouped(static_cast<std::int64_t>(times)),
        options.neighbours));
  }
  if (options.permutations > 0) {
    made.report.note(fmt::format(
        "Over all k up to {}, shuffled times give as many joint neighbours with p = {:.3g}; "
        "neighbour by neighbour (Simes) p = {:.3g}.",
        options.neighbours, p_max.get<double>(), p_simes.get<double>()));
  }
}

}  // namespace

Jacquez jacquez(std::span<const double> x, std::span<const double> y, std::span<const double> time,
                const JacquezOptions& options, const Progress& progress) {
  check(x.size(), options);
  const std::size_t events = x.size();
  const auto most = static_cast<std::uint32_t>(options.neighbours);
  const EventPlaces places = event_places(x, y, time);
  const NearPlaces near(places, most, progress.part(0, .1));
  const NearTimes times(time, most);

  Jacquez made;
  made.rows.resize(most);
  const Progress moments = progress.part(.1, .15);
  for_each_block(most, 1, moments, [&](std::size_t step, std::size_t, std::size_t) {
    const auto k = static_cast<std::uint32_t>(step + 1);
    const MatrixSums space = near.sums(k, moments), lapse = times.sums(k, moments);
    JacquezRow& row = made.rows[step];
    row.k = static_cast<int>(k);
    row.expected = permutation_mean(events, space, lapse);
    const double variance = permutation_variance(events, space, lapse);
    // Rounding leaves some 1e-13 of the mean's square of what should be 0.
    row.sd = variance > 1e-12 * row.expected * row.expected ? std::sqrt(variance) : 0;
    const double n = static_cast<double>(events);
    row.delta_expected = n * (2. * k - 1) / (n - 1);
  });

  const Joint joint(places, near, times, most);
  const Permutations permutations(events, Strata{}, options.seed);
  std::vector<std::vector<double>> tables(static_cast<std::size_t>(options.permutations) + 1);
  const Progress shuffling = progress.part(.15, 1);
  for_each_block(tables.size(), 1, shuffling, [&](std::size_t table, std::size_t, std::size_t) {
    std::vector<std::uint32_t> own(times.of_events().begin(), times.of_events().end());
    if (table > 0) permutations.apply(table, std::span(own));
    tables[table] = joint.of(own, shuffling);
  });
  for (std::size_t k = 0; k < most; ++k) {
    JacquezRow& row = made.rows[k];
    row.j = tables[0][k];
    row.delta_j = k == 0 ? row.j : row.j - tables[0][k - 1];
    row.z = row.sd > 0 ? (row.j - row.expected) / row.sd : unknown;
    row.p = row.p_lower = row.p_two_sided = row.p_adjusted = row.delta_p = unknown;
  }
  if (options.permutations > 0) add_p(made, tables, progress);
  tell(made, events, places.size(), times.size(), options);
  progress.finish();
  return made;
}

}  // namespace farola
