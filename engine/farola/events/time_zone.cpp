#include "farola/events/time_zone.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <exception>

#include <date/tz.h>
#include <fmt/format.h>

namespace farola {

namespace {

bool same_but_for_case(const std::string& a, const std::string& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char p, char q) {
           return std::tolower(static_cast<unsigned char>(p)) ==
                  std::tolower(static_cast<unsigned char>(q));
         });
}

/// The zone of that name, case aside.
const date::time_zone& zone_named(const std::string& name) {
  std::vector<std::string> names;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) {
      if (same_but_for_case(zone.name(), name)) return zone;
      names.push_back(zone.name());
    }
  } catch (const std::exception& problem) {
    fail_usage("time-zone-unknown", "time-zone",
               fmt::format("The time zone {} cannot be looked up: the system's time-zone database "
                           "cannot be read ({}). Install tzdata.",
                           name, problem.what()));
  }
  // People know the city, not the continent: Bogota, Mexico City.
  std::string city = name;
  std::replace(city.begin(), city.end(), ' ', '_');
  std::string nearest;
  for (const std::string& candidate : names) {
    const std::size_t slash = candidate.rfind('/');
    if (slash != std::string::npos && same_but_for_case(candidate.substr(slash + 1), city)) {
      nearest = candidate;
      break;
    }
  }
  if (nearest.empty()) nearest = nearest_name(name, names);
  fail_usage("time-zone-unknown", "time-zone",
             fmt::format("There is no time zone {}. Give an IANA name, for example --time-zone {}.",
                         name, nearest.empty() ? "America/Bogota" : nearest));
}

}  // namespace

TimeZone::TimeZone(const std::string& name) {
  using namespace std::chrono;
  const date::time_zone& zone = zone_named(name);
  name_ = zone.name();
  constexpr sys_days first = year{1900} / 1 / 1;
  constexpr sys_days last = year{2100} / 1 / 1;
  date::sys_seconds at{seconds{duration_cast<seconds>(first.time_since_epoch())}};
  const date::sys_seconds end{seconds{duration_cast<seconds>(last.time_since_epoch())}};
  while (at < end) {
    const date::sys_info info = zone.get_info(at);
    const std::int64_t offset = info.offset.count();
    if (spans_.empty() || spans_.back().offset != offset)
      spans_.push_back({at.time_since_epoch().count(), offset});
    if (info.end <= at) break;
    at = info.end;
  }
}

std::int64_t TimeZone::offset_at(std::int64_t utc_seconds) const {
  if (spans_.empty()) return 0;
  const auto after =
      std::upper_bound(spans_.begin(), spans_.end(), utc_seconds,
                       [](std::int64_t moment, const Span& span) { return moment < span.begin; });
  return after == spans_.begin() ? spans_.front().offset : std::prev(after)->offset;
}

}  // namespace farola
