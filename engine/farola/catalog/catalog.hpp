#pragma once
// All analyses, and what the faces need to know of them.

#include "farola/catalog/analysis.hpp"

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace farola::catalog {

/// Every analysis, in the order of the documentation. Lives as long as the program.
const std::vector<Analysis>& analyses();

/// Throws Error{usage, "analysis-unknown"} naming the nearest.
const Analysis& find(const std::string& name);

/// The machine-readable description, schema 1; see docs/json-usage.md.
nlohmann::ordered_json usage_json();
/// The same with one analysis in its list.
nlohmann::ordered_json usage_json(const Analysis& analysis);

/// {"farola", "0.1.0"}, {"GDAL", "3.6.2"} …: what is running, not what it was compiled with.
std::vector<std::pair<std::string, std::string>> versions();

}  // namespace farola::catalog
