#pragma once
// The risk terrain model worked in R: burglaries of Chicago and 72 variables of six factors, in the
// shared folder.

#include "farola/risk/bit_columns.hpp"

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include <zlib.h>

namespace farola::test {

struct RiskTerrainCity {
  std::vector<std::string> names;
  BitColumns design;
  std::vector<std::uint32_t> before, after;  ///< burglaries of 2017 and 2018
  std::vector<double> x, y;                  ///< cell centres
};

/// Columns x, y, y17, y18 and the variables, of a gzipped CSV.
inline RiskTerrainCity risk_terrain_city(const std::string& path) {
  std::string text;
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error("cannot open " + path);
  std::vector<char> buffer(1 << 16);
  for (int got = 0; (got = gzread(file, buffer.data(), 1 << 16)) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  gzclose(file);
  RiskTerrainCity city;
  std::size_t at = text.find('\n') + 1;
  const std::string header = text.substr(0, at - 1) + ",";
  for (std::size_t from = 0; from < header.size();) {
    const std::size_t comma = header.find(',', from);
    city.names.push_back(header.substr(from, comma - from));
    from = comma + 1;
  }
  city.names.erase(city.names.begin(), city.names.begin() + 4);
  std::vector<std::vector<std::uint8_t>> flags(city.names.size());
  const char* cursor = text.c_str() + at;
  const auto next = [&] {
    char* end = nullptr;
    const double value = std::strtod(cursor, &end);
    cursor = end + 1;
    return value;
  };
  while (cursor < text.c_str() + text.size()) {
    city.x.push_back(next());
    city.y.push_back(next());
    city.before.push_back(static_cast<std::uint32_t>(next()));
    city.after.push_back(static_cast<std::uint32_t>(next()));
    for (auto& column : flags) column.push_back(static_cast<std::uint8_t>(next()));
  }
  city.design = BitColumns(city.x.size());
  for (const auto& column : flags) city.design.add(column);
  return city;
}

}  // namespace farola::test
