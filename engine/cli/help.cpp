#include "help.hpp"

#include "farola/catalog/catalog.hpp"
#include "farola/core/text.hpp"
#include "farola/core/version.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace farola::cli {
namespace {

using catalog::Analysis;
using catalog::Parameter;
using catalog::ParameterKind;

/// Words of `text` in lines of at most `width` columns; line breaks of the text are kept.
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream paragraphs(text);
  for (std::string paragraph; std::getline(paragraphs, paragraph);) {
    std::istringstream words(paragraph);
    std::string line;
    for (std::string word; words >> word;) {
      if (!line.empty() && line.size() + 1 + word.size() > width) {
        lines.push_back(line);
        line.clear();
      }
      line += (line.empty() ? "" : " ") + word;
    }
    lines.push_back(line);
  }
  return lines;
}

std::string block(const std::string& text, std::size_t indent, std::size_t width) {
  std::string out;
  for (const std::string& line : wrapped(text, width - indent)) {
    out += (line.empty() ? "" : std::string(indent, ' ') + line) + '\n';
  }
  return out;
}

/// Two columns: what is typed, and what it means from column `tab` on.
std::string entry(const std::string& typed, const std::string& meaning, std::size_t tab,
                  std::size_t width) {
  std::string out = "  " + typed;
  const auto lines = wrapped(meaning, width - tab);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool beside = i == 0 && out.size() + 2 <= tab;
    if (!beside) out += i == 0 ? "\n" : "";
    out += std::string(beside ? tab - out.size() : tab, ' ') + lines[i] + '\n';
  }
  return out;
}

std::string placeholder(const Parameter& p) {
  if (p.is_path()) return "FILE";
  switch (p.kind) {
    case ParameterKind::flag:
      return "";
    case ParameterKind::field:
      return "FIELD";
    case ParameterKind::crs:
      return "CRS";
    case ParameterKind::time:
      return "TIME";
    case ParameterKind::integer:
      return "N";
    case ParameterKind::number:
      return "NUMBER";
    case ParameterKind::distance:
      return "METRES";
    case ParameterKind::distance_or_choice:
      return "METRES|RULE";
    case ParameterKind::choice:
      return "WORD";
    case ParameterKind::extent:
      return "XMIN YMIN XMAX YMAX";
    case ParameterKind::bands:
      return "EDGES";
    case ParameterKind::factors:
      return "NAME=FILE,…";
    default:
      return p.repeated ? "NAME=VALUE" : "TEXT";
  }
}

std::string typed_as(const Parameter& p) {
  if (p.positional) return catalog::qgis_parameter_name(p.name);
  const std::string value = placeholder(p);
  return catalog::option_name(p.name) + (value.empty() ? "" : " " + value);
}

std::string meaning(const Parameter& p) {
  std::string text = p.help;
  if (!p.choices.empty()) text += "; " + listed(p.choices);
  std::vector<std::string> facts;
  if (!p.unit.empty() && p.kind != ParameterKind::distance &&
      p.kind != ParameterKind::distance_or_choice && p.kind != ParameterKind::extent) {
    facts.push_back("in " + p.unit);
  }
  if (!p.default_text.empty()) facts.push_back("default: " + p.default_text);
  if (!p.default_rule.empty()) {
    facts.push_back((p.default_text.empty() ? "default: " : "") + p.default_rule);
  }
  if (p.default_text.empty() && !p.example.empty() && !p.positional) {
    facts.push_back("example: " + p.example);
  }
  std::string tail;
  for (const std::string& fact : facts) tail += (tail.empty() ? "" : "; ") + fact;
  return tail.empty() ? text : fmt::format("{} [{}]", text, tail);
}

constexpr std::size_t tab = 30;

std::string console_entries(std::size_t width) {
  return "\nConsole\n" +
         entry("--progress bar|json|none",
               "progress on standard error; bar only on a terminal, json one object a line "
               "[default: bar]",
               tab, width) +
         entry("--", "what follows are files, also if a name begins with a dash", tab, width) +
         entry("-q, --quiet", "no notes and no bar; warnings and errors are still told", tab,
               width) +
         entry("--json-usage", "this page for programs", tab, width) +
         entry("-h, --help", "this page", tab, width);
}

}  // namespace

std::string help_text(const Analysis& analysis, int columns) {
  const auto width = static_cast<std::size_t>(std::max(columns, 60));
  std::string usage = "farola " + analysis.name;
  for (const Parameter& p : analysis.parameters) {
    if (p.positional) usage += ' ' + typed_as(p);
  }
  std::string out = block(analysis.title + ": " + analysis.summary, 0, width);
  out += "\nUsage: " + usage + " [options]\n";

  std::vector<std::string> groups;
  for (const Parameter& p : analysis.parameters) {
    if (std::find(groups.begin(), groups.end(), p.group) == groups.end()) groups.push_back(p.group);
  }
  for (const std::string& group : groups) {
    out += '\n' + group + '\n';
    for (const Parameter& p : analysis.parameters) {
      if (p.group == group) out += entry(typed_as(p), meaning(p), tab, width);
    }
  }
  out += console_entries(width);
  out += "\nExamples\n";
  for (const std::string& example : analysis.examples) out += "  " + example + '\n';
  out += '\n' + block(analysis.details, 0, width);
  out += "\nExit codes: 0 done, 1 data, 2 usage, 3 file, 130 cancelled.\n";
  return out;
}

std::string list_text(int columns) {
  const auto width = static_cast<std::size_t>(std::max(columns, 60));
  std::string out, group;
  for (const Analysis& analysis : catalog::analyses()) {
    if (analysis.group != group) {
      out += (group.empty() ? "" : "\n") + analysis.group + '\n';
      group = analysis.group;
    }
    out += entry(analysis.name, analysis.summary, tab, width);
  }
  return out;
}

std::string overview_text(int columns) {
  const auto width = static_cast<std::size_t>(std::max(columns, 60));
  return block(
             "farola turns geocoded incidents and a city's layers into maps that say where crime "
             "concentrates, when it comes back, and what in the built environment goes with it.",
             0, width) +
         "\nUsage: farola ANALYSIS INPUT… OUTPUT [options]\n\nAnalyses\n\n" + list_text(columns) +
         "\nAlso\n" +
         entry("farola ANALYSIS --help", "its parameters, units, defaults, examples", tab, width) +
         entry("farola list", "the analyses", tab, width) +
         entry("farola --json-usage", "all of it for programs", tab, width) +
         entry("farola --version", "versions of farola and its libraries", tab, width);
}

std::string version_text() {
  std::string out;
  for (const auto& [name, version] : catalog::versions()) out += name + ' ' + version + '\n';
  return out;
}

int terminal_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 100;
  return std::min<int>(size.ws_col, 120);
}

}  // namespace farola::cli
