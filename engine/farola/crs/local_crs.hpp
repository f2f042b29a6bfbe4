#pragma once
// Which projected CRS, in metres, fits the data: the rule behind `--target-crs auto`.
//
// 1. A projected source in metres whose scale at the middle of the data is within 0.5 % of true, in
//    both directions, is kept. (Web Mercator is not: its metre is 1.3 times too long in Madrid.)
//    True is the length on the source's own ellipsoid; where the source is not made from degrees
//    of Greenwich, that in the UTM zone, whose own error is below 0.1 %.
// 2. Otherwise the WGS 84 UTM zone of the middle of the data (EPSG:326zz, 327zz), with the
//    exceptions of Norway and Svalbard; beyond 84 N and 80 S, UPS (EPSG:5041, 5042).
// The choice and its reason are told. Data wider than 12 degrees get a warning: one zone distorts.

#include "farola/crs/crs.hpp"

#include <optional>
#include <string>

namespace farola {

struct LocalCrs {
  Crs crs;
  std::string reason;   ///< a sentence for the report
  std::string warning;  ///< empty, or a sentence
};

/// `data` is the box of the events in `source` units. REQUIRES a known source, a non-empty box.
LocalCrs choose_local_crs(const Crs& source, const Box& data);

/// Distances in it are metres. False when unknown.
bool is_projected_metres(const Crs& crs);

/// A projected CRS given by the user: must be projected (Error{usage, "target-crs-geographic"}), in
/// metres (Error{usage, "target-crs-not-metres"}), and at the middle of the data true to scale
/// within 5 % (Error{usage, "target-crs-not-true"}: Web Mercator, or a zone of another continent).
/// `middle` is in the proposal's CRS. The message proposes the local choice. Returns a warning when
/// the scale is more than 1 % off, else an empty text.
std::string require_projected_metres(const Crs& target, const LocalCrs& proposal,
                                     const std::optional<Point>& middle = {});

}  // namespace farola
