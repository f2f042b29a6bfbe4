#pragma once
// Neighbouring 0/1 columns read as one: a pack gives each row a code, and each code stands for a
// pattern of the pack's columns.
//
// The variables of one factor lie inside each other (within 100 m, within 200 m, …): 12 of them
// take 13 patterns, not 4,096. A pack grows by the next column as long as it has at most
// `pack_codes` patterns and 64 columns. With P packs instead of C columns,
//
//   sums of a value over the ones of every column     P adds a row (then codes * columns a pack)
//   sum of coefficient * column in every row          P look-ups a row
//   second moments of all pairs of columns            P^2 / 2 adds a row
//
// The packs hold the distinct rows alone, in order of their first cell: cells with equal variables
// share a row. `row_of_cell` tells which. Both are exact: sums over cells are sums over rows.
//
// Complexity: cells * columns for the codes, cells * packs for the distinct rows.

#include "farola/core/progress.hpp"
#include "farola/risk/bit_columns.hpp"

#include <cstdint>
#include <vector>

namespace farola::risk {

inline constexpr std::size_t pack_codes = 128;

struct ColumnPack {
  std::size_t first_column = 0, columns = 0;
  std::vector<std::uint64_t> patterns;  ///< of each code: bit k is column first_column + k
  std::vector<std::uint8_t> code;       ///< of each row
};

struct PackedRows {
  std::size_t rows = 0, columns = 0;
  std::vector<ColumnPack> packs;
  std::vector<std::uint32_t> row_of_cell;
};

/// REQUIRES fewer than 2^32 rows. Throws Error{cancelled}.
PackedRows packed_rows(const BitColumns& design, const Progress& progress);

/// The columns of the distinct rows, as bits.
BitColumns distinct_rows(const PackedRows& packed);

}  // namespace farola::risk
