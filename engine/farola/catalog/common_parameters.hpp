#pragma once
// The parameters that analyses share, so that the same thing has the same name everywhere. An entry
// of the catalogue puts them together: its inputs, its own options, then these.

#include "farola/catalog/parameter.hpp"

#include <string>
#include <vector>

namespace farola::catalog {

/// Several lists as one.
std::vector<Parameter> joined(std::initializer_list<std::vector<Parameter>> lists);

/// Positional inputs and outputs, always required.
Parameter events_input(std::string name, std::string help);
Parameter events_or_raster_input(std::string name, std::string help);
Parameter features_input(std::string name, std::string help, std::string example);
Parameter raster_input(std::string name, std::string help);
Parameter raster_output(std::string name, std::string help);
Parameter vector_output(std::string name, std::string help);
Parameter table_output(std::string name, std::string help, std::string example);

/// layer, where, crs, weight of the second of two inputs, under their own names
/// ("controls-where"); those of the first serve where they are not given.
std::vector<Parameter> second_event_parameters(const std::string& input);

/// How events are read: layer, where, x, y, crs, time, until, time-format, time-zone, weight, kind,
/// deduplicate; which are used: since, before, hours, weekdays; where: study-area,
/// study-area-layer, target-crs. Read by event_input.hpp.
std::vector<Parameter> event_parameters();

/// The street network: streets, streets-layer, streets-where, streets-crs, street-distance,
/// street-tolerance, join-crossings. Read by street_input.hpp.
std::vector<Parameter> street_parameters();

/// seed, threads, memory.
std::vector<Parameter> run_parameters();

/// report, rejects, co, overwrite, allow-remote, escape-formulas.
std::vector<Parameter> output_parameters();

/// cell-size, extent.
std::vector<Parameter> grid_parameters();

}  // namespace farola::catalog
