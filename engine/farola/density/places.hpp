#pragma once
// Events as the density engines want them: in cells, sorted, exact duplicates merged.
//
// A place is a distinct (u, v, radius) with the summed weight of the events there. u runs east and
// v south in cells, the centre of cell (column, row) being (column, row) itself, so that a cell at
// UTM coordinates loses nothing to the size of its coordinates. Events of weight 0 and events that
// reach no cell are left out.
//
// Places are kept in groups: first by class of radius (adaptive bandwidths; one class when fixed),
// then by bins of columns, and inside a bin sorted by v, then u, then radius. A strip of rows
// therefore finds its places by bisection, and neighbours in memory are neighbours on the ground.
// The order depends on the events alone: the sums made from it do not depend on the threads.

#include "farola/core/progress.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola::density {

struct Place {
  double u = 0;
  double v = 0;
  double weight = 0;
  double radius = 0;  ///< where the kernel ends, in cells (Gaussian: gaussian_cutoff bandwidths)
};

/// The raster in cells, where its cell (0, 0) lies, and which events to take.
struct PlaceInput {
  std::span<const double> x, y;
  std::span<const double> weight;  ///< empty: all 1
  std::span<const double> reach;   ///< in units of x; one for all, or one per event
  double x0 = 0, y0 = 0;           ///< centre of cell (0, 0)
  double cell = 1;
  std::int64_t columns = 0, rows = 0;
};

class Places {
 public:
  /// Throws Error{cancelled}.
  Places(const PlaceInput& input, const Progress& progress);

  struct Class {
    double smallest = 0, largest = 0;  ///< radius
    std::size_t first_group = 0;       ///< its groups: one per bin
    std::size_t places = 0;
  };

  std::span<const Class> classes() const { return classes_; }
  std::size_t bins() const { return bins_; }
  /// Bins that hold places with u in [from, to].
  std::pair<std::size_t, std::size_t> bins_between(double from, double to) const;
  /// Columns between which a bin's places lie.
  std::pair<double, double> bin_columns(std::size_t bin) const;
  std::span<const Place> group(std::size_t index) const;
  /// The places of a group with v in [from, to].
  std::span<const Place> between(std::size_t group, double from, double to) const;

  std::size_t distinct() const { return distinct_; }  ///< places
  std::size_t used() const { return used_; }          ///< events in them
  double weight() const { return weight_; }           ///< summed, in order

 private:
  std::vector<Place> places_;
  std::vector<std::size_t> begin_, end_;  // per group
  std::vector<Class> classes_;
  std::size_t bins_ = 0, distinct_ = 0, used_ = 0;
  double bin_origin_ = 0, bin_width_ = 32, weight_ = 0;
};

}  // namespace farola::density
