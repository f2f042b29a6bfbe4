#include "farola/catalog/two_kinds.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

std::int32_t kind_named(const Events& events, const std::string& parameter,
                        const Arguments& given) {
  const std::string name = given.text(parameter);
  const auto found = std::find(events.kinds.begin(), events.kinds.end(), name);
  if (found != events.kinds.end()) return static_cast<std::int32_t>(found - events.kinds.begin());
  const std::string nearest = nearest_name(name, events.kinds);
  fail_data("kind-unknown",
            fmt::format("No event is of the kind \"{}\".{} There are {}.", name,
                        nearest.empty() ? "" : fmt::format(" Did you mean \"{}\"?", nearest),
                        events.kinds.size() <= 20 ? listed(events.kinds, "and")
                                                  : fmt::format("{} kinds", events.kinds.size())),
            parameter);
}

}  // namespace

void check_two_kinds(const Arguments& given) {
  const bool first = given.given("first-kind"), second = given.given("second-kind");
  if (first != second) {
    const std::string missing = first ? "second-kind" : "first-kind";
    fail_usage(
        "kinds-need-two", missing,
        fmt::format("What lies between two kinds needs both. Give {} too, or leave {} out.",
                    option_name(missing), option_name(first ? "first-kind" : "second-kind")));
  }
  if (!first) return;
  if (given.text("first-kind") == given.text("second-kind")) {
    fail_usage("kinds-same", "second-kind",
               fmt::format("First kind and second kind are both \"{}\". Give two kinds; for events "
                           "of one, choose it with --where.",
                           given.text("first-kind")));
  }
}

TwoKinds two_kinds(const ProjectedEvents& events, const Arguments& given) {
  const Events& columns = events.columns();
  if (columns.kind.empty()) {
    fail_usage("kind-missing", "kind",
               "First kind and second kind go by the kinds of the events. Name the field that "
               "holds them, for example --kind offence.");
  }
  const std::int32_t first = kind_named(columns, "first-kind", given);
  const std::int32_t second = kind_named(columns, "second-kind", given);
  std::vector<std::uint8_t> keep, is_second;
  for (const std::int32_t kind : columns.kind) {
    keep.push_back(kind == first || kind == second);
    if (keep.back()) is_second.push_back(kind == second);
  }
  const std::int64_t others = std::count(keep.begin(), keep.end(), 0);
  return {events.kept(keep), std::move(keep), std::move(is_second), others};
}

}  // namespace farola::catalog
