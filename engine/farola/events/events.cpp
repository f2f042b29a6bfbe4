#include "farola/events/events.hpp"

#include "farola/core/parallel.hpp"

namespace farola {
namespace {
template <class Value>
void keep_flagged(std::vector<Value>& column, const std::vector<std::uint8_t>& flags) {
  if (column.empty()) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] != 0) column[kept++] = column[i];
  }
  column.resize(kept);
}
}  // namespace

void Events::keep(const std::vector<std::uint8_t>& flags) {
  keep_flagged(x, flags);
  keep_flagged(y, flags);
  keep_flagged(row, flags);
  keep_flagged(weight, flags);
  keep_flagged(from, flags);
  keep_flagged(until, flags);
  keep_flagged(kind, flags);
  keep_flagged(stratum, flags);
}

Box Events::box() const {
  return reduce_blocks(
      size(), std::size_t{1} << 15, Progress(), Box(),
      [&](std::size_t begin, std::size_t end) {
        Box part;
        for (std::size_t i = begin; i < end; ++i) part.extend(Point{x[i], y[i]});
        return part;
      },
      [](Box& all, const Box& part) { all.extend(part); });
}

}  // namespace farola
