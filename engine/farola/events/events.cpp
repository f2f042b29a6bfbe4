#include "farola/events/events.hpp"

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
}

}  // namespace farola
