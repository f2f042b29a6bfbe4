#pragma once
// How mixed a place is, from the amounts of its classes: p_i = amount_i / sum of amounts.
//
//   Shannon entropy     H = -sum of p ln p                 0 for one class, ln k for k equal ones
//   evenness            H / ln k, k the classes that there could be     0 … 1; NaN when k = 1
//   Herfindahl          sum of p^2                         1 for one class, 1/k for k equal ones
//   Hill numbers        q = 0 the number of classes there, q = 1 exp(H), q = 2 1 / Herfindahl:
//                       as many equal classes would be as mixed
//
// (50, 30, 20) of k = 3: H 1.029653, evenness .937231, Herfindahl .38, Hill 3, 2.800094, 2.631579.
// All NaN when the amounts sum to 0. Shannon, "A mathematical theory of communication", Bell System
// Technical Journal 27 (1948); Hill, "Diversity and evenness", Ecology 54 (1973).

#include <limits>
#include <span>

namespace farola {

struct Diversity {
  double entropy = std::numeric_limits<double>::quiet_NaN();
  double evenness = std::numeric_limits<double>::quiet_NaN();
  double herfindahl = std::numeric_limits<double>::quiet_NaN();
  double hill_0 = std::numeric_limits<double>::quiet_NaN();
  double hill_1 = std::numeric_limits<double>::quiet_NaN();
  double hill_2 = std::numeric_limits<double>::quiet_NaN();
};

/// k is amounts.size(): a class without an amount counts. REQUIRES amounts >= 0.
Diversity diversity(std::span<const double> amounts);

}  // namespace farola
