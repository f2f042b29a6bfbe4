#pragma once
// Which rows can be used: the rules for coordinates and weights, applied before projection.
//
// In this order, the first that applies names the reason: missing (NaN), not finite, 0/0, outside
// the area of use of the CRS (grown by 1 degree: areas are drawn tightly), weight not a number,
// negative weight. A weight of 0 is kept.
//
// Before that, values are held against the CRS claimed for them. If more than half of the finite,
// non-zero coordinates cannot be what the CRS says, that is an error and not 100,000 rejects:
//   geographic, but |x| > 360 or |y| > 90:     "crs-contradicted", the message says what the
//   numbers
//                                              look like (metres or feet, state plane, UTM);
//   projected, but all |x| <= 180, |y| <= 90:  "crs-contradicted", they look like degrees.
// And with a study area: if no event lies within 1,000 km of its box, "crs-contradicted" too,
// naming both places in degrees.

#include "farola/core/report.hpp"
#include "farola/events/events.hpp"
#include "farola/events/rejections.hpp"
#include "farola/geometry/polygon.hpp"

#include <optional>

namespace farola {

/// A study area and the CRS it was read in.
struct StudyArea {
  MultiPolygon polygons;  ///< valid
  Crs crs;
};

/// Throws Error{data, "crs-missing"} when the events have no CRS, Error{data, "crs-contradicted"}.
void require_plausible_crs(const Events& events, const StudyArea* study_area);

/// Drops bad rows and records them.
void screen(Events& events, Rejections& rejections);

/// Drops events outside the study area; points on the outline stay. The study area must be in the

void keep_inside(Events& events, const MultiPolygon& study_area, Rejections& rejections);

/// The study area moved into `to`, with its segments densified so that they stay where they were
/// (at most 1 m off in the middle of a segment).
MultiPolygon study_area_in(const StudyArea& study_area, const Crs& to);

/// Throws Error{data, "mostly-rejected"} when more than half of `read` rows were rejected, naming
/// the reasons with their counts, most frequent first.
void require_mostly_used(std::int64_t read, const Rejections& rejections);

/// One point far from all others stretches a grid to nothing: rows further than 100 times the
/// median distance (at least 100 km) from the median centre. Returned, not dropped.
std::vector<std::int64_t> far_rows(const Events& events);

}  // namespace farola
