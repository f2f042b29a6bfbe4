#pragma once
// The inner loop of Mantel's test: a tile of pairs in 32 shuffles side by side.
//
// A line holds one event's time in 32 shuffles, [event][lane], in ticks. A tile is up to 64 events
// by up to 64 others with the transformed distance of each pair, [row][64]. For each lane
//
//   reciprocal   sums[lane] += sum over the tile's pairs of distance / (|time difference| + shift)
//   none         sums[lane] += sum of distance × |time difference|
//
// Sums of a row of the tile are made in the type of the lines, then added up in double. The vector
// instructions are the best that the machine has; lanes do not meet and nothing is fused, so the
// sums are the same on all of them.

#include <cstddef>

namespace farola {

inline constexpr std::size_t mantel_lanes = 32;
inline constexpr std::size_t mantel_tile = 64;

template <class T>
struct MantelTile {
  const T* own;  ///< lines of the rows' events; REQUIRES alignment to 64 bytes, as others
  std::size_t rows;
  const T* others;  ///< lines of the columns' events
  std::size_t columns;
  const T* distances;  ///< transformed, [row][mantel_tile]
  bool diagonal;       ///< rows and columns are the same events: only columns after the row count
};

void add_reciprocals(const MantelTile<float>& tile, float shift, double* sums);
void add_reciprocals(const MantelTile<double>& tile, double shift, double* sums);
void add_products(const MantelTile<float>& tile, double* sums);
void add_products(const MantelTile<double>& tile, double* sums);

}  // namespace farola
