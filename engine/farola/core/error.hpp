#pragma once
// What can go wrong, said so that a reader knows the parameter, the value, the rule and the remedy.
//
// Four kinds map one to one to exit codes (1, 2, 3, 130), Python exceptions (DataError, UsageError,
// FileError, Cancelled) and QGIS messages. Inside a kind, `code` is a stable word for scripts, for
// example "bandwidth-not-positive"; the sentence may be improved, the code may not change.

#include <stdexcept>
#include <string>
#include <string_view>

namespace farola {

enum class ErrorKind {
  data,       ///< the data, or the analysis of it, cannot give a result: exit code 1
  usage,      ///< an option or argument is wrong: exit code 2
  file,       ///< a file cannot be opened or written, or exists already: exit code 3
  cancelled,  ///< the caller asked to stop: exit code 130
};

/// "data", "usage", "file", "cancelled".
std::string_view name_of(ErrorKind kind) noexcept;

class Error : public std::runtime_error {
 public:
  /// `message` is one or more whole sentences: what was found, the rule, the remedy.
  Error(ErrorKind kind, std::string code, std::string message, std::string parameter = {});

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& code() const noexcept { return code_; }
  /// The parameter at fault, as in the catalogue ("bandwidth"), or empty.
  const std::string& parameter() const noexcept { return parameter_; }

 private:
  ErrorKind kind_;
  std::string code_;
  std::string parameter_;
};

[[noreturn]] void fail_data(std::string code, std::string message, std::string parameter = {});
[[noreturn]] void fail_usage(std::string code, std::string parameter, std::string message);
[[noreturn]] void fail_file(std::string code, std::string message, std::string parameter = {});
[[noreturn]] void fail_cancelled();

}  // namespace farola
