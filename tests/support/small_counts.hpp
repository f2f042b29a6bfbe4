#pragma once
// 300 cells with five 0/1 variables and a count, by formulas that R can repeat; and one column as
// flags. The reference figures made from them are quoted where they are used:
//
//   i <- 0:299
//   X <- cbind(a=(i*7)%%10<3, b=i%%3==0, c=(i*i)%%11<5, d=(i%/%20)%%2==0, e=(i*13)%%29<6)*1
//   y <- ((i*31+7)%%17 * (1+2*X[,1]+X[,2]+X[,4]*2))%%13; y <- ifelse((i*i)%%7<3 & X[,3]==0, 0, y)

#include "farola/risk/bit_columns.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace farola::test {

struct SmallCounts {
  std::vector<std::string> names{"a", "b", "c", "d", "e"};
  BitColumns design{300, 5};
  std::vector<std::uint32_t> counts;
};

inline SmallCounts small_counts() {
  SmallCounts small;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const std::array<bool, 5> x = {i * 7 % 10 < 3, i % 3 == 0, i * i % 11 < 5, i / 20 % 2 == 0,
                                   i * 13 % 29 < 6};
    for (std::size_t j = 0; j < 5; ++j) {
      if (x[j]) small.design.set(i, j);
    }
    const std::uint32_t y = (i * 31 + 7) % 17 * (1 + 2u * x[0] + x[1] + 2u * x[3]) % 13;
    small.counts.push_back(i * i % 7 < 3 && !x[2] ? 0 : y);
  }
  return small;
}

}  // namespace farola::test
