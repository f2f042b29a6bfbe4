#pragma once
// Records of a CSV file, as fast as they come from the disk and without holding the file.
//
// Why not GDAL's CSV driver: it knows no CR line ends and no decimal comma, takes Latin-1 for
// UTF-8, lets a truncated .gz end quietly, and needs several seconds for a million rows.
//
// RFC 4180 with the liberties that exports take: any of , ; tab | separates; LF, CRLF or CR ends a
// record; a field in double quotes may hold separators, line ends and doubled quotes. Blank lines
// are skipped, and so is a first line "sep=;" as spreadsheets write it. A quote that is never
// closed is Error{data, "csv-quote-open"} naming its row.

#include "farola/io/byte_source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace farola::io {

struct CsvDialect {
  char separator = ',';
  char line_end = '\n';  ///< '\r' for old Macintosh files; CRLF counts as '\n'
  bool utf8 = true;      ///< false: Latin-1 (Windows-1252)
  bool has_header = true;
};

/// Looks at the first bytes of a file. Throws Error{file, "cannot-open"} (empty, not text, UTF-16)
/// and Error{usage, "driver-refused"} when it is XML (a VRT under another name).
CsvDialect sniff_dialect(std::string_view sample, const std::string& given,
                         const std::string& parameter);

class CsvReader {
 public:
  CsvReader(ByteSource source, CsvDialect dialect, std::string given);
  /// Records of a text in memory, for looking at a sample; its last, perhaps cut, record is
  /// dropped.
  CsvReader(std::string_view sample, CsvDialect dialect);

  /// The fields of the next record; they are valid until the next call. False at the end.
  bool next(std::vector<std::string_view>& fields);
  /// Number of records given so far.
  std::int64_t records() const { return records_; }
  double fraction() const;  ///< of the stored file that has been taken

 private:
  void skip_preamble();
  bool scan(std::vector<std::string_view>& fields);
  bool refill();

  std::optional<ByteSource> source_;
  CsvDialect dialect_;
  std::string given_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // of the bytes not yet taken
  bool at_end_ = false;
  bool quote_open_ = false;  // the scan stopped inside quotes
  std::int64_t records_ = 0;
  std::vector<std::size_t> escaped_;  // fields that hold doubled quotes
  unsigned char kind_[256] = {};
};

/// A number with a decimal point, or a decimal comma; blanks around it. Nothing else counts.
std::optional<double> number_of(std::string_view text, bool decimal_comma);

/// "", NA, N/A, NULL, NaN, None, -, \N and the like: no value.
bool is_missing(std::string_view text);

/// The length of a first line "sep=;", its end included, or 0.
std::size_t separator_line(std::string_view text);

std::string_view trimmed(std::string_view text);

/// As UTF-8: `text` itself when it is valid UTF-8, else read as Windows-1252.
std::string to_utf8(std::string_view text);
bool is_utf8(std::string_view text);

}  // namespace farola::io
