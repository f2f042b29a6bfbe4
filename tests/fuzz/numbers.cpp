// Numbers and column names of a table, one on each line: with a point and with a decimal comma.

#include "farola/core/text.hpp"
#include "farola/io/column_names.hpp"
#include "farola/io/csv_reader.hpp"

#include <algorithm>
#include <cmath>

#include "fuzz.hpp"

namespace farola::fuzz {
namespace {

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

void check_number(std::string_view text) {
  const auto point = io::number_of(text, false);
  const auto comma = io::number_of(text, true);
  if (point && text.find(',') == std::string_view::npos)
    require(comma && same(*comma, *point), "without a comma the decimal mark changes nothing");
  if (comma && text.find(',') != std::string_view::npos) {
    std::string dotted(text);
    std::replace(dotted.begin(), dotted.end(), ',', '.');
    const auto twin = io::number_of(dotted, false);
    require(twin && same(*twin, *comma), "a decimal comma is a point");
  }
  for (const auto& number : {point, comma}) {
    if (!number) continue;
    const auto again = io::number_of(plain(*number), false);
    require(again && same(*again, *number), "a number printed and read again is the same");
    require(!io::is_missing(text) || std::isnan(*number), "what is missing is no number");
    const auto first = io::trimmed(text).find_first_not_of("+-");
    require(first <= 1, "a number has one sign at most");
  }
}

void check_text(std::string_view text) {
  const std::string_view short_text = io::trimmed(text);
  require(io::trimmed(short_text) == short_text, "trimming twice is trimming once");
  require(io::number_of(short_text, false).has_value() == io::number_of(text, false).has_value(),
          "blanks around a number do not count");
  const std::string utf8 = io::to_utf8(text);
  require(io::is_utf8(utf8), "to_utf8() gives UTF-8");
  require(io::to_utf8(utf8) == utf8, "and leaves it alone");
  require(utf8.size() <= 3 * text.size(), "a byte becomes three at most");
}

void check_name(std::string_view text) {
  const std::string name = io::normalised(text);
  require(io::normalised(name) == name, "a normalised name stays as it is");
  require(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos,
          "it is made of letters, digits and _: " + name);
  require(io::time_rank(text) == io::time_rank(name), "the rank goes by the normalised name");
}

}  // namespace
}  // namespace farola::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace farola;
  std::vector<std::string> names;
  for (const std::string_view line : fuzz::lines_of(fuzz::text_of(data, size))) {
    fuzz::check_number(line);
    fuzz::check_text(line);
    fuzz::check_name(line);
    names.emplace_back(line);
  }
  for (const io::CoordinatePair& pair : io::coordinate_pairs(names)) {
    fuzz::require(pair.x < names.size() && pair.y < names.size() && pair.x != pair.y,
                  "a pair of coordinates is two columns");
  }
  return 0;
}
