// A CSV file as text. The reader is compared with a twin that goes byte by byte, in the dialect
// that the reader sniffs.

#include "farola/core/error.hpp"
#include "farola/io/csv_reader.hpp"

#include <optional>

#include "fuzz.hpp"

namespace farola::fuzz {
namespace {

using Record = std::vector<std::string>;

/// The records of csv_reader.hpp's grammar, written for reading. A last record without its line end
/// is not given, as the reader in memory does not give it.
std::vector<Record> twin(std::string_view text, const io::CsvDialect& dialect) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text.remove_prefix(io::separator_line(text));
  std::vector<Record> records;
  Record record;
  std::string field;
  enum { start, bare, quoted, quote_seen, closed } state = start;
  const auto end_field = [&](bool line) {
    if (line && dialect.line_end == '\n' && state == bare && field.ends_with('\r'))
      field.pop_back();
    record.push_back(field);
    field.clear();
    state = start;
  };
  for (const char c : text) {
    const bool ends = c == dialect.separator || c == dialect.line_end;
    if (state == quoted) {
      if (c == '"')
        state = quote_seen;
      else
        field += c;
    } else if (state == quote_seen && c == '"') {
      field += '"';
      state = quoted;
    } else if (ends) {
      end_field(c == dialect.line_end);
      if (c == dialect.separator) continue;
      if (record.size() > 1 || !record[0].empty()) records.push_back(record);
      record.clear();
    } else if (state == start && c == '"') {
      state = quoted;
    } else if (state == quote_seen || state == closed) {
      state = closed;  // what follows a closed quote is dropped up to the separator
    } else {
      field += c;
      state = bare;
    }
  }
  return records;
}

void check_records(std::string_view text, const io::CsvDialect& dialect) {
  const std::vector<Record> expected = twin(text, dialect);
  io::CsvReader reader(text, dialect);
  std::vector<std::string_view> fields;
  std::size_t given = 0, bytes = 0;
  while (reader.next(fields)) {
    require(given < expected.size(), "there are no more records than the twin finds");
    require(fields.size() == expected[given].size(), "a record has as many fields as in the twin");
    for (std::size_t i = 0; i < fields.size(); ++i) {
      require(fields[i] == expected[given][i], "a field is the twin's");
      bytes += fields[i].size();
    }
    ++given;
    require(reader.records() == static_cast<std::int64_t>(given), "records are counted");
  }
  require(given == expected.size(), "every record that the twin finds is given");
  require(bytes <= text.size(), "the fields hold no more than the file");
}

std::optional<io::CsvDialect> sniffed(std::string_view text) {
  try {
    return io::sniff_dialect(text, "made-up.csv", "events");
  } catch (const Error& error) {
    require(error.code() == "cannot-open" || error.code() == "driver-refused",
            "an error that sniffing has: " + error.code());
    return std::nullopt;
  }
}

}  // namespace
}  // namespace farola::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace farola;
  const std::string_view text = fuzz::text_of(data, size);
  const auto dialect = fuzz::sniffed(text);
  fuzz::check_records(text, dialect.value_or(io::CsvDialect{}));
  if (dialect) {
    fuzz::require(std::string_view(",;\t|").find(dialect->separator) != std::string_view::npos,
                  "the separator is one of four");
  }
  return 0;
}
