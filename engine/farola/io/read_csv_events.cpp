#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/column_names.hpp"
#include "farola/io/csv_reader.hpp"
#include "farola/io/csv_where.hpp"
#include "farola/io/event_readers.hpp"
#include "farola/io/source_path.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace farola::io {

namespace {

constexpr std::size_t sample_bytes = 1 << 20;
constexpr std::size_t sample_records = 5000;
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// What the first records tell, and the decisions made on them.
class CsvTable {
 public:
  CsvTable(const EventSource& source, std::string path);
  EventTable read(const Progress& progress);

 private:
  void look();
  void choose_coordinates();
  void choose_crs();
  void choose_time();
  bool mostly(std::size_t column, double limit) const;
  double share_readable(std::size_t column) const;
  std::size_t given_column(const std::string& name, const std::string& parameter) const {
    return name.empty() ? nowhere : column_named(name, columns_, parameter, given_);
  }
  CsvReader reader() const { return {ByteSource(path_, given_, "events"), dialect_, given_}; }
  void find_time(const std::string& name, const std::string& parameter, std::size_t& date,
                 std::size_t& clock) const;
  std::string time_name() const;
  void skip_header(CsvReader& reader) const;
  void observe_all(const Progress& progress);
  void notice_months();
  void read_row(const std::vector<std::string_view>& fields, EventRow& row) const;
  NumberValue number(const std::vector<std::string_view>& fields, std::size_t column) const;

  const EventSource& source_;
  std::string path_, given_;
  CsvDialect dialect_;
  bool decimal_comma_ = false;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> sample_;
  std::size_t x_ = nowhere, y_ = nowhere, time_ = nowhere, until_ = nowhere, weight_ = nowhere,
              kind_ = nowhere, key_ = nowhere;
  // Of `--time DATE+CLOCK`, where date and clock have columns of their own.
  std::size_t time_clock_ = nowhere, until_clock_ = nowhere;
  mutable std::string time_room_, until_room_;
  bool named_degrees_ = false;
  std::optional<TimeReader> time_reader_, until_reader_;
  EventTable table_;
};

/// The text of a time: its column, or that of the date and that of the clock with a blank between.
template <class Text>
std::string_view time_text(const std::vector<Text>& record, std::size_t date, std::size_t clock,
                           std::string& room) {
  if (date >= record.size()) return {};
  const std::string_view day = trimmed(record[date]);
  if (clock >= record.size() || is_missing(day) || is_missing(record[clock])) return day;
  room.assign(day).append(" ").append(trimmed(record[clock]));
  return room;
}

std::string_view field(const std::vector<std::string_view>& fields, std::size_t column) {
  return column < fields.size() ? fields[column] : std::string_view();
}

CsvTable::CsvTable(const EventSource& source, std::string path)
    : source_(source), path_(std::move(path)), given_(shown_path(source.path)) {
  look();
  choose_coordinates();
  choose_crs();
  weight_ = given_column(source_.weight, "weight");
  kind_ = given_column(source_.kind, "kind");
  key_ = given_column(source_.deduplicate, "deduplicate");
  choose_time();
}

void CsvTable::skip_header(CsvReader& reader) const {
  std::vector<std::string_view> fields;
  if (dialect_.has_header) reader.next(fields);
}

void CsvTable::look() {
  std::string start(sample_bytes, '\0');
  ByteSource bytes(path_, given_, "events");
  std::size_t size = 0;
  while (size < start.size()) {
    const std::size_t got = bytes.read(start.data() + size, start.size() - size);
    if (got == 0) break;
    size += got;
  }
  start.resize(size);
  dialect_ = sniff_dialect(start, given_, "events");
  CsvReader records = reader();
  std::vector<std::string_view> fields;
  if (dialect_.has_header && records.next(fields)) {
    for (const std::string_view name : fields) columns_.push_back(to_utf8(trimmed(name)));
  }
  while (sample_.size() < sample_records && records.next(fields))
    sample_.emplace_back(fields.begin(), fields.end());
  if (!dialect_.has_header && !sample_.empty()) {
    for (std::size_t i = 0; i < sample_.front().size(); ++i)
      columns_.push_back(fmt::format("field_{}", i + 1));
  }
  if (sample_.empty()) {
    fail_data("no-rows", fmt::format("{} has a header line and no rows. Check the export.", given_),
              "events");
  }
}

/// Most of the values that are there are numbers of at most that size.
bool CsvTable::mostly(std::size_t column, double limit) const {
  std::size_t there = 0, good = 0;
  for (const auto& record : sample_) {
    if (column >= record.size() || is_missing(record[column])) continue;
    ++there;
    const auto value = number_of(record[column], decimal_comma_);
    good += value && std::abs(*value) <= limit;
  }
  return there > 0 && 2 * good > there;
}

void CsvTable::choose_coordinates() {
  const bool one_given = source_.x.empty() != source_.y.empty();
  if (one_given) {
    fail_usage(
        "column-missing", source_.x.empty() ? "x" : "y",
        "Only one of --x and --y is given. Give both columns, or neither to have them found.");
  }
  if (!source_.x.empty()) {
    x_ = column_named(source_.x, columns_, "x", given_);
    y_ = column_named(source_.y, columns_, "y", given_);
    const auto pairs = coordinate_pairs(columns_);
    named_degrees_ = std::any_of(pairs.begin(), pairs.end(), [&](const CoordinatePair& pair) {
      return pair.x == x_ && pair.y == y_ && pair.degrees;
    });
  } else {
    auto pairs = coordinate_pairs(columns_);
    if (!source_.crs.empty() && Crs::from_text(source_.crs).is_projected()) {
      // The user names a grid: its columns are not those in degrees, if there is a choice.
      std::stable_partition(pairs.begin(), pairs.end(),
                            [](const CoordinatePair& pair) { return !pair.degrees; });
    }
    if (pairs.empty()) {
      const bool header = dialect_.has_header;
      fail_data(
          "no-coordinates",
          fmt::format("{} has no columns that look like coordinates{}; it has {}. Name them, for "
                      "example --x {} --y {}.",
                      given_, header ? "" : ", and no header line", listed(columns_, "and"),
                      header ? "LONGITUDE" : "field_1", header ? "LATITUDE" : "field_2"),
          "x");
    }
    const CoordinatePair& best = pairs.front();
    std::vector<std::string> equal;
    for (const CoordinatePair& pair : pairs) {
      if (pair.degrees == best.degrees && pair.rest.empty() == best.rest.empty())
        equal.push_back(fmt::format("{}/{}", columns_[pair.x], columns_[pair.y]));
    }
    if (equal.size() > 1) {
      fail_data(
          "coordinates-ambiguous",
          fmt::format("{} has several pairs of coordinates: {}. Choose one, for example --x {} "
                      "--y {}.",
                      given_, listed(equal, "and"), columns_[best.x], columns_[best.y]),
          "x");
    }
    x_ = best.x;
    y_ = best.y;
    named_degrees_ = best.degrees;
  }
  std::size_t commas = 0, points = 0;
  for (const auto& record : sample_) {
    for (const std::size_t column : {x_, y_}) {
      if (column >= record.size()) continue;
      commas += number_of(record[column], true) && record[column].find(',') != std::string::npos;
      points += record[column].find('.') != std::string::npos;
    }
  }
  decimal_comma_ = commas > points;
}

void CsvTable::choose_crs() {
  auto& report = table_.report.values["crs"];
  Crs& crs = table_.events.crs;
  const std::string names = fmt::format("{} and {}", columns_[x_], columns_[y_]);
  const bool degrees = mostly(x_, 360) && mostly(y_, 90);
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
double CsvTable::share_readable(std::size_t column) const {
  const TimeReader iso("iso", "", ""), mdy("mdy", "", ""), dmy("dmy", "", "");
  std::size_t there = 0, good = 0;
  for (const auto& record : sample_) {
    if (column >= record.size() || is_missing(record[column])) continue;
    const std::string_view text = trimmed(record[column]);
    ++there;
    good += iso.parse(text).from != no_time || mdy.parse(text).from != no_time ||
            dmy.parse(text).from != no_time;
  }
  return there == 0 ? 0 : static_cast<double>(good) / static_cast<double>(there);
}

/// NAME, or DATE+CLOCK.
void CsvTable::find_time(const std::string& name, const std::string& parameter, std::size_t& date,
                         std::size_t& clock) const {
  const std::size_t plus = name.find('+');
  const bool is_column = std::find(columns_.begin(), columns_.end(), name) != columns_.end();
  if (plus == std::string::npos || is_column) {
    date = given_column(name, parameter);
    return;
  }
  date = given_column(std::string(trimmed(name.substr(0, plus))), parameter);
  clock = given_column(std::string(trimmed(name.substr(plus + 1))), parameter);
}

std::string CsvTable::time_name() const {
  return time_clock_ == nowhere ? columns_[time_]
                                : fmt::format("{}+{}", columns_[time_], columns_[time_clock_]);
}

void CsvTable::choose_time() {
  const bool asked = source_.times_needed || !source_.time.empty();
  find_time(source_.time, "time", time_, time_clock_);
  find_time(source_.until, "until", until_, until_clock_);
  if (time_ == nowhere) {
    int best = 99;
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto rank = time_rank(columns_[i]);
      if (!rank || *rank > best || i == until_) continue;
      if (source_.time_format.find('%') == std::string::npos && share_readable(i) < .5) continue;
      if (*rank < best) candidates.clear();
      best = *rank;
      candidates.push_back(i);
    }
    if (candidates.size() == 1) time_ = candidates.front();
    if (candidates.size() > 1) {
      std::vector<std::string> names;
      for (const std::size_t i : candidates) names.push_back(columns_[i]);
      const std::string message = fmt::format(
          "{} has several columns that could be the time: {}. Choose one, for example "
          "--time {}.",
          given_, listed(names, "and"), names.front());
      if (asked) fail_data("time-column-ambiguous", message, "time");
      table_.report.note("Times are not read: " + message);
    }
  }
  if (time_ == nowhere) {
    if (source_.times_needed || until_ != nowhere) {
      fail_data(
          "time-missing",
          fmt::format("{} has no column that looks like the time of the incidents; it has {}. "
                      "Name it, for example --time DATE.",
                      given_, listed(columns_, "and")),
          "time");
    }
    return;
  }
  time_reader_.emplace(source_.time_format, source_.time_zone, time_name());
  if (until_ != nowhere)
    until_reader_.emplace(source_.time_format, source_.time_zone, columns_[until_]);
  for (const auto& record : sample_) {
    const auto see = [](TimeReader& reader, std::string_view text) {
      if (!is_missing(text)) reader.observe(trimmed(text));
    };
    see(*time_reader_, time_text(record, time_, time_clock_, time_room_));
    if (until_reader_) see(*until_reader_, time_text(record, until_, until_clock_, until_room_));
  }
}

/// The sample did not tell month from day: look at the whole column, until it does.
void CsvTable::observe_all(const Progress& progress) {
  CsvReader records = reader();
  skip_header(records);
  std::vector<std::string_view> fields;
  while (records.next(fields)) {
    const auto see = [](TimeReader& reader, std::string_view text) {
      if (!is_missing(text)) reader.observe(trimmed(text));
    };
    see(*time_reader_, time_text(fields, time_, time_clock_, time_room_));
    if (until_reader_) see(*until_reader_, time_text(fields, until_, until_clock_, until_room_));
    if (records.records() % 4096 != 0) continue;
    if (time_reader_->certain() && (!until_reader_ || until_reader_->certain())) return;
    progress.check();
  }
}

/// A column called month that holds nothing but first days.
void CsvTable::notice_months() {
  const std::string name = normalised(time_name());
  if (name != "month" && name != "mes") return;
  std::size_t there = 0, first_days = 0;
  for (const auto& record : sample_) {
    if (time_ >= record.size() || is_missing(record[time_])) continue;
    const ParsedTime time = time_reader_->parse(trimmed(record[time_]));
    ++there;
    first_days += time.precision == TimePrecision::day && iso_text(time.from).substr(8, 2) == "01";
  }
  if (there == 0 || first_days < there) return;
  time_reader_->read_first_days_as_months();
  table_.report.note(
      fmt::format("Column {} holds only first days of months, so each is read as the "
                  "whole month.",
                  columns_[time_]));
}

NumberValue CsvTable::number(const std::vector<std::string_view>& fields,
                             std::size_t column) const {
  const std::string_view text = field(fields, column);
  if (const auto value = number_of(text, decimal_comma_); value && !std::isnan(*value))
    return {Found::read, *value, text};
  return {is_missing(text) ? Found::missing : Found::unreadable, 0, text};
}

void CsvTable::read_row(const std::vector<std::string_view>& fields, EventRow& row) const {
  row.x = number(fields, x_);
  row.y = number(fields, y_);
  if (time_reader_)
    row.time = read_time(*time_reader_, time_text(fields, time_, time_clock_, time_room_));
  if (until_reader_)
    row.until = read_time(*until_reader_, time_text(fields, until_, until_clock_, until_room_));
  if (weight_ != nowhere) row.weight = number(fields, weight_);
  const auto text = [&](std::size_t column) {
    const std::string_view value = trimmed(field(fields, column));
    return is_missing(value) ? std::string_view() : value;
  };
  if (kind_ != nowhere) row.kind = text(kind_);
  if (key_ != nowhere) row.key = text(key_);
}

EventTable CsvTable::read(const Progress& progress) {
  const bool asked = source_.times_needed || !source_.time.empty() || !source_.until.empty();
  Report& report = table_.report;
  if (time_reader_) {
    const bool certain = time_reader_->certain() && (!until_reader_ || until_reader_->certain());
    if (!certain) observe_all(progress);
    bool good = settle(*time_reader_, asked, time_name(), report);
    if (good && until_reader_) good = settle(*until_reader_, asked, columns_[until_], report);
    if (good) {
      notice_months();
      report_time(*time_reader_, time_name(), report);
    } else {
      time_reader_.reset();
      until_reader_.reset();
    }
  }
  std::optional<CsvWhere> where;
  if (!source_.where.empty()) where.emplace(source_.where, columns_, sample_, decimal_comma_);

  EventBuilder builder({time_reader_.has_value(), until_reader_.has_value(), weight_ != nowhere,
                        kind_ != nowhere, key_ != nowhere, asked});
  CsvReader records = reader();
  skip_header(records);
  const std::int64_t header = records.records();
  std::vector<std::string_view> fields;
  EventRow row;
  std::int64_t wide = 0, first_wide = 0;
  while (records.next(fields)) {
    row.row = records.records() - header;
    if ((row.row & 0x3fff) == 0) progress.update(records.fraction());
    if (where && !where->keeps(fields)) continue;
    ++table_.rows_read;
    if (fields.size() > columns_.size() && wide++ == 0) first_wide = row.row;
    read_row(fields, row);
    builder.add(row);
  }
  if (wide > 0) {
    report.warn(
        fmt::format("{} rows of {} have more fields than the header has names (first: row {}); "
                    "their values may stand in the wrong columns.",
                    grouped(wide), given_, grouped(first_wide)));
  }
  const auto name = [&](std::size_t column) { return columns_[column]; };
  report.values["rows_read"] = table_.rows_read;
  report.values["source"] = {
      {"driver", "CSV"},
      {"layer", ""},
      {"encoding", dialect_.utf8 ? "UTF-8" : "Windows-1252"},
      {"separator", dialect_.separator == '\t' ? "tab" : std::string(1, dialect_.separator)},
      {"decimal", decimal_comma_ ? "," : "."}};
  auto& columns = report.values["columns"];
  columns = {{"x", name(x_)}, {"y", name(y_)}};
  if (time_reader_) columns["time"] = time_name();
  if (until_reader_) columns["until"] = name(until_);
  if (weight_ != nowhere) columns["weight"] = name(weight_);
  if (kind_ != nowhere) columns["kind"] = name(kind_);
  if (key_ != nowhere) columns["deduplicate"] = name(key_);
  report.note(fmt::format("Coordinates are read from columns {} and {}{}.", name(x_), name(y_),
                          time_reader_ ? fmt::format(", times from {}", time_name()) : ""));
  builder.finish(table_);
  progress.finish();
  return std::move(table_);
}

}  // namespace

EventTable read_csv_events(const EventSource& source, const std::string& path,
                           const Progress& progress) {
  if (!source.where.empty() && source.where.find('\0') != std::string::npos)
    fail_usage("where-unreadable", "where", "The filter --where holds a zero byte.");
  return CsvTable(source, path).read(progress);
}

}  // namespace farola::io
