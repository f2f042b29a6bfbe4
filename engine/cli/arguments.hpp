#pragma once
// What was typed, as values of the catalogue's parameters.
//
// CLI11 splits the words; what it cannot know is put right before and after: a value may begin with
// a minus (--bandwidth -300 reaches our own check), --extent takes four numbers, and every message
// is ours.

#include "farola/catalog/analysis.hpp"
#include "farola/catalog/arguments.hpp"

#include <string>
#include <vector>

namespace farola::cli {

enum class ProgressStyle { bar, json, none };

/// What belongs to the console and not to the analysis.
struct Console {
  bool quiet = false;
  bool help = false;
  bool usage_json = false;
  ProgressStyle progress = ProgressStyle::bar;
};

struct Typed {
  Console console;
  catalog::Arguments arguments;
};

/// The words after `farola <analysis>`. Throws Error{usage, "option-unknown" | "value-missing" |
/// "option-repeated" | "argument-unexpected" | …}. Values are not checked when help is asked for.
Typed parse(const catalog::Analysis& analysis, const std::vector<std::string>& words);

/// How progress was asked for, found without parsing the rest: errors of parsing obey it too.
ProgressStyle progress_style_of(const std::vector<std::string>& words);

}  // namespace farola::cli
