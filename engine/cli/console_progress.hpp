#pragma once
// What is said on standard error while an analysis runs: a bar on a terminal, a JSON object a line
// for programs, or nothing; and the notes, warnings and errors, in the same style.

#include "farola/core/error.hpp"

#include <mutex>
#include <string>

#include "arguments.hpp"

namespace farola::cli {

class ConsoleProgress {
 public:
  ConsoleProgress(ProgressStyle style, bool quiet);
  /// Takes the bar away.
  ~ConsoleProgress();

  void progress(double fraction, const std::string& stage);
  void tell(const std::string& sentence, bool warning);
  void error(const Error& error);
  /// What is not an Error of ours: a defect of farola or of a library.
  void internal_error(const std::string& what);

 private:
  void write(const std::string& text);
  void clear_bar();
  void error(std::string_view kind, const std::string& code, const std::string& parameter,
             const std::string& message);

  std::mutex mutex_;
  bool json_, bar_, quiet_;
  bool drawn_ = false;
  int percent_ = -1;
  std::string stage_;
};

}  // namespace farola::cli
