#include "arguments.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace farola::cli {
namespace {

using catalog::Analysis;
using catalog::option_name;
using catalog::Parameter;
using catalog::ParameterKind;

const std::vector<std::string> console_flags = {"--quiet", "-q", "--help", "-h", "--json-usage"};

const Parameter* option_of(const Analysis& analysis, const std::string& word) {
  for (const Parameter& p : analysis.parameters) {
    if (!p.positional && word == option_name(p.name)) return &p;
  }
  return nullptr;
}

bool is_option(const Analysis& analysis, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  return option_of(analysis, name) || name == "--progress" ||
         std::find(console_flags.begin(), console_flags.end(), name) != console_flags.end();
}

bool is_number(const std::string& word) {
  double number;
  const auto [end, trouble] = std::from_chars(word.data(), word.data() + word.size(), number);
  return trouble == std::errc{} && end == word.data() + word.size();
}

[[noreturn]] void fail_value_missing(const std::string& option, const std::string& example) {
  fail_usage(
      "value-missing", option.substr(2),
      fmt::format("{} needs a value{}.", option,
                  example.empty() ? "" : fmt::format(", for example {} {}", option, example)));
}

/// Ties each option to its value with "=", so that a value may begin with a minus.
std::vector<std::string> tied(const Analysis& analysis, const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") {
      out.insert(out.end(), words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
      break;
    }
    const std::string name = words[i].substr(0, words[i].find('='));
    const Parameter* p = option_of(analysis, name);
    if ((!p && name != "--progress") || (p && p->kind == ParameterKind::flag)) {
      out.push_back(words[i]);
      continue;
    }
    const std::string example = p ? p->example : "json";
    if (name != words[i]) {
      if (words[i].size() == name.size() + 1) fail_value_missing(name, example);
      out.push_back(words[i]);
      continue;
    }
    if (i + 1 == words.size() || is_option(analysis, words[i + 1])) {
      fail_value_missing(name, example);
    }
    std::string value = words[++i];
    if (p && p->kind == ParameterKind::extent && is_number(value)) {
      for (int more = 0; more < 3 && i + 1 < words.size() && is_number(words[i + 1]); ++more) {
        value += ' ' + words[++i];
      }
    }
    if (value.empty()) fail_value_missing(name, example);
    out.push_back(name + '=' + value);
  }
  return out;
}

[[noreturn]] void fail_too_many(const Analysis& analysis, const std::string& word) {
  std::vector<std::string> places;
  for (const Parameter& p : analysis.parameters) {
    if (p.positional) places.push_back(catalog::qgis_parameter_name(p.name));
  }
  fail_usage("argument-unexpected", "",
             fmt::format("\"{}\" is one argument too many: farola {} takes {}.", word,
                         analysis.name, listed(places, "and")));
}

[[noreturn]] void fail_unexpected(const Analysis& analysis, const std::string& word) {
  if (word.size() > 1 && word[0] == '-') {
    std::vector<std::string> names = {"--quiet", "--help", "--json-usage", "--progress"};
    for (const Parameter& p : analysis.parameters) {
      if (!p.positional) names.push_back(option_name(p.name));
    }
    const std::string name = word.substr(0, word.find('='));
    // A single letter is near to everything.
    const std::string nearest = name.starts_with("--") ? nearest_name(name, names) : "";
    fail_usage("option-unknown", name.substr(std::min(name.find_first_not_of('-'), name.size())),
               fmt::format("There is no option {}.{} See farola {} --help.", name,
                           nearest.empty() ? "" : fmt::format(" Did you mean {}?", nearest),
                           analysis.name));
  }
  fail_too_many(analysis, word);
}

ProgressStyle progress_style(const std::string& text) {
  if (text == "bar") return ProgressStyle::bar;
  if (text == "json") return ProgressStyle::json;
  if (text == "none") return ProgressStyle::none;
  fail_usage("progress-unknown", "progress",
             fmt::format("Progress must be one of bar, json or none, got \"{}\".", text));
}

}  // namespace

Typed parse(const Analysis& analysis, const std::vector<std::string>& words) {
  Typed typed{{}, catalog::Arguments(analysis.parameters)};
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);

  std::map<std::string, std::vector<std::string>> values;  // what CLI11 found, by parameter
  std::map<std::string, int> flags;
  for (const Parameter& p : analysis.parameters) {
    if (p.positional) continue;
    if (p.kind == ParameterKind::flag) {
      app.add_flag(option_name(p.name), flags[p.name]);
    } else {
      app.add_option(option_name(p.name), values[p.name])->expected(1)->allow_extra_args(false);
    }
  }
  std::vector<std::string> places;
  app.add_option("places", places);
  std::vector<std::string> progress;
  app.add_option("--progress", progress)->expected(1)->allow_extra_args(false);
  app.add_flag("-q,--quiet", typed.console.quiet);
  app.add_flag("-h,--help", typed.console.help);
  app.add_flag("--json-usage", typed.console.usage_json);

  std::vector<std::string> reversed = tied(analysis, words);
  std::reverse(reversed.begin(), reversed.end());  // as CLI11 wants them
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& trouble) {
    fail_usage("option-unreadable", "",
               fmt::format("{}. See farola {} --help.", trouble.what(), analysis.name));
  }
  if (typed.console.help || typed.console.usage_json) return typed;

  std::vector<std::string> extras = app.remaining();
  // CLI11 counts the mark, after which words are places whatever they begin with, among them.
  const auto mark = std::find(extras.begin(), extras.end(), "--");
  if (mark != extras.end()) extras.erase(mark);
  std::stable_partition(extras.begin(), extras.end(), [](const auto& w) { return w[0] == '-'; });
  for (const Parameter& p : analysis.parameters) {
    if (!p.positional || places.empty()) continue;
    values[p.name] = {places.front()};
    places.erase(places.begin());
  }
  if (!extras.empty()) fail_unexpected(analysis, extras.front());
  if (!places.empty()) fail_too_many(analysis, places.front());
  if (!progress.empty()) typed.console.progress = progress_style(progress.back());
  for (const Parameter& p : analysis.parameters) {
    if (flags[p.name] > 0) typed.arguments.set(p.name, true);
    const auto& given = values[p.name];
    if (given.size() > 1 && !p.repeated) {
      fail_usage("option-repeated", p.name,
                 fmt::format("{} is given {} times ({}); give it once.", option_name(p.name),
                             given.size(), listed(given, "and")));
    }
    for (const std::string& text : given) typed.arguments.set_text(p.name, text);
  }
  typed.arguments.require_complete();
  return typed;
}

ProgressStyle progress_style_of(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") break;
    if (words[i] == "--progress=json") return ProgressStyle::json;
    if (words[i] == "--progress" && i + 1 < words.size() && words[i + 1] == "json") {
      return ProgressStyle::json;
    }
  }
  return ProgressStyle::bar;
}

}  // namespace farola::cli
