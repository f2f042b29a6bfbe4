#include "farola/near_repeat/time_lanes.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "farola/near_repeat/time_lanes.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace farola::lanes::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t ahead = 16;  // lines asked for before they are needed

/// One run against `count` thresholds (at most 8), which stay in registers with their counters.
template <int count, class T, class Count>
HWY_INLINE void CountRun(const T* HWY_RESTRICT lines, const std::uint32_t* HWY_RESTRICT run,
                         std::size_t length, const T* HWY_RESTRICT thresholds,
                         Count* HWY_RESTRICT counters) {
  const hn::CappedTag<T, lane_count> d;
  const hn::RebindToSigned<decltype(d)> di;
  const T* const first = lines + std::size_t{run[0]} * lane_count;
  const std::uint32_t* const others = run + 2;
  const auto limit = [&](int t) HWY_ATTR { return hn::Set(d, thresholds[count > t ? t : 0]); };
  const auto c0 = limit(0), c1 = limit(1), c2 = limit(2), c3 = limit(3), c4 = limit(4),
             c5 = limit(5), c6 = limit(6), c7 = limit(7);
  for (std::size_t v = 0; v < lane_count; v += hn::Lanes(d)) {
    const auto own = hn::Load(d, first + v);
    const auto counter = [&](int t) HWY_ATTR {
      return hn::Load(di, counters + static_cast<std::size_t>(count > t ? t : 0) * lane_count + v);
    };
    auto n0 = counter(0), n1 = counter(1), n2 = counter(2), n3 = counter(3), n4 = counter(4),
         n5 = counter(5), n6 = counter(6), n7 = counter(7);
    for (std::size_t k = 0; k < length; ++k) {
      const T* const line = lines + std::size_t{others[k]} * lane_count;
      if (v == 0 && k + ahead < length) {
        hwy::Prefetch(lines + std::size_t{others[k + ahead]} * lane_count);
      }
      const auto gap = hn::Abs(hn::Sub(own, hn::Load(d, line + v)));
      const auto more = [&](auto threshold) HWY_ATTR {
        return hn::VecFromMask(di, hn::RebindMask(di, hn::Gt(gap, threshold)));
      };
      n0 = hn::Sub(n0, more(c0));
      if constexpr (count > 1) n1 = hn::Sub(n1, more(c1));
      if constexpr (count > 2) n2 = hn::Sub(n2, more(c2));
      if constexpr (count > 3) n3 = hn::Sub(n3, more(c3));
      if constexpr (count > 4) n4 = hn::Sub(n4, more(c4));
      if constexpr (count > 5) n5 = hn::Sub(n5, more(c5));
      if constexpr (count > 6) n6 = hn::Sub(n6, more(c6));
      if constexpr (count > 7) n7 = hn::Sub(n7, more(c7));
    }
    const auto keep = [&](int t, auto n) HWY_ATTR {
      hn::Store(n, di, counters + static_cast<std::size_t>(t) * lane_count + v);
    };
    keep(0, n0);
    if constexpr (count > 1) keep(1, n1);
    if constexpr (count > 2) keep(2, n2);
    if constexpr (count > 3) keep(3, n3);
    if constexpr (count > 4) keep(4, n4);
    if constexpr (count > 5) keep(5, n5);
    if constexpr (count > 6) keep(6, n6);
    if constexpr (count > 7) keep(7, n7);
  }
}

template <int count, class T>
void CountRuns(const T* lines, std::span<const std::uint32_t> runs, const T* thresholds,
               std::int64_t* beyond) {
  using Count = hwy::MakeSigned<T>;
  // Counters as wide as the times are fast, and are emptied before they could run over.
  constexpr std::size_t most =
      std::min<std::uint64_t>(std::numeric_limits<Count>::max(), std::uint64_t{1} << 30);
  HWY_ALIGN std::array<Count, 8 * lane_count> counters{};
  std::size_t held = 0;
  const auto empty = [&] {
    for (std::size_t k = 0; k < count * lane_count; ++k) beyond[k] += counters[k];
    counters.fill(0);
    held = 0;
  };
  std::array<std::uint32_t, 2 + 1024> piece{};
  for (std::size_t at = 0; at < runs.size(); at += 2 + runs[at + 1]) {
    const std::size_t length = runs[at + 1];
    if (held + length > most && held > 0) empty();
    if (length <= most) {
      CountRun<count>(lines, runs.data() + at, length, thresholds, counters.data());
      held += length;
      continue;
    }
    for (std::size_t k = 0; k < length; k += 1024) {  // longer than a counter can count
      const std::size_t some = std::min<std::size_t>(1024, length - k);
      piece[0] = runs[at];
      std::copy_n(runs.data() + at + 2 + k, some, piece.begin() + 2);
      if (held + some > most) empty();
      CountRun<count>(lines, piece.data(), some, thresholds, counters.data());
      held += some;
    }
  }
  empty();
}

template <class T>
void CountBeyond(const T* lines, std::span<const std::uint32_t> runs, std::span<const T> thresholds,
                 std::int64_t* beyond) {
  // No difference is below 0: bands that begin with it have such a threshold.
  std::size_t t = 0;
  for (; t < thresholds.size() && thresholds[t] < 0; ++t) {
    std::int64_t pairs = 0;
    for (std::size_t at = 0; at < runs.size(); at += 2 + runs[at + 1]) pairs += runs[at + 1];
    for (std::size_t lane = 0; lane < lane_count; ++lane) beyond[t * lane_count + lane] += pairs;
  }
  for (; t < thresholds.size(); t += 8) {
    const T* const from = thresholds.data() + t;
    std::int64_t* const to = beyond + t * lane_count;
    switch (std::min<std::size_t>(8, thresholds.size() - t)) {
      case 1:
        CountRuns<1>(lines, runs, from, to);
        break;
      case 2:
        CountRuns<2>(lines, runs, from, to);
        break;
      case 3:
        CountRuns<3>(lines, runs, from, to);
        break;
      case 4:
        CountRuns<4>(lines, runs, from, to);
        break;
      case 5:
        CountRuns<5>(lines, runs, from, to);
        break;
      case 6:
        CountRuns<6>(lines, runs, from, to);
        break;
      case 7:
        CountRuns<7>(lines, runs, from, to);
        break;
      default:
        CountRuns<8>(lines, runs, from, to);
    }
  }
}

void CountBeyond16(const std::int16_t* lines, std::span<const std::uint32_t> runs,
                   std::span<const std::int16_t> thresholds, std::int64_t* beyond) {
  CountBeyond(lines, runs, thresholds, beyond);
}
void CountBeyond32(const std::int32_t* lines, std::span<const std::uint32_t> runs,
                   std::span<const std::int32_t> thresholds, std::int64_t* beyond) {
  CountBeyond(lines, runs, thresholds, beyond);
}
void CountBeyondDouble(const double* lines, std::span<const std::uint32_t> runs,
                       std::span<const double> thresholds, std::int64_t* beyond) {
  CountBeyond(lines, runs, thresholds, beyond);
}

void WeighWithin(const double* lines, std::span<const std::uint32_t> runs,
                 std::span<const double> weight, std::span<const double> thresholds,
                 double* within) {
  const hn::CappedTag<double, lane_count> d;
  for (std::size_t at = 0; at < runs.size(); at += 2 + runs[at + 1]) {
    const std::uint32_t i = runs[at];
    const double* const first = lines + std::size_t{i} * lane_count;
    for (std::size_t k = 0; k < runs[at + 1]; ++k) {
      const std::uint32_t j = runs[at + 2 + k];
      const double* const line = lines + std::size_t{j} * lane_count;
      const auto w = hn::Set(d, weight[i] * weight[j]);
      for (std::size_t v = 0; v < lane_count; v += hn::Lanes(d)) {
        const auto gap = hn::Abs(hn::Sub(hn::Load(d, first + v), hn::Load(d, line + v)));
        for (std::size_t t = 0; t < thresholds.size(); ++t) {
          double* const sum = within + t * lane_count + v;
          const auto more = hn::Gt(gap, hn::Set(d, thresholds[t]));
          hn::StoreU(hn::Add(hn::LoadU(d, sum), hn::IfThenZeroElse(more, w)), d, sum);
        }
      }
    }
  }
}

}  // namespace farola::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace farola {
namespace lanes {
HWY_EXPORT(CountBeyond16);
HWY_EXPORT(CountBeyond32);
HWY_EXPORT(CountBeyondDouble);
HWY_EXPORT(WeighWithin);
}  // namespace lanes

void count_beyond(const std::int16_t* lines, std::span<const std::uint32_t> runs,
                  std::span<const std::int16_t> thresholds, std::int64_t* beyond) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(CountBeyond16)(lines, runs, thresholds, beyond);
}
void count_beyond(const std::int32_t* lines, std::span<const std::uint32_t> runs,
                  std::span<const std::int32_t> thresholds, std::int64_t* beyond) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(CountBeyond32)(lines, runs, thresholds, beyond);
}
void count_beyond(const double* lines, std::span<const std::uint32_t> runs,
                  std::span<const double> thresholds, std::int64_t* beyond) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(CountBeyondDouble)(lines, runs, thresholds, beyond);
}
void weigh_within(const double* lines, std::span<const std::uint32_t> runs,
                  std::span<const double> weight, std::span<const double> thresholds,
                  double* within) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(WeighWithin)(lines, runs, weight, thresholds, within);
}

}  // namespace farola
#endif  // HWY_ONCE
