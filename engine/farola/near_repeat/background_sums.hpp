#pragma once
// A Gaussian kernel density at the events themselves, each left out of its own sum, for weights
// that change from step to step:
//
//   s_i = sum over j != i of  w_j exp(-|p_i - p_j|^2 / 2 b^2) / (2 pi b^2)        w_j >= 0
//
// direct    every pair of places within 7 b; what is left out is 2.3e-11 of a kernel's mass
// lattice   weights are spread over nodes b / 5 apart with Lagrange's weights on 8 x 8 of them,
//           smoothed along rows and columns, and read back by the same weights. Error of one
//           event's share at most 2e-6 of a kernel's peak; tested against direct. O(events + nodes)
//           whatever b is.
//
// Direct is taken where it is the less work, by the number of pairs and of nodes and what each
// costs (measured once, written down here, so that the choice hangs on the events alone), and where
// the lattice would have more than 4 million nodes: b is then so small beside the city that a place
// has few neighbours. The same bits for any number of threads.

#include "farola/core/progress.hpp"
#include "farola/density/place_index.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

class BackgroundSums {
 public:
  enum class Way { automatic, direct, lattice };

  /// REQUIRES equal sizes, finite, bandwidth > 0 metres. x and y must outlive this.
  BackgroundSums(std::span<const double> x, std::span<const double> y, double bandwidth,
                 Way way = Way::automatic);

  Way way() const { return way_; }
  /// s_i. REQUIRES one weight for each event. Throws Error{cancelled}.
  std::vector<double> at_events(std::span<const double> weights, const Progress& progress) const;

 private:
  std::vector<double> direct(std::span<const double> weights, const Progress& progress) const;
  std::vector<double> lattice(std::span<const double> weights, const Progress& progress) const;

  std::span<const double> x_, y_;
  double bandwidth_;
  Way way_;
  PlaceIndex places_;
  double west_ = 0, south_ = 0, step_ = 1;
  std::size_t columns_ = 0, rows_ = 0;
  std::vector<double> fall_;  // exp(-d^2 / 2 b^2) by nodes
};

}  // namespace farola
