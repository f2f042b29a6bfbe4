#pragma once
// What the thread sanitizer (preset tsan) must be told about TBB. Nothing in any other build.
//
// The sanitizer orders two accesses by the locks, atomics and joins that it sees. The
// distribution's libtbb is compiled without it, so it sees neither that a block starts after the
// loop was submitted nor that the loop returns after its last block, and would call every captured
// variable and every result a race. BlockOrder states these two orders and no third: the blocks of
// one loop are not ordered among each other, so a race between them is still reported.

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FAROLA_THREAD_SANITIZER 1
#endif
#elif defined(__SANITIZE_THREAD__)
#define FAROLA_THREAD_SANITIZER 1
#endif

#ifdef FAROLA_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

namespace farola::detail {

#ifdef FAROLA_THREAD_SANITIZER

/// Made before a loop is submitted, and gone after it returned or threw.
class BlockOrder {
 public:
  BlockOrder() { __tsan_release(&submitted_); }
  ~BlockOrder() { __tsan_acquire(&done_); }
  BlockOrder(const BlockOrder&) = delete;
  BlockOrder& operator=(const BlockOrder&) = delete;

  template <class Body>
  class Ordered {
   public:
    Ordered(BlockOrder& order, const Body& body) : order_(&order), body_(&body) {}
    // Not instrumented: it reads its own members before the order is stated. The body is.
    __attribute__((no_sanitize("thread"))) void operator()(std::size_t block) const {
      __tsan_acquire(&order_->submitted_);
      const Release at_end{&order_->done_};
      (*body_)(block);
    }

   private:
    BlockOrder* order_;
    const Body* body_;
  };
  template <class Body>
  Ordered<Body> of(const Body& body) {
    return {*this, body};
  }

 private:
  struct Release {
    char* at;
    ~Release() { __tsan_release(at); }
  };
  char submitted_ = 0, done_ = 0;  // only their addresses are used
};

#else

struct BlockOrder {
  template <class Body>
  const Body& of(const Body& body) {
    return body;
  }
};

#endif

}  // namespace farola::detail
