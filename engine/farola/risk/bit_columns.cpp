#include "farola/risk/bit_columns.hpp"

#include <algorithm>

namespace farola {

std::size_t BitColumns::add(std::span<const std::uint8_t> flags) {
  bits_.resize(bits_.size() + words_);
  std::uint64_t* const words = bits_.data() + columns_ * words_;
  for (std::size_t i = 0; i < rows_; ++i) {
    words[i / 64] |= std::uint64_t{flags[i] != 0} << (i % 64);
  }
  return columns_++;
}

std::size_t BitColumns::ones(std::size_t column_index) const {
  std::size_t count = 0;
  for (const std::uint64_t word : column(column_index)) {
    count += static_cast<std::size_t>(std::popcount(word));
  }
  return count;
}

std::size_t BitColumns::both(std::size_t first, std::size_t second) const {
  const auto a = column(first), b = column(second);
  std::size_t count = 0;
  for (std::size_t w = 0; w < words_; ++w) {
    count += static_cast<std::size_t>(std::popcount(a[w] & b[w]));
  }
  return count;
}

double BitColumns::sum(std::size_t column_index, std::span<const double> values) const {
  double total = 0;
  for_each_one(column_index, [&](std::size_t row) { total += values[row]; });
  return total;
}

BitColumns BitColumns::chosen(std::span<const std::size_t> columns) const {
  BitColumns copy(rows_, columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    std::ranges::copy(column(columns[k]), copy.bits_.begin() + static_cast<long>(k * words_));
  }
  return copy;
}

}  // namespace farola
