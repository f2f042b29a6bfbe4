#include "farola/near_repeat/mantel_shuffles.hpp"

#include "farola/core/parallel.hpp"
#include "farola/core/units.hpp"
#include "farola/near_repeat/mantel_tile.hpp"
#include "farola/near_repeat/permutation.hpp"
#include "farola/near_repeat/time_ticks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <hwy/aligned_allocator.h>

namespace farola {
namespace {

constexpr std::size_t enough_for_single = 2000;  // events; their errors average out in the sums

/// Goes through all tables, 32 at a time, with times of one type.
template <class T>
class Shuffles {
 public:
  Shuffles(std::span<const double> x, std::span<const double> y, const TimeTicks& ticks,
           const MantelOptions& options)
      : x_(x),
        y_(y),
        options_(options),
        near_first_(options.transform == PairTransform::reciprocal),
        tick_days_(ticks.tick / seconds_per_day),
        spaces_(near_first_ ? options.space_constants.size() : 1),
        lapses_(near_first_ ? options.time_constants.size() : 1) {}

  void run(const std::vector<double>& ticks, std::vector<std::vector<double>>& statistics,
           const Progress& progress) const {
    const std::size_t events = x_.size(), tables = statistics.size(), rows = spaces_ * lapses_;
    const std::size_t blocks = (events + mantel_tile - 1) / mantel_tile;
    const Permutations permutations(events, Strata{}, options_.seed);
    const auto lines = hwy::AllocateAligned<T>(events * mantel_lanes);
    for (std::size_t first = 0; first < tables; first += mantel_lanes) {
      const std::size_t count = std::min(mantel_lanes, tables - first);
      const auto at = [&](std::size_t table) {
        return static_cast<double>(table) / static_cast<double>(tables);
      };
      const Progress part = progress.part(at(first), at(first + count));
      for_each_block(mantel_lanes, 1, part.part(0, .05),
                     [&](std::size_t lane, std::size_t, std::size_t) {
                       std::vector<double> own = ticks;
                       // Lanes after the last table repeat it, and are not looked at.
                       const std::size_t table = first + std::min(lane, count - 1);
                       if (table > 0) permutations.apply(table, std::span(own));
                       for (std::size_t i = 0; i < events; ++i) {
                         lines[i * mantel_lanes + lane] = static_cast<T>(own[i]);
                       }
                     });
      const auto sums = reduce_blocks<std::vector<double>>(
          blocks, 1, part.part(.05, 1), std::vector<double>(rows * mantel_lanes),
          [&](std::size_t block, std::size_t) { return row_of_tiles(block, lines.get(), part); },
          [](std::vector<double>& total, const std::vector<double>& own) {
            for (std::size_t k = 0; k < total.size(); ++k) total[k] += own[k];
          });
      for (std::size_t lane = 0; lane < count; ++lane) {
        for (std::size_t row = 0; row < rows; ++row) {
          // 1 / (ticks + constant in ticks) is 1 / (days + constant) once divided by the tick.
          const double sum = sums[row * mantel_lanes + lane];
          statistics[first + lane].push_back(near_first_ ? sum / tick_days_ : sum * tick_days_);
        }
      }
    }
  }

 private:
  /// The tiles of one block of events with itself and those after it.
  std::vector<double> row_of_tiles(std::size_t block, const T* lines,
                                   const Progress& progress) const {
    const std::size_t events = x_.size(), begin = block * mantel_tile;
    std::vector<double> sums(spaces_ * lapses_ * mantel_lanes);
    std::array<double, mantel_tile * mantel_tile> distances{};
    std::array<T, mantel_tile * mantel_tile> transformed{};
    for (std::size_t from = begin; from < events; from += mantel_tile) {
      progress.check();
      const MantelTile<T> tile{lines + begin * mantel_lanes, std::min(mantel_tile, events - begin),
                               lines + from * mantel_lanes,  std::min(mantel_tile, events - from),
                               transformed.data(),           from == begin};
      for (std::size_t row = 0; row < tile.rows; ++row) {
        for (std::size_t column = 0; column < tile.columns; ++column) {
          const double dx = x_[from + column] - x_[begin + row],
                       dy = y_[from + column] - y_[begin + row];
          distances[row * mantel_tile + column] = std::sqrt(dx * dx + dy * dy);
        }
      }
      for (std::size_t space = 0; space < spaces_; ++space) {
        transform(distances, space, tile, transformed);
        for (std::size_t lapse = 0; lapse < lapses_; ++lapse) {
          double* const own = sums.data() + (space * lapses_ + lapse) * mantel_lanes;
          if (near_first_) {
            add_reciprocals(tile, static_cast<T>(options_.time_constants[lapse] / tick_days_), own);
          } else {
            add_products(tile, own);
          }
        }
      }
    }
    return sums;
  }

  void transform(const std::array<double, mantel_tile * mantel_tile>& distances, std::size_t space,
                 const MantelTile<T>& tile,
                 std::array<T, mantel_tile * mantel_tile>& transformed) const {
    for (std::size_t row = 0; row < tile.rows; ++row) {
      for (std::size_t k = row * mantel_tile; k < row * mantel_tile + tile.columns; ++k) {
        transformed[k] = static_cast<T>(
            near_first_ ? 1 / (distances[k] + options_.space_constants[space]) : distances[k]);
      }
    }
  }

  std::span<const double> x_, y_;
  const MantelOptions& options_;
  bool near_first_;
  double tick_days_;
  std::size_t spaces_, lapses_;
};

}  // namespace

MantelShuffles mantel_shuffles(std::span<const double> x, std::span<const double> y,
                               std::span<const double> time, const MantelOptions& options,
                               const Progress& progress) {
  const TimeTicks scale = TimeTicks::of(time);
  std::vector<double> ticks;
  for (const double t : time) ticks.push_back(scale.ticks(t));
  const double longest = *std::max_element(ticks.begin(), ticks.end());
  MantelShuffles made;
  made.statistics.resize(static_cast<std::size_t>(options.permutations) + 1);
  // Whole numbers up to 2^24 are exact in single precision, and so are their differences.
  made.single = x.size() >= enough_for_single && scale.type != TickType::real && longest <= 0x1p24;
  made.tolerance = made.single ? 1e-8 : 1e-11;  // ten times what tests measure of rounding
  if (made.single) {
    Shuffles<float>(x, y, scale, options).run(ticks, made.statistics, progress);
  } else {
    Shuffles<double>(x, y, scale, options).run(ticks, made.statistics, progress);
  }
  return made;
}

}  // namespace farola
