#include "farola/risk/column_packs.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace farola::risk {

namespace {

/// Splits the codes by one more column; gives false, and leaves them, where that makes too many.
bool widen(ColumnPack& pack, const BitColumns& design, std::vector<std::uint8_t>& wider) {
  const std::size_t column = pack.first_column + pack.columns;
  const std::size_t codes = pack.patterns.size();
  const auto words = design.column(column);
  constexpr std::uint8_t unknown = 255;
  std::vector<std::uint8_t> code_of(2 * codes, unknown);
  std::vector<std::uint64_t> patterns;
  for (std::size_t i = 0; i < design.rows(); ++i) {
    const std::size_t bit = words[i / 64] >> (i % 64) & 1;
    const std::size_t key = 2 * pack.code[i] + bit;
    if (code_of[key] == unknown) {
      if (patterns.size() == pack_codes) return false;
      code_of[key] = static_cast<std::uint8_t>(patterns.size());
      patterns.push_back(pack.patterns[pack.code[i]] | std::uint64_t{bit} << pack.columns);
    }
    wider[i] = code_of[key];
  }
  pack.code.swap(wider);
  pack.patterns = std::move(patterns);
  ++pack.columns;
  return true;
}

/// A number for the codes of each cell; equal codes give equal numbers.
std::vector<std::uint64_t> mixed_codes(const std::vector<ColumnPack>& packs, std::size_t cells,
                                       const Progress& progress) {
  std::vector<std::uint64_t> mixed(cells, 0x9e3779b97f4a7c15);
  for (const ColumnPack& pack : packs) {
    progress.check();
    for (std::size_t i = 0; i < cells; ++i) {
      const std::uint64_t value = (mixed[i] ^ pack.code[i]) * 0xd6e8feb86659fd93;
      mixed[i] = value ^ value >> 32;
    }
  }
  return mixed;
}

bool same_codes(const std::vector<ColumnPack>& packs, std::size_t a, std::size_t b) {
  return std::ranges::all_of(packs,
                             [&](const ColumnPack& pack) { return pack.code[a] == pack.code[b]; });
}

/// Numbers the distinct cells in order; gives the first cell of each.
std::vector<std::uint32_t> distinct_cells(PackedRows& packed, std::size_t cells,
                                          const Progress& progress) {
  constexpr std::uint32_t empty = std::numeric_limits<std::uint32_t>::max();
  const std::vector<std::uint64_t> mixed = mixed_codes(packed.packs, cells, progress);
  std::size_t slots = 16;
  while (slots < 2 * cells) slots *= 2;
  std::vector<std::uint32_t> row_in(slots, empty), first;
  packed.row_of_cell.resize(cells);
  for (std::size_t i = 0; i < cells; ++i) {
    if (i % 65536 == 0) progress.check();
    std::size_t slot = mixed[i] & (slots - 1);
    while (row_in[slot] != empty) {
      const std::uint32_t other = first[row_in[slot]];
      if (mixed[other] == mixed[i] && same_codes(packed.packs, other, i)) break;
      slot = (slot + 1) & (slots - 1);
    }
    if (row_in[slot] == empty) {
      row_in[slot] = static_cast<std::uint32_t>(first.size());
      first.push_back(static_cast<std::uint32_t>(i));
    }
    packed.row_of_cell[i] = row_in[slot];
  }
  return first;
}

}  // namespace

PackedRows packed_rows(const BitColumns& design, const Progress& progress) {
  PackedRows packed;
  packed.columns = design.columns();
  std::vector<std::uint8_t> wider(design.rows());
  for (std::size_t column = 0; column < design.columns(); ++column) {
    progress.check();
    ColumnPack* pack = packed.packs.empty() ? nullptr : &packed.packs.back();
    if (pack == nullptr || pack->columns == 64 || !widen(*pack, design, wider)) {
      pack = &packed.packs.emplace_back();
      pack->first_column = column;
      pack->patterns = {0};
      pack->code.assign(design.rows(), 0);
      widen(*pack, design, wider);
    }
  }
  const std::vector<std::uint32_t> first = distinct_cells(packed, design.rows(), progress);
  packed.rows = first.size();
  for (ColumnPack& pack : packed.packs) {
    for (std::size_t r = 0; r < first.size(); ++r) pack.code[r] = pack.code[first[r]];
    pack.code.resize(first.size());
    pack.code.shrink_to_fit();
  }
  return packed;
}

BitColumns distinct_rows(const PackedRows& packed) {
  BitColumns rows(packed.rows, packed.columns);
  for (const ColumnPack& pack : packed.packs) {
    for (std::size_t k = 0; k < pack.columns; ++k) {
      for (std::size_t r = 0; r < packed.rows; ++r) {
        if (pack.patterns[pack.code[r]] >> k & 1) rows.set(r, pack.first_column + k);
      }
    }
  }
  return rows;
}

}  // namespace farola::risk
