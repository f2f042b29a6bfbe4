#include "farola/core/error.hpp"

#include <utility>

namespace farola {

std::string_view name_of(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::data:
      return "data";
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::file:
      return "file";
    case ErrorKind::cancelled:
      return "cancelled";
  }
  return "data";
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): taken as its neighbours are
Error::Error(ErrorKind kind, std::string code, std::string message, std::string parameter)
    : std::runtime_error(message),
      kind_(kind),
      code_(std::move(code)),
      parameter_(std::move(parameter)) {}

void fail_data(std::string code, std::string message, std::string parameter) {
  throw Error(ErrorKind::data, std::move(code), std::move(message), std::move(parameter));
}

void fail_usage(std::string code, std::string parameter, std::string message) {
  throw Error(ErrorKind::usage, std::move(code), std::move(message), std::move(parameter));
}

void fail_file(std::string code, std::string message, std::string parameter) {
  throw Error(ErrorKind::file, std::move(code), std::move(message), std::move(parameter));
}

void fail_cancelled() {
  throw Error(ErrorKind::cancelled, "cancelled", "Cancelled; no output was written.");
}

}  // namespace farola
