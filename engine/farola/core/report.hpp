#pragma once
// What a run has to say. The library prints nothing; the faces print, show or store this.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace farola {

struct Report {
  /// Figures and choices under stable keys, in the order of the work; see docs/report.md.
  nlohmann::ordered_json values = nlohmann::ordered_json::object();
  /// Whole sentences for a person: what was chosen and why.
  std::vector<std::string> notes;
  /// Whole sentences on what a person should look at before trusting the result.
  std::vector<std::string> warnings;

  void note(std::string sentence) { notes.push_back(std::move(sentence)); }
  void warn(std::string sentence) { warnings.push_back(std::move(sentence)); }

  /// Append the notes and warnings of `other`, and merge its values over these.
  void append(const Report& other) {
    values.update(other.values);
    notes.insert(notes.end(), other.notes.begin(), other.notes.end());
    warnings.insert(warnings.end(), other.warnings.begin(), other.warnings.end());
  }
};

}  // namespace farola
