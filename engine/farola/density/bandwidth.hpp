#pragma once
// How wide to smooth: selectors that choose a bandwidth from the events alone.
//
// A selector returns sigma, the standard deviation (one coordinate, metres) of a Gaussian kernel;
// equal_spread() of kernel.hpp turns it into the bandwidth of another kernel. n events, at P
// distinct places; g_s(d) = exp(-d^2 / 2 s^2) / (2 pi s^2); sums over i, j run over events, so ties
// count.
//
//   scott         n^(-1/6) sqrt(sd_x sd_y), sd with n - 1. (Scott 1992, eq. 6.42; spatstat
//                 bw.scott.iso; in two dimensions Silverman's factor (4/(d+2))^(1/(d+4)) is 1.)
//   silverman     n^(-1/6) sqrt(a_x a_y), a = min(sd, IQR / 1.349) of each axis: the same rule with
//                 Silverman's spread, which a few far events do not inflate (Silverman 1986,
//                 sections 3.4.2 and 4.3.2). Where the IQR is 0, a = sd. Quartiles as R's type 7.
//   likelihood-cv maximises (1/n) sum_i log( 1/(n-1) sum_{j != i} g_s(p_i - p_j) ): leave-one-out
//                 likelihood (Habbema et al. 1974; spatstat bw.ppl(shortcut = TRUE, edge = FALSE)).
//   least-squares-cv  minimises (1/n^2) sum_{i,j} g_{s sqrt 2}(p_i - p_j)
//                 - 2/(n(n-1)) sum_{i != j} g_s(p_i - p_j)  (Rudemo 1982; Bowman 1984; ks::Hlscv
//                 with one bandwidth): the estimated integrated squared error.
//   diggle        minimises Berman and Diggle's (1989) mean square error of a uniform kernel of
//                 radius h, sigma = h / 2 (spatstat bw.diggle); see bandwidth_diggle.hpp.
//   cronie-van-lieshout  makes sum_i 1 / l_s(p_i) equal to the window's area, with
//                 l_s(p) = sum_j g_s(p - p_j): minimises the squared difference (Cronie and van
//                 Lieshout 2018; spatstat bw.CvL).
//   mean-nearest-neighbour  the mean distance from a distinct place to the nearest other one, over
//                 the P places (ties would make it 0).
//
// No selector corrects for edges but diggle. Window: the study area if given, else the events' box.
// Weights do not enter, save that events of weight 0 are left out, and a note says so where they
// differ: a weight may be a loss or a severity, which says nothing about how many events there are
// to smooth. (spatstat's bw.scott, bw.diggle and bw.CvL take no weights; its bw.ppl does.)
//
// Search (the three in the middle and cronie-van-lieshout): sigma in [lower, upper], by default
// half the median distance between nearest places, and half the diagonal of the events' box. 24
// values in equal ratio, then golden section around the best until the ratio is within 1e-4;
// deterministic.
//
// Ties. With a second event at the same place, likelihood-cv, least-squares-cv and diggle have
// their best at sigma -> 0: the other event predicts this one perfectly. Police data, geocoded to
// addresses and hundred blocks, then give a few metres, which says nothing about the city. So when
// more than 5 % of the events share a place with an earlier one, `Ties::automatic` leaves out all
// events of a place together when predicting one of them (diggle: pairs at distance 0 are left
// out), and tells; `as_published` never does. A search that ends at an end of its range sets
// `at_bound` and warns.
//
// Edge cases: fewer than 2 events, or all at one place: Error{data, "bandwidth-not-selectable"}.
// Events on a line parallel to an axis: the rules use the other axis alone.
//
// Complexity: scott, silverman O(n); mean-nearest-neighbour O(n log n); the others about 40 sums of
// gaussian_sums.hpp, exact for few pairs and binned for many (its error is stated there); the
// report tells which. The same result for any number of threads.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/density/kernel.hpp"
#include "farola/events/projected_events.hpp"
#include "farola/geometry/polygon.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace farola {

enum class BandwidthSelector {
  scott,
  silverman,
  likelihood_cv,
  least_squares_cv,
  diggle,
  cronie_van_lieshout,
  mean_nearest_neighbour
};

inline constexpr std::array<std::string_view, 7> bandwidth_selector_names = {
    "scott",  "silverman",           "likelihood-cv",         "least-squares-cv",
    "diggle", "cronie-van-lieshout", "mean-nearest-neighbour"};

std::string_view name_of(BandwidthSelector selector) noexcept;
/// Throws Error{usage, "bandwidth-selector-unknown"} naming the nearest.
BandwidthSelector bandwidth_selector_from_name(const std::string& name);

enum class Ties { automatic, as_published, leave_place_out };

struct BandwidthOptions {
  BandwidthSelector selector = BandwidthSelector::silverman;
  /// The search's ends, metres of sigma. REQUIRES 0 < lower < upper, else
  /// Error{usage, "bandwidth-range-empty"}. DEFAULT see above.
  std::optional<Metres> lower, upper;
  Ties ties = Ties::automatic;
  MultiPolygon study_area;  ///< valid, in the events' CRS; empty: the events' box
  std::uint64_t seed = 1;   ///< for diggle's subsample of many events
};

struct SelectedBandwidth {
  Metres sigma;
  double criterion =
      0;  ///< what was minimised, at sigma (likelihood-cv: minus the mean log); 0 for rules
  bool at_bound = false;  ///< the search ended at lower or upper: do not trust it
  Report report;          ///< values "bandwidth_selection"
};

SelectedBandwidth select_bandwidth(const ProjectedEvents& events, const BandwidthOptions& options,
                                   const Progress& progress);
/// The same on bare coordinates in metres.
SelectedBandwidth select_bandwidth(std::span<const double> x, std::span<const double> y,
                                   const BandwidthOptions& options, const Progress& progress);

/// Tells in the report that `rule` took no account of the weights; silent where all are equal.
void note_weights_ignored(const ProjectedEvents& events, const std::string& rule, Report& report);

struct DefaultBandwidth {
  Metres bandwidth;  ///< of the kernel asked for
  Report report;
};

/// The bandwidth of a first map when none is given, by the rule of thumb that hot-spot analysts
/// start from: cells of 1/150 of the shorter side of the box around the events, and a search radius
/// of five of them, so
///
///   radius of the quartic = shorter side / 30      (other kernels: the same spread)
///
/// rounded to two digits. S. Chainey (2013), "Examining the influence of cell size and bandwidth
/// size on kernel density estimation crime hotspot maps for predicting spatial patterns of crime",
/// Bulletin of the Geographical Society of Liege 60, 7-19. It depends on the city's size and not on
/// the number of events or their ties: Silverman's and Scott's rules suppose one centre and give a
/// city of several a single hump; cross-validation runs to 0 on tied police addresses. `extent` is
/// the box of the events. A box without width takes its height, and one without either is
/// Error{data, "bandwidth-not-selectable"}.
DefaultBandwidth default_bandwidth(const Box& extent, Kernel kernel);

}  // namespace farola
