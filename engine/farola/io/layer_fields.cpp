#include "farola/io/layer_fields.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/column_names.hpp"
#include "farola/io/csv_reader.hpp"
#include "farola/io/event_readers.hpp"
#include "farola/io/source_path.hpp"

#include <chrono>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

TimeStore store_of(OGRFieldType type) {
  return type == OFTDateTime ? TimeStore::date_time
         : type == OFTDate   ? TimeStore::date
                             : TimeStore::text;
}

TimeField time_field(OGRLayer& layer, int index, const EventSource& source) {
  const OGRFieldDefn* const field = layer.GetLayerDefn()->GetFieldDefn(index);
  const TimeStore store = store_of(field->GetType());
  const std::string format = store == TimeStore::text ? source.time_format : "iso";
  return {index, field->GetNameRef(), store,
          TimeReader(format, source.time_zone, field->GetNameRef())};
}

/// Lets the readers of text fields see values: some, or all of them while it is not certain.
void observe(OGRLayer& layer, LayerFields& fields, const Progress& progress) {
  std::vector<TimeField*> texts;
  for (auto* field : {&fields.time, &fields.until})
    if (*field && (*field)->store == TimeStore::text) texts.push_back(&**field);
  if (texts.empty()) return;
  layer.ResetReading();
  std::int64_t seen = 0;
  while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
    bool certain = true;
    for (TimeField* field : texts) {
      if (feature->IsFieldSetAndNotNull(field->index)) {
        const std::string_view text = feature->GetFieldAsString(field->index);
        if (!is_missing(text)) field->reader.observe(trimmed(text));
      }
      certain = certain && field->reader.certain();
    }
    if (++seen % 5000 == 0) {
      if (certain) break;
      progress.check();
    }
  }
  layer.ResetReading();
}

/// The field that is the time by its name and type, or -1.
int guess_time(const OGRFeatureDefn& definition, const EventSource& source, bool asked,
               Report& report) {
  int best = 99;
  std::vector<int> candidates;
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    const OGRFieldDefn* const field = definition.GetFieldDefn(i);
    const bool typed = field->GetType() == OFTDate || field->GetType() == OFTDateTime;
    auto rank = time_rank(field->GetNameRef());
    if (source.until == field->GetNameRef() || (!typed && field->GetType() != OFTString)) continue;
    if (!rank && typed) rank = 4;
    // A typed field is a surer thing than a text of the same name.
    if (!rank) continue;
    const int order = *rank * 2 + !typed;
    if (order > best) continue;
    if (order < best) candidates.clear();
    best = order;
    candidates.push_back(i);
  }
  if (candidates.size() < 2) return candidates.empty() ? -1 : candidates.front();
  std::vector<std::string> names;
  for (const int i : candidates) names.emplace_back(definition.GetFieldDefn(i)->GetNameRef());
  const std::string message = fmt::format(
      "{} has several fields that could be the time: {}. Choose one, for example --time "
      "{}.",
      shown_path(source.path), listed(names, "and"), names.front());
  if (asked) fail_data("time-column-ambiguous", message, "time");
  report.note("Times are not read: " + message);
  return -1;
}

/// The text of a field, without blanks around it; empty when it is missing.
std::string_view text_of(OGRFeature& feature, int field, std::string& room) {
  if (field < 0 || !feature.IsFieldSetAndNotNull(field)) return {};
  room = feature.GetFieldAsString(field);
  const std::string_view text = trimmed(room);
  return is_missing(text) ? std::string_view() : text;
}

TimeValue time_of(OGRFeature& feature, const TimeField& field, std::string& room) {
  if (!feature.IsFieldSetAndNotNull(field.index)) return {};
  if (field.store == TimeStore::text)
    return read_time(field.reader, text_of(feature, field.index, room));
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
  float second = 0;
  feature.GetFieldAsDateTime(field.index, &year, &month, &day, &hour, &minute, &second, &zone);
  const auto date = std::chrono::year{year} / std::chrono::month(static_cast<unsigned>(month)) /
                    std::chrono::day(static_cast<unsigned>(day));
  if (!date.ok()) return {Found::unreadable, {}, text_of(feature, field.index, room)};
  const std::int64_t seconds =
      std::chrono::sys_days{date}.time_since_epoch().count() * std::int64_t{86400} + hour * 3600 +
      minute * 60 + static_cast<std::int64_t>(second);
  // 0 unknown, 1 local, 100 UTC, one more for each quarter of an hour.
  const std::optional<int> offset =
      zone > 1 ? std::optional<int>((zone - 100) * 900) : std::nullopt;
  return stored_time(field.reader, seconds, field.store == TimeStore::date, offset);
}

}  // namespace

TimeValue stored_time(const TimeReader& reader, std::int64_t seconds, bool date_only,
                      std::optional<int> offset) {
  TimeValue value{Found::read, {}, {}};
  value.time.from = offset ? reader.to_wall_time(seconds - *offset) : seconds;
  value.time.until = value.time.from + (date_only ? 86399 : 0);
  value.time.precision = date_only ? TimePrecision::day : TimePrecision::second;
  return value;
}

LayerFields find_fields(OGRLayer& layer, const EventSource& source, const Progress& progress,
                        Report& report) {
  const OGRFeatureDefn& definition = *layer.GetLayerDefn();
  LayerFields fields;
  for (int i = 0; i < definition.GetFieldCount(); ++i)
    fields.names.emplace_back(definition.GetFieldDefn(i)->GetNameRef());
  const std::string given = shown_path(source.path);
  const auto named = [&](const std::string& name, const std::string& parameter) {
    return name.empty() ? -1 : static_cast<int>(column_named(name, fields.names, parameter, given));
  };
  fields.weight = named(source.weight, "weight");
  fields.kind = named(source.kind, "kind");
  fields.stratum = named(source.stratum, "strata");
  fields.key = named(source.deduplicate, "deduplicate");

  const bool asked = source.times_needed || !source.time.empty() || !source.until.empty();
  int time = named(source.time, "time");
  const int until = named(source.until, "until");
  if (time < 0) time = guess_time(definition, source, asked, report);
  if (time < 0) {
    if (asked) {
      fail_data("time-missing",
                fmt::format("{} has no field that looks like the time of the incidents; it has {}. "
                            "Name it, for example --time DATE.",
                            given, fields.names.empty() ? "none" : listed(fields.names, "and")),
                "time");
    }
    return fields;
  }
  fields.time.emplace(time_field(layer, time, source));
  if (until >= 0) fields.until.emplace(time_field(layer, until, source));
  observe(layer, fields, progress);
  bool good = settle(fields.time->reader, asked, fields.time->name, report);
  if (good && fields.until) good = settle(fields.until->reader, asked, fields.until->name, report);
  if (good) {
    report_time(fields.time->reader, fields.time->name, report);
    if (fields.time->store != TimeStore::text) {
      report.values["time"]["format"] =
          fields.time->store == TimeStore::date ? "date field" : "date-time field";
    }
  } else {
    fields.time.reset();
    fields.until.reset();
  }
  return fields;
}

void ignore_other_fields(OGRLayer& layer, const LayerFields& fields) {
  std::vector<const char*> ignored{"OGR_STYLE"};
  for (int i = 0; i < static_cast<int>(fields.names.size()); ++i) {
    const bool needed = i == fields.weight || i == fields.kind || i == fields.stratum ||
                        i == fields.key || (fields.time && i == fields.time->index) ||
                        (fields.until && i == fields.until->index);
    if (!needed) ignored.push_back(fields.names[static_cast<std::size_t>(i)].c_str());
  }
  ignored.push_back(nullptr);
  layer.SetIgnoredFields(ignored.data());
}

void read_fields(OGRFeature& feature, const LayerFields& fields, FieldTexts& texts, EventRow& row) {
  if (fields.time) row.time = time_of(feature, *fields.time, texts.time);
  if (fields.until) row.until = time_of(feature, *fields.until, texts.until);
  if (fields.weight >= 0) {
    row.weight = {};
    if (const auto text = text_of(feature, fields.weight, texts.weight); !text.empty()) {
      const OGRFieldType type = feature.GetFieldDefnRef(fields.weight)->GetType();
      const auto number = type == OFTString
                              ? number_of(text, false)
                              : std::optional<double>(feature.GetFieldAsDouble(fields.weight));
      if (number && !std::isnan(*number))
        row.weight = {Found::read, *number, text};
      else
        row.weight = {Found::unreadable, 0, text};
    }
  }
  if (fields.kind >= 0) row.kind = text_of(feature, fields.kind, texts.kind);
  if (fields.stratum >= 0) row.stratum = text_of(feature, fields.stratum, texts.stratum);
  if (fields.key >= 0) row.key = text_of(feature, fields.key, texts.key);
}

}  // namespace farola::io
