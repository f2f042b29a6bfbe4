#include "bare_loop.hpp"

#include "farola/near_repeat/time_lanes.hpp"

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/bare_loop.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace farola::bench::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void Bare(const std::int16_t* HWY_RESTRICT lines, std::span<const std::uint32_t> runs,
          std::int16_t edge, std::int16_t* HWY_RESTRICT counts) {
  const hn::CappedTag<std::int16_t, lane_count> d;
  const auto limit = hn::Set(d, edge), one = hn::Set(d, std::int16_t{1});
  for (std::size_t at = 0; at < runs.size(); at += 2 + runs[at + 1]) {
    const std::int16_t* const first = lines + std::size_t{runs[at]} * lane_count;
    const std::uint32_t* const others = runs.data() + at + 2;
    const std::size_t length = runs[at + 1];
    for (std::size_t v = 0; v < lane_count; v += hn::Lanes(d)) {
      const auto own = hn::Load(d, first + v);
      auto n = hn::Load(d, counts + v);
      for (std::size_t k = 0; k < length; ++k) {
        if (v == 0 && k + 16 < length) {
          hwy::Prefetch(lines + std::size_t{others[k + 16]} * lane_count);
        }
        const auto gap = hn::Sub(own, hn::Load(d, lines + std::size_t{others[k]} * lane_count + v));
        n = hn::Add(n, hn::IfThenElseZero(hn::Gt(gap, limit), one));
      }
      hn::Store(n, d, counts + v);
    }
  }
}

}  // namespace farola::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace farola::bench {
HWY_EXPORT(Bare);
void bare_loop(const std::int16_t* lines, std::span<const std::uint32_t> runs, std::int16_t edge,
               std::int16_t* counts) {
  HWY_DYNAMIC_DISPATCH(Bare)(lines, runs, edge, counts);
}
}  // namespace farola::bench
#endif  // HWY_ONCE
