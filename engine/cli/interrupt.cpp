#include "interrupt.hpp"

#include <atomic>
#include <csignal>

namespace farola::cli {
namespace {

std::atomic<const Progress*> running{nullptr};

// Progress::cancel sets one lock-free atomic flag: safe in a signal handler.
void cancel(int) {
  if (const Progress* progress = running.load()) progress->cancel();
}

void handle(int signal, void (*handler)(int)) {
  // What whoever started farola chose to ignore stays ignored: nohup and background jobs.
  struct sigaction before {};
  sigaction(signal, nullptr, &before);
  if (signal != SIGPIPE && before.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

}  // namespace

Interruptible::Interruptible(const Progress& progress) {
  running.store(&progress);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) handle(signal, cancel);
  handle(SIGPIPE, SIG_IGN);
}

Interruptible::~Interruptible() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) handle(signal, SIG_DFL);
  running.store(nullptr);
}

}  // namespace farola::cli
