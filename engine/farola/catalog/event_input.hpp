#pragma once
// From what was read to what an analysis may use. Every analysis of events begins here:
//
//   PreparedEvents = prepared_events(run, "events", …)       both of these, told to the run:
//     EventInput     = run.events("events", …)                 read, or what the caller holds
//     PreparedEvents = prepare_events(std::move(input), …)     screen, filter, project, count

#include "farola/catalog/arguments.hpp"
#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/events/projected_events.hpp"
#include "farola/events/rejections.hpp"
#include "farola/events/screening.hpp"
#include "farola/io/read_events.hpp"
#include "farola/raster/raster.hpp"

#include <functional>
#include <optional>
#include <string>

namespace farola::catalog {

class Run;

/// Events as they came, in the CRS they came in (`table.events.crs` may be unknown: that is
/// refused), and the area they are studied in.
struct EventInput {
  std::string parameter = "events";  ///< key in the report; named in messages
  std::string name = {};             ///< of the source, for messages: "incidents.csv"
  std::string where = {};            ///< the filter it was read with, for messages
  io::EventTable table = {};         ///< REQUIRES rows_read >= events.size()
  std::optional<StudyArea> study_area = {};
};

struct PreparedEvents {
  ProjectedEvents events;   ///< at least one, in metres
  MultiPolygon study_area;  ///< in events.crs(); empty: none
  Box extent;               ///< of the events, without those far from all others (see the warning)
  Rejections rejections;    ///< by row
  Report report;            ///< values: {"<parameter>": rows, duplicates …, "crs": …}
};

/// How to read the events input named `parameter`, from the common event parameters; layer, where,
/// x, y, weight and crs may have their own form for one input, "<parameter>-where".
io::EventSource event_source(const Arguments& arguments, const std::string& parameter);

/// The study area given by --study-area, if any; repairs are told in `report`.
std::optional<StudyArea> read_study_area(const Arguments& arguments, Report& report);

/// What can be refused of the event parameters before anything is read: time filters, target CRS.
void check_event_choices(const Arguments& arguments);

/// {"zero-coordinates": 3, …}, and "3 coordinates 0, 0 and 1 no coordinates".
nlohmann::ordered_json counted(const Rejections& rejections);
std::string in_words(const Rejections& rejections);

/// The CRS of --target-crs for events, or for the vertices of features; what is chosen, and doubts,
/// are told. Throws Error{usage, "target-crs-…"}.
Crs target_crs(const Arguments& arguments, const Events& events, Report& report);

/// Receives the rejected rows before anything is refused because of them.
using RejectionSink = std::function<void(const Rejections&)>;

/// An analysis that has the parameter `moment` is about times: events without one are rejected as
/// missing_time, and a source without times is refused.
/// Screens rows, applies the time filter and the study area, chooses the target CRS and projects.
/// `target`: the CRS to use whatever --target-crs says (a second input follows the first).
/// Throws Error{data, "no-events" | "no-events-left" | "mostly-rejected" | "crs-missing" |
/// "crs-contradicted"}, Error{usage, "target-crs-…"}.
PreparedEvents prepare_events(EventInput input, const Arguments& arguments,
                              const Progress& progress, const RejectionSink& rejected = {},
                              const Crs& target = {});

/// The events input `parameter` of a run, ready for the analysis; what was found is told.
PreparedEvents prepared_events(Run& run, const std::string& parameter, const Progress& progress,
                               const Crs& target = {});

/// The CRS of a raster input, which the events then follow: a raster's cells stay where they are.
/// Throws Error{data, "raster-not-metres"}, Error{usage, "target-crs-not-the-rasters"}.
Crs metric_crs_of(const Raster& raster, const std::string& parameter, const Arguments& arguments);

/// Both together, for what is chosen once for two inputs (a common bandwidth, one grid).
/// REQUIRES the same CRS. Times and kinds are left out.
PreparedEvents pooled(const PreparedEvents& a, const PreparedEvents& b);

}  // namespace farola::catalog
