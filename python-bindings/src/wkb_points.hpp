#pragma once
// Points and multipoints in well-known binary: ISO and EWKB, either byte order; Z and M are
// skipped.

#include "farola/core/error.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include <fmt/format.h>

namespace farola::python {

class WkbReader {
 public:
  explicit WkbReader(std::span<const unsigned char> bytes) : bytes_(bytes) {}

  /// `depth`: multipoints that this geometry lies in. One may not hold another, and bytes that say
  /// so, thousands deep, would exhaust the stack.
  template <class Add>
  bool points(const Add& add, int depth = 0) {
    const auto order = take<std::uint8_t>(true);
    if (order > 1) fail_damaged("does not begin with its byte order");
    const bool little = order == 1;
    const auto type = take<std::uint32_t>(little);
    if (type & 0x20000000u) take<std::uint32_t>(little);  // EWKB: SRID
    const std::uint32_t iso = (type & 0xffffu) / 1000, kind = (type & 0xffffu) % 1000;
    if (iso > 3) fail_damaged(fmt::format("has the unknown type {}", type));
    const unsigned extra = ((type & 0x80000000u) || iso == 1 || iso == 3 ? 1u : 0u) +
                           ((type & 0x40000000u) || iso >= 2 ? 1u : 0u);
    if (kind == 1) {
      const auto x = take<double>(little), y = take<double>(little);
      for (unsigned i = 0; i < extra; ++i) take<double>(little);
      add(x, y);  // POINT EMPTY is NaN, NaN in WKB
      return true;
    }
    if (kind != 4) {
      fail_data("geometry-not-points",
                fmt::format("The geometry column holds a geometry of WKB type {}, and events are "
                            "points. Hand over points: the centroids, for example.",
                            kind),
                "events");
    }
    if (depth > 0) fail_damaged("holds a multipoint within a multipoint");
    bool any = false;
    for (auto left = take<std::uint32_t>(little); left > 0; --left) any |= points(add, depth + 1);
    return any;
  }

 private:
  [[noreturn]] static void fail_damaged(const std::string& how) {
    fail_data("geometry-damaged",
              fmt::format("A geometry in well-known binary {}. Write the table again.", how),
              "events");
  }

  template <class T>
  T take(bool little) {
    if (bytes_.size() < sizeof(T)) {
      fail_data("geometry-truncated", "A geometry in well-known binary ends too early.", "events");
    }
    unsigned char raw[sizeof(T)];
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      const bool forward = little == (std::endian::native == std::endian::little);
      raw[i] = bytes_[forward ? i : sizeof(T) - 1 - i];
    }
    bytes_ = bytes_.subspan(sizeof(T));
    T value;
    std::memcpy(&value, raw, sizeof(T));
    return value;
  }

  std::span<const unsigned char> bytes_;
};

/// Calls add(x, y) for each point; false when there was none (null, or an empty multipoint).
template <class Add>
bool add_wkb_points(std::span<const unsigned char> wkb, const Add& add) {
  return !wkb.empty() && WkbReader(wkb).points(add);
}

}  // namespace farola::python
