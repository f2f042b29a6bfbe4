// Connection strings and addresses in messages: the first line is a secret, the rest the text
// before it.

#include "farola/io/secrets.hpp"

#include "farola/io/source_path.hpp"

#include <algorithm>
#include <cctype>

#include "fuzz.hpp"

namespace farola::fuzz {
namespace {

/// Letters and digits alone, so that it is one word wherever it stands.
bool is_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0; });
}

void check_hidden(const std::string& before, const std::string& secret) {
  // A word, and a quote that is still open, would go on into "password".
  if (before.find_first_of("'\"") != std::string::npos) return;
  if (before.find(secret) != std::string::npos) return;  // what is shown anyway
  const std::string text = before + " password=" + secret;
  require(io::masked(text).find("=" + secret) == std::string::npos, "a password is not shown");
  const std::string address = before + " postgresql://me:" + secret + "@host/db";
  require(io::masked(address).find(":" + secret + "@") == std::string::npos,
          "nor that of an address");
  const std::string shown = io::shown_path("PG:" + before + " password=" + secret);
  require(shown.find("password=" + secret) == std::string::npos, "nor in a message");
}

}  // namespace
}  // namespace farola::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace farola;
  std::string_view text = fuzz::text_of(data, size);
  const std::string secret(fuzz::take_line(text));
  const std::string before(text);
  const std::string hidden = io::masked(before);
  fuzz::require(io::masked(hidden) == hidden, "masking twice is masking once");
  if (before.find('=') == std::string::npos && before.find("://") == std::string::npos)
    fuzz::require(hidden == before, "a text without a secret comes back as it is");
  fuzz::require(io::shown_path(before).size() <= before.size() + 4 * before.size(), "short");
  if (secret.size() >= 6 && fuzz::is_word(secret)) fuzz::check_hidden(before, secret);
  return 0;
}
