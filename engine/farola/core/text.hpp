#pragma once
// Numbers and names as people read them in messages.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace farola {

/// 1234567 -> "1,234,567".
std::string grouped(std::int64_t number);

/// Shortest text that reads back as the same double: 300 -> "300", 0.1 -> "0.1".
std::string plain(double number);

/// The candidate nearest to `word` by edit distance, if near enough to be a slip, else empty.
std::string nearest_name(std::string_view word, std::span<const std::string> candidates);

/// "a, b or c".
std::string listed(std::span<const std::string> names, std::string_view last = "or");

}  // namespace farola
