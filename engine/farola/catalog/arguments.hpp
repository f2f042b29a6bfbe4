#pragma once
// The values given for the parameters of one analysis, each checked against its description, with
// the same message whoever gave it: the command line, Python or QGIS.
//
// Codes of Error{usage, …}, for a parameter "cell-size":
//   cell-size-not-a-number  cell-size-not-finite   cell-size-not-whole (integers)
//   cell-size-not-positive  cell-size-negative     cell-size-too-small  cell-size-too-large
//   cell-size-unknown (choices)  cell-size-unreadable (extents, flags)  cell-size-empty
//   extent-empty (no area)  parameter-missing  parameter-unknown  parameter-type

#include "farola/catalog/parameter.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace farola::catalog {

using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<double>,
                           std::vector<std::string>>;

class Arguments {
 public:
  /// REQUIRES that `parameters` outlives this (the catalogue lives as long as the program).
  explicit Arguments(const std::vector<Parameter>& parameters);

  /// From what was typed. A repeated parameter adds to its list.
  void set_text(const std::string& name, const std::string& text);
  /// From a typed caller (Python, JSON): the same checks, the same messages. A whole number is
  /// accepted where a number is due, a text wherever it can be read as set_text() would.
  void set(const std::string& name, Value value);
  /// Throws Error{usage, "parameter-missing"} for the first required one without a value.
  void require_complete() const;

  bool has(const std::string& name) const;    ///< given, or has a default
  bool given(const std::string& name) const;  ///< given by the caller
  bool knows(const std::string& name) const;  ///< is a parameter of this analysis
  bool flag(const std::string& name) const;
  std::int64_t integer(const std::string& name) const;
  double number(const std::string& name) const;
  /// The number, or nothing when it is absent, or a word (distance_or_choice).
  std::optional<double> optional_number(const std::string& name) const;
  std::string text(const std::string& name) const;                ///< empty when absent
  std::vector<double> numbers(const std::string& name) const;     ///< extent; empty when absent
  std::vector<std::string> texts(const std::string& name) const;  ///< repeated; empty when absent

  const std::vector<Parameter>& parameters() const { return *parameters_; }
  /// Throws Error{usage, "parameter-unknown"} naming the nearest.
  const Parameter& parameter(const std::string& name) const;
  const std::map<std::string, Value>& given_values() const { return values_; }

 private:
  std::optional<Value> value(const std::string& name) const;
  const std::vector<Parameter>* parameters_;
  std::map<std::string, Value> values_;
};

/// Reads and checks one value. Throws Error{usage, …} as listed above.
Value value_from_text(const Parameter& parameter, const std::string& text);
/// Checks the range of a number. Throws Error{usage, …}.
void require_in_range(const Parameter& parameter, double number);

}  // namespace farola::catalog
