// CSV, JSON and text: whole or absent.

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/atomic_file.hpp"
#include "farola/io/write_vector.hpp"

#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

namespace farola::io {
namespace {

std::string quoted(const std::string& text, bool escape_formulas) {
  std::string value = text;
  if (escape_formulas && !value.empty() && std::strchr("=+-@\t\r", value[0]) != nullptr) {
    value.insert(0, "'");
  }
  if (value.find_first_of(",\"\n\r") == std::string::npos) return value;
  std::string out = "\"";
  for (const char c : value) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

std::size_t length_of(const Column& column) {
  return std::visit([](const auto& values) { return values.size(); }, column.values);
}

std::string cell(const Column& column, std::size_t row, bool escape_formulas) {
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    return (*whole)[row] == no_number ? std::string{} : std::to_string((*whole)[row]);
  }
  if (const auto* numbers = std::get_if<std::vector<double>>(&column.values)) {
    return std::isnan((*numbers)[row]) ? std::string{} : plain((*numbers)[row]);
  }
  return quoted(std::get<std::vector<std::string>>(column.values)[row], escape_formulas);
}

/// no_number, NaN and empty texts are null, as in a GeoPackage.
nlohmann::ordered_json json_cell(const Column& column, std::size_t row) {
  return std::visit(
      [&](const auto& values) -> nlohmann::ordered_json {
        using Value = typename std::decay_t<decltype(values)>::value_type;
        if constexpr (std::is_same_v<Value, double>) {
          if (!std::isfinite(values[row])) return nullptr;
          // A count reads as one: 28, not 28.0.
          if (values[row] == std::floor(values[row]) && std::abs(values[row]) < 0x1p53) {
            return static_cast<std::int64_t>(values[row]);
          }
        }
        if constexpr (std::is_same_v<Value, std::int64_t>) {
          if (values[row] == no_number) return nullptr;
        }
        if constexpr (std::is_same_v<Value, std::string>) {
          if (values[row].empty()) return nullptr;
        }
        return values[row];
      },
      column.values);
}

}  // namespace

void write_json(const std::string& path, const Layer& table, const Provenance& provenance,
                const WriteOptions& options) {
  nlohmann::ordered_json json;
  json["table"] = table.name;
  json["description"] = table.description;
  json["provenance"] = provenance.to_json();
  json["columns"] = nlohmann::ordered_json::array();
  json["rows"] = nlohmann::ordered_json::array();
  for (const Column& column : table.columns) {
    json["columns"].push_back({{"name", column.name}, {"description", column.description}});
  }
  const std::size_t rows = table.columns.empty() ? 0 : length_of(table.columns.front());
  for (std::size_t row = 0; row < rows; ++row) {
    nlohmann::ordered_json made;
    for (const Column& column : table.columns) made[column.name] = json_cell(column, row);
    json["rows"].push_back(std::move(made));
  }
  write_text(path, json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n',
             options);
}

void write_text(const std::string& path, const std::string& text, const WriteOptions& options) {
  AtomicFile file(path, options.overwrite, options.parameter);
  errno = 0;
  std::ofstream out(file.temporary(), std::ios::binary);
  out << text;
  out.close();
  if (!out) file.fail(errno);
  file.commit();
}

void write_csv(const std::string& path, std::span<const Column> columns, bool escape_formulas,
               const WriteOptions& options) {
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    text += (i > 0 ? "," : "") + quoted(columns[i].name, escape_formulas);
  }
  text += '\n';
  const std::size_t rows = columns.empty() ? 0 : length_of(columns.front());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      text += (i > 0 ? "," : "") + cell(columns[i], row, escape_formulas);
    }
    text += '\n';
  }
  write_text(path, text, options);
}

void write_table(const std::string& path, const Layer& table, const Provenance& provenance,
                 bool escape_formulas, const WriteOptions& options, const Progress& progress) {
  std::string extension = std::filesystem::path(path).extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (extension == ".gpkg") {
    write_geopackage(path, {&table, 1}, provenance, options, progress);
  } else if (extension == ".json") {
    write_json(path, table, provenance, options);
  } else if (extension == ".csv") {
    write_csv(path, table.columns, escape_formulas, options);
  } else {
    fail_usage("output-extension", options.parameter,
               fmt::format("The name of a table ends in .csv, .json or .gpkg, got {}. Give for "
                           "example table.csv.",
                           path));
  }
  progress.finish();
}

}  // namespace farola::io
