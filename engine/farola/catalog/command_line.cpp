#include "farola/catalog/factor_input.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/text.hpp"
#include "farola/io/provenance.hpp"

#include <filesystem>

namespace farola::catalog {
namespace {

std::string quoted(const std::string& word) {
  const std::string safe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+%@";
  if (!word.empty() && word.find_first_not_of(safe) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

/// A file without its folder; a connection or an address without its password.
std::string shown(const Parameter& p, const std::string& text) {
  if (p.kind == ParameterKind::factors) return shown_factor(text);
  if (!p.is_path()) return text;
  const auto colon = text.find(':');
  if (colon != std::string::npos && colon > 1 && text.find('/') >= colon) return io::masked(text);
  const std::string name = std::filesystem::path(text).filename().string();
  // "-x.csv" would be taken for an option.
  return p.positional && name.starts_with('-') ? "./" + name : name;
}

/// A value as it would be typed, several for a repeated parameter.
std::vector<std::string> words(const Parameter& p, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return {*flag ? "true" : "false"};
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return {std::to_string(*whole)};
  if (const auto* number = std::get_if<double>(&value)) return {plain(*number)};
  if (const auto* text = std::get_if<std::string>(&value)) return {shown(p, *text)};
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    std::vector<std::string> texts;
    for (const std::string& text : *list) texts.push_back(shown(p, text));
    return texts;
  }
  std::string joined;
  for (const double number : std::get<std::vector<double>>(value)) {
    joined += (joined.empty() ? "" : " ") + plain(number);
  }
  return {joined};
}

}  // namespace

std::string command_line(const Analysis& analysis, const Arguments& arguments, Given which) {
  std::string line = "farola " + analysis.name;
  const auto& given = arguments.given_values();
  for (const bool positional : {true, false}) {
    for (const Parameter& p : arguments.parameters()) {
      const auto at = given.find(p.name);
      if (p.positional != positional || at == given.end()) continue;
      if (which == Given::shaping && !p.shapes_output) continue;
      if (p.kind == ParameterKind::flag) {
        if (std::get<bool>(at->second)) line += ' ' + option_name(p.name);
        continue;
      }
      for (const std::string& word : words(p, at->second)) {
        if (!p.positional) line += ' ' + option_name(p.name);
        // Four numbers stay four words; anything else is one.
        line += ' ' + (p.kind == ParameterKind::extent ? word : quoted(word));
      }
    }
  }
  return line;
}

nlohmann::ordered_json options_json(const Arguments& arguments, Given which) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const Parameter& p : arguments.parameters()) {
    const auto at = arguments.given_values().find(p.name);
    if (at == arguments.given_values().end()) continue;
    if (which == Given::shaping && !p.shapes_output) continue;
    if (const auto* text = std::get_if<std::string>(&at->second)) {
      json[p.name] = shown(p, *text);
    } else if (std::holds_alternative<std::vector<std::string>>(at->second)) {
      json[p.name] = words(p, at->second);
    } else {
      std::visit([&](const auto& value) { json[p.name] = value; }, at->second);
    }
  }
  return json;
}

}  // namespace farola::catalog
