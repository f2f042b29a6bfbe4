#include "farola/io/column_names.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/csv_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace farola::io {

namespace {

/// U+00C0 … U+00FF without their accents; what has no plain letter is '_'.
constexpr std::string_view plain_letters =
    "aaaaaaaceeeeiiiidnooooo_ouuuuypsaaaaaaaceeeeiiiidnooooo_ouuuuypy";

std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words;
  std::size_t from = 0;
  while (from < name.size()) {
    const std::size_t to = std::min(name.find('_', from), name.size());
    words.push_back(name.substr(from, to - from));
    from = to + 1;
  }
  return words;
}

struct AxisWord {
  std::string_view word;
  char axis;
  bool degrees;
};
constexpr std::array<AxisWord, 25> axis_words{{
    {"longitude", 'x', true}, {"longitud", 'x', true},     {"lon", 'x', true},
    {"lng", 'x', true},       {"long", 'x', true},         {"latitude", 'y', true},
    {"latitud", 'y', true},   {"lat", 'y', true},          {"x", 'x', false},
    {"easting", 'x', false},  {"este", 'x', false},        {"east", 'x', false},
    {"xcoord", 'x', false},   {"coordx", 'x', false},      {"xcoordinate", 'x', false},
    {"leste", 'x', false},    {"y", 'y', false},           {"northing", 'y', false},
    {"norte", 'y', false},    {"north", 'y', false},       {"ycoord", 'y', false},
    {"coordy", 'y', false},   {"ycoordinate", 'y', false}, {"pointx", 'x', false},
    {"pointy", 'y', false},
}};

struct Axis {
  char axis;
  bool degrees;
  std::string rest;
};

std::optional<Axis> axis_of(const std::string& name) {
  const std::vector<std::string> words = words_of(name);
  // Words for degrees win: latitude_y, x_longitude.
  for (const bool degrees : {true, false}) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (const AxisWord& known : axis_words) {
        if (known.degrees != degrees || words[i] != known.word) continue;
        std::string rest;
        for (std::size_t k = 0; k < words.size(); ++k)
          if (k != i && words[k] != "x" && words[k] != "y")
            rest += (rest.empty() ? "" : "_") + words[k];
        return Axis{known.axis, degrees, rest};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::string normalised(std::string_view name) {
  const std::string text = to_utf8(name);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    char plain = '_';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      plain = static_cast<char>(c);
    } else if (c >= 'A' && c <= 'Z') {
      plain = static_cast<char>(c - 'A' + 'a');
    } else if (c == 0xC3 && i + 1 < text.size()) {
      plain = plain_letters[static_cast<unsigned char>(text[++i]) & 0x3F];
    } else if (c >= 0x80) {
      while (i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80) ++i;
    }
    if (plain != '_' || (!out.empty() && out.back() != '_')) out += plain;
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

std::size_t column_named(const std::string& name, std::span<const std::string> columns,
                         const std::string& parameter, const std::string& given) {
  const auto exact = std::find(columns.begin(), columns.end(), name);
  if (exact != columns.end()) return static_cast<std::size_t>(exact - columns.begin());
  const std::string wanted = normalised(name);
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (normalised(columns[i]) == wanted && !wanted.empty()) return i;
  const std::string near = nearest_name(name, columns);
  fail_usage(
      "column-unknown", parameter,
      fmt::format("{} has no column \"{}\" (--{}); it has {}.{}", given, name, parameter,
                  listed(columns, "and"),
                  near.empty() ? "" : fmt::format(" Did you mean --{} {}?", parameter, near)));
}

std::vector<CoordinatePair> coordinate_pairs(std::span<const std::string> columns) {
  struct Found {
    std::size_t column;
    Axis axis;
  };
  std::vector<Found> found;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (auto axis = axis_of(normalised(columns[i]))) found.push_back({i, *axis});
  std::vector<CoordinatePair> pairs;
  for (const Found& x : found) {
    if (x.axis.axis != 'x') continue;
    for (const Found& y : found) {
      if (y.axis.axis != 'y' || y.axis.degrees != x.axis.degrees || y.axis.rest != x.axis.rest)
        continue;
      const bool known = std::any_of(pairs.begin(), pairs.end(), [&](const CoordinatePair& pair) {
        return pair.degrees == x.axis.degrees && pair.rest == x.axis.rest;
      });
      if (!known) pairs.push_back({x.column, y.column, x.axis.degrees, x.axis.rest});
      break;
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
    return std::pair(!a.degrees, !a.rest.empty()) < std::pair(!b.degrees, !b.rest.empty());
  });
  return pairs;
}

std::optional<int> time_rank(std::string_view given) {
  const std::string name = normalised(given);
  static constexpr std::array<std::string_view, 29> sure{
      "datetime",           "date_time",          "timestamp",          "fecha_hora",
      "fechahora",          "data_hora",          "datahora",           "fecha_hora_hecho",
      "occurred",           "occurred_at",        "occurred_on",        "occurred_date",
      "occurrence_date",    "date_of_occurrence", "date_occurred",      "incident_datetime",
      "incident_date_time", "dispatch_local",     "dispatch_date_time", "fecha_hecho",
      "fecha_hechos",       "fecha_del_hecho",    "data_fato",          "data_do_fato",
      "data_ocorrencia",    "data_hora_fato",     "event_time",         "offense_datetime",
      "crime_date_time"};
  static constexpr std::array<std::string_view, 23> likely{
      "date",         "fecha",        "data",          "incident_date", "occur_date",
      "date_occ",     "date_single",  "dispatch_date", "crime_date",    "offense_date",
      "event_date",   "when",         "month",         "mes",           "fecha_incidente",
      "fecha_delito", "fecha_evento", "data_evento",   "dia",           "day",
      "time_local",   "local_time",   "date_rptd"};
  static constexpr std::array<std::string_view, 12> start{
      "date_start", "start_date",    "from_date", "date_from", "fecha_inicio", "data_inicio",
      "start_time", "occurred_from", "start",     "from",      "desde",        "inicio"};
  const auto among = [&](const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (among(sure)) return 0;
  if (among(likely)) return 1;
  if (among(start)) return 2;
  for (const std::string& word : words_of(name)) {
    if (word == "date" || word == "fecha" || word == "data" || word == "datetime" || word == "dt" ||
        word == "timestamp" || word == "time")
      return 3;
  }
  return std::nullopt;
}

}  // namespace farola::io
