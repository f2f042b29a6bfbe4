#include "farola/near_repeat/close_pairs.hpp"

#include "farola/geometry/point.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace farola {

std::string_view name_of(DistanceMetric metric) noexcept {
  return distance_metric_names[static_cast<std::size_t>(metric)];
}

DistanceMetric distance_metric_from_name(const std::string& name) {
  const auto* const found =
      std::find(std::begin(distance_metric_names), std::end(distance_metric_names), name);
  return static_cast<DistanceMetric>(found - std::begin(distance_metric_names));
}

double distance_between(DistanceMetric metric, double dx, double dy) noexcept {
  return metric == DistanceMetric::euclidean ? std::sqrt(dx * dx + dy * dy)
                                             : std::abs(dx) + std::abs(dy);
}

namespace {

// Cells are half the limit wide, and a pair at the limit must not fall two cells and a bit apart
// because of rounding: a millionth more is far more than the rounding of a coordinate in cells.
constexpr double spare = 1 + 1e-6;
constexpr std::int64_t cells_reached = 2;
constexpr std::uint64_t candidates_per_block = 100'000;

class PlanarPairs final : public ClosePairs {
 public:
  PlanarPairs(std::span<const double> x, std::span<const double> y, DistanceMetric metric,
              BandLimit limit)
      : metric_(metric),
        limit_(limit),
        order_(x.size()),
        rank_(x.size()),
        x_(x.size()),
        y_(x.size()) {
    choose_cells(x, y);
    sort_into_cells(x, y);
    cut_into_blocks();
  }

  std::string_view metric() const override { return name_of(metric_); }
  std::size_t events() const override { return x_.size(); }
  std::size_t blocks() const override { return block_begins_.size() - 1; }
  std::span<const std::uint32_t> order() const override { return order_; }

  void collect(std::size_t block, std::vector<ClosePair>& pairs) const override {
    for (std::size_t a = block_begins_[block]; a < block_begins_[block + 1]; ++a) {
      const std::uint32_t i = order_[a];
      each_near(a, false, [&](const Near& near) {
        for (std::size_t k = 0; k < near.count; ++k) {
          const std::uint32_t j = order_[near.at[k]];
          pairs.push_back({std::min(i, j), std::max(i, j), near.distance[k]});
        }
      });
    }
  }

  void neighbours_of(std::size_t i, std::vector<Neighbour>& neighbours) const override {
    each_near(rank_[i], true, [&](const Near& near) {
      for (std::size_t k = 0; k < near.count; ++k) {
        neighbours.push_back({order_[near.at[k]], near.distance[k]});
      }
    });
  }

 private:
  /// Those of some candidates that are close.
  struct Near {
    static constexpr std::size_t most = 256;
    std::array<std::size_t, most> at;  // positions
    std::array<double, most> distance;
    std::size_t count = 0;
  };

  void choose_cells(std::span<const double> x, std::span<const double> y) {
    Box box;
    for (std::size_t i = 0; i < x.size(); ++i) box.extend(Point{x[i], y[i]});
    if (box.empty()) box = {0, 0, 0, 0};
    west_ = box.xmin;
    south_ = box.ymin;
    const double side = std::max(box.width(), box.height());
    const double events = std::max<double>(1, static_cast<double>(x.size()));
    // As many cells as events are enough; a smaller limit then reaches over fewer than it might.
    const double smallest =
        std::max(std::sqrt(box.width() * box.height() / events), 2 * side / events);
    cell_ = std::max(limit_.at / cells_reached * spare, smallest);
    if (!(cell_ > 0)) cell_ = 1;  // all at one place
    if (!std::isfinite(cell_)) cell_ = 2 * side + 1;
    columns_ = 1 + static_cast<std::int64_t>(box.width() / cell_);
    rows_ = 1 + static_cast<std::int64_t>(box.height() / cell_);
  }

  std::int64_t column_of(double x) const {
    return std::min(columns_ - 1, static_cast<std::int64_t>((x - west_) / cell_));
  }
  std::int64_t row_of(double y) const {
    return std::min(rows_ - 1, static_cast<std::int64_t>((y - south_) / cell_));
  }

  void sort_into_cells(std::span<const double> x, std::span<const double> y) {
    cell_begins_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
    std::vector<std::size_t> cell_of(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      cell_of[i] = static_cast<std::size_t>(row_of(y[i]) * columns_ + column_of(x[i]));
      ++cell_begins_[cell_of[i] + 1];
    }
    std::partial_sum(cell_begins_.begin(), cell_begins_.end(), cell_begins_.begin());
    std::vector<std::size_t> next(cell_begins_.begin(), cell_begins_.end() - 1);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::size_t at = next[cell_of[i]]++;
      order_[at] = static_cast<std::uint32_t>(i);
      rank_[i] = static_cast<std::uint32_t>(at);
      x_[at] = x[i];
      y_[at] = y[i];
    }
  }

  /// The events of the cells around that of the event at `a`, row by row: from, to.
  template <class Visit>
  void each_run(std::size_t a, bool all, const Visit& visit) const {
    const std::int64_t column = column_of(x_[a]), row = row_of(y_[a]);
    const std::int64_t west = std::max<std::int64_t>(0, column - cells_reached);
    const std::int64_t east = std::min(columns_ - 1, column + cells_reached);
    const std::int64_t first = all ? std::max<std::int64_t>(0, row - cells_reached) : row;
    const std::int64_t last = std::min(rows_ - 1, row + cells_reached);
    for (std::int64_t r = first; r <= last; ++r) {
      std::size_t from = cell_begins_[static_cast<std::size_t>(r * columns_ + west)];
      const std::size_t to = cell_begins_[static_cast<std::size_t>(r * columns_ + east) + 1];
      if (!all) from = std::max(from, a + 1);
      if (from < to) visit(from, to);
    }
  }

  /// Distances of some candidates together, so that they are worked out side by side.
  void measure(std::size_t a, std::size_t from, std::size_t count, double* distance) const {
    const double* const x = x_.data() + from;
    const double* const y = y_.data() + from;
    const double x0 = x_[a], y0 = y_[a];
    if (metric_ == DistanceMetric::euclidean) {
      for (std::size_t k = 0; k < count; ++k) {
        const double dx = x[k] - x0, dy = y[k] - y0;
        distance[k] = std::sqrt(dx * dx + dy * dy);
      }
    } else {
      for (std::size_t k = 0; k < count; ++k)
        distance[k] = std::abs(x[k] - x0) + std::abs(y[k] - y0);
    }
  }

  template <class Visit>
  void each_near(std::size_t a, bool all, const Visit& visit) const {
    std::array<double, Near::most> distance;
    Near near;
    each_run(a, all, [&](std::size_t from, std::size_t to) {
      for (; from < to; from += Near::most) {
        const std::size_t count = std::min(Near::most, to - from);
        measure(a, from, count, distance.data());
        near.count = 0;
        for (std::size_t k = 0; k < count; ++k) {  // without a branch that would be guessed wrongly
          near.at[near.count] = from + k;
          near.distance[near.count] = distance[k];
          near.count += static_cast<std::size_t>(limit_.below(distance[k]) & (from + k != a));
        }
        visit(near);
      }
    });
  }

  void cut_into_blocks() {
    block_begins_ = {0};
    std::uint64_t candidates = 0;
    for (std::size_t a = 0; a < x_.size(); ++a) {
      std::uint64_t own = 0;
      each_run(a, false, [&](std::size_t from, std::size_t to) { own += to - from; });
      if (candidates > 0 && candidates + own > candidates_per_block) {
        block_begins_.push_back(a);
        candidates = 0;
      }
      candidates += own + 1;
    }
    if (!x_.empty()) block_begins_.push_back(x_.size());
  }

  DistanceMetric metric_;
  BandLimit limit_;
  std::vector<std::uint32_t> order_, rank_;  // event at each position, position of each event
  std::vector<double> x_, y_;                // by position
  double west_ = 0, south_ = 0, cell_ = 1;
  std::int64_t columns_ = 1, rows_ = 1;
  std::vector<std::size_t> cell_begins_;   // by cell, positions
  std::vector<std::size_t> block_begins_;  // by block, positions
};

}  // namespace

std::unique_ptr<ClosePairs> close_pairs(std::span<const double> x, std::span<const double> y,
                                        DistanceMetric metric, BandLimit limit) {
  return std::make_unique<PlanarPairs>(x, y, metric, limit);
}

std::uint64_t count_close_pairs(const ClosePairs& pairs, const Progress& progress) {
  return reduce_blocks<std::uint64_t>(
      pairs.blocks(), 16, progress, 0,
      [&](std::size_t begin, std::size_t end) {
        std::vector<ClosePair> found;
        std::uint64_t count = 0;
        for (std::size_t block = begin; block < end; ++block) {
          found.clear();
          pairs.collect(block, found);
          count += found.size();
        }
        return count;
      },
      [](std::uint64_t& total, std::uint64_t part) { total += part; });
}

}  // namespace farola
