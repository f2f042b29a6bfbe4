#pragma once
// The street network of a run, and its events put on it.
//
//   StreetNetwork = street_network(run, prepared, …)   told to the run:
//     StreetLines    = run.streets(…)                    read, or what the caller holds
//     StreetGraph                                        in the CRS of the events
//     SnappedPoints                                      events far from every street are rejected

#include "farola/catalog/arguments.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/core/progress.hpp"
#include "farola/io/read_lines.hpp"
#include "farola/streets/snapping.hpp"
#include "farola/streets/street_graph.hpp"

#include <string>
#include <vector>

namespace farola::catalog {

class Run;

struct StreetNetwork {
  StreetGraph graph;
  SnappedPoints points;  ///< of the events that are left, none nowhere
};

/// Parameters with distance-metric, which may then be network too, and street_parameters() after
/// them.
std::vector<Parameter> along_streets(std::vector<Parameter> parameters);

/// Whether the distance metric is network. Throws before anything is read: Error{usage,
/// "streets-needed"} for network without streets, "streets-unused" for streets, or a parameter of
/// them, without network.
bool goes_along_streets(const Run& run);

/// How to read the streets, from the parameters of street_parameters().
io::LineSource street_source(const Arguments& arguments);

/// Reads --streets, makes the graph in the CRS of the events, puts the events on it, and takes
/// those out of `events` that are further than --street-distance from every street: they are
/// rejected and counted under values["<parameter>"]["rows"] like all others. Throws Error{usage,
/// "streets-needed"} without --streets, Error{data, "far-from-streets"} when more than half of the
/// events are too far, and what reading and the graph throw.
StreetNetwork street_network(Run& run, const std::string& parameter, PreparedEvents& events,
                             const Progress& progress);

}  // namespace farola::catalog
