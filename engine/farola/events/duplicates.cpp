#include "farola/events/duplicates.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

namespace farola {
namespace {

// Events are dealt into groups by a hash of their place, so that equal places meet in one group,
// and each group is small enough for a table in the processor's cache.
constexpr std::size_t block = 1 << 15;
constexpr int group_bits = 8;
constexpr std::size_t groups = std::size_t{1} << group_bits;
constexpr int index_bits = 40;

std::uint64_t mixed(std::uint64_t bits) {
  bits ^= bits >> 32;
  bits *= 0x9E3779B97F4A7C15u;
  bits ^= bits >> 29;
  bits *= 0xBF58476D1CE4E5B9u;
  return bits ^ bits >> 32;
}

std::uint64_t hash_of(double x, double y) {
  const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value + 0.0); };  // -0
  return mixed(mixed(bits(x)) + bits(y));
}

std::size_t group_of(std::uint64_t hash) { return hash >> (64 - group_bits); }

/// An event: the index, and above it bits of the hash that tell most places apart.
std::uint64_t entry_of(std::uint64_t hash, std::size_t index) { return hash << index_bits | index; }
std::size_t index_of(std::uint64_t entry) { return entry & ((std::uint64_t{1} << index_bits) - 1); }

/// Entries of all events, group by group, and where each group ends.
struct Dealt {
  std::vector<std::uint64_t> entries;
  std::array<std::size_t, groups + 1> start{};
};

Dealt deal(const Events& events) {
  const std::size_t count = events.size();
  const std::size_t blocks = (count + block - 1) / block;
  std::vector<std::array<std::size_t, groups>> cursor(blocks);
  for_each_block(count, block, Progress(), [&](std::size_t begin, std::size_t end, std::size_t b) {
    cursor[b].fill(0);
    for (std::size_t i = begin; i < end; ++i)
      ++cursor[b][group_of(hash_of(events.x[i], events.y[i]))];
  });
  Dealt dealt;
  std::size_t next = 0;
  for (std::size_t g = 0; g < groups; ++g) {
    dealt.start[g] = next;
    for (auto& of_block : cursor) {
      const std::size_t here = of_block[g];
      of_block[g] = next;
      next += here;
    }
  }
  dealt.start[groups] = next;
  dealt.entries.resize(count);
  for_each_block(count, block, Progress(), [&](std::size_t begin, std::size_t end, std::size_t b) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint64_t hash = hash_of(events.x[i], events.y[i]);
      dealt.entries[cursor[b][group_of(hash)]++] = entry_of(hash, i);
    }
  });
  return dealt;
}

/// Of one group, with open addressing: a slot holds an entry + 1, or 0.
std::int64_t duplicates_among(const Events& events, const std::uint64_t* entries, std::size_t count,
                              std::vector<std::uint64_t>& slots) {
  const std::size_t mask = std::bit_ceil(2 * count + 1) - 1;
  slots.assign(mask + 1, 0);
  std::int64_t duplicates = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t entry = entries[i];
    const std::size_t event = index_of(entry);
    std::size_t slot = mixed(entry >> index_bits) & mask;
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      const std::uint64_t other = slots[slot] - 1;
      if (other >> index_bits != entry >> index_bits) continue;
      const std::size_t before = index_of(other);
      if (events.x[before] == events.x[event] && events.y[before] == events.y[event]) break;
    }
    if (slots[slot] != 0) {
      ++duplicates;
    } else {
      slots[slot] = entry + 1;
    }
  }
  return duplicates;
}

}  // namespace

std::int64_t count_duplicates(const Events& events) {
  const Dealt dealt = deal(events);
  return reduce_blocks(
      groups, 16, Progress(), std::int64_t{0},
      [&](std::size_t begin, std::size_t end) {
        std::vector<std::uint64_t> slots;
        std::int64_t duplicates = 0;
        for (std::size_t g = begin; g < end; ++g) {
          duplicates += duplicates_among(events, dealt.entries.data() + dealt.start[g],
                                         dealt.start[g + 1] - dealt.start[g], slots);
        }
        return duplicates;
      },
      [](std::int64_t& total, std::int64_t part) { total += part; });
}

}  // namespace farola
