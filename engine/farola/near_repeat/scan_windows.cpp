#include "farola/near_repeat/scan_windows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace farola {

ScanMargins margins_of(std::span<const std::int32_t> step) {
  ScanMargins margins;
  margins.total = static_cast<std::int64_t>(step.size());
  for (const std::int32_t s : step) margins.steps = std::max(margins.steps, s + 1);
  margins.before.assign(static_cast<std::size_t>(margins.steps) + 1, 0);
  for (const std::int32_t s : step) ++margins.before[static_cast<std::size_t>(s) + 1];
  std::partial_sum(margins.before.begin(), margins.before.end(), margins.before.begin());
  return margins;
}

double log_likelihood_ratio(std::int64_t c, std::int64_t product, std::int64_t total) {
  const auto all = static_cast<double>(total), inside = static_cast<double>(c);
  const double expected = static_cast<double>(product) / all, outside = all - inside;
  if (!(inside > expected)) return 0;
  const double within = inside * std::log(inside / expected);
  return outside > 0 ? within + outside * std::log(outside / (all - expected)) : within;
}

WindowScan::WindowScan(const ScanMargins& margins)
    : margins_(margins),
      count_(static_cast<std::size_t>(margins.steps), 0),
      present_(static_cast<std::size_t>(margins.steps) / 64 + 1, 0) {}

void WindowScan::reset(std::uint32_t largest) {
  best_ = {};
  unbeaten_.resize(std::max(unbeaten_.size(), std::size_t{largest} + 1));
  for (std::size_t c = 0; c <= largest; ++c) {
    const auto events = static_cast<std::int64_t>(c);
    unbeaten_[c] = events < margins_.minimum ? 0 : events * margins_.total;  // expected < c
  }
}

void WindowScan::weigh(std::int64_t c, std::int64_t in_window, std::int32_t first,
                       std::int32_t last) {
  const std::int64_t product = in_disc_ * in_window;
  std::int64_t& unbeaten = unbeaten_[static_cast<std::size_t>(c)];
  if (product >= unbeaten) return;
  unbeaten = product;
  const double llr = log_likelihood_ratio(c, product, margins_.total);
  if (llr > best_.llr) best_ = {llr, radius_, c, in_disc_, in_window, first, last};
}

template <class Visit>
void WindowScan::each_down(std::int32_t high, std::int32_t low, const Visit& visit) const {
  const auto last = static_cast<std::size_t>(low) / 64;
  auto word = static_cast<std::size_t>(high) / 64;
  std::uint64_t bits = present_[word] & (~std::uint64_t{0} >> (63 - high % 64));
  for (;;) {
    if (word == last) bits &= ~std::uint64_t{0} << (low % 64);
    while (bits != 0) {
      const int bit = 63 - std::countl_zero(bits);
      bits ^= std::uint64_t{1} << bit;
      const std::size_t step = word * 64 + static_cast<std::size_t>(bit);
      visit(static_cast<std::int32_t>(step), count_[step]);
    }
    if (word == last) return;
    bits = present_[--word];
  }
}

template <class Visit>
void WindowScan::each_up(std::int32_t low, std::int32_t high, const Visit& visit) const {
  const auto last = static_cast<std::size_t>(high) / 64;
  auto word = static_cast<std::size_t>(low) / 64;
  std::uint64_t bits = present_[word] & (~std::uint64_t{0} << (low % 64));
  for (;;) {
    if (word == last) bits &= ~std::uint64_t{0} >> (63 - high % 64);
    for (; bits != 0; bits &= bits - 1) {
      const std::size_t step = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      visit(static_cast<std::int32_t>(step), count_[step]);
    }
    if (word == last) return;
    bits = present_[++word];
  }
}

void WindowScan::current_windows(std::int32_t fresh) {
  const std::int32_t last = margins_.steps - 1;
  std::int64_t c = 0;
  each_down(last, margins_.steps - margins_.longest, [&](std::int32_t first, std::int64_t here) {
    c += here;
    if (first <= fresh) weigh(c, margins_.in_window(first, last), first, last);
    ++work_;
  });
}

void WindowScan::windows_around(std::int32_t fresh) {
  const std::int32_t from = std::max(0, fresh - margins_.longest + 1);
  const std::int32_t to = std::min(margins_.steps, fresh + margins_.longest) - 1;
  earlier_.clear();
  later_.clear();
  std::int64_t sum = 0;
  each_down(fresh, from, [&](std::int32_t step, std::int64_t here) {
    earlier_.push_back({step, sum += here, margins_.before[static_cast<std::size_t>(step)]});
  });
  sum = 0;
  each_up(fresh, to, [&](std::int32_t step, std::int64_t here) {
    later_.push_back({step, sum += here, margins_.before[static_cast<std::size_t>(step) + 1]});
  });
  const std::int64_t twice = count_[static_cast<std::size_t>(fresh)];  // in both sums
  for (const Side& first : earlier_) {
    for (const Side& last : later_) {
      if (last.step - first.step >= margins_.longest) break;
      weigh(first.count + last.count - twice, last.before - first.before, first.step, last.step);
      ++work_;
    }
  }
  work_ += earlier_.size() + later_.size();
}

void WindowScan::add(const Discs& discs, std::size_t ring, std::span<const std::int32_t> step) {
  const std::int32_t from = margins_.current ? margins_.steps - margins_.longest : 0;
  fresh_.clear();
  const std::size_t begin = ring == 0 ? 0 : discs.rings[ring - 1].end;
  for (std::size_t k = begin; k < discs.rings[ring].end; ++k) {
    const std::int32_t at = step[discs.events[k]];
    if (at < from) continue;
    ++count_[static_cast<std::size_t>(at)];
    present_[static_cast<std::size_t>(at) / 64] |= std::uint64_t{1} << (at % 64);
    fresh_.push_back(at);
  }
  work_ += discs.rings[ring].end - begin;
}

void WindowScan::scan(const Discs& discs, std::size_t rings, std::span<const std::int32_t> step) {
  for (std::size_t ring = 0; ring < rings; ++ring) {
    add(discs, ring, step);
    if (fresh_.empty()) continue;
    radius_ = discs.rings[ring].radius;
    in_disc_ = discs.rings[ring].end;
    if (margins_.current) {
      current_windows(*std::max_element(fresh_.begin(), fresh_.end()));
      continue;
    }
    if (fresh_.size() > 1) {
      std::sort(fresh_.begin(), fresh_.end());
      fresh_.erase(std::unique(fresh_.begin(), fresh_.end()), fresh_.end());
    }
    for (const std::int32_t fresh : fresh_) windows_around(fresh);
  }
  const std::size_t end = rings == 0 ? 0 : discs.rings[rings - 1].end;
  for (std::size_t k = 0; k < end; ++k) {
    const auto at = static_cast<std::size_t>(step[discs.events[k]]);
    count_[at] = 0;
    present_[at / 64] = 0;
  }
}

Cylinder earliest_alike(const Cylinder& found, const Discs& discs,
                        std::span<const std::int32_t> step, const ScanMargins& margins) {
  std::vector<std::int64_t> count(static_cast<std::size_t>(margins.steps), 0);
  for (std::int64_t k = 0; k < found.in_disc; ++k) {
    ++count[static_cast<std::size_t>(step[discs.events[static_cast<std::size_t>(k)]])];
  }
  for (std::int32_t first = 0; first < margins.steps; ++first) {
    if (count[static_cast<std::size_t>(first)] == 0) continue;
    std::int64_t c = 0;
    const std::int32_t end = std::min(margins.steps, first + margins.longest);
    for (std::int32_t last = first; last < end; ++last) {
      c += count[static_cast<std::size_t>(last)];
      if (margins.current && last != margins.steps - 1) continue;
      if (c == found.events && margins.in_window(first, last) == found.in_window) {
        Cylinder same = found;
        same.first = first;
        same.last = last;
        return same;
      }
    }
  }
  return found;
}

}  // namespace farola
