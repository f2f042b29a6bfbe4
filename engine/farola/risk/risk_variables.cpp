#include "farola/risk/risk_variables.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace farola {

std::string name_of(Operationalisation as) {
  return as == Operationalisation::proximity ? "proximity" : "density";
}

std::vector<Metres> block_distances(Metres block_length, double blocks, bool half_blocks) {
  if (!(block_length.value > 0 && std::isfinite(block_length.value))) {
    fail_usage("block-length-not-positive", "block-length",
               fmt::format("The block length must be positive, got {} m. Give the mean length of a "
                           "street segment in metres, for example --block-length 120.",
                           plain(block_length.value)));
  }
  const double step = half_blocks ? .5 : 1;
  // A hair more than whole, so that 1.5 blocks by halves are three steps however they were
  // computed.
  const double steps = std::floor(blocks / step * (1 + 1e-12));
  if (!(steps >= 1 && steps <= 1000)) {
    fail_usage(
        "blocks-out-of-range", "factor",
        fmt::format("A factor's maximum influence must be {} to {} blocks, got {}. 2 to 4 are "
                    "usual, for example blocks=3.",
                    plain(step), plain(1000 * step), plain(blocks)));
  }
  std::vector<Metres> distances;
  for (int k = 1; k <= static_cast<int>(steps); ++k) {
    distances.push_back({k * step * block_length.value});
  }
  return distances;
}

void RiskVariables::add(RiskVariable variable, std::span<const std::uint8_t> flags) {
  variable.cells = static_cast<std::size_t>(
      std::ranges::count_if(flags, [](std::uint8_t flag) { return flag != 0; }));
  if (variable.cells == 0 || variable.cells == flags.size()) {
    constant.push_back(variable);
    return;
  }
  design.add(flags);
  variables.push_back(variable);
}

void RiskVariables::add_proximity(std::size_t factor, std::span<const double> distances,
                                  std::span<const Metres> within) {
  std::vector<std::uint8_t> flags(distances.size());
  for (const Metres distance : within) {
    for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = distances[i] <= distance.value;
    add({.factor = factor, .as = Operationalisation::proximity, .distance = distance}, flags);
  }
}

void RiskVariables::add_density(std::size_t factor, std::span<const double> densities,
                                Metres bandwidth) {
  const double threshold = high_value(densities).threshold;
  std::vector<std::uint8_t> flags(densities.size());
  for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = densities[i] > threshold;
  add({.factor = factor, .as = Operationalisation::density, .distance = bandwidth}, flags);
}

std::string RiskVariables::name(const RiskVariable& variable) const {
  return fmt::format("{}_{}_{}", factors[variable.factor],
                     variable.as == Operationalisation::proximity ? 'P' : 'D',
                     plain(variable.distance.value));
}

std::string RiskVariables::words(const RiskVariable& variable) const {
  const std::string metres = plain(std::round(variable.distance.value * 10) / 10);
  return variable.as == Operationalisation::proximity
             ? fmt::format("within {} m of {}", metres, factors[variable.factor])
             : fmt::format("with many {} within {} m", factors[variable.factor], metres);
}

std::vector<std::string> RiskVariables::names() const {
  std::vector<std::string> all;
  for (const RiskVariable& variable : variables) all.push_back(name(variable));
  return all;
}

std::vector<std::size_t> RiskVariables::factor_of_column() const {
  std::vector<std::size_t> all;
  for (const RiskVariable& variable : variables) all.push_back(variable.factor);
  return all;
}

bool RiskVariables::has_variable(std::size_t factor) const {
  return std::ranges::find(variables, factor, &RiskVariable::factor) != variables.end();
}

HighValue high_value(std::span<const double> values) {
  HighValue high;
  double count = 0, sum = 0, squares = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    count += 1;
    sum += value;
  }
  high.mean = count > 0 ? sum / count : 0;
  for (const double value : values) {
    if (!std::isnan(value)) squares += (value - high.mean) * (value - high.mean);
  }
  high.deviation = count > 1 ? std::sqrt(squares / (count - 1)) : 0;
  high.threshold = high.mean + 2 * high.deviation;
  return high;
}

}  // namespace farola
