#pragma once
// Permutations by counter: number p of a seed is the same on any thread, in any order.
//
// Fisher and Yates' shuffle (Durstenfeld, Communications of the ACM 7, 1964): for k = m-1 … 1,
// exchange item k with item floor(u (k+1) / 2^64) of 0 … k, u being 64 random bits of (seed, p,
// item). Within groups (strata), each group is shuffled for itself.

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// Which events may exchange their times: group 0 … groups-1 of each event.
struct Strata {
  std::vector<std::uint32_t> group;  ///< of each event; empty: all in one
  std::uint32_t groups = 1;

  /// Groups numbered in the order in which their value first occurs.
  static Strata from_values(std::span<const std::int64_t> values);
  /// Those of a, each parted by b.
  static Strata crossed(const Strata& a, const Strata& b);
  std::uint32_t of(std::size_t i) const { return group.empty() ? 0 : group[i]; }
};

/// Shuffles values of `count` events for many permutations; one of these serves all threads.
class Permutations {
 public:
  Permutations(std::size_t count, const Strata& strata, std::uint64_t seed);

  /// Permutation `number` (from 1) of values, in place. REQUIRES values.size() == count.
  template <class Value>
  void apply(std::uint64_t number, std::span<Value> values) const;

  /// Where event i's value comes from: source[i], for permutation `number`.
  std::vector<std::uint32_t> source(std::uint64_t number) const;

 private:
  std::vector<std::uint32_t> members_;  ///< of the groups, one after the other; empty: one group
  std::vector<std::size_t> begins_;     ///< of each group, and the end
  std::uint64_t seed_;
};

extern template void Permutations::apply(std::uint64_t, std::span<double>) const;
extern template void Permutations::apply(std::uint64_t, std::span<std::int16_t>) const;
extern template void Permutations::apply(std::uint64_t, std::span<std::int32_t>) const;
extern template void Permutations::apply(std::uint64_t, std::span<std::uint32_t>) const;

}  // namespace farola
