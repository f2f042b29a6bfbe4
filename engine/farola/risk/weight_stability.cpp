#include "farola/risk/weight_stability.hpp"

#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>

namespace farola {

std::vector<double> drawn_weights(std::span<const double> weights, const WeightDraws& options,
                                  std::int64_t draw) {
  std::vector<double> drawn(weights.size());
  double sum = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double u = random_uniform(options.seed, static_cast<std::uint64_t>(draw), k);
    drawn[k] = weights[k] * (1 + options.range * (2 * u - 1));
    sum += drawn[k];
  }
  // With a range of 1 all could be 0, once in 2^53 draws of one layer.
  if (!(sum > 0)) return {weights.begin(), weights.end()};
  for (double& weight : drawn) weight /= sum;
  return drawn;
}

std::vector<std::uint8_t> tenths_of(std::span<const double> scores) {
  const std::size_t n = scores.size();
  std::vector<std::uint8_t> tenths(n, 0);
  if (n == 0) return tenths;
  // At most j cells have a greater score than c, exactly where c's is not below the j-th (from 0)
  // in falling order. Tenth t ends before 10 * greater = (t + 1) n.
  std::vector<double> falling(scores.begin(), scores.end());
  std::array<double, 9> least{};
  auto from = falling.begin();
  for (std::size_t t = 0; t < least.size(); ++t) {
    const std::size_t last = ((t + 1) * n + 9) / 10 - 1;
    const auto at = falling.begin() + static_cast<std::ptrdiff_t>(last);
    std::nth_element(from, at, falling.end(),
                     std::greater<>());  // those before are greater already
    least[t] = *at;
    from = at;
  }
  for (std::size_t i = 0; i < n; ++i) {
    std::uint8_t tenth = 0;
    while (tenth < least.size() && scores[i] < least[tenth]) ++tenth;
    tenths[i] = tenth;
  }
  return tenths;
}

std::vector<double> weight_stability(std::size_t cells, std::span<const double> weights,
                                     const ScoreByWeights& score, const WeightDraws& options,
                                     const Progress& progress) {
  const auto tenths_by = [&](std::span<const double> by) {
    std::vector<double> scores(cells);
    for (std::size_t i = 0; i < cells; ++i) {
      if (i % (1 << 16) == 0) progress.check();
      scores[i] = score(i, by);
    }
    progress.check();
    return tenths_of(scores);
  };
  const std::vector<std::uint8_t> given = tenths_by(weights);
  std::vector<std::uint32_t> same(cells, 0);
  for_each_block(static_cast<std::size_t>(options.draws), 1, progress,
                 [&](std::size_t draw, std::size_t, std::size_t) {
                   const std::vector<std::uint8_t> tenths =
                       tenths_by(drawn_weights(weights, options, static_cast<std::int64_t>(draw)));
                   for (std::size_t i = 0; i < cells; ++i) {
                     // Counts add up to the same in any order.
                     if (tenths[i] == given[i]) {
                       std::atomic_ref(same[i]).fetch_add(1, std::memory_order_relaxed);
                     }
                   }
                 });
  std::vector<double> stability(cells);
  for (std::size_t i = 0; i < cells; ++i) {
    stability[i] = same[i] / static_cast<double>(options.draws);
  }
  return stability;
}

}  // namespace farola
