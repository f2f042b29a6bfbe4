// What is typed for a parameter: the first line names an analysis, every other is NAME=TEXT.
//
// A value that is taken is written by command_line() and means the same when it is typed again; all
// that is not taken is an error of usage that names its parameter.

#include "farola/catalog/arguments.hpp"

#include "farola/catalog/catalog.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"

#include <cmath>

#include "fuzz.hpp"

namespace farola::fuzz {
namespace {

using catalog::Analysis;
using catalog::Parameter;
using catalog::Value;

const Analysis& analysis_of(const std::string& name) {
  try {
    return catalog::find(name);
  } catch (const Error& error) {
    require(error.code() == "analysis-unknown", "an analysis that is not there");
    return catalog::analyses().front();
  }
}

void check_range(const Parameter& p, const Value& value) {
  const auto* number = std::get_if<double>(&value);
  if (number == nullptr) return;
  require(std::isfinite(*number), "a number is finite");
  require(*number >= p.minimum && *number <= p.maximum, "and within its range");
  require(!p.minimum_excluded || *number > p.minimum, "and not the excluded end of it");
}

void check(const Analysis& analysis, const std::string& name, const std::string& text) {
  catalog::Arguments arguments(analysis.parameters);
  try {
    arguments.set_text(name, text);
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::usage, "what cannot be read is an error of usage");
    require(error.parameter() == name, "that names its parameter");
    return;
  }
  const Value& value = arguments.given_values().at(name);
  check_range(arguments.parameter(name), value);
  if (std::holds_alternative<std::string>(value)) return;
  // Numbers and flags: as JSON they are the same values again.
  catalog::Arguments again(analysis.parameters);
  again.set(name, value);
  require(again.given_values().at(name) == value, "a value set again is the same");
  require(catalog::command_line(analysis, again) == catalog::command_line(analysis, arguments),
          "and is written in the same way");
}

}  // namespace
}  // namespace farola::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace farola::fuzz;
  std::string_view text = text_of(data, size);
  const auto& analysis = analysis_of(std::string(take_line(text)));
  for (const std::string_view line : lines_of(text)) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    check(analysis, std::string(line.substr(0, equals)), std::string(line.substr(equals + 1)));
  }
  return 0;
}
