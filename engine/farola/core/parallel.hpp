#pragma once
// Parallel loops that give the same bits for any number of threads.
//
// Work is cut into blocks whose size depends on the problem alone, never on the thread count; each
// block writes its own outputs, or returns a partial that is merged in block order.

#include "farola/core/progress.hpp"
#include "farola/core/thread_sanitizer.hpp"

#include <cstddef>
#include <memory>
#include <vector>

#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>

namespace farola {

/// Limits the threads that parallel loops use while it lives. 0 means all the machine has.
/// REQUIRES threads >= 0.
class ThreadLimit {
 public:
  explicit ThreadLimit(int threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  struct Control;
  std::unique_ptr<Control> control_;
};

/// Threads that parallel loops may use now.
int thread_count();

/// Calls body(begin, end, block) for each block of [0, count). Throws what a body throws, and
/// Error{cancelled} within one block of a cancel. Progress is updated as blocks end.
template <class Body>
void for_each_block(std::size_t count, std::size_t block_size, const Progress& progress,
                    const Body& body);

/// Calls partial(begin, end) for each block and merge(total, partial) in block order.
template <class Value, class Partial, class Merge>
Value reduce_blocks(std::size_t count, std::size_t block_size, const Progress& progress,
                    Value total, const Partial& partial, const Merge& merge);

/// Calls next() until it gives nullptr, make(*item) for several items at once, and take(*item) in
/// the order in which next() gave them. next() and take() are each called once at a time, but both
/// may run together, and with make(). At most `under_way` items are between next() and the end of
/// take(). Throws what these throw, and Error{cancelled} within one item of a cancel.
template <class Item, class Next, class Make, class Take>
void make_in_order(std::size_t under_way, const Progress& progress, const Next& next,
                   const Make& make, const Take& take);

// ---------------------------------------------------------------------------------------------

namespace detail {
class BlockCounter {
 public:
  BlockCounter(std::size_t blocks, const Progress& progress);
  ~BlockCounter();
  BlockCounter(const BlockCounter&) = delete;
  BlockCounter& operator=(const BlockCounter&) = delete;
  void done();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
}  // namespace detail

template <class Body>
void for_each_block(std::size_t count, std::size_t block_size, const Progress& progress,
                    const Body& body) {
  if (block_size == 0) block_size = 1;
  const std::size_t blocks = (count + block_size - 1) / block_size;
  detail::BlockCounter counter(blocks, progress);
  const auto run = [&](std::size_t block) {
    progress.check();
    const std::size_t begin = block * block_size;
    const std::size_t end = begin + block_size < count ? begin + block_size : count;
    body(begin, end, block);
    counter.done();
  };
  {
    detail::BlockOrder order;
    tbb::parallel_for(std::size_t{0}, blocks, order.of(run));
  }
  progress.check();
}

template <class Value, class Partial, class Merge>
Value reduce_blocks(std::size_t count, std::size_t block_size, const Progress& progress,
                    Value total, const Partial& partial, const Merge& merge) {
  if (block_size == 0) block_size = 1;
  std::vector<Value> parts((count + block_size - 1) / block_size, total);
  for_each_block(count, block_size, progress,
                 [&](std::size_t begin, std::size_t end, std::size_t block) {
                   parts[block] = partial(begin, end);
                 });
  for (const Value& part : parts) merge(total, part);
  return total;
}

template <class Item, class Next, class Make, class Take>
void make_in_order(std::size_t under_way, const Progress& progress, const Next& next,
                   const Make& make, const Take& take) {
  const auto first = [&](tbb::flow_control& flow) -> Item* {
    progress.check();
    Item* const item = next();
    if (item == nullptr) flow.stop();
    return item;
  };
  const auto middle = [&](Item* item) {
    make(*item);
    return item;
  };
  const auto last = [&](Item* item) {
    progress.check();
    take(*item);
  };
  {
    using Mode = tbb::filter_mode;
    detail::PipelineOrder order;
    tbb::parallel_pipeline(
        under_way, tbb::make_filter<void, Item*>(Mode::serial_in_order, order.first(first)) &
                       tbb::make_filter<Item*, Item*>(Mode::parallel, order.middle(middle)) &
                       tbb::make_filter<Item*, void>(Mode::serial_in_order, order.last(last)));
  }
  progress.check();
}

}  // namespace farola
