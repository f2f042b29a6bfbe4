#pragma once
// The likeliest cylinder over one set of discs: the hot loop of the space-time permutation scan.
//
// Events have steps of time 0 … steps-1 (days, say). A cylinder is a disc and a window of steps
// [first, last], of at most `longest` steps; with `current` only windows that end with the last
// step count. With c events in the cylinder, m in its disc at any time, w in its window at any
// place and C in all,
//
//   expected        mu = m w / C
//   log likelihood ratio  c ln(c/mu) + (C-c) ln((C-c)/(C-mu))   where c > mu, else 0
//
// It grows with c and falls with mu. Therefore
//   - when a disc grows, only windows with a new event in them can beat what was there before;
//   - the best windows begin (and, unless current, end) on a step with an event of the disc;
//   - for each c, a product m w at or above one that did not beat the best needs no logarithm.
// Each saves work and none changes the result (tests/property compares with all cylinders).

#include "farola/near_repeat/scan_discs.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct ScanMargins {
  std::int64_t total = 0;            ///< C
  std::int32_t steps = 0;            ///< of the whole period
  std::int32_t longest = 1;          ///< steps of a window; REQUIRES 1 … steps
  bool current = false;              ///< only windows that end with the last step
  std::int64_t minimum = 2;          ///< events of a cylinder; REQUIRES >= 1
  std::vector<std::int64_t> before;  ///< events before each step; steps + 1 of them

  /// w of a window.
  std::int64_t in_window(std::int32_t first, std::int32_t last) const {
    return before[static_cast<std::size_t>(last) + 1] - before[static_cast<std::size_t>(first)];
  }
};

/// From the steps of all events; `longest`, `current` and `minimum` are left to the caller.
ScanMargins margins_of(std::span<const std::int32_t> step);

/// `product` is m w.
double log_likelihood_ratio(std::int64_t c, std::int64_t product, std::int64_t total);

struct Cylinder {
  double llr = 0;  ///< 0: none found
  double radius = 0;
  std::int64_t events = 0, in_disc = 0, in_window = 0;  ///< c, m, w
  std::int32_t first = 0, last = 0;
};

class WindowScan {
 public:
  /// REQUIRES margins that outlive this.
  explicit WindowScan(const ScanMargins& margins);

  /// Forgets the best. REQUIRES that no disc scanned until the next reset holds more than
  /// `largest`.
  void reset(std::uint32_t largest);

  /// Goes through the first `rings` discs of a centre, with these steps by event. A cylinder
  /// replaces the best only when its ratio is greater; of equals the first remains: the smaller
  /// disc of a centre, the earlier centre.
  void scan(const Discs& discs, std::size_t rings, std::span<const std::int32_t> step);

  const Cylinder& best() const { return best_; }
  /// Steps of work since construction: events added, steps looked at, windows weighed.
  std::uint64_t work() const { return work_; }

 private:
  void add(const Discs& discs, std::size_t ring, std::span<const std::int32_t> step);
  void weigh(std::int64_t c, std::int64_t in_window, std::int32_t first, std::int32_t last);
  void current_windows(std::int32_t fresh);
  void windows_around(std::int32_t fresh);
  /// Calls visit(step, events) for the steps with an event of the disc, from `high` down to `low`,
  /// or from `low` up to `high`.
  template <class Visit>
  void each_down(std::int32_t high, std::int32_t low, const Visit& visit) const;
  template <class Visit>
  void each_up(std::int32_t low, std::int32_t high, const Visit& visit) const;

  struct Side {
    std::int32_t step;
    std::int64_t count;   // from the fresh step to this one, both included
    std::int64_t before;  // events anywhere before the window that begins here, or up to its end
  };
  const ScanMargins& margins_;
  Cylinder best_;
  std::uint64_t work_ = 0;
  double radius_ = 0;                   // of the disc at hand
  std::int64_t in_disc_ = 0;            // events in it
  std::vector<std::int64_t> unbeaten_;  // by c: products from here on do not beat the best
  std::vector<std::int64_t> count_;     // events in the disc by step
  std::vector<std::uint64_t> present_;  // a bit a step: whether there are any
  std::vector<std::int32_t> fresh_;     // steps of the events just added
  std::vector<Side> earlier_, later_;
};

/// Of the windows with the same c and m w in the same disc, the one that begins first, and of these
/// the shortest.
Cylinder earliest_alike(const Cylinder& found, const Discs& discs,
                        std::span<const std::int32_t> step, const ScanMargins& margins);

}  // namespace farola
