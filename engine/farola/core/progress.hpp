#pragma once
// How far a run has come, and the way to stop it.
//
// A Progress is shared by the thread that runs an analysis, the workers it starts and the face that
// watches. The fraction never falls and ends at 1. Cancelling is a flag: an analysis calls check()
// often enough (every 100 ms at the latest) and check() throws Error{cancelled}.
//
// Stages split the bar: `Progress reading = progress.part(0, .3);` is a view whose 0..1 is 0..0.3
// of its parent. A part shares the flag and the listener of the whole.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace farola {

class Progress {
 public:
  /// Called with the fraction (0..1, never falling) and the stage; from any thread, one at a time.
  using Listener = std::function<void(double fraction, const std::string& stage)>;

  explicit Progress(Listener listener = {});

  /// A view of the range [from, to] of this progress. REQUIRES 0 <= from <= to <= 1.
  Progress part(double from, double to, std::string_view stage = {}) const;

  /// Report that `fraction` of this part is done, and throw if cancelled. Lower values are ignored.
  void update(double fraction) const;
  /// Throw Error{cancelled} if the caller asked to stop.
  void check() const;
  void finish() const { update(1.0); }

  void cancel() const noexcept;
  bool cancelled() const noexcept;
  double fraction() const noexcept;  ///< of the whole
  std::string stage() const;

 private:
  struct State;
  Progress(std::shared_ptr<State> state, double from, double to);
  std::shared_ptr<State> state_;
  double from_ = 0, to_ = 1;
};

}  // namespace farola
