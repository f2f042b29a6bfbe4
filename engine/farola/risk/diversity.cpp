#include "farola/risk/diversity.hpp"

#include <cmath>

namespace farola {

Diversity diversity(std::span<const double> amounts) {
  Diversity result;
  double total = 0;
  for (const double amount : amounts) total += amount;
  if (!(total > 0)) return result;
  double entropy = 0, squares = 0, present = 0;
  for (const double amount : amounts) {
    if (!(amount > 0)) continue;
    const double p = amount / total;
    entropy -= p * std::log(p);
    squares += p * p;
    ++present;
  }
  result.entropy = entropy;
  if (amounts.size() > 1) result.evenness = entropy / std::log(static_cast<double>(amounts.size()));
  result.herfindahl = squares;
  result.hill_0 = present;
  result.hill_1 = std::exp(entropy);
  result.hill_2 = 1 / squares;
  return result;
}

}  // namespace farola
