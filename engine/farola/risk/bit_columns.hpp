#pragma once
// 0/1 variables of many cells, one bit each: column j holds variable j, row i is cell i.
//
//   memory         columns * ceil(rows / 64) * 8 bytes: 200 factors with 12 variables each on
//                  1,000,000 cells are 300 MB, where doubles would be 19 GB
//   ones(j)        sum over i of x_ij                 by counting bits
//   both(j, k)     sum over i of x_ij x_ik            by counting bits of the words' conjunction
//   sum(j, v)      sum over i of x_ij v_i             over the bits that are set, in row order
//
// Bits behind the last row are 0. No rows or no columns are fine: all sums are 0.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

class BitColumns {
 public:
  BitColumns() = default;
  explicit BitColumns(std::size_t rows, std::size_t columns = 0)
      : rows_(rows), words_((rows + 63) / 64), columns_(columns), bits_(words_ * columns) {}

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }

  /// Appends a column where the flag of each row that is not 0 is a 1, and gives its index.
  /// REQUIRES flags.size() == rows().
  std::size_t add(std::span<const std::uint8_t> flags);

  bool at(std::size_t row, std::size_t column) const {
    return (bits_[column * words_ + row / 64] >> (row % 64) & 1) != 0;
  }
  void set(std::size_t row, std::size_t column) {
    bits_[column * words_ + row / 64] |= std::uint64_t{1} << (row % 64);
  }
  /// The words of a column, lowest bit first.
  std::span<const std::uint64_t> column(std::size_t column) const {
    return {bits_.data() + column * words_, words_};
  }

  std::size_t ones(std::size_t column) const;
  std::size_t both(std::size_t column, std::size_t other) const;
  /// REQUIRES values.size() == rows().
  double sum(std::size_t column, std::span<const double> values) const;

  /// Calls visit(row) for each row whose bit is set, in order.
  template <class Visit>
  void for_each_one(std::size_t column, const Visit& visit) const {
    for (std::size_t w = 0; w < words_; ++w) {
      for (std::uint64_t word = bits_[column * words_ + w]; word != 0; word &= word - 1) {
        visit(w * 64 + static_cast<std::size_t>(std::countr_zero(word)));
      }
    }
  }

  /// These columns alone, in this order.
  BitColumns chosen(std::span<const std::size_t> columns) const;

 private:
  std::size_t rows_ = 0, words_ = 0, columns_ = 0;
  std::vector<std::uint64_t> bits_;
};

}  // namespace farola
