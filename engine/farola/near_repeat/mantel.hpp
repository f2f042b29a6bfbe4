#pragma once
// Mantel's test: over all pairs of events, does close in place go with close in time?
//
// For the pairs i < j of n events, d metres and u days apart:
//
//   Z = sum of f(d) g(u),   r = Pearson's correlation of f(d) and g(u) over the n(n-1)/2 pairs
//
//   transform none          f = d, g = u
//   transform reciprocal    f = 1 / (d + space_constant), g = 1 / (u + time_constant): near pairs
//                           count, far ones do not drown them. The constants say how near; one row
//                           for each constant of space with each of time
//
// Under either transform r and z > 0 say that close goes with close. Distances are Euclidean.
//
//   expected, sd   mean and standard deviation of Z when the times are shuffled among the events,
//                  over all n! ways, exactly (permutation_variance.hpp)
//   z              (Z - expected) / sd; the distribution of Z is skewed, so p comes from shuffles
//   p, p_lower, p_two_sided, p_adjusted   by shuffles, as in monte_carlo_p.hpp; adjusted (max-z)
//                  over the rows, which are tests of the same shuffles. NaN without permutations
//
// Edge cases: fewer than three events: Error{data, "too-few-events"} (one pair has no correlation).
// All distances the same, or all lapses (all at one place, at one time): nothing varies, sd is 0, r
// and z are NaN, p 1, and a warning. Duplicates are pairs like any other, d = 0, u = 0.
//
// Precision: Z, r and moments in double. Shuffles too below 2,000 events; from there on pairs are
// taken in single precision, where times are at most 2^24 ticks apart (31 years of minutes), and
// summed 64 at a time before they are added up in double; the observed Z that they are compared
// with is made in the same way. Shuffled Z within 1e-11 of it (single precision: 1e-8) are ties.
//
// Complexity: n(n-1)/2 pairs × permutations × rows. No shorter way is exact: each shuffle makes new
// products. Pairs are made in tiles and used for 32 shuffles at once; no matrix is held. Memory: 32
// times for each event. More than most_pair_permutations: Error{data, "too-many-pairs"}, with the
// number of permutations that would do. The same bits for any number of threads.
//
// Mantel, "The detection of disease clustering and a generalized regression approach", Cancer
// Research 27 (1967).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class PairTransform { none, reciprocal };
inline constexpr std::string_view pair_transform_names[] = {"none", "reciprocal"};
std::string_view name_of(PairTransform transform) noexcept;
/// REQUIRES one of pair_transform_names.
PairTransform pair_transform_from_name(const std::string& name);

/// Pairs × rows × (permutations + 10): the pairs of the data themselves cost as much as ten.
inline constexpr double most_pair_permutations = 2e12;

struct MantelOptions {
  PairTransform transform = PairTransform::reciprocal;
  std::vector<double> space_constants{1};  ///< metres; REQUIRES > 0, increasing; none: not used
  std::vector<double> time_constants{1};   ///< days; likewise
  int permutations = 999;
  std::uint64_t seed = 1;
};

struct MantelRow {
  double space_constant = 0, time_constant = 0;  ///< NaN with transform none
  double statistic = 0, expected = 0, sd = 0, z = 0, r = 0;
  double p = 0, p_lower = 0, p_two_sided = 0, p_adjusted = 0;
};

struct Mantel {
  std::vector<MantelRow>
      rows;       ///< space constant by space constant, time constant by time constant
  Report report;  ///< values: "mantel"
};

/// Throws Error{usage, "space-constants-…" | "time-constants-…"} for constants that break their
/// rule.
void check_constants(const MantelOptions& options);

/// `time` in seconds, best whole or half ones (space_time_events.hpp). REQUIRES columns of one
/// length, finite. Throws what check_constants() does.
Mantel mantel(std::span<const double> x, std::span<const double> y, std::span<const double> time,
              const MantelOptions& options, const Progress& progress);

}  // namespace farola
