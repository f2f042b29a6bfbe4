#include "farola/core/progress.hpp"

#include "farola/core/error.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

namespace farola {

struct Progress::State {
  Listener listener;
  std::atomic<double> fraction{0};
  std::atomic<bool> cancelled{false};
  mutable std::mutex mutex;  // guards stage and serialises the listener
  std::string stage;
};

Progress::Progress(Listener listener) : state_(std::make_shared<State>()) {
  state_->listener = std::move(listener);
}

Progress::Progress(std::shared_ptr<State> state, double from, double to)
    : state_(std::move(state)), from_(from), to_(to) {}

Progress Progress::part(double from, double to, std::string_view stage) const {
  if (!stage.empty()) {
    const std::lock_guard lock(state_->mutex);
    state_->stage = stage;
  }
  const double width = to_ - from_;
  return Progress(state_, from_ + from * width, to >= 1 ? to_ : from_ + to * width);
}

void Progress::update(double fraction) const {
  check();
  const double whole = fraction >= 1 ? to_ : from_ + std::clamp(fraction, 0.0, 1.0) * (to_ - from_);
  double before = state_->fraction.load(std::memory_order_relaxed);
  do {
    if (!(whole > before)) return;
  } while (!state_->fraction.compare_exchange_weak(before, whole));
  if (!state_->listener) return;
  const std::lock_guard lock(state_->mutex);
  // Another thread may have got further meanwhile: only ever tell the newest.
  if (whole >= state_->fraction.load()) state_->listener(whole, state_->stage);
}

void Progress::check() const {
  if (cancelled()) fail_cancelled();
}

void Progress::cancel() const noexcept { state_->cancelled.store(true); }
bool Progress::cancelled() const noexcept {
  return state_->cancelled.load(std::memory_order_relaxed);
}
double Progress::fraction() const noexcept { return state_->fraction.load(); }
std::string Progress::stage() const {
  const std::lock_guard lock(state_->mutex);
  return state_->stage;
}

}  // namespace farola
