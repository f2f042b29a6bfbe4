#include "farola/raster/raster.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>

namespace farola {
namespace {

constexpr std::size_t block = statistics_block;

struct Moments {
  std::int64_t valid = 0;
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();
  double sum = 0;
};

}  // namespace

RasterStatistics statistics_of(std::span<const float> values) {
  const Progress quiet;
  const Moments moments = reduce_blocks(
      values.size(), block, quiet, Moments{},
      [&](std::size_t begin, std::size_t end) {
        Moments part;
        for (const float value : values.subspan(begin, end - begin)) {
          if (std::isnan(value)) continue;
          ++part.valid;
          part.minimum = std::min<double>(part.minimum, value);
          part.maximum = std::max<double>(part.maximum, value);
          part.sum += value;
        }
        return part;
      },
      [](Moments& total, const Moments& part) {
        total.valid += part.valid;
        total.minimum = std::min(total.minimum, part.minimum);
        total.maximum = std::max(total.maximum, part.maximum);
        total.sum += part.sum;
      });
  RasterStatistics statistics;
  statistics.valid = moments.valid;
  if (moments.valid == 0) return statistics;
  const double mean = moments.sum / static_cast<double>(moments.valid);
  // A second pass about the mean: the one-pass formula loses the digits of flat rasters.
  const double squares = reduce_blocks(
      values.size(), block, quiet, 0.0,
      [&](std::size_t begin, std::size_t end) {
        double part = 0;
        for (const float value : values.subspan(begin, end - begin)) {
          if (!std::isnan(value)) part += (value - mean) * (value - mean);
        }
        return part;
      },
      [](double& total, double part) { total += part; });
  statistics.minimum = moments.minimum;
  statistics.maximum = moments.maximum;
  statistics.sum = moments.sum;
  statistics.mean = mean;
  statistics.standard_deviation = std::sqrt(squares / static_cast<double>(moments.valid));
  return statistics;
}

}  // namespace farola
