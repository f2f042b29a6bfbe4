#include "farola/io/csv_where.hpp"

#include "farola/core/error.hpp"
#include "farola/io/csv_reader.hpp"
#include "farola/io/dataset.hpp"

#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <ogrsf_frmts.h>

namespace farola::io {

struct CsvWhere::Data {
  OGRFeatureDefn* definition = nullptr;
  std::optional<OGRFeatureQuery> query;
  std::unique_ptr<OGRFeature> record;
  std::vector<std::size_t> used;  // columns that the condition names
  std::vector<OGRFieldType> types;
  bool decimal_comma = false;

  ~Data() {
    record.reset();
    query.reset();
    if (definition != nullptr) definition->Release();
  }
};

namespace {

OGRFieldType type_of(std::size_t column, const std::vector<std::vector<std::string>>& sample,
                     bool decimal_comma) {
  bool any = false;
  for (const auto& record : sample) {
    if (column >= record.size() || is_missing(record[column])) continue;
    const std::string_view text = trimmed(record[column]);
    const auto number = number_of(text, decimal_comma);
    if (!number || !std::isfinite(*number)) return OFTString;
    const bool digits = text.find_first_not_of("0123456789") == text.npos;
    // 09 is a code, and so is what a double cannot hold to the last digit.
    if (digits && ((text.size() > 1 && text[0] == '0') || text.size() > 15)) return OFTString;
    any = true;
  }
  return any ? OFTReal : OFTString;
}

}  // namespace

CsvWhere::CsvWhere(const std::string& where, const std::vector<std::string>& columns,
                   const std::vector<std::vector<std::string>>& sample, bool decimal_comma)
    : data_(std::make_unique<Data>()) {
  start_gdal();
  Data& d = *data_;
  d.decimal_comma = decimal_comma;
  d.definition = new OGRFeatureDefn("events");
  d.definition->Reference();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    d.types.push_back(type_of(i, sample, decimal_comma));
    OGRFieldDefn field(columns[i].c_str(), d.types.back());
    d.definition->AddFieldDefn(&field);
  }
  const GdalMessages messages;
  d.query.emplace();
  if (d.query->Compile(d.definition, where.c_str()) != OGRERR_NONE) {
    fail_usage(
        "where-unreadable", "where",
        fmt::format("The filter --where \"{}\" cannot be read: {}. Give a condition on fields, "
                    "for example --where \"kind = 'burglary'\".",
                    where, messages.last_error()));
  }
  char** const names = d.query->GetUsedFields();
  for (char** name = names; name != nullptr && *name != nullptr; ++name) {
    const int column = d.definition->GetFieldIndex(*name);
    if (column >= 0) d.used.push_back(static_cast<std::size_t>(column));
  }
  CSLDestroy(names);
  d.record = std::make_unique<OGRFeature>(d.definition);
}

CsvWhere::~CsvWhere() = default;

bool CsvWhere::keeps(const std::vector<std::string_view>& fields) {
  Data& d = *data_;
  for (const std::size_t column : d.used) {
    const int i = static_cast<int>(column);
    if (column >= fields.size() || is_missing(fields[column])) {
      d.record->SetFieldNull(i);
    } else if (d.types[column] == OFTString) {
      d.record->SetField(i, to_utf8(fields[column]).c_str());
    } else if (const auto number = number_of(fields[column], d.decimal_comma)) {
      d.record->SetField(i, *number);
    } else {
      d.record->SetFieldNull(i);
    }
  }
  return d.query->Evaluate(d.record.get()) != 0;
}

}  // namespace farola::io
