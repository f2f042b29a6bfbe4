#pragma once
// The parameters that the near-repeat analyses share, and what they mean to the engine.

#include "farola/catalog/arguments.hpp"
#include "farola/catalog/parameter.hpp"
#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/permutation.hpp"
#include "farola/near_repeat/space_time_events.hpp"

#include <string>
#include <vector>

namespace farola::catalog {

/// distance-bands, time-bands, time-unit, closed, include-ends, open-bands, same-place.
std::vector<Parameter> band_parameters();
/// distance-metric, snap, moment: how far and how long the two events of a pair are apart. An
/// analysis with `moment` is one about times: events without a time are rejected.
std::vector<Parameter> pair_parameters();

struct BandChoice {
  Bands distance;            ///< metres
  Bands time;                ///< in the unit chosen
  double time_unit = 86400;  ///< seconds in it
};

/// The bands asked for, or the default ones; a band "same place" where same-place is given, or
/// has a default and the bands do not begin beyond it. Throws
/// Error{usage, "<parameter>-unreadable"}, and those of Bands.
BandChoice chosen_bands(const Arguments& arguments);

/// "0,200,400" or "200x5". Throws Error{usage, "<parameter>-unreadable"}, and those of Bands.
std::vector<double> edges_from_text(const std::string& text, const std::string& parameter);

/// "1,100,400": any numbers. Throws Error{usage, "<parameter>-unreadable"}.
std::vector<double> numbers_from_text(const std::string& text, const std::string& parameter);

/// The events of one calendar month exchange their times among themselves.
Strata month_strata(const SpaceTimeEvents& events, Moment moment);

}  // namespace farola::catalog
