#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "farola/catalog/analysis.hpp"

namespace farola::catalog {

/// Every analysis, in the order of the documentation.
const std::vector<Analysis>& analyses();

/// Throws Error{usage, "analysis-unknown"} naming the nearest.
const Analysis& find(const std::string& name);

/// The machine-readable description, schema 1; see docs/json-usage.md.
nlohmann::ordered_json usage_json();
nlohmann::ordered_json usage_json(const Analysis& analysis);

}  // namespace farola::catalog
