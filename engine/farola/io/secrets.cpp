#include "farola/io/secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace farola::io {
namespace {

constexpr std::array<std::string_view, 14> secret_keys = {
    "password", "passwd", "passwort", "pwd",    "pass", "token",     "access_token",
    "api_key",  "apikey", "key",      "secret", "sig",  "signature", "auth"};
constexpr std::string_view stars = "****";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool is_secret_key(std::string_view word) {
  if (word.size() > 16) return false;
  std::string low(word);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(secret_keys.begin(), secret_keys.end(), low) != secret_keys.end();
}

std::size_t after_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

// Whether the quote at `at` may close what a whole connection string stands in, as in a message: a
// blank, a full stop and the like follow. A quote in front of anything else is part of a secret.
bool closes_text(std::string_view text, std::size_t at) {
  const std::size_t next = text.find_first_not_of("'\"", at);
  return next == std::string_view::npos || is_space(text[next]) ||
         std::string_view("&;,.:)]}").find(text[next]) != std::string_view::npos;
}

// The end of a value that begins at `at`: a part in quotes with backslash escapes, if it begins
// with one, and all that follows without a blank.
std::size_t after_value(std::string_view text, std::size_t at) {
  char quote = '\0';
  if (at < text.size() && (text[at] == '\'' || text[at] == '"')) {
    quote = text[at++];
    while (at < text.size() && text[at] != quote) at += text[at] == '\\' ? 2 : 1;
    at = std::min(at + 1, text.size());
  }
  for (; at < text.size() && !is_space(text[at]) && text[at] != '&' && text[at] != ';'; ++at) {
    if (text[at] != quote && (text[at] == '\'' || text[at] == '"') && closes_text(text, at)) break;
  }
  return at;
}

std::string without_pairs(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      result += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    result += word;
    at = end;
    const std::size_t equals = after_spaces(text, end);
    if (!is_secret_key(word) || equals >= text.size() || text[equals] != '=') continue;
    const std::size_t value = after_spaces(text, equals + 1);
    at = after_value(text, value);
    if (at == value) continue;  // "password=" without one
    result += text.substr(end, value - end);
    result += stars;
  }
  return result;
}

// scheme://user:secret@host: the secret may hold '@', the host may not.
std::string without_logins(std::string text) {
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at)) {
    at += 3;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n/", at), text.size());
    const std::size_t host = text.substr(at, end - at).rfind('@');
    if (host == std::string::npos) continue;
    const std::size_t colon = text.find(':', at);
    if (colon >= at + host) continue;
    text.replace(colon + 1, at + host - colon - 1, stars);
  }
  return text;
}

}  // namespace

std::string masked(const std::string& text) { return without_logins(without_pairs(text)); }

}  // namespace farola::io
