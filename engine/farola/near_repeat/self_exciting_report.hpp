#pragma once
// What a fit of self_exciting.hpp has to say: figures, and sentences on what to trust.

#include "farola/near_repeat/self_exciting.hpp"

namespace farola {

struct SelfExcitingWindow {
  Timestamp start = no_time;
  std::int64_t after_now = 0;  ///< events left out
  std::size_t events = 0;      ///< in the window
  std::size_t dates = 0;       ///< of them known by the day, or worse
  double silence = 0;          ///< days from the last event to now
};

/// Fills fit.report: values "self_exciting", notes, warnings.
void tell_self_exciting(SelfExcitingFit& fit, const SelfExcitingOptions& options,
                        const SelfExcitingWindow& window);

}  // namespace farola
