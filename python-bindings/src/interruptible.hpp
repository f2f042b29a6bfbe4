#pragma once
// Runs an analysis so that Python stays alive: the one place that knows the GIL.
//
// The work runs on a thread of its own and never touches Python. The calling thread waits with the
// GIL released and wakes every 20 ms to let Python handle signals (Ctrl-C) and to tell the progress
// listener how far the work has come. Whatever a signal handler or the listener raises stops the
// work through Progress::cancel() and comes out of the call once the work has ended:
//   KeyboardInterrupt, or a listener that returns False:  farola.Cancelled (a KeyboardInterrupt)
//   anything else:                                        as it was raised

#include "farola/core/error.hpp"
#include "farola/core/progress.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include <pybind11/pybind11.h>

namespace farola::python {

namespace py = pybind11;

inline constexpr std::chrono::milliseconds poll_interval{20};

namespace detail {

/// A thread and the way to wait for it. However the waiting ends, the thread is stopped and joined.
template <class Result>
class Worker {
 public:
  template <class Work>
  Worker(const Work& work, const Progress& progress)
      : progress_(progress), thread_([this, &work] {
          try {
            result_.emplace(work(progress_));
          } catch (...) {
            failure_ = std::current_exception();
          }
          const std::lock_guard lock(mutex_);
          done_ = true;
          ended_.notify_one();
        }) {}

  ~Worker() {
    if (!thread_.joinable()) return;
    progress_.cancel();
    const py::gil_scoped_release nogil;
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Waits at most one poll interval without the GIL; true when the work has ended.
  bool ended() {
    const py::gil_scoped_release nogil;
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, poll_interval, [this] { return done_; });
  }

  Result take() {
    {
      const py::gil_scoped_release nogil;
      thread_.join();
    }
    if (failure_) std::rethrow_exception(failure_);
    return std::move(*result_);
  }

 private:
  const Progress& progress_;
  std::optional<Result> result_;
  std::exception_ptr failure_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  std::thread thread_;  // last: it uses all of the above
};

/// Tells the listener what is new. Throws error_already_set, or Error{cancelled} on False.
class Teller {
 public:
  explicit Teller(py::object listener) : listener_(std::move(listener)) {}

  void tell(double fraction, const std::string& stage) {
    if (listener_.is_none() || (fraction == fraction_ && stage == stage_)) return;
    fraction_ = fraction;
    stage_ = stage;
    if (listener_(fraction, stage).is(py::bool_(false))) fail_cancelled();
  }

 private:
  py::object listener_;
  double fraction_ = -1;
  std::string stage_;
};

/// Lets pending signal handlers run. Ctrl-C becomes Error{cancelled}.
inline void handle_signals() {
  if (PyErr_CheckSignals() == 0) return;
  const bool interrupted = PyErr_ExceptionMatches(PyExc_KeyboardInterrupt) != 0;
  py::error_already_set raised;
  if (interrupted) fail_cancelled();
  throw raised;
}

}  // namespace detail

/// work(progress) on another thread; its result. `listener` is None or callable(fraction, stage).
/// REQUIRES the GIL, and that `work` neither uses Python objects nor returns any.
template <class Work>
auto interruptible(const py::object& listener, const Work& work) {
  using Result = std::invoke_result_t<const Work&, const Progress&>;
  static_assert(!std::is_void_v<Result>, "return something, for example true");
  const Progress progress;
  detail::Teller teller(listener);
  std::exception_ptr stopped;
  detail::Worker<Result> worker(work, progress);
  while (!worker.ended()) {
    if (stopped) continue;
    try {
      detail::handle_signals();
      teller.tell(progress.fraction(), progress.stage());
    } catch (...) {
      stopped = std::current_exception();
      progress.cancel();
    }
  }
  if (stopped) {
    try {
      worker.take();
    } catch (...) {  // what the work made of its cancellation is not what the caller asked
    }
    std::rethrow_exception(stopped);
  }
  Result result = worker.take();
  teller.tell(1.0, progress.stage());
  return result;
}

}  // namespace farola::python
