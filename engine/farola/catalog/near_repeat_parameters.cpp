#include "farola/catalog/near_repeat_parameters.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/near_repeat/close_pairs.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {

namespace {

using Kind = ParameterKind;

template <std::size_t count>
std::vector<std::string> words(const std::string_view (&names)[count]) {
  return {std::begin(names), std::end(names)};
}

}  // namespace

std::vector<Parameter> band_parameters() {
  const std::string group = "Bands";
  return {
      {.name = "distance-bands",
       .kind = Kind::bands,
       .help = "edges of the distance bands, or width x count",
       .group = group,
       .unit = "m",
       .default_rule = "200x5: five bands of 200 m",
       .example = "0,200,400,600"},
      {.name = "time-bands",
       .kind = Kind::bands,
       .help = "edges of the time bands, or width x count, in --time-unit",
       .group = group,
       .default_rule = "7x6 days, or 6x8 hours",
       .example = "0,7,14,21"},
      {.name = "time-unit",
       .kind = Kind::choice,
       .help = "unit of the time bands",
       .group = group,
       .default_text = "days",
       .choices = {"days", "hours"},
       .example = "hours"},
      {.name = "closed",
       .kind = Kind::choice,
       .help = "which end belongs to a band: left is [a,b), right is (a,b]",
       .group = group,
       .default_text = "left",
       .choices = {"left", "right"},
       .example = "right"},
      {.name = "include-ends",
       .kind = Kind::flag,
       .help = "let the outermost bands have both ends: the last of [a,b), the first of (a,b]",
       .group = group},
      {.name = "open-bands",
       .kind = Kind::choice,
       .help = "add a band of all that is more than the last edge, of distance, of time or of both",
       .group = group,
       .default_text = "none",
       .choices = {"none", "distance", "time", "both"},
       .example = "both"},
      {.name = "same-place",
       .kind = Kind::distance,
       .help = "give pairs up to this distance, 0 for the very same place, a band of their own",
       .group = group,
       .unit = "m",
       .default_rule = "no such band",
       .minimum = 0,
       .maximum = 1e6,
       .example = "0"},
  };
}

std::vector<Parameter> pair_parameters() {
  const std::string group = "Pairs";
  return {
      {.name = "distance-metric",
       .kind = Kind::choice,
       .help =
           "how far two events are apart: euclidean as the crow flies, manhattan along the axes",
       .group = group,
       .default_text = "euclidean",
       .choices = words(distance_metric_names),
       .example = "manhattan"},
      {.name = "snap",
       .kind = Kind::distance,
       .help = "step of the coordinates, for decimal ones that should fall on edges: 0.1 for one "
               "decimal",
       .group = group,
       .unit = "m",
       .default_rule = "coordinates as they are",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "0.1"},
      {.name = "moment",
       .kind = Kind::choice,
       .help =
           "which moment counts of an event that happened some time between --time and --until; "
           "random draws one in each permutation",
       .group = group,
       .default_text = "midpoint",
       .choices = words(moment_names),
       .example = "random"},
  };
}

namespace {

std::optional<double> number_in(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(" \t") - first + 1);
  double number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::vector<double> edges_from_text(const std::string& text, const std::string& parameter) {
  const auto fail = [&](std::string_view part) {
    const bool time = parameter == "time-bands";
    fail_usage(
        parameter + "-unreadable", parameter,
        fmt::format("{} must be edges parted by commas, or width x count, got \"{}\"{}. Give "
                    "for example {} {} or {} {}.",
                    label_of(parameter), text,
                    part == text ? "" : fmt::format(", where \"{}\" is no number", part),
                    option_name(parameter), time ? "0,7,14,21" : "0,200,400,600",
                    option_name(parameter), time ? "7x3" : "200x5"));
  };
  const auto times = text.find_first_of("xX*");
  if (times != std::string::npos) {
    const auto width = number_in(std::string_view(text).substr(0, times));
    const auto count = number_in(std::string_view(text).substr(times + 1));
    if (!width || !count || *count != std::floor(*count) || !(std::abs(*count) < 1e9)) fail(text);
    return Bands::edges_of_width(*width, static_cast<std::int64_t>(*count), parameter);
  }
  std::vector<double> edges;
  std::string_view rest = text;
  while (true) {
    const auto comma = rest.find(',');
    const std::string_view part = rest.substr(0, comma);
    const auto number = number_in(part);
    if (!number) fail(part);
    edges.push_back(*number);
    if (comma == std::string_view::npos) return edges;
    rest.remove_prefix(comma + 1);
  }
}

std::vector<double> numbers_from_text(const std::string& text, const std::string& parameter) {
  std::vector<double> numbers;
  std::string_view rest = text;
  while (true) {
    const auto comma = rest.find(',');
    const std::string_view part = rest.substr(0, comma);
    const auto number = number_in(part);
    if (!number) {
      fail_usage(parameter + "-unreadable", parameter,
                 fmt::format("{} must be numbers parted by commas, got \"{}\", where \"{}\" is no "
                             "number. Give for example {} 1,7.",
                             label_of(parameter), text, part, option_name(parameter)));
    }
    numbers.push_back(*number);
    if (comma == std::string_view::npos) return numbers;
    rest.remove_prefix(comma + 1);
  }
}

BandChoice chosen_bands(const Arguments& given) {
  const bool hours = given.text("time-unit") == "hours";
  const std::string open = given.knows("open-bands") ? given.text("open-bands") : "none";
  BandOptions distance, time;
  distance.closed = time.closed = given.text("closed") == "right" ? Closed::right : Closed::left;
  distance.include_ends = time.include_ends = given.flag("include-ends");
  distance.open_end = open == "distance" || open == "both";
  time.open_end = open == "time" || open == "both";
  const auto edges = [&](const std::string& name, const std::string& otherwise) {
    return edges_from_text(given.given(name) ? given.text(name) : otherwise, name);
  };
  distance.edges = edges("distance-bands", "200x5");
  time.edges = edges("time-bands", hours ? "6x8" : "7x6");
  distance.same = given.optional_number("same-place").value_or(0);
  // What is only a default gives way to bands that begin beyond it.
  distance.has_same = given.given("same-place") ||
                      (given.has("same-place") && distance.edges.front() <= distance.same);
  return {Bands(std::move(distance), "distance-bands", "m"),
          Bands(std::move(time), "time-bands", hours ? "hours" : "days"), hours ? 3600. : 86400.};
}

Strata month_strata(const SpaceTimeEvents& events, Moment moment) {
  std::vector<std::int64_t> months;
  // A draw must not move an event into another month: the midpoint says which it is of.
  const Moment of = moment == Moment::random ? Moment::midpoint : moment;
  for (const double time : events.times(of)) {
    const std::string text = iso_text(events.origin + static_cast<Timestamp>(std::floor(time)));
    months.push_back(std::stoll(text.substr(0, 4)) * 12 + std::stoll(text.substr(5, 2)));
  }
  return Strata::from_values(months);
}

}  // namespace farola::catalog
