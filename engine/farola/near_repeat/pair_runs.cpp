#include "farola/near_repeat/pair_runs.hpp"

#include "farola/core/parallel.hpp"
#include "farola/near_repeat/knox_counts.hpp"

#include <algorithm>
#include <utility>

namespace farola {
namespace {

// A chunk is a task: large enough to be worth one, small enough to be stopped, at most 2 million
// candidates.
constexpr std::size_t wanted_chunks = 64, most_blocks_per_chunk = 20;
constexpr std::size_t made_at_once = 16;

/// Appends pairs to the run of their first event while that stays the same.
class RunWriter {
 public:
  void add(std::uint32_t first, std::uint32_t second) {
    if (words_.empty() || words_[head_] != first) {
      head_ = words_.size();
      words_.push_back(first);
      words_.push_back(0);
    }
    ++words_[head_ + 1];
    words_.push_back(second);
  }
  /// Without the room that growing leaves.
  std::vector<std::uint32_t> take() { return {words_.begin(), words_.end()}; }

 private:
  std::vector<std::uint32_t> words_;
  std::size_t head_ = 0;
};

}  // namespace

std::size_t PairChunk::bytes() const {
  std::size_t words = 0;
  for (const auto& row : runs) words += row.size();
  return words * sizeof(std::uint32_t);
}

PairRuns::PairRuns(const ClosePairs& pairs, const Bands& distance,
                   std::span<const std::uint8_t> side)
    : pairs_(pairs),
      distances_(distance.limits()),
      side_(side),
      rank_(pairs.events()),
      row_below_(has_row_below(distance) ? 1 : 0) {
  const auto order = pairs.order();
  for (std::size_t k = 0; k < order.size(); ++k) rank_[order[k]] = static_cast<std::uint32_t>(k);
  const std::size_t blocks = pairs.blocks();
  blocks_per_chunk_ = std::clamp<std::size_t>(blocks / wanted_chunks, 1, most_blocks_per_chunk);
  chunks_ = (blocks + blocks_per_chunk_ - 1) / blocks_per_chunk_;
  rows_ = distance.finite() + row_below_;
}

PairChunk PairRuns::chunk(std::size_t number, const Progress& progress) const {
  std::vector<RunWriter> writers(rows_);
  std::vector<ClosePair> found;
  const std::size_t end = std::min(pairs_.blocks(), (number + 1) * blocks_per_chunk_);
  for (std::size_t block = number * blocks_per_chunk_; block < end; ++block) {
    progress.check();
    found.clear();
    pairs_.collect(block, found);
    for (const ClosePair& pair : found) {
      if (!side_.empty() && side_[pair.i] == side_[pair.j]) continue;
      const std::uint32_t a = rank_[pair.i], b = rank_[pair.j];
      writers[distances_.passed(pair.distance) - 1 + row_below_].add(std::min(a, b),
                                                                     std::max(a, b));
    }
  }
  PairChunk made;
  for (RunWriter& writer : writers) made.runs.push_back(writer.take());
  return made;
}

std::vector<PairChunk> PairRuns::some(std::size_t first, double memory,
                                      const Progress& progress) const {
  std::vector<PairChunk> made;
  double bytes = 0, last = 0;  // of all, and of those made last
  const Progress silent = progress.part(0, 0);
  while (first + made.size() < chunks_ && (made.empty() || bytes + last <= memory)) {
    const std::size_t from = first + made.size();
    const std::size_t count = std::min(made_at_once, chunks_ - from);
    std::vector<PairChunk> next(count);
    for_each_block(count, 1, silent, [&](std::size_t, std::size_t, std::size_t k) {
      next[k] = chunk(from + k, progress);
    });
    last = 0;
    for (PairChunk& chunk : next) {
      last += static_cast<double>(chunk.bytes());
      made.push_back(std::move(chunk));
    }
    bytes += last;
  }
  return made;
}

}  // namespace farola
