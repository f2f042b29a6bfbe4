#include "farola/catalog/knox_picture.hpp"

#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/heat_map.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

constexpr std::size_t most_in_words = 6;

template <class Value>
const std::vector<Value>& column(const io::Layer& table, const std::string& name) {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                  [&](const io::Column& c) { return c.name == name; });
  return std::get<std::vector<Value>>(found->values);
}

std::string stars_of(double p) {
  if (std::isnan(p)) return "";
  return p <= .001 ? "***" : p <= .01 ? "**" : p <= .05 ? "*" : "";
}

/// Three digits, and no more than two after the point.
std::string short_number(double number) {
  const double size = std::abs(number);
  if (size >= 99.95) return grouped(std::llround(number));
  return size >= 9.995 ? fmt::format("{:.1f}", number) : fmt::format("{:.2f}", number);
}

std::string pairs_text(double pairs) {
  return pairs == std::round(pairs) ? grouped(std::llround(pairs)) : short_number(pairs);
}

std::string of_chance(double expected) {
  return expected < 99.95 ? fmt::format("{:.1f}", expected) : grouped(std::llround(expected));
}

/// "122 k", "2.45 M" where all digits would not fit into a cell.
std::string brief(double number, const std::string& otherwise) {
  if (number < 1e5) return otherwise;
  return number < 1e6 ? fmt::format("{:.0f} k", number / 1e3)
                      : fmt::format("{:.2f} M", number / 1e6);
}

std::string subtitle_of(const nlohmann::ordered_json& values) {
  const auto told = values.find("near_repeat");
  if (told == values.end()) return "";
  std::string text = grouped(told->value("events", std::int64_t{0})) + " events";
  const auto permutations = told->value("permutations", std::int64_t{0});
  if (permutations > 0) {
    text += fmt::format(", times shuffled {} times", grouped(permutations));
    const std::string strata = told->value("strata_by", "none");
    if (strata == "month") text += " within months";
    if (strata == "kind") text += " within kinds";
    if (strata == "month-and-kind") text += " within months and kinds";
  }
  const std::string metric = told->value("metric", "");
  if (metric == "network") text += "; distance along the streets";
  if (metric == "manhattan") text += "; distance along east and north";
  if (told->contains("first_kind") && told->contains("second_kind")) {
    text += fmt::format("; {} with {}", (*told)["first_kind"].value("name", ""),
                        (*told)["second_kind"].value("name", ""));
  }
  return text;
}

}  // namespace

Parameter picture_parameter() {
  return {.name = "picture",
          .kind = ParameterKind::file_output,
          .role = ParameterRole::output,
          .help =
              "the table as a picture to write: a heat map of the ratios with stars where they "
              "are significant, SVG",
          .group = "Output",
          .example = "table.svg",
          .shapes_output = false,
          .python = false};
}

void require_picture_name(const std::string& path, const std::string& parameter,
                          const std::string& example) {
  std::string extension = std::filesystem::path(path).extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (extension == ".svg") return;
  fail_usage("output-extension", parameter,
             fmt::format("{} is an SVG, so its name must end in .svg, got {}. Give for example {}.",
                         label_of(parameter), path, example));
}

std::string knox_picture(const io::Layer& table, const nlohmann::ordered_json& values,
                         const io::Provenance& provenance) {
  const auto& label = column<std::string>(table, "label");
  const auto& observed = column<double>(table, "observed");
  const auto& expected = column<double>(table, "expected");
  const auto& ratio = column<double>(table, "ratio");
  const auto& p = column<double>(table, "p_adjusted");

  io::HeatMap map;
  map.title = "Near repeats: how often, over how often by chance";
  map.subtitle = subtitle_of(values);
  map.row_axis = "distance";
  map.column_axis = "time between the two events";
  std::vector<std::string> starred;
  bool tested = false;
  for (std::size_t k = 0; k < label.size(); ++k) {
    // Labels hold commas, but none with a space after it.
    const auto comma = label[k].find(", ");
    const std::string distance = label[k].substr(0, comma), time = label[k].substr(comma + 2);
    if (map.rows.empty() || map.rows.back() != distance) map.rows.push_back(distance);
    if (map.rows.size() == 1) map.columns.push_back(time);
    const std::string stars = stars_of(p[k]);
    const bool known = std::isfinite(ratio[k]);
    tested = tested || !std::isnan(p[k]);
    io::HeatCell cell;
    cell.shade = !known ? NAN : ratio[k] > 0 ? std::log2(ratio[k]) : -1;
    cell.pale = stars.empty() || ratio[k] < 1;
    cell.number = known ? short_number(ratio[k]) + stars : "–";
    cell.below = fmt::format("{} of {}", brief(observed[k], pairs_text(observed[k])),
                             brief(expected[k], of_chance(expected[k])));
    cell.told =
        fmt::format("{}: {} pairs, {} by chance, {}{}", label[k], pairs_text(observed[k]),
                    of_chance(expected[k]), known ? "ratio " + short_number(ratio[k]) : "no ratio",
                    std::isnan(p[k]) ? "" : fmt::format(", adjusted p {:.3g}", p[k]));
    if (!stars.empty() && ratio[k] > 1) starred.push_back(cell.told);
    map.cells.push_back(std::move(cell));
  }
  const std::size_t more = starred.size() - std::min(starred.size(), most_in_words);
  map.description = fmt::format("{} bands of distance by {} bands of time. ", map.rows.size(),
                                map.columns.size());
  map.description += starred.empty() ? "No cell is significantly more frequent than by chance."
                                     : "Significantly more frequent than by chance:";
  for (std::size_t k = 0; k + more < starred.size(); ++k) map.description += " " + starred[k] + ".";
  if (more > 0) map.description += fmt::format(" And {} more.", more);
  map.low = "half or less";
  map.middle = "as by chance";
  map.high = "twice or more";
  map.notes = {"Large: pairs observed over expected. Below it: pairs observed of expected."};
  if (tested) {
    map.notes.push_back("* ** *** more often than by chance: p at or below 0.05, 0.01, 0.001,");
    map.notes.push_back("adjusted for the whole table. Pale: no star, so it may be chance.");
  } else {
    map.notes.push_back("No permutations, so no stars: any of it may be chance.");
  }
  map.metadata =
      provenance.to_json().dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return io::heat_map_svg(map);
}

void give_picture(Run& run, const io::Layer& table) {
  if (!run.wants("picture")) return;
  io::write_text(run.arguments().text("picture"),
                 knox_picture(table, run.report().values, run.provenance()),
                 run.write_options("picture"));
  run.wrote("picture");
}

}  // namespace farola::catalog
