// farola: the command line. Everything it can do stands in the catalogue; this file only chooses.

#include "farola/catalog/catalog.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/text.hpp"

#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "console_progress.hpp"
#include "exit_code.hpp"
#include "help.hpp"
#include "interrupt.hpp"

namespace farola::cli {
namespace {

/// Standard output holds only what was asked for, and all of it.
void print(const std::string& text) {
  const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!whole || std::fflush(stdout) != 0) {
    fail_file("cannot-write", "Standard output cannot be written; is the disk full?", "output");
  }
}

std::string printed(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

/// Runs what is not an analysis; false when `word` is none of these.
bool answered(const std::vector<std::string>& words) {
  const std::string word = words.empty() ? "--help" : words.front();
  if (word == "--help" || word == "-h" || word == "help") {
    if (words.size() > 1) {
      print(help_text(catalog::find(words[1]), terminal_width()));
    } else {
      print(overview_text(terminal_width()));
    }
  } else if (word == "list") {
    print(list_text(terminal_width()));
  } else if (word == "--version" || word == "version") {
    print(version_text());
  } else if (word == "--json-usage") {
    print(printed(catalog::usage_json()));
  } else {
    return false;
  }
  return true;
}

void analyse(const catalog::Analysis& analysis, const std::vector<std::string>& words) {
  const Typed typed = parse(analysis, words);
  if (typed.console.help) return print(help_text(analysis, terminal_width()));
  if (typed.console.usage_json) return print(printed(catalog::usage_json(analysis)));

  ConsoleProgress console(typed.console.progress, typed.console.quiet);
  const Progress progress(
      [&](double fraction, const std::string& stage) { console.progress(fraction, stage); });
  const Interruptible interruptible(progress);
  catalog::Run run(
      analysis, typed.arguments, progress,
      [&](const std::string& sentence, bool warning) { console.tell(sentence, warning); });
  const auto record = catalog::execute(run);
  if (typed.arguments.text("report") == "-") print(printed(record));
}

int run(const std::vector<std::string>& words) {
  try {
    if (answered(words)) return exit_done;
    if (words.front().size() > 1 && words.front()[0] == '-') {
      fail_usage("option-unknown", "",
                 "There is no option " + words.front() + " before an analysis. See farola --help.");
    }
    analyse(catalog::find(words.front()), {words.begin() + 1, words.end()});
    return exit_done;
  } catch (const Error& error) {
    ConsoleProgress(progress_style_of(words), false).error(error);
    return exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    const Error error(
        ErrorKind::data, "out-of-memory",
        "There is not enough memory. Give a larger --cell-size, a smaller --extent, or "
        "less --memory for rasters, so that they are written strip by strip.");
    ConsoleProgress(progress_style_of(words), false).error(error);
    return exit_code(error.kind());
  } catch (const std::exception& unexpected) {
    ConsoleProgress(progress_style_of(words), false).internal_error(unexpected.what());
    return exit_code(ErrorKind::data);
  }
}

}  // namespace
}  // namespace farola::cli

int main(int count, char** words) { return farola::cli::run({words + 1, words + count}); }
