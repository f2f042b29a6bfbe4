#pragma once
// Each input row is used, filtered out by the user's own filter, or rejected with its reason.

#include "farola/core/report.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class Reason : std::uint8_t {
  missing_coordinates,  ///< a coordinate is empty, NA, or the geometry is null or empty
  not_finite,           ///< NaN or infinity
  zero_coordinates,     ///< 0, 0: the mark that geocoders leave
  outside_crs_area,     ///< outside the area of use of the claimed CRS, or not projectable
  outside_study_area,
  bad_time,  ///< the time cannot be read
  until_before_from,
  bad_weight,  ///< the weight is not a number
  negative_weight,
  missing_time,     ///< no time, where the analysis needs one
  duplicate_key,    ///< `--deduplicate FIELD`: a key seen before
  far_from_street,  ///< further from every street than `--street-distance`
  not_a_polygon,    ///< a point or a line, where areas are needed
  missing_class,    ///< no class, where each feature needs one
};
inline constexpr std::size_t reason_count = 14;

/// "missing-coordinates", …: the key in reports and in the rejects file.
std::string_view name_of(Reason reason) noexcept;
/// "no coordinates", …: for a person.
std::string_view words_of(Reason reason) noexcept;

struct Rejection {
  std::int64_t row;
  Reason reason;
  std::string value;  ///< the offending text, if there is one
};

struct Rejections {
  std::vector<Rejection> rows;

  void add(std::int64_t row, Reason reason, std::string value = {}) {
    rows.push_back({row, reason, std::move(value)});
  }
  std::array<std::int64_t, reason_count> counts() const;
  std::int64_t total() const { return static_cast<std::int64_t>(rows.size()); }
  void sort_by_row();
};

}  // namespace farola
