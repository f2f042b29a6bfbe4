#pragma once

#include "farola/core/error.hpp"

namespace farola::cli {

inline constexpr int exit_done = 0;

/// 1 data, 2 usage, 3 file, 130 cancelled: one code for each kind of error.
inline int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::data:
      return 1;
    case ErrorKind::usage:
      return 2;
    case ErrorKind::file:
      return 3;
    case ErrorKind::cancelled:
      return 130;
  }
  return 1;
}

}  // namespace farola::cli
