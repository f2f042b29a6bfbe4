#include "farola/near_repeat/time_margin.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>

namespace farola {

std::vector<double> time_margin(std::span<const double> times, std::span<const double> weight,
                                std::span<const std::uint8_t> side,
                                std::span<const BandLimit> limits) {
  std::vector<std::uint32_t> order(times.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](auto a, auto b) { return times[a] != times[b] ? times[a] < times[b] : a < b; });
  // before[s][k]: the weight of the first k events in time that are of side s.
  std::array<std::vector<double>, 2> before;
  for (auto& sums : before) sums.assign(times.size() + 1, 0);
  std::vector<double> sorted(times.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::uint32_t i = order[k];
    sorted[k] = times[i];
    const std::size_t own = side.empty() ? 0 : side[i];
    before[own][k + 1] = before[own][k] + (weight.empty() ? 1.0 : weight[i]);
    before[1 - own][k + 1] = before[1 - own][k];
  }
  std::vector<double> below;
  for (const BandLimit& limit : limits) {
    double sum = 0;
    std::size_t first = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
      while (first < k && !limit.below(sorted[k] - sorted[first])) ++first;
      const std::uint32_t i = order[k];
      const std::vector<double>& partners = before[side.empty() ? 0 : 1 - side[i]];
      sum += (weight.empty() ? 1.0 : weight[i]) * (partners[k] - partners[first]);
    }
    below.push_back(sum);
  }
  return below;
}

double all_pairs(std::size_t events, std::span<const double> weight,
                 std::span<const std::uint8_t> side) {
  std::array<double, 2> sum{}, squares{};
  for (std::size_t i = 0; i < events; ++i) {
    const double w = weight.empty() ? 1.0 : weight[i];
    const std::size_t own = side.empty() ? 0 : side[i];
    sum[own] += w;
    squares[own] += w * w;
  }
  return side.empty() ? (sum[0] * sum[0] - squares[0]) / 2 : sum[0] * sum[1];
}

}  // namespace farola
