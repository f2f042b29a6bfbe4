#include "farola/catalog/strata_choice.hpp"

#include "farola/catalog/near_repeat_parameters.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

constexpr std::string_view field_prefix = "field:";
constexpr std::size_t most_told = 100;

/// Parts of a list with commas, without blanks around them.
std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (true) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    const std::string part = text.substr(from, comma - from);
    const auto first = part.find_first_not_of(" \t");
    parts.push_back(first == std::string::npos
                        ? ""
                        : part.substr(first, part.find_last_not_of(" \t") - first + 1));
    if (comma == text.size()) return parts;
    from = comma + 1;
  }
}

/// Events by the value of a column of texts.
struct ByText {
  const std::vector<std::int32_t>& number;
  const std::vector<std::string>& names;

  Strata strata() const {
    return Strata::from_values(std::vector<std::int64_t>(number.begin(), number.end()));
  }
  nlohmann::ordered_json name_of(std::size_t event) const {
    if (number[event] < 0) return nullptr;
    return names[static_cast<std::size_t>(number[event])];
  }
};

}  // namespace

StrataChoice strata_choice(const std::string& text) {
  StrataChoice choice;
  const std::vector<std::string> parts = parts_of(text);
  for (const std::string& part : parts) {
    const bool prefixed = part.starts_with(field_prefix);
    const std::string name = prefixed ? part.substr(field_prefix.size()) : part;
    if (name.empty() || (part == "none" && parts.size() > 1)) {
      fail_usage("strata-unreadable", "strata",
                 fmt::format("Strata must be none, month, kind, the name of a field, or several "
                             "of these parted by commas, got \"{}\". Give for example --strata "
                             "month or --strata month,district.",
                             text));
    }
    if (!prefixed && part == "none") continue;
    if (!prefixed && (part == "month" || part == "month-and-kind")) choice.month = true;
    if (!prefixed && (part == "kind" || part == "month-and-kind")) choice.kind = true;
    if (!prefixed && (part == "month" || part == "kind" || part == "month-and-kind")) continue;
    if (!choice.field.empty() && choice.field != name) {
      fail_usage("strata-two-fields", "strata",
                 fmt::format("Strata can go by one field, and \"{}\" names two, {} and {}. Name "
                             "the second one with --kind and give --strata {},kind, or put both "
                             "into one field first.",
                             text, choice.field, name, choice.field));
    }
    choice.field = name;
  }
  return choice;
}

Strata chosen_strata(const SpaceTimeEvents& events, Moment moment, const StrataChoice& choice,
                     Report& report) {
  Strata strata;
  if (!choice.any()) return strata;
  const ByText kinds{events.kind, events.kinds}, values{events.stratum, events.strata};
  if (choice.kind && events.kind.empty()) {
    fail_usage("kind-missing", "strata",
               "Strata go by the kinds of the events, and there are none. Name the field that "
               "holds them, for example --kind offence; a field that is called kind is --strata "
               "field:kind.");
  }
  if (choice.month) strata = month_strata(events, moment);
  if (choice.kind) strata = Strata::crossed(strata, kinds.strata());
  if (!choice.field.empty()) strata = Strata::crossed(strata, values.strata());

  std::vector<std::int64_t> size(strata.groups);
  std::vector<std::size_t> first(strata.groups);
  for (std::size_t i = events.size(); i-- > 0;) {
    first[strata.group[i]] = i;
    ++size[strata.group[i]];
  }
  const std::vector<double> times =
      events.times(moment == Moment::random ? Moment::midpoint : moment);
  std::vector<std::size_t> order(strata.groups);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return size[a] > size[b]; });
  auto& told = report.values["near_repeat"]["strata_of"] = nlohmann::ordered_json::array();
  for (std::size_t k = 0; k < std::min(order.size(), most_told); ++k) {
    const std::size_t event = first[order[k]];
    nlohmann::ordered_json one;
    if (choice.month) {
      const auto at = static_cast<Timestamp>(std::floor(times[event]));
      one["month"] = iso_text(events.origin + at).substr(0, 7);
    }
    if (choice.kind) one["kind"] = kinds.name_of(event);
    if (!choice.field.empty()) one["value"] = values.name_of(event);
    one["events"] = size[order[k]];
    told.push_back(std::move(one));
  }
  const auto without = [](const std::vector<std::int32_t>& number, bool asked) {
    return asked ? std::count(number.begin(), number.end(), -1) : 0;
  };
  const std::int64_t missing =
      without(events.stratum, !choice.field.empty()) + without(events.kind, choice.kind);
  report.values["near_repeat"]["events_without_stratum"] = missing;
  if (missing > 0) {
    report.note(
        fmt::format("{} events have no value of {}; such events exchange their times among "
                    "themselves.",
                    grouped(missing),
                    choice.field.empty() ? "--kind"
                    : choice.kind        ? choice.field + " or --kind"
                                         : choice.field));
  }
  return strata;
}

}  // namespace farola::catalog
