#include "farola/catalog/arguments.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {

namespace {

const char* words_of(const Value& value) {
  if (std::holds_alternative<bool>(value)) return "true or false";
  if (std::holds_alternative<std::vector<double>>(value)) return "a list of numbers";
  if (std::holds_alternative<std::vector<std::string>>(value)) return "a list of texts";
  return "a number";
}

}  // namespace

Arguments::Arguments(const std::vector<Parameter>& parameters) : parameters_(&parameters) {}

const Parameter& Arguments::parameter(const std::string& name) const {
  const auto at = std::find_if(parameters_->begin(), parameters_->end(),
                               [&](const Parameter& p) { return p.name == name; });
  if (at != parameters_->end()) return *at;
  std::vector<std::string> names;
  for (const Parameter& p : *parameters_) names.push_back(p.name);
  const std::string nearest = nearest_name(name, names);
  fail_usage("parameter-unknown", name,
             fmt::format("There is no parameter \"{}\" here.{}", name,
                         nearest.empty() ? std::string(" See --help for those there are.")
                                         : fmt::format(" Did you mean {}?", nearest)));
}

bool Arguments::knows(const std::string& name) const {
  return std::any_of(parameters_->begin(), parameters_->end(),
                     [&](const Parameter& p) { return p.name == name; });
}

void Arguments::set_text(const std::string& name, const std::string& text) {
  const Parameter& p = parameter(name);
  if (!p.repeated) {
    values_[name] = value_from_text(p, text);
    return;
  }
  auto& list = values_.try_emplace(name, std::vector<std::string>{}).first->second;
  std::get<std::vector<std::string>>(list).push_back(
      std::get<std::string>(value_from_text(p, text)));
}

void Arguments::set(const std::string& name, Value value) {
  const Parameter& p = parameter(name);
  if (const auto* text = std::get_if<std::string>(&value)) return set_text(name, *text);
  if (p.repeated && std::holds_alternative<std::vector<std::string>>(value)) {
    for (const auto& text : std::get<std::vector<std::string>>(value)) set_text(name, text);
    return;
  }
  if (p.kind == ParameterKind::flag && std::holds_alternative<bool>(value)) {
    values_[name] = value;
    return;
  }
  if (p.kind == ParameterKind::extent && std::holds_alternative<std::vector<double>>(value)) {
    std::string text;
    for (const double number : std::get<std::vector<double>>(value)) text += plain(number) + ' ';
    return set_text(name, text);
  }
  if (p.kind == ParameterKind::bands && std::holds_alternative<std::vector<double>>(value)) {
    std::string text;
    for (const double number : std::get<std::vector<double>>(value)) {
      text += (text.empty() ? "" : ",") + plain(number);
    }
    return set_text(name, text);
  }
  if (p.numeric()) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
      require_in_range(p, static_cast<double>(*whole));
      values_[name] =
          p.kind == ParameterKind::integer ? Value(*whole) : Value(static_cast<double>(*whole));
      return;
    }
    if (const auto* number = std::get_if<double>(&value)) return set_text(name, plain(*number));
  }
  fail_usage("parameter-type", name,
             fmt::format("{} cannot be {}.{}", label_of(name), words_of(value),
                         p.example.empty() ? std::string()
                                           : fmt::format(" Give for example {} {}.",
                                                         option_name(name), p.example)));
}

void Arguments::require_complete() const {
  for (const Parameter& p : *parameters_) {
    if (!p.required || has(p.name)) continue;
    const std::string shown = p.positional ? qgis_parameter_name(p.name) : option_name(p.name);
    fail_usage("parameter-missing", p.name, fmt::format("{} is missing: {}.", shown, p.help));
  }
}

std::optional<Value> Arguments::value(const std::string& name) const {
  const auto at = values_.find(name);
  if (at != values_.end()) return at->second;
  const Parameter& p = parameter(name);
  if (p.default_text.empty()) return std::nullopt;
  return value_from_text(p, p.default_text);
}

bool Arguments::has(const std::string& name) const { return value(name).has_value(); }
bool Arguments::given(const std::string& name) const { return values_.contains(name); }

bool Arguments::flag(const std::string& name) const {
  const auto v = value(name);
  return v && std::get<bool>(*v);
}

std::int64_t Arguments::integer(const std::string& name) const {
  return std::get<std::int64_t>(value(name).value());
}

double Arguments::number(const std::string& name) const { return optional_number(name).value(); }

std::optional<double> Arguments::optional_number(const std::string& name) const {
  const auto v = value(name);
  if (!v) return std::nullopt;
  if (const auto* number = std::get_if<double>(&*v)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&*v)) return static_cast<double>(*whole);
  return std::nullopt;
}

std::string Arguments::text(const std::string& name) const {
  const auto v = value(name);
  const auto* text = v ? std::get_if<std::string>(&*v) : nullptr;
  return text ? *text : std::string{};
}

std::vector<double> Arguments::numbers(const std::string& name) const {
  const auto v = value(name);
  return v ? std::get<std::vector<double>>(*v) : std::vector<double>{};
}

std::vector<std::string> Arguments::texts(const std::string& name) const {
  const auto v = value(name);
  if (!v) return {};
  if (const auto* one = std::get_if<std::string>(&*v)) return {*one};
  return std::get<std::vector<std::string>>(*v);
}

}  // namespace farola::catalog
