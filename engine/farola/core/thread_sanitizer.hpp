#pragma once
// What the thread sanitizer (preset tsan) must be told about TBB. Nothing in any other build.
//
// The sanitizer orders two accesses by the locks, atomics and joins that it sees. The
// distribution's libtbb is compiled without it, so it sees neither that a block starts after its
// loop was submitted nor that the loop returns after its last block, and would call every captured
// variable and every result a race. Here these orders are stated and no others: the blocks of one
// loop, and the items that a pipeline makes at the same time, are not ordered among each other, so
// a race between them is still reported.

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FAROLA_THREAD_SANITIZER 1
#endif
#elif defined(__SANITIZE_THREAD__)
#define FAROLA_THREAD_SANITIZER 1
#endif

#ifdef FAROLA_THREAD_SANITIZER
#include <array>

#include <sanitizer/tsan_interface.h>
#endif

namespace farola::detail {

#ifdef FAROLA_THREAD_SANITIZER

/// What happened before reach() happens before what follows a later wait().
class Moment {
 public:
  void reach() { __tsan_release(&here_); }
  void wait() { __tsan_acquire(&here_); }

 private:
  char here_ = 0;  // only its address is used
};

/// A call of `body` that starts after the moments `from`, and with whose end those of `to` are
/// reached, also when it throws.
template <class Body>
class Ordered {
 public:
  using Moments = std::array<Moment*, 2>;
  Ordered(const Body& body, Moments from, Moments to) : body_(&body), from_(from), to_(to) {}

  // Not instrumented, for it reads its own members before their order is stated. The body is.
  template <class... Arguments>
  __attribute__((no_sanitize("thread"))) decltype(auto) operator()(Arguments&&... arguments) const {
    for (Moment* const moment : from_) moment->wait();
    const AtEnd at_end{to_[0], to_[1]};
    return (*body_)(arguments...);
  }

 private:
  struct AtEnd {
    Moment *one, *other;
    ~AtEnd() {
      one->reach();
      other->reach();
    }
  };
  const Body* body_;
  Moments from_, to_;
};

/// Of parallel_for: made before it is called, and gone after it returned or threw.
class BlockOrder {
 public:
  BlockOrder() { submitted_.reach(); }
  ~BlockOrder() { done_.wait(); }
  BlockOrder(const BlockOrder&) = delete;
  BlockOrder& operator=(const BlockOrder&) = delete;
  template <class Body>
  Ordered<Body> of(const Body& body) {
    return {body, {&submitted_, &submitted_}, {&done_, &done_}};
  }

 private:
  Moment submitted_, done_;
};

/// Of parallel_pipeline with a serial, a parallel and a serial filter that hand on pointers. An
/// item that was taken may be given anew.
class PipelineOrder {
 public:
  PipelineOrder() { given_.reach(); }
  ~PipelineOrder() {
    for (Moment* const moment : {&given_, &to_make_, &made_, &taken_}) moment->wait();
  }
  PipelineOrder(const PipelineOrder&) = delete;
  PipelineOrder& operator=(const PipelineOrder&) = delete;
  template <class Body>
  Ordered<Body> first(const Body& body) {
    return {body, {&given_, &taken_}, {&given_, &to_make_}};
  }
  template <class Body>
  Ordered<Body> middle(const Body& body) {
    return {body, {&to_make_, &to_make_}, {&made_, &made_}};
  }
  template <class Body>
  Ordered<Body> last(const Body& body) {
    return {body, {&made_, &taken_}, {&taken_, &taken_}};
  }

 private:
  Moment given_, to_make_, made_, taken_;
};

#else

struct BlockOrder {
  template <class Body>
  const Body& of(const Body& body) {
    return body;
  }
};

struct PipelineOrder {
  template <class Body>
  const Body& first(const Body& body) {
    return body;
  }
  template <class Body>
  const Body& middle(const Body& body) {
    return body;
  }
  template <class Body>
  const Body& last(const Body& body) {
    return body;
  }
};

#endif

}  // namespace farola::detail
