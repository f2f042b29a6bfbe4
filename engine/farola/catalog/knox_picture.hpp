#pragma once
// The Knox table as a picture: bands of distance down, bands of time across, in each cell the ratio
// with its stars and the pairs beneath.
//
//   colour   the ratio's logarithm: white at 1, darkest at half and at twice as often as by chance,
//            the same in every picture, so that two of them can be compared
//   stars    * ** *** where p_adjusted (of as many pairs or more) is at or below .05, .01, .001
//   pale     cells without a star: they may be chance, however large their ratio
// Made from the layer that knox_layer() gives, and what the report says of the run.

#include "farola/catalog/arguments.hpp"
#include "farola/catalog/parameter.hpp"
#include "farola/io/provenance.hpp"
#include "farola/io/write_vector.hpp"

#include <string>

#include <nlohmann/json.hpp>

namespace farola::catalog {

class Run;

/// --picture FILE.svg.
Parameter picture_parameter();

/// Throws Error{usage, "output-extension"} for a name that does not end in .svg. `example` is the
/// name in the remedy.
void require_picture_name(const std::string& path, const std::string& parameter,
                          const std::string& example);

/// SVG. `values`: those of the report, of which "near_repeat" is told.
std::string knox_picture(const io::Layer& table, const nlohmann::ordered_json& values,
                         const io::Provenance& provenance);

/// Writes --picture where it is asked for, whole or not at all.
void give_picture(Run& run, const io::Layer& table);

}  // namespace farola::catalog
