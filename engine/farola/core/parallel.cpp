#include "farola/core/parallel.hpp"

#include "farola/core/error.hpp"

#include <atomic>

#include <tbb/global_control.h>
#include <tbb/info.h>

namespace farola {

struct ThreadLimit::Control {
  // TBB knows a control by its address, so it is made where it stays: a copy would limit nothing.
  explicit Control(std::size_t threads)
      : limit(tbb::global_control::max_allowed_parallelism, threads) {}
  tbb::global_control limit;
};

ThreadLimit::ThreadLimit(int threads) {
  if (threads < 0) {
    fail_usage("threads-negative", "threads",
               "Threads must not be negative, got " + std::to_string(threads) +
                   ". Give a count, for example --threads 2, or 0 for all.");
  }
  if (threads > 0) {
    control_ = std::make_unique<Control>(static_cast<std::size_t>(threads));
  }
}

ThreadLimit::~ThreadLimit() = default;

int thread_count() {
  const auto allowed =
      tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return static_cast<int>(allowed);
}

namespace detail {

struct BlockCounter::State {
  std::size_t blocks;
  Progress progress;
  std::atomic<std::size_t> finished{0};
};

BlockCounter::BlockCounter(std::size_t blocks, const Progress& progress)
    : state_(new State{blocks, progress, {}}) {}

BlockCounter::~BlockCounter() = default;

void BlockCounter::done() {
  const std::size_t finished = ++state_->finished;
  // At most about a hundred updates: a listener may be slow.
  const std::size_t step = state_->blocks / 100 + 1;
  if (finished % step == 0 || finished == state_->blocks) {
    state_->progress.update(static_cast<double>(finished) / static_cast<double>(state_->blocks));
  }
}

}  // namespace detail
}  // namespace farola
