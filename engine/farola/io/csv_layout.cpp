#include "farola/io/csv_layout.hpp"

#include "farola/core/error.hpp"
#include "farola/io/column_names.hpp"
#include "farola/io/source_path.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace farola::io {

namespace {

constexpr std::size_t sample_bytes = 1 << 20;
constexpr std::size_t sample_records = 5000;

class Sniffer {
 public:
  Sniffer(const EventSource& source, std::string path, EventTable& table)
      : source_(source), path_(std::move(path)), given_(shown_path(source.path)), table_(table) {}
  CsvLayout layout() {
    look();
    choose_coordinates();
    choose_crs();
    layout_.weight = given_column(source_.weight, "weight");
    layout_.kind = given_column(source_.kind, "kind");
    layout_.stratum = given_column(source_.stratum, "strata");
    layout_.key = given_column(source_.deduplicate, "deduplicate");
    choose_time();
    return std::move(layout_);
  }

 private:
  void look();
  void choose_coordinates();
  void choose_crs();
  void choose_time();
  std::size_t guessed_time(bool asked);
  bool mostly(std::size_t column, double limit) const;
  double share_readable(std::size_t column) const;
  std::size_t given_column(const std::string& name, const std::string& parameter) const {
    return name.empty() ? nowhere : column_named(name, layout_.columns, parameter, given_);
  }
  void find_time(const std::string& name, const std::string& parameter, CsvTime& time) const;

  const EventSource& source_;
  std::string path_, given_;
  EventTable& table_;
  CsvLayout layout_;
  bool named_degrees_ = false;
};

void Sniffer::look() {
  std::string start(sample_bytes, '\0');
  ByteSource bytes(path_, given_, "events");
  std::size_t size = 0;
  while (size < start.size()) {
    const std::size_t got = bytes.read(start.data() + size, start.size() - size);
    if (got == 0) break;
    size += got;
  }
  start.resize(size);
  layout_.dialect = sniff_dialect(start, given_, "events");
  CsvReader records(ByteSource(path_, given_, "events"), layout_.dialect, given_);
  std::vector<std::string_view> fields;
  if (layout_.dialect.has_header && records.next(fields)) {
    for (const std::string_view name : fields) layout_.columns.push_back(to_utf8(trimmed(name)));
  }
  while (layout_.sample.size() < sample_records && records.next(fields))
    layout_.sample.emplace_back(fields.begin(), fields.end());
  if (!layout_.dialect.has_header && !layout_.sample.empty()) {
    for (std::size_t i = 0; i < layout_.sample.front().size(); ++i)
      layout_.columns.push_back(fmt::format("field_{}", i + 1));
  }
  if (layout_.sample.empty()) {
    fail_data("no-rows", fmt::format("{} has a header line and no rows. Check the export.", given_),
              "events");
  }
}

/// Most of the values that are there are numbers of at most that size.
bool Sniffer::mostly(std::size_t column, double limit) const {
  std::size_t there = 0, good = 0;
  for (const auto& record : layout_.sample) {
    if (column >= record.size() || is_missing(record[column])) continue;
    ++there;
    const auto value = number_of(record[column], layout_.decimal_comma);
    good += value && std::abs(*value) <= limit;
  }
  return there > 0 && 2 * good > there;
}

void Sniffer::choose_coordinates() {
  const bool one_given = source_.x.empty() != source_.y.empty();
  if (one_given) {
    fail_usage(
        "column-missing", source_.x.empty() ? "x" : "y",
        "Only one of --x and --y is given. Give both columns, or neither to have them found.");
  }
  if (!source_.x.empty()) {
    layout_.x = column_named(source_.x, layout_.columns, "x", given_);
    layout_.y = column_named(source_.y, layout_.columns, "y", given_);
    if (layout_.x == layout_.y) {
      fail_usage("columns-same", "y",
                 fmt::format("--x and --y both name column {}. Give the column of the easting or "
                             "longitude and that of the northing or latitude.",
                             layout_.columns[layout_.x]));
    }
    const auto pairs = coordinate_pairs(layout_.columns);
    named_degrees_ = std::any_of(pairs.begin(), pairs.end(), [&](const CoordinatePair& pair) {
      return pair.x == layout_.x && pair.y == layout_.y && pair.degrees;
    });
  } else {
    auto pairs = coordinate_pairs(layout_.columns);
    if (!source_.crs.empty() && Crs::from_text(source_.crs).is_projected()) {
      // The user names a grid: its columns are not those in degrees, if there is a choice.
      std::stable_partition(pairs.begin(), pairs.end(),
                            [](const CoordinatePair& pair) { return !pair.degrees; });
    }
    if (pairs.empty()) {
      const bool header = layout_.dialect.has_header;
      fail_data(
          "no-coordinates",
          fmt::format("{} has no columns that look like coordinates{}; it has {}. Name them, for "
                      "example --x {} --y {}.",
                      given_, header ? "" : ", and no header line", listed(layout_.columns, "and"),
                      header ? "LONGITUDE" : "field_1", header ? "LATITUDE" : "field_2"),
          "x");
    }
    const CoordinatePair& best = pairs.front();
    std::vector<std::string> equal;
    for (const CoordinatePair& pair : pairs) {
      if (pair.degrees == best.degrees && pair.rest.empty() == best.rest.empty())
        equal.push_back(fmt::format("{}/{}", layout_.columns[pair.x], layout_.columns[pair.y]));
    }
    if (equal.size() > 1) {
      fail_data("coordinates-ambiguous",
                fmt::format(
                    "{} has several pairs of coordinates: {}. Choose one, for example --x {} "
                    "--y {}.",
                    given_, listed(equal, "and"), layout_.columns[best.x], layout_.columns[best.y]),
                "x");
    }
    layout_.x = best.x;
    layout_.y = best.y;
    named_degrees_ = best.degrees;
  }
  std::size_t commas = 0, points = 0;
  for (const auto& record : layout_.sample) {
    for (const std::size_t column : {layout_.x, layout_.y}) {
      if (column >= record.size()) continue;
      commas += number_of(record[column], true) && record[column].find(',') != std::string::npos;
      points += record[column].find('.') != std::string::npos;
    }
  }
  layout_.decimal_comma = commas > points;
}

void Sniffer::choose_crs() {
  auto& report = table_.report.values["crs"];
  Crs& crs = table_.events.crs;
  const std::string names =
      fmt::format("{} and {}", layout_.columns[layout_.x], layout_.columns[layout_.y]);
  const bool degrees = mostly(layout_.x, 360) && mostly(layout_.y, 90);
  if (!source_.crs.empty()) {
    crs = Crs::from_text(source_.crs);
    report = {{"name", crs.label()}, {"how", "given"}};
  } else if (named_degrees_) {
    // Named as degrees: what contradicts that is told with the values by require_plausible_crs().
    crs = Crs::from_epsg(4326);
    report = {{"name", crs.label()}, {"how", "assumed"}};
    if (degrees) {
      table_.report.note(
          fmt::format("No CRS was given; columns {} are named and valued as degrees, so "
                      "{} is taken.",
                      names, crs.label()));
    }
  } else {
    const std::string remedy =
        degrees ? "The values look like degrees: if they are longitude and latitude, give --crs "
                  "EPSG:4326."
                : "The values are not degrees: find the EPSG code with the publisher, and give it, "
                  "for example --crs EPSG:25830.";
    fail_data("crs-missing",
              fmt::format("{} does not say in which CRS columns {} are. {}", given_, names, remedy),
              "crs");
  }
}

/// Share of the values that are there which can be read as a time.
double Sniffer::share_readable(std::size_t column) const {
  const TimeReader iso("iso", "", ""), mdy("mdy", "", ""), dmy("dmy", "", "");
  std::size_t there = 0, good = 0;
  for (const auto& record : layout_.sample) {
    if (column >= record.size() || is_missing(record[column])) continue;
    const std::string_view text = trimmed(record[column]);
    ++there;
    good += iso.parse(text).from != no_time || mdy.parse(text).from != no_time ||
            dmy.parse(text).from != no_time;
  }
  return there == 0 ? 0 : static_cast<double>(good) / static_cast<double>(there);
}

/// NAME, or DATE+CLOCK.
void Sniffer::find_time(const std::string& name, const std::string& parameter,
                        CsvTime& time) const {
  const std::size_t plus = name.find('+');
  const bool is_column =
      std::find(layout_.columns.begin(), layout_.columns.end(), name) != layout_.columns.end();
  if (plus == std::string::npos || is_column) {
    time.date = given_column(name, parameter);
    return;
  }
  time.date = given_column(std::string(trimmed(name.substr(0, plus))), parameter);
  time.clock = given_column(std::string(trimmed(name.substr(plus + 1))), parameter);
}

/// The one column that is the time by its name and its values, or nowhere.
std::size_t Sniffer::guessed_time(bool asked) {
  int best = 99;
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < layout_.columns.size(); ++i) {
    const auto rank = time_rank(layout_.columns[i]);
    if (!rank || *rank > best || i == layout_.until.date) continue;
    if (source_.time_format.find('%') == std::string::npos && share_readable(i) < .5) continue;
    if (*rank < best) candidates.clear();
    best = *rank;
    candidates.push_back(i);
  }
  if (candidates.size() == 1) return candidates.front();
  if (candidates.empty()) return nowhere;
  std::vector<std::string> names;
  for (const std::size_t i : candidates) names.push_back(layout_.columns[i]);
  const std::string message = fmt::format(
      "{} has several columns that could be the time: {}. Choose one, for example "
      "--time {}.",
      given_, listed(names, "and"), names.front());
  if (asked) fail_data("time-column-ambiguous", message, "time");
  table_.report.note("Times are not read: " + message);
  return nowhere;
}

void Sniffer::choose_time() {
  const bool asked = source_.times_needed || !source_.time.empty();
  CsvTime &time = layout_.time, &until = layout_.until;
  find_time(source_.time, "time", time);
  find_time(source_.until, "until", until);
  if (!time.present()) time.date = guessed_time(asked);
  if (!time.present()) {
    if (source_.times_needed || until.present()) {
      fail_data(
          "time-missing",
          fmt::format("{} has no column that looks like the time of the incidents; it has {}. "
                      "Name it, for example --time DATE.",
                      given_, listed(layout_.columns, "and")),
          "time");
    }
    return;
  }
  time.reader.emplace(source_.time_format, source_.time_zone, layout_.name_of(time));
  if (until.present())
    until.reader.emplace(source_.time_format, source_.time_zone, layout_.columns[until.date]);
  std::string room;
  for (const auto& record : layout_.sample) {
    time.observe(record, room);
    until.observe(record, room);
  }
}

}  // namespace

std::string CsvLayout::name_of(const CsvTime& of) const {
  return of.clock == nowhere ? columns[of.date]
                             : fmt::format("{}+{}", columns[of.date], columns[of.clock]);
}

CsvLayout csv_layout(const EventSource& source, const std::string& path, EventTable& table) {
  return Sniffer(source, path, table).layout();
}

CsvReader csv_records(const CsvDialect& dialect, const std::string& path,
                      const std::string& given) {
  CsvReader records(ByteSource(path, given, "events"), dialect, given);
  std::vector<std::string_view> header;
  if (dialect.has_header) records.next(header);
  return records;
}

}  // namespace farola::io
