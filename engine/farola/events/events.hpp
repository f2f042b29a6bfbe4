#pragma once
// Incidents as columns, as they were read: coordinates in the source's CRS, any row may be bad.

#include "farola/crs/crs.hpp"
#include "farola/geometry/point.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace farola {

/// Local wall time in seconds since 1970-01-01T00:00:00, without leap seconds; see timestamp.hpp.
using Timestamp = std::int64_t;
inline constexpr Timestamp no_time = std::numeric_limits<Timestamp>::min();

struct Events {
  Crs crs;                        ///< of x and y
  std::vector<double> x, y;       ///< NaN where missing
  std::vector<std::int64_t> row;  ///< number in the source: CSV data row from 1, or feature id
  // Each of the following is empty, or as long as x.
  std::vector<double> weight;  ///< empty: every event weighs 1
  std::vector<Timestamp>
      from;  ///< when it happened, or the start of the interval; no_time: unknown
  std::vector<Timestamp> until;    ///< end of the interval (inclusive of its last second)
  std::vector<std::int32_t> kind;  ///< index into kinds, -1: none
  std::vector<std::string> kinds;
  /// Index into strata, -1: none. A second field of texts: within which value times are shuffled.
  std::vector<std::int32_t> stratum;
  std::vector<std::string> strata;

  std::size_t size() const { return x.size(); }
  bool empty() const { return x.empty(); }
  double weight_of(std::size_t i) const { return weight.empty() ? 1.0 : weight[i]; }

  /// Keep the events whose flag is not 0, in order. REQUIRES keep.size() == size().
  void keep(const std::vector<std::uint8_t>& flags);

  /// Around all of them; NaN is passed over.
  Box box() const;
};

}  // namespace farola
