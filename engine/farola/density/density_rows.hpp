#pragma once
// The sums behind every density: sum_i w_i K_b(|c - p_i|) in double, for rows of cell centres.
//
// kernel_density() scales, masks and rounds these; relative risk and others divide or compare them.

#include "farola/core/progress.hpp"
#include "farola/density/kernel.hpp"
#include "farola/raster/grid.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace farola {

enum class DensityMethod { automatic, exact, fft };

/// Columns in metres. REQUIRES equal lengths, finite coordinates, finite weights >= 0, finite
/// bandwidths > 0.
struct WeightedPlaces {
  std::span<const double> x, y;
  std::span<const double> weight;     ///< empty: all 1
  std::span<const double> bandwidth;  ///< one for all, or one for each
};

class DensityRows {
 public:
  /// Sorts the events and chooses the way; the columns are not needed afterwards.
  DensityRows(const WeightedPlaces& events, const Grid& grid, Kernel kernel, DensityMethod method,
              const Progress& progress);
  ~DensityRows();
  DensityRows(DensityRows&&) noexcept;
  DensityRows& operator=(DensityRows&&) noexcept;

  /// Receives one row of sums, in 1/m^2 times weight; from any thread, several at a time.
  using Visit = std::function<void(std::int64_t row, std::span<const double> sums)>;

  /// Computes rows [first_row, first_row + count) in parallel. REQUIRES first_row to be a multiple
  /// of row_step. A row's values do not depend on which rows are asked for together.
  void visit(std::int64_t first_row, std::int64_t count, const Visit& visit,
             const Progress& progress);
  static constexpr std::int64_t row_step = 8;

  /// The same, written into out, sized count * columns.
  void fill(std::int64_t first_row, std::int64_t count, std::span<double> out,
            const Progress& progress);

  DensityMethod method() const;  ///< exact or fft
  /// "exact sweep", "direct scatter" …: for the report.
  const std::string& method_words() const;
  /// Largest error of a cell, as a share of the peak of the raster.
  double error_bound() const;
  std::size_t distinct_places() const;  ///< that reach the grid
  std::size_t events_in_reach() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace farola
