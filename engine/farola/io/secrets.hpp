#pragma once

#include <string>

namespace farola::io {

/// `text` with the secrets of connection strings (password=…, pwd=…) and addresses (user:…@host,
/// ?token=…, &sig=…) replaced by ****. Linear in the length; a text without any comes back as it
/// is.
std::string masked(const std::string& text);

}  // namespace farola::io
