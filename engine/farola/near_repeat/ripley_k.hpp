#pragma once
// Ripley's K: how many more neighbours an event has within r than chance would give it.
//
// For n events in a window W of area |W| (study_window.hpp), at each distance r:
//
//   K(r) = |W| / (n (n-1))  sum over i, j != i of w(i, j) [d(i, j) <= r]          square metres
//   L(r) = sqrt(K(r) / pi)                                                        metres
//   g(r) = |W| / (n (n-1))  sum over i, j != i of w(i, j) k(r - d(i, j)) / (2 pi r)
//
// with the weights w of pair_weights.hpp and the Epanechnikov kernel k of half-width `bandwidth`
// (0: 0.15 sqrt(|W| / n), Stoyan and Stoyan 1994). Complete spatial randomness has K = pi r^2, L =
// r, g = 1; K counts all neighbours up to r, g those at r. The border correction is
//
//   K(r) = |W| / n  sum over i with b(i) >= r of #{j != i: d(i, j) <= r} / #{i: b(i) >= r}
//
// b being the distance from the outline; NaN where no event is that far inside, and no g.
//
// cross_k(): neighbours of the second kind around events of the first, with n(1) n(2) in the place
// of n (n-1), |W| / n(2) in the place of |W| / n, and n(2) in the rule of the bandwidth.
//
// Edge cases: r = 0 counts the pairs at one place, g(0) is NaN. g is too low at r below the
// bandwidth, where part of the kernel lies at negative distances. Fewer than two events (cross: no
// event of one kind): Error{data, "too-few-events"}.
//
// The null hypothesis. ripley_k(): n points uniform on W. cross_k(): random labelling, the kinds
// shuffled among the events of the two kinds, which stay where they are. Envelopes and p:
// monte_carlo_envelope.hpp, of L and of g; those of K are pi L^2. Simulation s is keyed by (seed,
// s).
//
// Complexity: events × neighbours within the last distance, for each simulation (cross: once, and a
// multiply-add for each simulation). The same bits for any number of threads.
//
// Ripley, "Modelling spatial patterns", Journal of the Royal Statistical Society B 39 (1977);
// Stoyan, Stoyan, "Fractals, random shapes and point fields", Wiley (1994); Diggle, "Statistical
// analysis of spatial and spatio-temporal point patterns", CRC Press (2013).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/near_repeat/monte_carlo_envelope.hpp"
#include "farola/near_repeat/pair_weights.hpp"
#include "farola/near_repeat/study_window.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct RipleyKOptions {
  std::vector<double> distances;  ///< metres; REQUIRES ascending, finite, >= 0, one positive
  PairCorrection correction = PairCorrection::isotropic;
  double bandwidth = 0;  ///< metres, half-width of g's kernel; 0: by rule
  int simulations = 199;
  double level = .05;  ///< of the envelopes
  std::uint64_t seed = 1;
};

struct RipleyK {
  std::vector<double> distances;
  std::vector<double> k, l, g;
  std::vector<double> random;  ///< K of complete spatial randomness, pi r^2
  MonteCarloEnvelope of_l, of_g;
  double area = 0;       ///< square metres
  double bandwidth = 0;  ///< metres
  Report report;         ///< values: "ripley_k"
};

/// REQUIRES x.size() == y.size(), valid polygons, places in them. Throws Error{data,
/// "too-few-events" | "window-without-area"}, Error{usage, "distances-…"}.
RipleyK ripley_k(std::span<const double> x, std::span<const double> y, const MultiPolygon& window,
                 const RipleyKOptions& options, const Progress& progress);

/// REQUIRES second.size() == x.size(): 1 for an event of the second kind, 0 for one of the first.
RipleyK cross_k(std::span<const double> x, std::span<const double> y,
                std::span<const std::uint8_t> second, const MultiPolygon& window,
                const RipleyKOptions& options, const Progress& progress);

}  // namespace farola
