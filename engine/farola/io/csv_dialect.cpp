#include "farola/core/error.hpp"
#include "farola/io/csv_reader.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace farola::io {

namespace {

/// How well a separator explains the sample: the share of records with as many fields as the first,
/// and that number of fields.
std::pair<double, std::size_t> explained_by(char separator, std::string_view sample,
                                            CsvDialect dialect) {
  dialect.separator = separator;
  CsvReader reader(sample, dialect);
  std::vector<std::string_view> fields;
  std::size_t width = 0, same = 0, records = 0;
  while (records < 200 && reader.next(fields)) {
    if (records++ == 0) width = fields.size();
    same += fields.size() == width;
  }
  return {records == 0 ? 0 : static_cast<double>(same) / static_cast<double>(records), width};
}

char best_separator(std::string_view sample, const CsvDialect& dialect) {
  char best = ',';
  double best_share = -1;
  std::size_t best_width = 1;
  for (const char separator : {',', ';', '\t', '|'}) {
    const auto [share, width] = explained_by(separator, sample, dialect);
    if (width < 2) continue;
    // A decimal comma also cuts a ; table into rows of one length, but not its first line.
    if (share > best_share + .2 || (share > best_share - .2 && width > best_width)) {
      best = separator;
      best_share = share;
      best_width = width;
    }
  }
  return best;
}

/// Names begin with letters. A first line of numbers and dates alone is data.
bool is_header(const std::vector<std::string_view>& fields) {
  int numbers = 0;
  for (const std::string_view field : fields) {
    const std::string_view text = trimmed(field);
    if (text.empty()) continue;
    const auto first = static_cast<unsigned char>(text.front());
    if (std::isalpha(first) || first == '_' || first >= 0x80) return true;
    numbers += number_of(text, false).has_value() || number_of(text, true).has_value();
  }
  return numbers < 2;
}

}  // namespace

CsvDialect sniff_dialect(std::string_view sample, const std::string& given,
                         const std::string& parameter) {
  const auto starts = [&](std::string_view bytes) {
    return sample.substr(0, bytes.size()) == bytes;
  };
  if (sample.empty()) {
    fail_file("cannot-open",
              fmt::format("The file {} is empty. Export or download it again.", given), parameter);
  }
  if (starts("\xFF\xFE") || starts("\xFE\xFF")) {
    fail_file("cannot-open",
              fmt::format("The file {} is UTF-16 text. Save it again as \"CSV UTF-8\".", given),
              parameter);
  }
  if (sample.find('\0') != sample.npos) {
    fail_file(
        "cannot-open",
        fmt::format("The file {} is not text: it holds zero bytes. If it is a spreadsheet or a "
                    "database, export it as CSV.",
                    given),
        parameter);
  }
  const std::size_t first = sample.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const auto tag_at = [&](std::size_t at) {
    const char next = at + 1 < sample.size() ? sample[at + 1] : '\0';
    return next == '?' || next == '!' || std::isalpha(static_cast<unsigned char>(next)) != 0;
  };
  if (first != sample.npos && sample[first] == '<' && tag_at(first)) {
    fail_usage(
        "driver-refused", parameter,
        fmt::format("The file {} is named as a table of text but holds XML, such as a GDAL VRT "
                    "that points elsewhere. Give the data themselves.",
                    given));
  }
  CsvDialect dialect;
  dialect.line_end =
      sample.find('\n') == sample.npos && sample.find('\r') != sample.npos ? '\r' : '\n';
  // The sample may end in the middle of a letter.
  std::string_view whole = sample;
  for (int i = 0; i < 3 && !whole.empty() && static_cast<unsigned char>(whole.back()) >= 0x80; ++i)
    whole.remove_suffix(1);
  dialect.utf8 = is_utf8(whole);
  std::string closed(sample.substr(0, 1 << 18));
  if (sample.size() < (1 << 18)) closed += dialect.line_end;
  dialect.separator = best_separator(closed, dialect);
  CsvReader reader(closed, dialect);
  std::vector<std::string_view> fields;
  dialect.has_header = !reader.next(fields) || is_header(fields);
  return dialect;
}

std::size_t separator_line(std::string_view text) {
  if (text.size() < 6 || text.substr(0, 4) != "sep=" || (text[5] != '\n' && text[5] != '\r'))
    return 0;
  return text.substr(5, 2) == "\r\n" ? 7 : 6;
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> number_of(std::string_view text, bool decimal_comma) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  std::array<char, 64> changed;
  if (decimal_comma) {
    const std::size_t comma = text.find(',');
    if (comma != text.npos) {
      if (text.size() > changed.size() || text.find('.') != text.npos) return std::nullopt;
      std::copy(text.begin(), text.end(), changed.begin());
      changed[comma] = '.';
      text = {changed.data(), text.size()};
    }
  }
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

bool is_missing(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return true;
  if (text.size() > 6) return false;
  std::array<char, 6> small{};
  std::transform(text.begin(), text.end(), small.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string_view word(small.data(), text.size());
  for (const std::string_view none : {"na", "n/a", "null", "nan", "none", "-", "--", ".", "\\n",
                                      "#n/a", "(null)", "nil", "n.a.", "s/d", "<na>", "nulo"}) {
    if (word == none) return true;
  }
  return false;
}

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      ++i;
      continue;
    }
    const std::size_t more = c >= 0xC2 && c <= 0xDF   ? 1
                             : c >= 0xE0 && c <= 0xEF ? 2
                             : c >= 0xF0 && c <= 0xF4 ? 3
                                                      : 0;
    if (more == 0 || i + more >= text.size()) return false;
    for (std::size_t k = 1; k <= more; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    i += more + 1;
  }
  return true;
}

std::string to_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  // Windows-1252 puts these where Latin-1 has control characters; 0: not assigned.
  static constexpr std::array<unsigned short, 32> upper{
      0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  std::string out;
  for (const char byte : text) {
    unsigned code = static_cast<unsigned char>(byte);
    if (code >= 0x80 && code < 0xA0 && upper[code - 0x80] != 0) code = upper[code - 0x80];
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
      out += static_cast<char>(0xE0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return out;
}

}  // namespace farola::io
