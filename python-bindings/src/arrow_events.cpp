#include "arrow_events.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "wkb_points.hpp"
#include <fmt/format.h>

namespace farola::python {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> names_in(const ArrowSchema& schema) {
  std::vector<std::string> names;
  for (std::int64_t c = 0; c < schema.n_children; ++c) {
    names.emplace_back(schema.children[c]->name ? schema.children[c]->name : "");
  }
  return names;
}

std::string extension_of(const ArrowSchema& schema) {
  const auto pairs = metadata_of(schema);
  const auto found = pairs.find("ARROW:extension:name");
  return found == pairs.end() ? "" : found->second;
}

bool holds_geometry(const std::string& extension) {
  return extension.starts_with("geoarrow.") || extension == "ogc.wkb";
}

std::int64_t find_column(const ArrowSchema& schema, const std::string& name,
                         const std::string& parameter) {
  const std::vector<std::string> names = names_in(schema);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return found - names.begin();
  const std::string nearest = nearest_name(name, names);
  fail_usage("column-unknown", parameter,
             fmt::format("There is no column \"{}\" for {}. {}The columns are {}.", name, parameter,
                         nearest.empty() ? "" : fmt::format("Did you mean \"{}\"? ", nearest),
                         listed(names, "and")));
}

// The only column whose type says that it holds geometry; -1 when there is none.
std::int64_t find_geometry(const ArrowSchema& schema) {
  std::vector<std::int64_t> found;
  std::vector<std::string> names;
  for (std::int64_t c = 0; c < schema.n_children; ++c) {
    if (!holds_geometry(extension_of(*schema.children[c]))) continue;
    found.push_back(c);
    names.emplace_back(schema.children[c]->name);
  }
  if (found.empty()) return -1;
  if (found.size() == 1) return found[0];
  fail_usage(
      "geometry-ambiguous", "events",
      fmt::format("The table has {} geometry columns: {}. Hand over a table with one of them.",
                  found.size(), listed(names, "and")));
}

std::string crs_in_metadata(const ArrowSchema& schema) {
  const auto pairs = metadata_of(schema);
  const auto found = pairs.find("ARROW:extension:metadata");
  if (found == pairs.end() || found->second.empty()) return {};
  const auto json = nlohmann::json::parse(found->second, nullptr, false);
  if (!json.is_object() || !json.contains("crs") || json["crs"].is_null()) return {};
  return json["crs"].is_string() ? json["crs"].get<std::string>() : json["crs"].dump();
}

using AddPoint = std::function<void(double x, double y)>;

// Coordinates of item i of a GeoArrow coordinate array: a struct of x and y, or interleaved
// numbers.
class Coordinates {
 public:
  explicit Coordinates(const ArrowColumn& column)
      : width_(column.fixed_list_size()),
        x_(width_ ? column.items() : column.child("x").value()),
        y_(width_ ? column.items() : column.child("y").value()) {}
  double x(std::int64_t i, const ArrowColumn& column) const {
    return width_ ? x_.number(column.items_of(i).first) : x_.number(i);
  }
  double y(std::int64_t i, const ArrowColumn& column) const {
    return width_ ? y_.number(column.items_of(i).first + 1) : y_.number(i);
  }

 private:
  std::int64_t width_;
  ArrowColumn x_, y_;
};

// Calls add for each point of each row, and at least once a row, with NaN where there is none.
template <class Add>
void each_point(const ArrowColumn& column, const std::string& extension, const Add& add) {
  const bool list = column.format() == "+l" || column.format() == "+L";
  const bool separated = column.format() == "+s", interleaved = column.fixed_list_size() > 0;
  if (column.is_binary() && (extension.empty() || !extension.starts_with("geoarrow.wkt"))) {
    for (std::int64_t i = 0; i < column.size(); ++i) {
      if (!add_wkb_points(column.bytes(i), [&](double x, double y) { add(i, x, y); })) {
        add(i, missing, missing);
      }
    }
  } else if ((separated && column.child("x") && column.child("y")) || interleaved) {
    const Coordinates coordinates(column);
    for (std::int64_t i = 0; i < column.size(); ++i) {
      if (column.valid(i)) {
        add(i, coordinates.x(i, column), coordinates.y(i, column));
      } else {
        add(i, missing, missing);
      }
    }
  } else if (list && extension == "geoarrow.multipoint") {
    const ArrowColumn points = column.items();
    const Coordinates coordinates(points);
    for (std::int64_t i = 0; i < column.size(); ++i) {
      const auto [begin, end] = column.items_of(i);
      for (std::int64_t k = begin; k < end; ++k) {
        add(i, coordinates.x(k, points), coordinates.y(k, points));
      }
      if (begin == end) add(i, missing, missing);
    }
  } else {
    fail_data(
        "geometry-not-points",
        fmt::format("Column {} holds {}, and events are points. Hand over points: the centroids "
                    "of the geometries, for example.",
                    column.name(), extension.empty() ? std::string(column.format()) : extension),
        "events");
  }
}

double number_in(const ArrowColumn& column, std::int64_t i) {
  if (column.is_number()) return column.number(i);
  const std::string text(column.text(i));
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return !text.empty() && end == text.c_str() + text.size() ? value : missing;
}

[[noreturn]] void fail_type(const ArrowColumn& column, const std::string& parameter,
                            const std::string& wanted) {
  fail_usage("column-type", parameter,
             fmt::format("Column {} for {} has the Arrow type \"{}\", but {} are needed.",
                         column.name(), parameter, column.format(), wanted));
}

/// From the instants of a column to the wall time of its zone, or of the zone asked for. Columns
/// without a zone hold wall times already.
class WallClock {
 public:
  WallClock(const ArrowColumn& column, const std::string& wanted) {
    const std::string own(column.time_zone());
    if (own.empty()) return;
    int hours = 0, minutes = 0;
    char sign = 0;
    const bool fixed = std::sscanf(own.c_str(), "%c%2d:%2d", &sign, &hours, &minutes) == 3 &&
                       (sign == '+' || sign == '-');
    if (wanted.empty() && fixed) {
      offset_ = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    } else if (wanted.empty() && (own == "UTC" || own == "Z")) {
      return;
    } else {
      zone_.emplace("iso", wanted.empty() ? own : wanted, std::string(column.name()));
    }
  }
  Timestamp wall_time(std::int64_t seconds) const {
    return zone_ ? zone_->to_wall_time(seconds) : seconds + offset_;
  }

 private:
  std::optional<TimeReader> zone_;
  std::int64_t offset_ = 0;
};

/// One batch's columns, and where their values go.
class Reader {
 public:
  Reader(const ArrowSchema& schema, const ColumnNames& names) : schema_(schema), names_(names) {
    columns_.time.name = names.time;
    columns_.until.name = names.until;
    if (names.x.empty() && names.y.empty()) geometry_ = find_geometry(schema);
    if (geometry_ >= 0) {
      columns_.crs = crs_in_metadata(*schema.children[geometry_]);
    } else if (names.x.empty() || names.y.empty()) {
      std::tie(x_, y_) = coordinate_columns(names_in(schema), names.crs);
    } else {
      x_ = find_column(schema, names.x, "x");
      y_ = find_column(schema, names.y, "y");
    }
    if (!names.crs.empty()) columns_.crs = names.crs;
    const auto optional = [&schema](const std::string& name, const char* parameter) {
      return name.empty() ? -1 : find_column(schema, name, parameter);
    };
    weight_ = optional(names.weight, "weight");
    time_ = optional(names.time, "time");
    until_ = optional(names.until, "until");
    kind_ = optional(names.kind, "kind");
    stratum_ = optional(names.stratum, "strata");
  }

  void read(const ArrowArray& batch) {
    const ArrowColumn all(schema_, batch);
    const auto column = [&all](std::int64_t number) { return all.child(number); };
    std::vector<std::int64_t> rows;
    const auto add = [&](std::int64_t i, double x, double y) {
      columns_.x.push_back(x);
      columns_.y.push_back(y);
      columns_.row.push_back(columns_.rows + i);
      rows.push_back(i);
    };
    if (geometry_ >= 0) {
      each_point(column(geometry_), extension_of(*schema_.children[geometry_]), add);
    } else {
      const ArrowColumn x = column(x_), y = column(y_);
      if (!x.is_number() && !x.is_text()) fail_type(x, "x", "numbers");
      if (!y.is_number() && !y.is_text()) fail_type(y, "y", "numbers");
      for (std::int64_t i = 0; i < batch.length; ++i) add(i, number_in(x, i), number_in(y, i));
    }
    columns_.rows += batch.length;
    if (weight_ >= 0) read_weights(column(weight_), rows);
    if (time_ >= 0) read_times(column(time_), rows, "time", columns_.time);
    if (until_ >= 0) read_times(column(until_), rows, "until", columns_.until);
    if (kind_ >= 0) read_texts(column(kind_), rows, columns_.kind);
    if (stratum_ >= 0) read_texts(column(stratum_), rows, columns_.stratum);
  }

  EventColumns take() {
    settle_dates(columns_.time);
    settle_dates(columns_.until);
    return std::move(columns_);
  }

 private:
  using Rows = std::vector<std::int64_t>;

  void read_weights(const ArrowColumn& column, const Rows& rows) {
    if (!column.is_number() && !column.is_text()) fail_type(column, "weight", "numbers");
    for (const std::int64_t i : rows) columns_.weight.push_back(number_in(column, i));
  }

  void read_times(const ArrowColumn& column, const Rows& rows, const char* parameter,
                  TimeColumn& times) const {
    if (column.is_text()) {
      for (const std::int64_t i : rows) times.texts.emplace_back(column.text(i));
    } else if (column.is_time()) {
      const WallClock clock(column, names_.time_zone);
      for (const std::int64_t i : rows) {
        const auto seconds = column.seconds(i);
        times.seconds.push_back(seconds ? clock.wall_time(*seconds) : no_time);
      }
    } else {
      fail_type(column, parameter, "dates, timestamps or texts");
    }
  }

  static void read_texts(const ArrowColumn& column, const Rows& rows,
                         std::vector<std::string>& texts) {
    for (const std::int64_t i : rows) {
      texts.push_back(column.is_number() && column.valid(i) ? plain(column.number(i))
                      : column.is_text()                    ? std::string(column.text(i))
                                                            : "");
    }
  }

  // A clock that only ever shows midnight tells the day, not the hour.
  static void settle_dates(TimeColumn& times) {
    bool any = false, all = true;
    for (const Timestamp at : times.seconds) {
      if (at == no_time) continue;
      any = true;
      all = all && at % 86400 == 0;
    }
    if (!any || !all) return;
    times.last = times.seconds;
    for (Timestamp& at : times.last) {
      if (at != no_time) at += 86399;
    }
  }

  const ArrowSchema& schema_;
  ColumnNames names_;
  EventColumns columns_;
  std::int64_t geometry_ = -1, x_ = -1, y_ = -1, weight_ = -1, time_ = -1, until_ = -1, kind_ = -1,
               stratum_ = -1;
};

void require_success(int status, ArrowArrayStream& stream) {
  if (status == 0) return;
  const char* why = stream.get_last_error(&stream);
  fail_data("arrow-stream",
            fmt::format("The Arrow stream of the events ended with an error: {}",
                        why ? why : std::strerror(status)),
            "events");
}

}  // namespace

EventColumns columns_of(ArrowArrayStream& stream, const ColumnNames& names) {
  Owned<ArrowSchema> schema;
  require_success(stream.get_schema(&stream, &schema.value), stream);
  if (std::string_view(schema.value.format) != "+s") {
    fail_data("arrow-stream", "The Arrow stream of the events holds no table with named columns.",
              "events");
  }
  Reader reader(schema.value, names);
  for (;;) {
    Owned<ArrowArray> batch;
    require_success(stream.get_next(&stream, &batch.value), stream);
    if (!batch.value.release) break;
    reader.read(batch.value);
  }
  return reader.take();
}

}  // namespace farola::python
