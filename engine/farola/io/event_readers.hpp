#pragma once
// The two roads by which read_events() reads: our own CSV, and GDAL for all the rest.

#include "farola/core/progress.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/io/event_builder.hpp"
#include "farola/io/read_events.hpp"

#include <optional>
#include <string>

namespace farola::io {

/// `path` as checked_source() gave it.
EventTable read_csv_events(const EventSource& source, const std::string& path,
                           const Progress& progress);
EventTable read_layer_events(const EventSource& source, const Progress& progress);

/// Settle the reader of a time column. When nobody asked for that column, a failure is a note and
/// false; else it is thrown.
bool settle(TimeReader& reader, bool asked_for, const std::string& column, Report& report);

/// "time" in the report, and what a person should know about offsets.
void report_time(const TimeReader& reader, const std::string& column, Report& report);

/// Text to TimeValue.
TimeValue read_time(const TimeReader& reader, std::string_view text);

}  // namespace farola::io
