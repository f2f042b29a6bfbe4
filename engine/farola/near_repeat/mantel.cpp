#include "farola/near_repeat/mantel.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/core/units.hpp"
#include "farola/near_repeat/mantel_shuffles.hpp"
#include "farola/near_repeat/monte_carlo_p.hpp"
#include "farola/near_repeat/permutation_variance.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

namespace farola {

std::string_view name_of(PairTransform transform) noexcept {
  return pair_transform_names[static_cast<std::size_t>(transform)];
}

PairTransform pair_transform_from_name(const std::string& name) {
  const auto* const found =
      std::find(std::begin(pair_transform_names), std::end(pair_transform_names), name);
  return static_cast<PairTransform>(found - std::begin(pair_transform_names));
}

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void check_each(const std::vector<double>& constants, const std::string& parameter,
                const char* unit) {
  const auto wrong = [&](const char* code, double value, const char* rule) {
    fail_usage(parameter + "-" + code, parameter,
               fmt::format("{} constants must be {}, got {} {}. Give for example --{} {}.",
                           parameter[0] == 's' ? "Space" : "Time", rule, plain(value), unit,
                           parameter, parameter[0] == 's' ? "100,400" : "1,7"));
  };
  if (constants.empty()) wrong("too-few", 0, "at least one");
  for (std::size_t k = 0; k < constants.size(); ++k) {
    // 1 / (d + 0) would be infinite for two events at one place.
    if (!(constants[k] > 0)) wrong("not-positive", constants[k], "above 0");
    if (!std::isfinite(constants[k])) wrong("not-finite", constants[k], "finite");
    if (k > 0 && !(constants[k] > constants[k - 1])) {
      wrong("not-increasing", constants[k], "increasing");
    }
  }
}

void check(std::size_t events, const MantelOptions& options) {
  check_constants(options);
  double rows = 1;
  if (options.transform == PairTransform::reciprocal) {
    rows = static_cast<double>(options.space_constants.size() * options.time_constants.size());
  }
  if (events < 3) {
    fail_data("too-few-events",
              fmt::format("Mantel's test compares pairs of events and needs at least three events, "
                          "got {}. Check the filters.",
                          events));
  }
  const double n = static_cast<double>(events), pairs = n * (n - 1) / 2;
  if (pairs * rows * (options.permutations + 10.) <= most_pair_permutations) return;
  const double affordable = std::floor(most_pair_permutations / (pairs * rows)) - 10;
  fail_data(
      "too-many-pairs",
      fmt::format("Mantel's test goes through all {} pairs of {} events for each permutation and "
                  "each row: {} permutations and {} would take {:.1e} of them, and {:.0e}, some "
                  "minutes, are allowed. {}Choose events with --where, --since and --before.",
                  grouped(static_cast<std::int64_t>(pairs)),
                  grouped(static_cast<std::int64_t>(events)), options.permutations,
                  rows == 1 ? "1 row" : fmt::format("{:.0f} rows", rows),
                  pairs * rows * (options.permutations + 10.), most_pair_permutations,
                  affordable >= 0
                      ? fmt::format("Give --permutations {:.0f} or fewer (0 still gives r and z). ",
                                    affordable)
                      : ""),
      "permutations");
}

/// One of the two matrices at one of its constants: rows are known in full after the walk.
struct Matrix {
  std::vector<double> row;  ///< of each event, its sum over all others
  double squares = 0;       ///< over ordered pairs

  double mean(double n) const {
    double sum = 0;
    for (const double own : row) sum += own;
    return sum / (n * (n - 1));
  }
  /// Less the mean of its pairs, which changes no variance and saves one from cancellation.
  MatrixSums centred(double n) const {
    const double middle = mean(n);
    MatrixSums sums;
    sums.squares = sums.transposed = std::max(0.0, squares - n * (n - 1) * middle * middle);
    // What rounding leaves where all pairs are the same.
    if (sums.squares < 1e-13 * squares) sums.squares = sums.transposed = 0;
    for (const double own : row) {
      const double rest = own - (n - 1) * middle;
      sums.add_event(rest, rest);
    }
    sums.close();
    return sums;
  }
};

struct Walk {
  std::vector<Matrix> space, time;
  std::vector<double> products;  ///< [space][time], over ordered pairs
};

/// One walk over all ordered pairs.
Walk walk_pairs(std::span<const double> x, std::span<const double> y,
                const std::vector<double>& days, const MantelOptions& options,
                const Progress& progress) {
  const bool plain_values = options.transform == PairTransform::none;
  const std::size_t events = x.size(), spaces = plain_values ? 1 : options.space_constants.size(),
                    lapses = plain_values ? 1 : options.time_constants.size();
  Walk walk{std::vector<Matrix>(spaces), std::vector<Matrix>(lapses), {}};
  for (Matrix& matrix : walk.space) matrix.row.resize(events);
  for (Matrix& matrix : walk.time) matrix.row.resize(events);
  // Squares of space, of time, and products.
  const std::vector<double> totals = reduce_blocks<std::vector<double>>(
      events, 64, progress, std::vector<double>(spaces + lapses + spaces * lapses),
      [&](std::size_t begin, std::size_t end) {
        std::vector<double> total(spaces + lapses + spaces * lapses), f(spaces), g(lapses),
            row(spaces + lapses), own(total.size());
        for (std::size_t i = begin; i < end; ++i) {
          std::fill(row.begin(), row.end(), 0);
          std::fill(own.begin(), own.end(), 0);
          for (std::size_t j = 0; j < events; ++j) {
            if (j % 4096 == 0) progress.check();
            if (j == i) continue;
            const double dx = x[j] - x[i], dy = y[j] - y[i];
            const double d = std::sqrt(dx * dx + dy * dy), u = std::abs(days[j] - days[i]);
            for (std::size_t s = 0; s < spaces; ++s) {
              f[s] = plain_values ? d : 1 / (d + options.space_constants[s]);
              row[s] += f[s];
              own[s] += f[s] * f[s];
            }
            for (std::size_t t = 0; t < lapses; ++t) {
              g[t] = plain_values ? u : 1 / (u + options.time_constants[t]);
              row[spaces + t] += g[t];
              own[spaces + t] += g[t] * g[t];
            }
            for (std::size_t s = 0; s < spaces; ++s) {
              for (std::size_t t = 0; t < lapses; ++t) {
                own[spaces + lapses + s * lapses + t] += f[s] * g[t];
              }
            }
          }
          for (std::size_t s = 0; s < spaces; ++s) walk.space[s].row[i] = row[s];
          for (std::size_t t = 0; t < lapses; ++t) walk.time[t].row[i] = row[spaces + t];
          for (std::size_t k = 0; k < total.size(); ++k) total[k] += own[k];
        }
        return total;
      },
      [](std::vector<double>& all, const std::vector<double>& part) {
        for (std::size_t k = 0; k < all.size(); ++k) all[k] += part[k];
      });
  for (std::size_t s = 0; s < spaces; ++s) walk.space[s].squares = totals[s];
  for (std::size_t t = 0; t < lapses; ++t) walk.time[t].squares = totals[spaces + t];
  walk.products.assign(totals.begin() + static_cast<std::ptrdiff_t>(spaces + lapses), totals.end());
  return walk;
}

std::vector<MantelRow> rows_of(const Walk& walk, std::size_t events, const MantelOptions& options) {
  const double n = static_cast<double>(events), ordered = n * (n - 1);
  std::vector<MantelRow> rows;
  for (std::size_t s = 0; s < walk.space.size(); ++s) {
    for (std::size_t t = 0; t < walk.time.size(); ++t) {
      const bool reciprocal = options.transform == PairTransform::reciprocal;
      const MatrixSums space = walk.space[s].centred(n), time = walk.time[t].centred(n);
      const double chance = ordered * walk.space[s].mean(n) * walk.time[t].mean(n);
      const double products = walk.products[s * walk.time.size() + t];
      MantelRow row;
      row.space_constant = reciprocal ? options.space_constants[s] : unknown;
      row.time_constant = reciprocal ? options.time_constants[t] : unknown;
      // The sums run over ordered pairs, Z over pairs: half of them.
      row.statistic = products / 2;
      row.expected = chance / 2;
      const double spread = std::sqrt(space.squares) * std::sqrt(time.squares);
      const double sd = std::sqrt(permutation_variance(events, space, time));
      row.sd = sd > 1e-9 * spread ? sd / 2 : 0;
      row.r = spread > 0 ? (products - chance) / spread : unknown;
      row.z = row.sd > 0 ? (row.statistic - row.expected) / row.sd : unknown;
      row.p = row.p_lower = row.p_two_sided = row.p_adjusted = unknown;
      rows.push_back(row);
    }
  }
  return rows;
}

void add_p(Mantel& made, const MantelShuffles& shuffles, const Progress& progress) {
  std::vector<double> mean, sd;
  for (const MantelRow& row : made.rows) {
    mean.push_back(row.expected);
    sd.push_back(row.sd);
  }
  const std::vector<std::vector<double>> shuffled(shuffles.statistics.begin() + 1,
                                                  shuffles.statistics.end());
  const MonteCarloP p = monte_carlo_p(shuffles.statistics.front(), shuffled, mean, sd,
                                      Correction::max_z, progress, shuffles.tolerance);
  for (std::size_t k = 0; k < made.rows.size(); ++k) {
    if (!(made.rows[k].sd > 0)) {  // all shuffles are tied, but for the order of their sums
      made.rows[k].p = made.rows[k].p_lower = made.rows[k].p_two_sided = made.rows[k].p_adjusted =
          1;
      continue;
    }
    made.rows[k].p = p.upper[k];
    made.rows[k].p_lower = p.lower[k];
    made.rows[k].p_two_sided = p.two_sided[k];
    // Ties that differ by rounding are seen by p, and not by the z of both.
    made.rows[k].p_adjusted = std::max(p.adjusted[k], p.upper[k]);
  }
}

void tell(Mantel& made, std::size_t events, bool single, const MantelOptions& options) {
  const auto n = static_cast<std::int64_t>(events);
  made.report.values["mantel"] = {{"events", n},
                                  {"pairs", n * (n - 1) / 2},
                                  {"transform", name_of(options.transform)},
                                  {"permutations", options.permutations},
                                  {"seed", options.seed},
                                  {"precision_of_shuffles", single ? "single" : "double"}};
  const bool still = std::all_of(made.rows.begin(), made.rows.end(),
                                 [](const MantelRow& row) { return !(row.sd > 0); });
  if (still) {
    made.report.warn(
        "Shuffling the times changes nothing, so there is nothing to test: all pairs are as far "
        "from each other, or as long (all events at one place, or at one time).");
    return;
  }
  const auto best = std::max_element(made.rows.begin(), made.rows.end(),
                                     [](const MantelRow& a, const MantelRow& b) {
                                       return (a.sd > 0 ? a.z : -1e300) < (b.sd > 0 ? b.z : -1e300);
                                     });
  made.report.note(fmt::format(
      "Mantel's r is {:.4g}{}, {:.2f} standard deviations from what shuffled times give{}.",
      best->r,
      made.rows.size() > 1 ? fmt::format(" with constants of {} m and {} d",
                                         plain(best->space_constant), plain(best->time_constant))
                           : "",
      best->z,
      options.permutations > 0 ? fmt::format("; as great with p = {:.3g}{}", best->p_adjusted,
                                             made.rows.size() > 1 ? " (adjusted for all rows)" : "")
                               : ""));
}

}  // namespace

void check_constants(const MantelOptions& options) {
  if (options.transform == PairTransform::none) return;
  check_each(options.space_constants, "space-constants", "m");
  check_each(options.time_constants, "time-constants", "days");
}

Mantel mantel(std::span<const double> x, std::span<const double> y, std::span<const double> time,
              const MantelOptions& options, const Progress& progress) {
  check(x.size(), options);
  // From the earliest on, so that no digits are lost to the clock's zero.
  const double start = *std::min_element(time.begin(), time.end());
  std::vector<double> days;
  for (const double t : time) days.push_back((t - start) / seconds_per_day);
  const double own_share = 10. / (10 + options.permutations);
  Mantel made;
  made.rows =
      rows_of(walk_pairs(x, y, days, options, progress.part(0, own_share)), x.size(), options);
  MantelShuffles shuffles;
  if (options.permutations > 0) {
    shuffles = mantel_shuffles(x, y, time, options, progress.part(own_share, 1));
    add_p(made, shuffles, progress);
  }
  tell(made, x.size(), shuffles.single, options);
  progress.finish();
  return made;
}

}  // namespace farola
