#include "farola/events/rejections.hpp"

#include <algorithm>

namespace farola {
namespace {
struct Names {
  std::string_view name, words;
};
constexpr std::array<Names, reason_count> names = {{
    {"missing-coordinates", "no coordinates"},
    {"not-finite", "coordinates that are not finite numbers"},
    {"zero-coordinates", "coordinates 0, 0"},
    {"outside-crs-area", "outside the area of the CRS"},
    {"outside-study-area", "outside the study area"},
    {"bad-time", "a time that cannot be read"},
    {"until-before-from", "an end before the start"},
    {"bad-weight", "a weight that is not a number"},
    {"negative-weight", "a negative weight"},
    {"missing-time", "no time"},
    {"duplicate-key", "a key seen before"},
    {"far-from-street", "far from every street"},
    {"not-a-polygon", "no polygon"},
    {"missing-class", "no class"},
}};
}  // namespace

std::string_view name_of(Reason reason) noexcept {
  return names[static_cast<std::size_t>(reason)].name;
}
std::string_view words_of(Reason reason) noexcept {
  return names[static_cast<std::size_t>(reason)].words;
}

std::array<std::int64_t, reason_count> Rejections::counts() const {
  std::array<std::int64_t, reason_count> counts{};
  for (const Rejection& rejection : rows) ++counts[static_cast<std::size_t>(rejection.reason)];
  return counts;
}

void Rejections::sort_by_row() {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Rejection& a, const Rejection& b) { return a.row < b.row; });
}

}  // namespace farola
