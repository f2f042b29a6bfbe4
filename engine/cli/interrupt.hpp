#pragma once

#include "farola/core/progress.hpp"

namespace farola::cli {

/// While it lives, SIGINT, SIGTERM and SIGHUP cancel `progress` instead of ending the program, so
/// that temporary files are removed; and a reader of our standard error that goes away does not end
/// the run.
class Interruptible {
 public:
  explicit Interruptible(const Progress& progress);
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
};

}  // namespace farola::cli
