#pragma once
// What every fuzz target shares. A target defines LLVMFuzzerTestOneInput(), which throws
// PropertyBroken when what it read breaks a rule of its own: libFuzzer keeps such an input as a
// crash, and replay.cpp, which runs the same target in every build, prints it.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace farola::fuzz {

struct PropertyBroken : std::logic_error {
  using std::logic_error::logic_error;
};

inline void require(bool holds, const std::string& rule) {
  if (!holds) throw PropertyBroken(rule);
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): bytes are text here
  return {reinterpret_cast<const char*>(data), size};
}

/// The lines of a text, without their '\n'; "a\n" is one line.
inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// The first line, taken off the text.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace farola::fuzz
