#include "console_progress.hpp"

#include <cmath>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace farola::cli {
namespace {

std::string line_of(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace

ConsoleProgress::ConsoleProgress(ProgressStyle style, bool quiet)
    : json_(style == ProgressStyle::json),
      bar_(style == ProgressStyle::bar && !quiet && ::isatty(STDERR_FILENO) != 0),
      quiet_(quiet) {}

ConsoleProgress::~ConsoleProgress() {
  const std::lock_guard lock(mutex_);
  clear_bar();
}

void ConsoleProgress::write(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void ConsoleProgress::clear_bar() {
  if (drawn_) write("\r\x1b[K");
  drawn_ = false;
}

void ConsoleProgress::progress(double fraction, const std::string& stage) {
  const std::lock_guard lock(mutex_);
  const int percent = static_cast<int>(std::floor(fraction * 100));
  if (percent == percent_ && stage == stage_) return;
  percent_ = percent;
  stage_ = stage;
  if (json_) {
    write(line_of({{"progress", std::round(fraction * 1e4) / 1e4}, {"stage", stage}}));
  } else if (bar_) {
    constexpr int width = 30;
    const auto done = static_cast<std::size_t>(percent * width / 100);
    write(fmt::format("\r\x1b[K[{}{}] {:3d}% {}", std::string(done, '#'),
                      std::string(width - done, '.'), percent, stage));
    drawn_ = true;
  }
}

void ConsoleProgress::tell(const std::string& sentence, bool warning) {
  const std::lock_guard lock(mutex_);
  if (json_) {
    write(line_of({{warning ? "warning" : "note", sentence}}));
  } else if (warning || !quiet_) {
    clear_bar();
    write((warning ? "Warning: " : "") + sentence + '\n');
  }
}

void ConsoleProgress::error(std::string_view kind, const std::string& code,
                            const std::string& parameter, const std::string& message) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  if (json_) {
    write(line_of(
        {{"error",
          {{"kind", kind}, {"code", code}, {"parameter", parameter}, {"message", message}}}}));
  } else {
    write("farola: " + message + '\n');
  }
}

void ConsoleProgress::error(const Error& e) {
  error(name_of(e.kind()), e.code(), e.parameter(), e.what());
}

void ConsoleProgress::internal_error(const std::string& what) {
  error("data", "internal", "", "internal error: " + what);
}

}  // namespace farola::cli
