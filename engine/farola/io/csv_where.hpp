#pragma once
// `--where` for CSV: GDAL's own SQL condition, asked of each record that csv_reader.hpp gives.
//
// The condition is compiled by OGRFeatureQuery, which GDAL's drivers use too, so that it means what
// it means for any other source, and rows are chosen from the very records that are read: no second
// reader that could see the file differently. A column is a number where every value of the sample
// is one (without leading zeros, so 09 stays text, and of at most 15 digits), else text; what is no
// number in a column of numbers is null.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace farola::io {

class CsvWhere {
 public:
  /// Throws Error{usage, "where-unreadable"} in GDAL's words.
  CsvWhere(const std::string& where, const std::vector<std::string>& columns,
           const std::vector<std::vector<std::string>>& sample, bool decimal_comma);
  ~CsvWhere();
  bool keeps(const std::vector<std::string_view>& fields);

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace farola::io
