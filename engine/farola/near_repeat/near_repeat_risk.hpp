#pragma once
// A prospective surface: where events are to be expected next, because others happened near there a
// short while ago. As of the moment `now`, from the events before it:
//
//   risk(c) = sum_i w_i g(d_i) h(a_i)      over events with a_i < reach in time, d_i < reach in
//   space
//
// c: a cell, taken at its centre; a_i: age, from the event's moment to now; d_i: distance.
//
//   half_life   g = 2^(-d/half_distance)   d in metres from event to cell centre
//               h = 2^(-a/half_life)       a in days
//   promap      g = 1 / (1 + d)            d in cells, from the centre of the event's cell
//               h = 1 / (1 + a)            a in whole weeks, rounded down
//   bands       g h = the weight of the cell of a table of distance bands by time bands in which
//               (d, a) falls, 0 outside them: of a Knox table, its excess ratio - 1 where it is
//               significant (knox_weights.hpp). The bands' own ends are the reach, as they are
//               closed. Where they have a band "same place", d is 0 for the cell that the event
//               lies in: no centre of a cell is the very place of an event
//
// w_i is the event's weight. The value is a relative number: 1 is the weight of one event here and
// now (half_life, promap), or of one event where a second one is twice as frequent as by chance
// (bands). It is no probability and no number of events. It is 0 out of reach.
//
// An event counts when it was over before now: until < now, for before that nobody could have
// recorded it. Events later than that, and those as old as the reach in time or older, are left out
// and counted. An event belongs to the cell it lies in (promap, same place): column
// floor((x - xmin) / c), row floor((ymax - y) / c), also beyond the grid.
//
// Along the streets (street_cells.hpp), d is the way from the event's place on the nearest street
// to that of the cell's centre; a cell further than cell_distance from every street has no data
// (NaN). An event that no street connects to a cell says nothing of it. Not with promap, which
// counts cells.
//
// Edge cases: no event counts: 0 everywhere, and a warning. Events at one place are summed first.
// Cost: places that count × cells in reach of each; along the streets, two searches for each street
// with cells besides. Rows are cut into fixed blocks and places added
// in a fixed order: the same bits for any number of threads.
//
// Bowers, Johnson and Pease, "Prospective hot-spotting", British Journal of Criminology 44 (2004);
// Johnson et al., "Prospective crime mapping in operational context", Home Office Online Report
// 19/07 (2007). Half lives in space and time: as in the near-repeat tools of Esri's Crime Analysis.
// It is about places. Nothing in it, and nothing made from it, predicts what a person will do.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/space_time_events.hpp"
#include "farola/near_repeat/street_cells.hpp"
#include "farola/raster/raster.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class Weighting { half_life, promap, bands };
inline constexpr std::string_view weighting_names[] = {"half-life", "promap", "knox"};
std::string_view name_of(Weighting weighting) noexcept;
/// REQUIRES one of weighting_names.
Weighting weighting_from_name(const std::string& name);

struct BandWeights {
  Bands distance;              ///< metres; REQUIRES none open
  Bands time;                  ///< seconds; REQUIRES none open
  std::vector<double> weight;  ///< of distance band k and time band m at k * time.size() + m
};

/// Events on the streets. REQUIRES that both outlive what is made of them; points: one an event,
/// none nowhere.
struct EventsOnStreets {
  const StreetGraph* streets = nullptr;
  const SnappedPoints* points = nullptr;
  Metres cell_distance{100};
};

struct NearRepeatRiskOptions {
  Weighting weighting = Weighting::half_life;
  Timestamp now = no_time;    ///< REQUIRES a time (Error{usage, "now-missing"})
  Metres reach{200};          ///< REQUIRES finite, > 0 (Error{usage, "distance-not-positive"})
  Days memory{14};            ///< REQUIRES finite, > 0 (Error{usage, "days-not-positive"})
  Metres half_distance{100};  ///< half_life; REQUIRES > 0 ("half-distance-not-positive")
  Days half_life{7};          ///< half_life; REQUIRES > 0 ("half-life-not-positive")
  BandWeights bands;          ///< bands; their last edges are then reach and memory
  DistanceMetric metric = DistanceMetric::euclidean;  ///< in the plane
  /// Distances along the streets; REQUIRES not promap (Error{usage, "promap-network"}).
  std::optional<EventsOnStreets> along;
};

/// The events that count, and what they make of any cell at any time from now on.
class NearRepeatRisk {
 public:
  /// `times`: one an event, as events.times() gives them. Throws as above.
  NearRepeatRisk(const SpaceTimeEvents& events, std::span<const double> times,
                 const NearRepeatRiskOptions& options);

  /// The surface as of now, or `later` seconds after it if nothing new happens. Values as double,
  /// row by row.
  std::vector<double> on(const Grid& grid, double later, const Progress& progress) const;
  /// One cell of it.
  double at(const Grid& grid, std::int64_t column, std::int64_t row, double later) const;

  const NearRepeatRiskOptions& options() const { return options_; }
  /// Values: "near_repeat_risk": {now, weighting …, events_used, events_after_now, events_too_old}.
  const Report& report() const { return report_; }

 private:
  struct Source {
    double x, y, weight, age;  // age in seconds, as of now
    std::uint32_t event;
  };
  struct Place {
    double x, y;
    std::size_t first, end;  // of sources_
  };
  bool by_cells() const;
  static bool in_cell(const Grid& grid, const Place& place, std::int64_t column, std::int64_t row);
  bool too_old(double age) const;
  bool too_far(double distance) const;
  double reach_metres(const Grid& grid) const;
  void add_row(const Grid& grid, std::int64_t row, std::span<const double> place_weights,
               double later, std::span<double> values) const;
  std::vector<double> place_weights(double later) const;
  double time_weight(double age) const;
  double space_weight(double distance, double cell) const;
  double distance_to(const Grid& grid, const Place& place, std::int64_t column,
                     std::int64_t row) const;
  double place_weight(const Place& place, double later) const;
  /// Of a cell on a street.
  double sum_at(const Grid& grid, const StreetCells::Cell& cell, std::span<const double> weights,
                double later, const Progress& progress) const;
  std::vector<double> on_streets(const Grid& grid, std::span<const double> weights, double later,
                                 const Progress& progress) const;
  double band_sum(const Place& place, double distance, double later) const;
  void tell(std::int64_t after_now, std::int64_t past_memory, std::int64_t all);

  NearRepeatRiskOptions options_;
  std::vector<Source> sources_;
  std::vector<Place> places_;                   // by y, then by x
  std::shared_ptr<const StreetCells> streets_;  // null: in the plane
  Report report_;
};

/// risk.on(grid, 0) as a raster, "risk".
Raster risk_raster(const NearRepeatRisk& risk, const Grid& grid, const Crs& crs,
                   const Progress& progress);

}  // namespace farola
