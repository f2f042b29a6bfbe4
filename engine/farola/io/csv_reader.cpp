#include "farola/io/csv_reader.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace farola::io {

namespace {

constexpr std::size_t chunk = 1 << 20;
constexpr std::size_t longest_record = 16 << 20;
enum Kind : unsigned char { plain_byte, separator_byte, line_end_byte };

}  // namespace

CsvReader::CsvReader(ByteSource source, CsvDialect dialect, std::string given)
    : source_(std::move(source)), dialect_(dialect), given_(std::move(given)) {
  kind_[static_cast<unsigned char>(dialect.separator)] = separator_byte;
  kind_[static_cast<unsigned char>(dialect.line_end)] = line_end_byte;
  buffer_.resize(chunk);
  refill();
  skip_preamble();
}

CsvReader::CsvReader(std::string_view sample, CsvDialect dialect) : dialect_(dialect) {
  kind_[static_cast<unsigned char>(dialect.separator)] = separator_byte;
  kind_[static_cast<unsigned char>(dialect.line_end)] = line_end_byte;
  buffer_.assign(sample.begin(), sample.end());
  end_ = buffer_.size();
  skip_preamble();
}

/// A byte order mark, and a line that names the separator.
void CsvReader::skip_preamble() {
  const std::string_view start(buffer_.data(), end_);
  if (start.substr(0, 3) == "\xEF\xBB\xBF") begin_ = 3;
  begin_ += separator_line(start.substr(begin_));
}

double CsvReader::fraction() const {
  if (!source_ || source_->stored_size() <= 0) return 0;
  return static_cast<double>(source_->stored_position()) /
         static_cast<double>(source_->stored_size());
}

/// More bytes after those not yet taken; false at the end of the file.
bool CsvReader::refill() {
  if (!source_ || at_end_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    if (buffer_.size() >= longest_record) {
      fail_data(
          "csv-quote-open",
          fmt::format("{} of {} does not end within {} MB: a double quote is probably not closed "
                      "there. Correct that row.",
                      records_ == 0 ? "The first line" : "Row " + grouped(records_), given_,
                      longest_record >> 20),
          "events");
    }
    buffer_.resize(buffer_.size() * 2);
  }
  const std::size_t got = source_->read(buffer_.data() + end_, buffer_.size() - end_);
  end_ += got;
  if (got == 0) at_end_ = true;
  return got > 0;
}

/// One record from the buffer; false when it does not end there.
bool CsvReader::scan(std::vector<std::string_view>& fields) {
  fields.clear();
  escaped_.clear();
  quote_open_ = false;
  const char* at = buffer_.data() + begin_;
  const char* const end = buffer_.data() + end_;
  for (;;) {
    const char* const start = at;
    std::string_view field;
    if (at < end && *at == '"') {
      bool doubled = false;
      for (;;) {
        at = static_cast<const char*>(
            std::memchr(at + 1, '"', static_cast<std::size_t>(end - at - 1)));
        if (at == nullptr) {
          quote_open_ = true;
          return false;
        }
        if (at + 1 == end && !at_end_ && source_) return false;  // perhaps the first of two
        if (at + 1 == end || at[1] != '"') break;
        ++at;
        doubled = true;
      }
      field = {start + 1, static_cast<std::size_t>(at - start - 1)};
      if (doubled) escaped_.push_back(fields.size());
      ++at;
      while (at < end && kind_[static_cast<unsigned char>(*at)] == plain_byte) ++at;
    } else {
      while (at < end && kind_[static_cast<unsigned char>(*at)] == plain_byte) ++at;
      field = {start, static_cast<std::size_t>(at - start)};
      if (dialect_.line_end == '\n' && !field.empty() && field.back() == '\r' &&
          (at == end || *at == '\n'))
        field.remove_suffix(1);
    }
    if (at == end) {
      if (!at_end_) return false;
      fields.push_back(field);
      begin_ = end_;
      return true;
    }
    fields.push_back(field);
    const bool last = kind_[static_cast<unsigned char>(*at)] == line_end_byte;
    ++at;
    if (last) {
      begin_ = static_cast<std::size_t>(at - buffer_.data());
      return true;
    }
  }
}

bool CsvReader::next(std::vector<std::string_view>& fields) {
  for (;;) {
    if (begin_ == end_ && !refill()) return false;
    while (!scan(fields)) {
      if (refill()) continue;
      if (!source_) return false;
      if (quote_open_) {
        fail_data(
            "csv-quote-open",
            fmt::format("{} ends inside double quotes that were opened in {}: the file is cut "
                        "short, or a quote is missing there.",
                        given_, records_ == 0 ? "its first line" : "row " + grouped(records_)),
            "events");
      }
    }
    if (fields.size() == 1 && fields[0].empty()) continue;  // a blank line
    break;
  }
  for (const std::size_t i : escaped_) {
    char* const text = buffer_.data() + (fields[i].data() - buffer_.data());
    std::size_t kept = 0;
    for (std::size_t from = 0; from < fields[i].size(); ++from) {
      text[kept++] = text[from];
      if (text[from] == '"') ++from;
    }
    fields[i] = {text, kept};
  }
  ++records_;
  return true;
}

}  // namespace farola::io
