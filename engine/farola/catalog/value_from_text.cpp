// Reading what was typed, with the messages for what cannot be read.

#include "farola/catalog/arguments.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

std::string unit_words(const Parameter& p) {
  if (p.unit == "m") return "metres";
  if (p.unit == "GB") return "gigabytes";
  if (p.unit == "m2") return "square metres";
  if (p.unit == "%") return "a percentage";
  return p.unit.empty() ? "a number" : p.unit;
}

/// "Give metres, for example --bandwidth 300."
std::string remedy(const Parameter& p) {
  const std::string what = p.kind == ParameterKind::integer ? "a whole number" : unit_words(p);
  if (p.example.empty()) return fmt::format("Give {}.", what);
  return fmt::format("Give {}, for example {} {}.", what, option_name(p.name), p.example);
}

/// "300", with the unit where one says "300 m".
std::string with_unit(const Parameter& p, double number) {
  const std::string text = std::abs(number) >= 1e15 ? fmt::format("{:g}", number) : plain(number);
  return p.unit.empty() ? text : fmt::format("{} {}", text, p.unit);
}

[[noreturn]] void fail(const Parameter& p, std::string_view code, std::string message) {
  fail_usage(fmt::format("{}-{}", p.name, code), p.name, std::move(message));
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// What no double can hold: too large, or too near to zero.
double out_of_range(std::string_view text) {
  const auto exponent = text.find_first_of("eE");
  const auto digit = text.find_first_not_of('-');
  const bool tiny = exponent != std::string_view::npos ? text.substr(exponent + 1).starts_with('-')
                                                       : text.substr(digit).starts_with('0') ||
                                                             text.substr(digit).starts_with('.');
  return tiny ? 0 : text.starts_with('-') ? -HUGE_VAL : HUGE_VAL;
}

/// Whole text as a double, also "nan", "inf" and what overflows (as infinity).
std::optional<double> parsed(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (trouble == std::errc::result_out_of_range) return out_of_range(text);
  if (trouble != std::errc{}) return std::nullopt;
  return number;
}

double number_from(const Parameter& p, const std::string& text) {
  const auto number = parsed(trimmed(text));
  if (number) {
    require_in_range(p, *number);
    return *number;
  }
  std::string hint;
  std::string dotted = text;
  std::replace(dotted.begin(), dotted.end(), ',', '.');
  if (dotted != text && parsed(trimmed(dotted))) hint = " Write the decimal mark as a point.";
  fail(p, "not-a-number",
       fmt::format("{} must be a number{}, got \"{}\".{} {}", label_of(p.name),
                   p.unit == "m" ? " of metres" : "", text, hint, remedy(p)));
}

std::int64_t integer_from(const Parameter& p, const std::string& text) {
  const double number = number_from(p, text);
  if (number != std::floor(number) || std::abs(number) > 9007199254740992.0) {
    fail(p, "not-whole",
         fmt::format("{} must be a whole number, got {}. {}", label_of(p.name), text, remedy(p)));
  }
  return static_cast<std::int64_t>(number);
}

bool is_choice(const Parameter& p, const std::string& text) {
  return std::find(p.choices.begin(), p.choices.end(), text) != p.choices.end();
}

[[noreturn]] void fail_choice(const Parameter& p, const std::string& text) {
  const std::string nearest = nearest_name(text, p.choices);
  fail(p, "unknown",
       fmt::format("{} must be {}{}, got \"{}\".{}", label_of(p.name),
                   p.kind == ParameterKind::distance_or_choice ? "a number of metres or one of "
                                                               : "one of ",
                   listed(p.choices), text,
                   nearest.empty() ? "" : fmt::format(" Did you mean {}?", nearest)));
}

std::vector<double> extent_from(const Parameter& p, const std::string& text) {
  std::vector<double> numbers;
  bool readable = true;
  std::string_view rest = text;
  while (!(rest = trimmed(rest)).empty()) {
    const auto end = std::min(rest.find_first_of(" \t,"), rest.size());
    const auto number = parsed(rest.substr(0, end));
    readable = readable && number && std::isfinite(*number);
    numbers.push_back(number.value_or(0));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const std::string how = fmt::format(
      "Give xmin ymin xmax ymax in metres of the target CRS, for "
      "example {} {}.",
      option_name(p.name), p.example);
  if (!readable || numbers.size() != 4) {
    fail(
        p, "unreadable",
        fmt::format("{} must be four finite numbers, got \"{}\". {}", label_of(p.name), text, how));
  }
  if (!(numbers[0] < numbers[2] && numbers[1] < numbers[3])) {
    fail(p, "empty",
         fmt::format("{} has no area: xmin {} must be less than xmax {}, and ymin {} "
                     "less than ymax {}. {}",
                     label_of(p.name), plain(numbers[0]), plain(numbers[2]), plain(numbers[1]),
                     plain(numbers[3]), how));
  }
  return numbers;
}

bool flag_from(const Parameter& p, const std::string& text) {
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  fail(p, "unreadable",
       fmt::format("{} must be true or false, got \"{}\".", label_of(p.name), text));
}

}  // namespace

void require_in_range(const Parameter& p, double number) {
  const std::string label = label_of(p.name);
  if (!std::isfinite(number)) {
    fail(p, "not-finite",
         fmt::format("{} must be a finite number, got {}. {}", label, plain(number), remedy(p)));
  }
  const std::string got = with_unit(p, number);
  if (p.minimum_excluded ? number <= p.minimum : number < p.minimum) {
    if (p.minimum == 0 && p.minimum_excluded) {
      fail(p, "not-positive",
           fmt::format("{} must be positive, got {}. {}", label, got, remedy(p)));
    }
    if (p.minimum == 0) {
      fail(p, "negative",
           fmt::format("{} must not be negative, got {}. {}", label, got, remedy(p)));
    }
    fail(p, "too-small",
         fmt::format("{} must be {} {}, got {}. {}", label,
                     p.minimum_excluded ? "more than" : "at least", with_unit(p, p.minimum), got,
                     remedy(p)));
  }
  if (number > p.maximum) {
    fail(p, "too-large",
         fmt::format("{} must be at most {}, got {}. {}", label, with_unit(p, p.maximum), got,
                     remedy(p)));
  }
}

Value value_from_text(const Parameter& p, const std::string& text) {
  if (trimmed(text).empty()) {
    fail(p, "empty",
         fmt::format("{} was given an empty value. Leave it out, or {}.", label_of(p.name),
                     p.example.empty() ? std::string("give one")
                                       : fmt::format("give one, for example {} {}",
                                                     option_name(p.name), p.example)));
  }
  switch (p.kind) {
    case ParameterKind::flag:
      return flag_from(p, text);
    case ParameterKind::integer:
      return integer_from(p, text);
    case ParameterKind::number:
    case ParameterKind::distance:
      return number_from(p, text);
    case ParameterKind::extent:
      return extent_from(p, text);
    case ParameterKind::choice:
      if (!is_choice(p, text)) fail_choice(p, text);
      return text;
    case ParameterKind::distance_or_choice:
      if (is_choice(p, text)) return text;
      // What begins like a number is a slip in a number, anything else a slip in a word.
      if (parsed(trimmed(text)) || text.find_first_of("0123456789") == 0) {
        return number_from(p, text);
      }
      fail_choice(p, text);
    default:
      return text;
  }
}

}  // namespace farola::catalog
