#pragma once
// Which fields of a GDAL layer the events need, and how their values become ours.

#include "farola/core/progress.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/io/event_builder.hpp"

#include <optional>
#include <string>
#include <vector>

class OGRFeature;
class OGRLayer;

namespace farola::io {

/// How a field holds a time.
enum class TimeStore : std::uint8_t { text, date, date_time };

struct TimeField {
  int index = -1;
  std::string name;
  TimeStore store = TimeStore::text;
  TimeReader reader;
};

struct LayerFields {
  std::optional<TimeField> time, until;
  int weight = -1, kind = -1, stratum = -1, key = -1;
  std::vector<std::string> names;  ///< of all fields

  /// Nothing but the places is wanted.
  bool none() const { return !time && !until && weight < 0 && kind < 0 && stratum < 0 && key < 0; }
};

/// Finds the fields by name, the time by guess where none is named, and settles how to read it
/// (which takes a look at the values of text fields). Notes go to `report`.
LayerFields find_fields(OGRLayer& layer, const EventSource& source, const Progress& progress,
                        Report& report);

/// Tells the driver to skip what is not needed.
void ignore_other_fields(OGRLayer& layer, const LayerFields& fields);

/// A broken-down or counted time of a field, as `reader` would have it: `seconds` as they stand,
/// `offset` in seconds east of UTC where the value states one.
TimeValue stored_time(const TimeReader& reader, std::int64_t seconds, bool date_only,
                      std::optional<int> offset);

/// Room for the texts of one feature: GDAL's own is overwritten from call to call.
struct FieldTexts {
  std::string time, until, weight, kind, stratum, key;
};

/// Values of one feature. The texts of the row point into `texts`.
void read_fields(OGRFeature& feature, const LayerFields& fields, FieldTexts& texts, EventRow& row);

}  // namespace farola::io
