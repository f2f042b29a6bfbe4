#pragma once
// Tables of reference numbers: the columns of a small CSV with a header, all cells numbers or text
// in double quotes.

#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace farola::test {

/// Columns by name; a cell that is no number is NaN.
inline std::map<std::string, std::vector<double>> csv_numbers(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> columns;
  std::string line;
  while (std::getline(file, line)) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.emplace_back();
      } else if (c != '\r') {
        cells.back() += c;
      }
    }
    if (names.empty()) {
      names = cells;
      continue;
    }
    for (std::size_t k = 0; k < names.size() && k < cells.size(); ++k) {
      char* end = nullptr;
      const double value = std::strtod(cells[k].c_str(), &end);
      columns[names[k]].push_back(end == cells[k].c_str() ? std::numeric_limits<double>::quiet_NaN()
                                                          : value);
    }
  }
  return columns;
}

}  // namespace farola::test
