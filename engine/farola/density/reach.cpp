#include "farola/density/reach.hpp"

#include <algorithm>
#include <cmath>

namespace farola::density {
namespace {

/// Counts, in differences, the cells of the row that a place reaches.
void mark(const Place& place, bool rim_counts, double row, double last_column,
          std::int32_t* change) {
  const double p = row - place.v;
  const double room = place.radius * place.radius - p * p;
  if (!(room >= 0)) return;
  const double half = std::sqrt(room);
  const double west = place.u - half, east = place.u + half;
  const double first = std::max(rim_counts ? std::ceil(west) : std::floor(west) + 1, 0.0);
  const double last = std::min(rim_counts ? std::floor(east) : std::ceil(east) - 1, last_column);
  if (first > last) return;
  ++change[static_cast<std::size_t>(first)];
  --change[static_cast<std::size_t>(last) + 1];
}

}  // namespace

void clear_out_of_reach(const Places& places, const Places::Class& of, bool rim_counts,
                        std::int64_t row_number, std::span<double> values,
                        std::vector<std::int32_t>& workspace) {
  const std::size_t columns = values.size();
  const double last_column = static_cast<double>(columns) - 1;
  const double row = static_cast<double>(row_number);
  workspace.assign(2 * (columns + 1), 0);
  std::int32_t* const change = workspace.data();
  std::int32_t* const covered = change + columns + 1;  // cells covered among the first i

  // First the places next to the row in each bin: where events lie close they cover all there is.
  const double north = row - of.largest, south = row + of.largest;
  for (std::size_t bin = 0; bin < places.bins(); ++bin) {
    const std::span<const Place> all = places.group(of.first_group + bin);
    const auto next = std::lower_bound(all.begin(), all.end(), row,
                                       [](const Place& p, double v) { return p.v < v; });
    if (next != all.end()) mark(*next, rim_counts, row, last_column, change);
    if (next != all.begin()) mark(*(next - 1), rim_counts, row, last_column, change);
  }
  std::int32_t open = 0;
  for (std::size_t i = 0; i < columns; ++i) {
    open += change[i];
    covered[i + 1] = covered[i] + (open > 0 ? 1 : 0);
  }

  // Then every place of the bins that might reach a cell that is not covered.
  if (covered[columns] < static_cast<std::int32_t>(columns)) {
    for (std::size_t bin = 0; bin < places.bins(); ++bin) {
      const std::span<const Place> some = places.between(of.first_group + bin, north, south);
      if (some.empty()) continue;
      const auto [west, east] = places.bin_columns(bin);
      const double from = std::clamp(std::floor(west - of.largest), 0.0, last_column + 1);
      const double to = std::clamp(std::ceil(east + of.largest) + 1, 0.0, last_column + 1);
      const auto a = static_cast<std::size_t>(from), b = static_cast<std::size_t>(to);
      if (b <= a || covered[b] - covered[a] == static_cast<std::int32_t>(b - a)) continue;
      for (const Place& place : some) mark(place, rim_counts, row, last_column, change);
    }
  }
  open = 0;
  for (std::size_t i = 0; i < columns; ++i) {
    open += change[i];
    if (open <= 0 || !(values[i] > 0)) values[i] = 0;
  }
}

}  // namespace farola::density
