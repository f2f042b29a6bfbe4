#include "farola/near_repeat/space_time_k.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/permutation.hpp"
#include "farola/near_repeat/permutation_variance.hpp"
#include "farola/near_repeat/study_window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr std::size_t lanes_at_once = 64;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void check_steps(const std::vector<double>& steps, const char* parameter, const char* example) {
  const auto wrong = [&](const char* code, const std::string& rule) {
    fail_usage(fmt::format("{}-{}", parameter, code), parameter,
               fmt::format("{} must be {}. Give for example --{} {}.",
                           parameter[0] == 'd' ? "Distances" : "Times", rule, parameter, example));
  };
  if (steps.empty() || !(steps.back() > 0)) wrong("too-few", "at least one above 0");
  if (!(steps.front() >= 0)) wrong("negative", "0 or more, got " + plain(steps.front()));
  for (std::size_t k = 1; k < steps.size(); ++k) {
    if (!(steps[k] > steps[k - 1])) {
      wrong("not-increasing",
            fmt::format("increasing, got {} after {}", plain(steps[k]), plain(steps[k - 1])));
    }
  }
  if (!std::isfinite(steps.back())) wrong("not-finite", "finite");
}

void check(std::size_t events, const MultiPolygon& window, const SpaceTimeKOptions& options) {
  check_steps(options.distances, "distances", "100x10");
  check_steps(options.times, "times", "7x6");
  if (events < 2) {
    fail_data(
        "too-few-events",
        fmt::format("The space-time K function counts pairs of events, and there {} {}. Check "
                    "the filters.",
                    events == 1 ? "is" : "are", events));
  }
  if (!(area_of(window) > 0)) {
    fail_data("window-without-area",
              "The events have no area around them: all are at one place, or in one line. Give the "
              "area in which they were recorded, for example --study-area city.gpkg.",
              "study-area");
  }
  if (!(options.end > options.begin)) {
    fail_data("period-without-length",
              "All events are at one time, so nothing can be said of time. Check the field that "
              "--time names, or give the period with --since and --before.",
              "time");
  }
}

std::size_t first_from(const std::vector<double>& steps, double value) {
  return static_cast<std::size_t>(std::lower_bound(steps.begin(), steps.end(), value) -
                                  steps.begin());
}

/// Sums of one of the two matrices at each of its steps.
using Sums = std::vector<MatrixSums>;

/// Sums by step for `events` rows: visit(i, say) calls say(step, a(i, j), a(j, i)) for each j.
template <class Visit>
Sums sums_by_step(std::size_t events, std::size_t steps, const Progress& progress,
                  const Visit& visit) {
  const std::size_t block = std::max<std::size_t>(128, (events + 255) / 256);
  Sums total = reduce_blocks<Sums>(
      events, block, progress, Sums(steps),
      [&](std::size_t begin, std::size_t end) {
        Sums sums(steps);
        std::vector<double> row(steps), column(steps);
        for (std::size_t i = begin; i < end; ++i) {
          progress.check();
          std::fill(row.begin(), row.end(), 0);
          std::fill(column.begin(), column.end(), 0);
          visit(i, [&](std::size_t step, double own, double other) {
            if (step >= steps) return;
            row[step] += own;
            column[step] += other;
            sums[step].squares += own * own;
            sums[step].transposed += own * other;
          });
          double rows = 0, columns = 0;
          for (std::size_t k = 0; k < steps; ++k) {
            sums[k].add_event(rows += row[k], columns += column[k]);
          }
        }
        return sums;
      },
      [](Sums& all, const Sums& part) {
        for (std::size_t k = 0; k < all.size(); ++k) {
          all[k].sum += part[k].sum;
          all[k].squares += part[k].squares;
          all[k].transposed += part[k].transposed;
          all[k].rows += part[k].rows;
          all[k].columns += part[k].columns;
          all[k].mixed += part[k].mixed;
        }
      });
  for (std::size_t k = 1; k < steps; ++k) {  // pairs within a step are within the next
    total[k].squares += total[k - 1].squares;
    total[k].transposed += total[k - 1].transposed;
  }
  for (MatrixSums& sums : total) sums.close();
  return total;
}

/// How far an event is from the ends of the period; pairs beyond that weigh 2.
double margin_of(double time, const SpaceTimeKOptions& options) {
  return options.time_correction ? std::min(time - options.begin, options.end - time)
                                 : std::numeric_limits<double>::infinity();
}
double time_weight(double apart, double margin) { return apart >= margin && apart > 0 ? 2 : 1; }

Sums time_sums(std::span<const double> time, const SpaceTimeKOptions& options,
               const Progress& progress) {
  std::vector<double> sorted(time.begin(), time.end());
  std::sort(sorted.begin(), sorted.end());
  const double longest = options.times.back();
  return sums_by_step(sorted.size(), options.times.size(), progress,
                      [&](std::size_t i, const auto& say) {
                        const double margin = margin_of(sorted[i], options);
                        const auto add = [&](std::size_t j) {
                          const double u = std::abs(sorted[j] - sorted[i]);
                          if (u > longest) return false;
                          say(first_from(options.times, u), time_weight(u, margin),
                              time_weight(u, margin_of(sorted[j], options)));
                          return true;
                        };
                        for (std::size_t j = i; j > 0 && add(j - 1);) --j;
                        for (std::size_t j = i + 1; j < sorted.size() && add(j); ++j) {
                        }
                      });
}

/// Pairs by step of distance and of time for up to 64 shuffles: [distance][time][lane], cumulative.
std::vector<double> joint_sums(const ClosePairs& pairs, const PairWeights& weights,
                               const std::vector<double>& shuffled, std::size_t lanes,
                               const SpaceTimeKOptions& options, const Progress& progress) {
  const std::size_t steps = options.distances.size(), times = options.times.size();
  const double longest = options.times.back();
  const auto order = pairs.order();
  const std::size_t block = std::max<std::size_t>(128, (order.size() + 63) / 64);
  std::vector<double> total = reduce_blocks<std::vector<double>>(
      order.size(), block, progress, std::vector<double>(steps * times * lanes),
      [&](std::size_t begin, std::size_t end) {
        std::vector<double> sums(steps * times * lanes);
        std::vector<Neighbour> near;
        std::vector<double> margin(lanes);
        for (std::size_t a = begin; a < end; ++a) {
          const std::size_t i = order[a];
          near.clear();
          pairs.neighbours_of(i, near);
          const double* own = &shuffled[i * lanes];
          for (std::size_t s = 0; s < lanes; ++s) margin[s] = margin_of(own[s], options);
          for (std::size_t n = 0; n < near.size(); ++n) {
            if (n % 1024 == 0) progress.check();
            const double w = weights(i, near[n].event, near[n].distance);
            double* row = &sums[first_from(options.distances, near[n].distance) * times * lanes];
            const double* other = &shuffled[near[n].event * lanes];
            for (std::size_t s = 0; s < lanes; ++s) {
              const double u = std::abs(own[s] - other[s]);
              if (u > longest) continue;
              std::size_t k = 0;
              while (options.times[k] < u) ++k;
              row[k * lanes + s] += w * time_weight(u, margin[s]);
            }
          }
        }
        return sums;
      },
      [](std::vector<double>& all, const std::vector<double>& part) {
        for (std::size_t k = 0; k < all.size(); ++k) all[k] += part[k];
      });
  for (std::size_t d = 0; d < steps; ++d) {
    for (std::size_t k = 1; k < times; ++k) {
      for (std::size_t s = 0; s < lanes; ++s) {
        total[(d * times + k) * lanes + s] += total[(d * times + k - 1) * lanes + s];
      }
    }
  }
  for (std::size_t k = times * lanes; k < total.size(); ++k) total[k] += total[k - times * lanes];
  return total;
}

/// What becomes of the shuffled tables: counts of those that reach the observed one.
struct Reached {
  std::vector<std::int64_t> above, below;
  std::int64_t sum = 0, greatest = 0;
};

void finish(SpaceTimeK& made, const Reached& reached, int permutations) {
  const double all = 1 + permutations;
  for (std::size_t c = 0; c < made.cells.size(); ++c) {
    const bool known = permutations > 0;
    made.cells[c].p = known ? static_cast<double>(1 + reached.above[c]) / all : unknown;
    made.cells[c].p_lower = known ? static_cast<double>(1 + reached.below[c]) / all : unknown;
  }
  made.p_sum = permutations > 0 ? static_cast<double>(1 + reached.sum) / all : unknown;
  made.p_max = permutations > 0 && !std::isnan(made.max_residual)
                   ? static_cast<double>(1 + reached.greatest) / all
                   : unknown;
}

void tell(SpaceTimeK& made, std::size_t events, double area, const SpaceTimeKOptions& options) {
  const auto number = [](double v) {
    return std::isfinite(v) ? nlohmann::ordered_json(v) : nlohmann::ordered_json(nullptr);
  };
  made.report.values["space_time_k"] = {{"events", events},
                                        {"window_m2", area},
                                        {"period_days", options.end - options.begin},
                                        {"pair_correction", name_of(options.correction)},
                                        {"time_edge_correction", options.time_correction},
                                        {"permutations", options.permutations},
                                        {"seed", options.seed},
                                        {"sum_d", number(made.sum_d)},
                                        {"p_sum", number(made.p_sum)},
                                        {"max_residual", number(made.max_residual)},
                                        {"p_max", number(made.p_max)}};
  if (std::isnan(made.max_residual)) {
    made.report.warn(
        "No cell can vary when the times are shuffled, so there is nothing to test: all events are "
        "at one place, or none are within the distances and times given.");
  } else if (options.permutations > 0) {
    made.report.note(fmt::format(
        "The greatest residual of the table is {:.2f}; shuffled times reach it with p = "
        "{:.3g}.",
        made.max_residual, made.p_max));
  }
}

}  // namespace

SpaceTimeK space_time_k(std::span<const double> x, std::span<const double> y,
                        std::span<const double> time, const MultiPolygon& polygons,
                        const SpaceTimeKOptions& options, const Progress& progress) {
  const std::size_t events = x.size();
  check(events, polygons, options);
  const StudyWindow window(polygons, options.distances.back());
  std::optional<SetCovariance> covariance;
  if (options.correction == PairCorrection::translate) {
    covariance.emplace(window, progress.part(0, .05));
  }
  const PairWeights weights(window, covariance ? &*covariance : nullptr, options.correction, x, y,
                            progress.part(.05, .06));
  const auto pairs =
      close_pairs(x, y, DistanceMetric::euclidean, {options.distances.back(), false});
  const Sums space =
      sums_by_step(events, options.distances.size(), progress.part(.06, .1),
                   [&](std::size_t i, const auto& say) {
                     std::vector<Neighbour> near;
                     pairs->neighbours_of(i, near);
                     for (std::size_t n = 0; n < near.size(); ++n) {
                       if (n % 1024 == 0) progress.check();
                       const double d = near[n].distance;
                       say(first_from(options.distances, d), weights(i, near[n].event, d),
                           weights(near[n].event, i, d));
                     }
                   });
  const Sums lapse = time_sums(time, options, progress.part(.1, .15));

  const double n = static_cast<double>(events), scale = 1 / (n * (n - 1));
  const double area = window.area(), period = options.end - options.begin;
  SpaceTimeK made;
  for (std::size_t d = 0; d < space.size(); ++d) {
    for (std::size_t t = 0; t < lapse.size(); ++t) {
      SpaceTimeKCell cell;
      cell.distance = options.distances[d];
      cell.time = options.times[t];
      cell.k_space = area * scale * space[d].sum;
      cell.k_time = period * scale * lapse[t].sum;
      const double variance = permutation_variance(events, space[d], lapse[t]);
      const double mean = permutation_mean(events, space[d], lapse[t]);
      // Rounding leaves some 1e-13 of the mean's square of what should be 0.
      cell.se = variance > 1e-12 * mean * mean ? area * period * scale * std::sqrt(variance) : 0;
      made.cells.push_back(cell);
    }
  }

  const Permutations permutations(events, Strata{}, options.seed);
  const std::size_t tables = static_cast<std::size_t>(options.permutations) + 1;
  Reached reached{std::vector<std::int64_t>(made.cells.size()),
                  std::vector<std::int64_t>(made.cells.size())};
  for (std::size_t first = 0; first < tables; first += lanes_at_once) {
    const std::size_t lanes = std::min(lanes_at_once, tables - first);
    const Progress part =
        progress.part(.15 + .85 * static_cast<double>(first) / static_cast<double>(tables),
                      .15 + .85 * static_cast<double>(first + lanes) / static_cast<double>(tables));
    std::vector<double> shuffled(events * lanes);
    for_each_block(lanes, 1, part.part(0, .1), [&](std::size_t, std::size_t, std::size_t s) {
      std::vector<double> own(time.begin(), time.end());
      if (first + s > 0) permutations.apply(first + s, std::span(own));
      for (std::size_t i = 0; i < events; ++i) shuffled[i * lanes + s] = own[i];
    });
    const auto sums = joint_sums(*pairs, weights, shuffled, lanes, options, part.part(.1, 1));
    for (std::size_t s = 0; s < lanes; ++s) {
      double sum = 0, greatest = unknown;
      for (std::size_t c = 0; c < made.cells.size(); ++c) {
        SpaceTimeKCell& cell = made.cells[c];
        const double k = area * period * scale * sums[c * lanes + s];
        const double d = k - cell.k_space * cell.k_time;
        const double residual = cell.se > 0 ? d / cell.se : unknown;
        sum += d;
        greatest = std::fmax(greatest, residual);
        if (first + s == 0) {
          cell.k = k;
          cell.d = d;
          cell.residual = residual;
          cell.excess = d / (cell.k_space * cell.k_time);
          if (!std::isfinite(cell.excess)) cell.excess = unknown;
        } else {
          // Sums of the same pairs in another order are the same but for rounding.
          const double slack = 1e-12 * std::abs(cell.k);
          reached.above[c] += d >= cell.d - slack;
          reached.below[c] += d <= cell.d + slack;
        }
      }
      if (first + s == 0) {
        made.sum_d = sum;
        made.max_residual = greatest;
      } else {
        reached.sum += sum >= made.sum_d - 1e-12 * std::abs(made.sum_d);
        reached.greatest += greatest >= made.max_residual - 1e-12 * std::abs(made.max_residual);
      }
    }
  }
  finish(made, reached, options.permutations);
  tell(made, events, area, options);
  progress.finish();
  return made;
}

}  // namespace farola
