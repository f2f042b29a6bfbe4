#include "farola/near_repeat/permutation.hpp"

#include "farola/core/random.hpp"

#include <numeric>
#include <unordered_map>
#include <utility>

namespace farola {

Strata Strata::from_values(std::span<const std::int64_t> values) {
  Strata strata{{}, 0};
  std::unordered_map<std::int64_t, std::uint32_t> seen;
  for (const std::int64_t value : values) {
    strata.group.push_back(
        seen.emplace(value, static_cast<std::uint32_t>(seen.size())).first->second);
  }
  strata.groups = static_cast<std::uint32_t>(seen.size());
  return strata;
}

Strata Strata::crossed(const Strata& a, const Strata& b) {
  if (a.group.empty()) return b;
  if (b.group.empty()) return a;
  std::vector<std::int64_t> both;
  for (std::size_t i = 0; i < a.group.size(); ++i) {
    both.push_back(std::int64_t{a.group[i]} * b.groups + b.group[i]);
  }
  return from_values(both);
}

Permutations::Permutations(std::size_t count, const Strata& strata, std::uint64_t seed)
    : seed_(seed) {
  if (strata.group.empty()) {
    begins_ = {0, count};
    return;
  }
  begins_.assign(strata.groups + std::size_t{1}, 0);
  for (const std::uint32_t group : strata.group) ++begins_[group + 1];
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  members_.resize(count);
  std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
  for (std::size_t i = 0; i < count; ++i) {
    members_[next[strata.group[i]]++] = static_cast<std::uint32_t>(i);
  }
}

template <class Value>
void Permutations::apply(std::uint64_t number, std::span<Value> values) const {
  __extension__ using Wide = unsigned __int128;
  // One block of random words serves the steps 2m and 2m + 1 of the walk.
  std::array<std::uint32_t, 4> words{};
  std::uint64_t made = ~std::uint64_t{0};
  for (std::size_t g = 0; g + 1 < begins_.size(); ++g) {
    const std::size_t begin = begins_[g], end = begins_[g + 1];
    for (std::size_t k = end; k > begin + 1; --k) {
      const std::uint64_t step = k - 1;
      if (step / 2 != made) words = random_words(seed_, number, made = step / 2);
      const std::uint64_t bits = (step & 1) != 0 ? (std::uint64_t{words[3]} << 32) | words[2]
                                                 : (std::uint64_t{words[1]} << 32) | words[0];
      const auto chosen = begin + static_cast<std::size_t>((Wide{bits} * (k - begin)) >> 64);
      if (members_.empty()) {
        std::swap(values[k - 1], values[chosen]);
      } else {
        std::swap(values[members_[k - 1]], values[members_[chosen]]);
      }
    }
  }
}

template void Permutations::apply(std::uint64_t, std::span<double>) const;
template void Permutations::apply(std::uint64_t, std::span<std::int16_t>) const;
template void Permutations::apply(std::uint64_t, std::span<std::int32_t>) const;
template void Permutations::apply(std::uint64_t, std::span<std::uint32_t>) const;

std::vector<std::uint32_t> Permutations::source(std::uint64_t number) const {
  std::vector<std::uint32_t> source(begins_.back());
  std::iota(source.begin(), source.end(), 0U);
  apply(number, std::span(source));
  return source;
}

}  // namespace farola
