#pragma once
// What a column holds, guessed from its name: English, Spanish and Portuguese, case, accents and
// punctuation aside. Names are guesses; the values have the last word, see read_events.hpp.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola::io {

/// "Fecha del Hecho (UTC)" -> "fecha_del_hecho_utc".
std::string normalised(std::string_view name);

/// The position of a column: the exact name, else the one that is equal after normalising. Throws
/// Error{usage, "column-unknown"} naming the nearest and listing what there is.
std::size_t column_named(const std::string& name, std::span<const std::string> columns,
                         const std::string& parameter, const std::string& given);

struct CoordinatePair {
  std::size_t x = 0, y = 0;
  bool degrees = false;  ///< named longitude and latitude
  std::string rest;      ///< of the name beside the axis: "start" in start_lng, start_lat
};

/// Pairs of columns whose names differ only in the axis: lon/lat, x_coordinate/y_coordinate,
/// este/norte …; those in degrees first, and the plainest names first.
std::vector<CoordinatePair> coordinate_pairs(std::span<const std::string> columns);

/// 0 for names that can only be the time of an incident, up to 3 for any that mention a date;
/// nothing for the rest.
std::optional<int> time_rank(std::string_view name);

}  // namespace farola::io
