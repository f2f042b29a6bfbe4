#pragma once
// What every prediction has to beat: maps that anyone can make from the same earlier events.
//
//   prior counts     training events in each cell
//   kernel density   of the training events, quartic; the default bandwidth of farola
//                    kernel-density unless one is given
//
// Both on the cells of the surface, NaN where it is NaN. Prior counts are hard to beat where cells
// are large and events many, densities where they are few; a model worth its work beats both.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/events/projected_events.hpp"
#include "farola/raster/raster.hpp"
#include "farola/risk/prediction_accuracy.hpp"

#include <optional>
#include <vector>

namespace farola::catalog {

/// The cells that events lie in; `outside` counts those that lie in none.
UnitEvents events_by_cell(const ProjectedEvents& events, const Grid& grid, std::int64_t& outside);

/// The score of each cell of a surface.
ScoredUnits scored_cells(const Raster& surface, std::string name);

/// Prior counts first, then kernel density. REQUIRES training events in the CRS of the surface.
std::vector<ScoredUnits> accuracy_baselines(const ProjectedEvents& training, const Raster& surface,
                                            std::optional<Metres> bandwidth, Report& report,
                                            const Progress& progress);

}  // namespace farola::catalog
