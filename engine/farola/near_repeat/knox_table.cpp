#include "farola/near_repeat/knox_table.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/exact_moments.hpp"
#include "farola/near_repeat/knox_counts.hpp"
#include "farola/near_repeat/knox_permutations.hpp"
#include "farola/near_repeat/strata_moments.hpp"
#include "farola/near_repeat/time_precision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double most_degrees = 25e6;  // numbers held at once for the exact moments, 200 MB

std::string count_text(double count) { return grouped(static_cast<std::int64_t>(count)); }

void require_options(const SpaceTimeEvents& events, const KnoxOptions& options) {
  if (events.size() < 2) {
    fail_data("too-few-events",
              fmt::format("A pair needs two events, and {}. Check the file, --where and the time "
                          "filters.",
                          events.size() == 1 ? "there is one" : "there is none"),
              "events");
  }
  if (!options.side.empty()) {
    const auto ones = std::count(options.side.begin(), options.side.end(), std::uint8_t{1});
    if (ones == 0 || ones == static_cast<std::ptrdiff_t>(options.side.size())) {
      fail_data(
          "one-kind-empty",
          "All events are of one of the two kinds, so there is no pair of one with the other. "
          "Check the two kinds.",
          "kind");
    }
  }
  if (options.permutations < 0) {
    fail_usage("permutations-negative", "permutations",
               fmt::format("Permutations must not be negative, got {}. Give for example "
                           "--permutations 999.",
                           options.permutations));
  }
  if (options.permutations == 0 && options.moment == Moment::random) {
    fail_usage("permutations-needed", "permutations",
               "Moments drawn at random are drawn anew in each permutation, so --moment random "
               "needs permutations. Give for example --permutations 999.");
  }
  if (!(options.snap >= 0) || !std::isfinite(options.snap)) {
    fail_usage("snap-negative", "snap",
               fmt::format("Snap must be a length of 0 m or more, got {}. Give the step of the "
                           "coordinates, for example --snap 0.1.",
                           plain(options.snap)));
  }
  const std::size_t cells = options.distance_bands.size() * options.time_bands.size();
  if (cells > most_knox_cells) {
    fail_usage("bands-too-many", "distance-bands",
               fmt::format("{} distance bands by {} time bands are {} cells, more than the {} that "
                           "a table may have. Give fewer or wider bands.",
                           options.distance_bands.size(), options.time_bands.size(),
                           grouped(static_cast<std::int64_t>(cells)), grouped(most_knox_cells)));
  }
  if (static_cast<double>(cells) * options.permutations > most_knox_counts) {
    fail_usage(
        "permutations-too-many", "permutations",
        fmt::format("{} cells by {} permutations do not fit. Give --permutations {} or "
                    "fewer, or fewer bands.",
                    cells, options.permutations,
                    static_cast<std::int64_t>(most_knox_counts / static_cast<double>(cells))));
  }
}

/// Coordinates as whole multiples of the snap length.
std::vector<double> in_steps(const std::vector<double>& values, double snap) {
  std::vector<double> steps(values);
  for (double& value : steps) value = std::round(value / snap);
  return steps;
}

Strata sides_as_strata(const std::vector<std::uint8_t>& side) {
  return {{side.begin(), side.end()}, side.empty() ? 1U : 2U};
}

/// The mean and standard deviation of the shuffles made.
Moments simulated(const std::vector<std::vector<double>>& shuffled, std::size_t time_bands) {
  Moments moments{time_bands, {}, {}};
  const auto m = static_cast<double>(shuffled.size());
  for (std::size_t cell = 0; cell < shuffled.front().size(); ++cell) {
    double sum = 0, squares = 0;
    for (const auto& counts : shuffled) sum += counts[cell];
    const double mean = sum / m;
    for (const auto& counts : shuffled) {
      squares += (counts[cell] - mean) * (counts[cell] - mean);
    }
    moments.mean.push_back(mean);
    moments.sd.push_back(m > 1 ? std::sqrt(squares / (m - 1)) : 0);
  }
  return moments;
}

void warn_of_flat_tables(const SpaceTimeEvents& events, const std::vector<double>& times,
                         Report& report) {
  const auto one = [](const std::vector<double>& values) {
    return std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end();
  };
  if (one(events.x) && one(events.y)) {
    report.warn(
        "All events lie at one place, so nothing can be said of distance. Check the "
        "coordinates.");
  }
  if (one(times)) {
    report.warn(
        "All events happened at one time, so nothing can be said of how soon crime comes "
        "back. Check --time.");
  }
}

/// Strata of one event shuffle nothing.
void tell_strata(const Strata& strata, Report& report) {
  if (strata.group.empty()) return;
  std::vector<std::int64_t> size(strata.groups);
  for (const std::uint32_t group : strata.group) ++size[group];
  const auto alone = std::count(size.begin(), size.end(), 1);
  auto& told = report.values["near_repeat"];
  told["strata"] = strata.groups;
  told["strata_of_one_event"] = alone;
  std::sort(size.begin(), size.end());
  const std::int64_t middle = size[size.size() / 2];
  told["strata_sizes"] = {{"smallest", size.front()}, {"median", middle}, {"largest", size.back()}};
  report.note(fmt::format(
      "Times are shuffled within {} strata of {} to {} events, half of them of "
      "{} or more.",
      grouped(strata.groups), grouped(size.front()), grouped(size.back()), grouped(middle)));
  if (alone == 0) return;
  report.warn(fmt::format(
      "{} of {} strata hold a single event, whose time is never shuffled. Use a coarser field.",
      grouped(alone), grouped(strata.groups)));
}

/// The table of pairs whose distances are in the unit of `distance`.
KnoxTable table_of(const SpaceTimeEvents& events, const ClosePairs& pairs, const Bands& distance,
                   const KnoxOptions& options, const Progress& progress) {
  KnoxTable table{options.distance_bands, options.time_bands, {}, 0, {}};
  auto& told = table.report.values["near_repeat"];
  const Bands time = options.time_bands.scaled(options.time_unit, "s");
  require_fine_times(events, time, options.time_bands, options.moment, table.report);

  // The observed table is that of draw 0 where moments are drawn.
  const std::vector<double> times = events.times(options.moment, options.seed, 0);
  const CountedEvents counted{times, events.weight, options.side};
  const Strata groups = Strata::crossed(sides_as_strata(options.side), options.strata);
  const double degrees = static_cast<double>(events.size() * groups.groups) *
                         static_cast<double>(std::max(distance.size(), time.size()));
  const bool drawn = options.moment == Moment::random;
  const bool at_once = !drawn && groups.groups <= most_groups && degrees <= most_degrees;
  std::optional<Moments> by_stratum;
  if (!drawn && !at_once) {
    by_stratum = strata_moments(pairs, counted, distance, time, groups,
                                progress.part(0, .02, "moments within strata"));
  }
  const bool exact = at_once || by_stratum;
  if (!exact && options.permutations == 0) {
    fail_usage(
        "permutations-needed", "permutations",
        fmt::format("Exact moments within {} strata that nearly all have close pairs would take "
                    "too long, and there are no permutations to take them from. Give for "
                    "example --permutations 999, a coarser --strata, or no open bands.",
                    grouped(groups.groups)));
  }
  warn_of_flat_tables(events, times, table.report);
  tell_strata(options.strata, table.report);

  KnoxCounts counts = knox_counts(pairs, counted, distance, time, at_once ? &groups : nullptr,
                                  progress.part(.02, .05, "counting pairs"),
                                  options.permutations > 0 ? options.memory : 0);
  const std::vector<double> observed = counts.observed.cells(distance, time);
  table.pairs = counts.observed.all;
  Moments moments;
  if (by_stratum) moments = std::move(*by_stratum);
  if (at_once) {
    const Degrees in_time = time_degrees(counted, time, groups, progress.part(.05, .08));
    moments = exact_moments(counts.space, in_time, groups.group, progress);
    counts.space = {};
  }

  MonteCarloP p;
  told["permutations"] = options.permutations;
  if (options.permutations > 0) {
    PermutationOptions shuffling{options.permutations, options.seed,  options.moment, groups,
                                 options.side,         options.memory};
    const KnoxPermutations made =
        knox_permutations(pairs, events, distance, time, counts.observed, shuffling,
                          progress.part(.08, .99, "permutations"), std::move(counts.runs));
    if (!exact) moments = simulated(made.cells, time.size());
    p = monte_carlo_p(observed, made.cells, moments.mean, moments.sd, options.correction, progress,
                      events.weight.empty() ? 0 : 1e-9);
    told["tick_seconds"] = made.ticks.tick;
    told["tick_type"] = name_of(made.ticks.type);
    told["blocks_of_pairs"] = made.blocks;
    told["correction"] = name_of(options.correction);
  } else {
    table.report.note(
        "There are no permutations, so p is left empty; z is that of the exact mean "
        "and standard deviation.");
  }

  for (std::size_t cell = 0; cell < observed.size(); ++cell) {
    KnoxCell made;
    made.distance_band = cell / time.size();
    made.time_band = cell % time.size();
    made.observed = observed[cell];
    made.expected = moments.mean[cell];
    made.sd = moments.sd[cell];
    made.z = made.sd > 0 ? (made.observed - made.expected) / made.sd : nan;
    made.ratio = made.expected > 0 ? made.observed / made.expected : nan;
    const bool shuffled = options.permutations > 0;
    made.median_ratio = shuffled && p.median[cell] > 0 ? made.observed / p.median[cell] : nan;
    made.p = shuffled ? p.upper[cell] : nan;
    made.p_lower = shuffled ? p.lower[cell] : nan;
    made.p_two_sided = shuffled ? p.two_sided[cell] : nan;
    made.p_adjusted = shuffled ? p.adjusted[cell] : nan;
    table.cells.push_back(made);
  }

  double close = 0;
  for (const double row : counts.observed.row) close += row;
  told["events"] = events.size();
  told["pairs"] = table.pairs;
  told["close_pairs"] = close;
  told["metric"] = pairs.metric();
  told["moment"] = name_of(options.moment);
  told["distance_bands"] = options.distance_bands.labels();
  told["time_bands"] = options.time_bands.labels();
  told["moments_from"] = exact ? "exact" : "permutations";
  table.report.note(fmt::format("{} of {} pairs lie within {} m{}; bands {} by {}.",
                                count_text(close), count_text(table.pairs),
                                plain(options.distance_bands.reach().at),
                                pairs.metric() == "network" ? " along the streets" : "",
                                options.distance_bands.labels(), options.time_bands.labels()));
  if (!exact) {
    table.report.note("Expected counts and standard deviations are those of the permutations.");
  }
  progress.finish();
  return table;
}

}  // namespace

KnoxTable knox_table(const SpaceTimeEvents& events, const KnoxOptions& options,
                     const Progress& progress) {
  require_options(events, options);
  if (options.snap == 0) {
    const Bands& distance = options.distance_bands;
    const auto pairs = close_pairs(events.x, events.y, options.metric, distance.reach());
    return table_of(events, *pairs, distance, options, progress);
  }
  const Bands distance = options.distance_bands.scaled(1 / options.snap);
  const auto pairs = close_pairs(in_steps(events.x, options.snap), in_steps(events.y, options.snap),
                                 options.metric, distance.reach());
  return table_of(events, *pairs, distance, options, progress);
}

KnoxTable knox_table(const SpaceTimeEvents& events, const ClosePairs& pairs,
                     const KnoxOptions& options, const Progress& progress) {
  require_options(events, options);
  return table_of(events, pairs, options.distance_bands, options, progress);
}

}  // namespace farola
