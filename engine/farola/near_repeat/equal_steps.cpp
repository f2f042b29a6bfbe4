#include "farola/near_repeat/equal_steps.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "farola/near_repeat/equal_steps.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace farola::equal_steps::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t ahead = 16;                   // lines asked for before they are needed
constexpr std::size_t half_byte = 15;               // what half a byte can count
constexpr std::size_t a_byte = 255;                 // what a byte can
constexpr std::size_t byte_lanes = 2 * lane_count;  // the two pairs of a step side by side

/// Counters of one call: [half][byte lane], [half][lane]. Half h counts step h.
struct Counters {
  alignas(64) std::array<std::uint8_t, EqualSteps::most * byte_lanes> bytes{};
  alignas(64) std::array<std::uint16_t, EqualSteps::most * lane_count> words{};
  std::array<std::int64_t, EqualSteps::most * lane_count> whole{};
  std::size_t in_bytes = 0, in_words = 0;  // the most that any of them holds

  void empty_words() {
    for (std::size_t k = 0; k < words.size(); ++k) whole[k] += words[k];
    words.fill(0);
    in_words = 0;
  }
  void empty_bytes() {
    if (in_words + 2 * in_bytes > 65535) empty_words();
    for (std::size_t k = 0; k < words.size(); ++k) {
      words[k] = static_cast<std::uint16_t>(words[k] + bytes[2 * k] + bytes[2 * k + 1]);
    }
    in_words += 2 * in_bytes;
    bytes.fill(0);
    in_bytes = 0;
  }
};

/// One run, or a piece of it: at most 2 * 255 pairs. A table counts two steps.
#if HWY_TARGET == HWY_SCALAR
template <int tables>
void CountPiece(const std::int16_t* lines, std::uint32_t of, const std::uint32_t* others,
                std::size_t length, const EqualSteps& steps, const std::uint8_t* /*table*/,
                std::uint8_t* bytes) {
  const std::int16_t* const first = lines + std::size_t{of} * lane_count;
  for (std::size_t k = 0; k < length; ++k) {
    const std::int16_t* const line = lines + std::size_t{others[k]} * lane_count;
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      const auto gap = static_cast<std::size_t>(std::abs(first[lane] - line[lane]));
      const std::size_t step = (gap + steps.offset) / steps.width;
      if (step < steps.steps) ++bytes[step * byte_lanes + 2 * lane + k % 2];
    }
  }
}
#else
template <int tables>
HWY_INLINE void CountPiece(const std::int16_t* HWY_RESTRICT lines, std::uint32_t of,
                           const std::uint32_t* HWY_RESTRICT others, std::size_t length,
                           const EqualSteps& steps, const std::uint8_t* HWY_RESTRICT table,
                           std::uint8_t* HWY_RESTRICT bytes) {
  const hn::CappedTag<std::int16_t, lane_count> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::Repartition<std::uint8_t, decltype(d)> d8;
  const auto row = [&](int t)
                       HWY_ATTR { return hn::LoadDup128(d8, table + 16 * (tables > t ? t : 0)); };
  const auto t0 = row(0), t1 = row(1), t2 = row(2), t3 = row(3);
  const auto offset = hn::Set(du, steps.offset), factor = hn::Set(du, steps.factor);
  const auto most = hn::Set(du, static_cast<std::uint16_t>(steps.steps * steps.width));
  const auto high = hn::Set(du, std::uint16_t{0x0F00});
  const auto low_halves = hn::Set(d8, std::uint8_t{0x0F});
  const int left = steps.shift, right = 8 - steps.shift;
  const std::int16_t* const first = lines + std::size_t{of} * lane_count;

  for (std::size_t v = 0; v < lane_count; v += hn::Lanes(d)) {
    const auto own = hn::Load(d, first + v);
    // (step, and bits after the point) of a pair
    const auto step_of = [&](std::size_t k) HWY_ATTR {
      const std::int16_t* const line = lines + std::size_t{others[k]} * lane_count;
      if (v == 0 && k + ahead < length) {
        hwy::Prefetch(lines + std::size_t{others[k + ahead]} * lane_count);
      }
      const auto gap = hn::BitCast(du, hn::Abs(hn::Sub(own, hn::Load(d, line + v))));
      return hn::MulHigh(hn::Min(hn::Add(gap, offset), most), factor);
    };
    std::size_t k = 0;
    while (k < length) {
      auto n0 = hn::Zero(d8), n1 = n0, n2 = n0, n3 = n0;
      const auto count = [&](auto a, auto b) HWY_ATTR {
        const auto both = hn::BitCast(
            d8, hn::OrAnd(hn::ShiftRightSame(a, right), hn::ShiftLeftSame(b, left), high));
        n0 = hn::Add(n0, hn::TableLookupBytes(t0, both));
        if constexpr (tables > 1) n1 = hn::Add(n1, hn::TableLookupBytes(t1, both));
        if constexpr (tables > 2) n2 = hn::Add(n2, hn::TableLookupBytes(t2, both));
        if constexpr (tables > 3) n3 = hn::Add(n3, hn::TableLookupBytes(t3, both));
      };
      const std::size_t end = std::min(length, k + 2 * half_byte);
      for (; k + 1 < end; k += 2) count(step_of(k), step_of(k + 1));
      if (k < end) {  // an odd one out: the other is beyond all
        count(step_of(k), hn::MulHigh(most, factor));
        ++k;
      }
      const auto keep = [&](int t, auto n) HWY_ATTR {
        std::uint8_t* const to = bytes + static_cast<std::size_t>(2 * t) * byte_lanes + 2 * v;
        const auto upper =
            hn::And(hn::BitCast(d8, hn::ShiftRight<4>(hn::BitCast(du, n))), low_halves);
        hn::Store(hn::Add(hn::Load(d8, to), hn::And(n, low_halves)), d8, to);
        hn::Store(hn::Add(hn::Load(d8, to + byte_lanes), upper), d8, to + byte_lanes);
      };
      keep(0, n0);
      if constexpr (tables > 1) keep(1, n1);
      if constexpr (tables > 2) keep(2, n2);
      if constexpr (tables > 3) keep(3, n3);
    }
  }
}

#endif

template <int tables>
void CountRuns(const std::int16_t* lines, std::span<const std::uint32_t> runs,
               const EqualSteps& steps, std::int64_t* beyond) {
  alignas(16) std::array<std::uint8_t, std::size_t{16} * tables> table{};
  for (std::size_t s = 0; s < steps.steps; ++s) {
    table[16 * (s / 2) + s] = static_cast<std::uint8_t>(s % 2 == 0 ? 0x01 : 0x10);
  }
  Counters counters;
  std::int64_t pairs = 0;
  for (std::size_t at = 0; at < runs.size(); at += 2 + runs[at + 1]) {
    const std::size_t length = runs[at + 1];
    pairs += static_cast<std::int64_t>(length);
    for (std::size_t k = 0; k < length; k += 2 * a_byte) {
      const std::size_t some = std::min(2 * a_byte, length - k);
      const std::size_t taken = (some + 1) / 2;
      if (counters.in_bytes + taken > a_byte) counters.empty_bytes();
      CountPiece<tables>(lines, runs[at], runs.data() + at + 2 + k, some, steps, table.data(),
                         counters.bytes.data());
      counters.in_bytes += taken;
    }
  }
  counters.empty_bytes();
  counters.empty_words();
  // Where differences of 0 are beyond the first threshold, all are.
  const std::size_t first = steps.thresholds - steps.steps;
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    std::int64_t left = pairs;
    for (std::size_t t = 0; t < steps.thresholds; ++t) {
      if (t >= first) left -= counters.whole[(t - first) * lane_count + lane];
      beyond[t * lane_count + lane] += left;
    }
  }
}

void Count(const std::int16_t* lines, std::span<const std::uint32_t> runs, const EqualSteps& steps,
           std::int64_t* beyond) {
  switch ((steps.steps + 1) / 2) {
    case 1:
      return CountRuns<1>(lines, runs, steps, beyond);
    case 2:
      return CountRuns<2>(lines, runs, steps, beyond);
    case 3:
      return CountRuns<3>(lines, runs, steps, beyond);
    default:
      return CountRuns<4>(lines, runs, steps, beyond);
  }
}

}  // namespace farola::equal_steps::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace farola {
namespace equal_steps {
HWY_EXPORT(Count);

/// Whether the multiplication is exact at both sides of every step.
bool exact(const EqualSteps& s) {
  const auto step_of = [&](std::uint32_t value) { return value * s.factor >> 16 >> (8 - s.shift); };
  for (std::uint32_t k = 1; k <= s.steps; ++k) {
    if (step_of(k * s.width) != k || step_of(k * s.width - 1) != k - 1) return false;
  }
  return true;
}

}  // namespace equal_steps

std::optional<EqualSteps> EqualSteps::of(std::span<const std::int16_t> thresholds) {
  if (thresholds.size() < 3) return std::nullopt;
  const int first = thresholds[0], width = thresholds[1] - first;
  if (first < -1 || width < 1 || width - first - 1 < 0) return std::nullopt;
  for (std::size_t t = 1; t < thresholds.size(); ++t) {
    if (thresholds[t] - thresholds[t - 1] != width) return std::nullopt;
  }
  EqualSteps made;
  made.thresholds = thresholds.size();
  made.steps = thresholds.size() - (first == -1 ? 1 : 0);
  made.width = static_cast<std::uint16_t>(width);
  made.offset = static_cast<std::uint16_t>(first == -1 ? 0 : width - first - 1);
  if (made.steps > most || made.steps * made.width > 65535) return std::nullopt;
  for (made.shift = 0; made.shift <= 8; ++made.shift) {
    const std::uint32_t one = std::uint32_t{1} << (24 - made.shift);
    const std::uint32_t factor = (one + made.width - 1) / made.width;
    if (factor > 65535) continue;
    made.factor = static_cast<std::uint16_t>(factor);
    if (equal_steps::exact(made)) return made;
  }
  return std::nullopt;
}

void count_beyond(const std::int16_t* lines, std::span<const std::uint32_t> runs,
                  const EqualSteps& steps, std::int64_t* beyond) {
  using namespace equal_steps;
  HWY_DYNAMIC_DISPATCH(Count)(lines, runs, steps, beyond);
}

}  // namespace farola
#endif  // HWY_ONCE
