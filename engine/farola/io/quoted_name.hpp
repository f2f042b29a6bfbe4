#pragma once
// The name of a table or column as SQL wants it, so that no name can be more than a name.

#include <string>
#include <string_view>

namespace farola::io {

/// roads "old" -> "roads ""old"""
inline std::string quoted_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

}  // namespace farola::io
