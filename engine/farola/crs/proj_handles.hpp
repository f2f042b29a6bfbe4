#pragma once
// PROJ's handles, owned; for the sources of this floor alone.

#include "farola/crs/crs.hpp"

#include <memory>
#include <string>

#include <proj.h>

namespace farola {

/// The context of this thread: quiet, and without network whatever the environment says. It is kept
/// until the thread and all that was made with it are gone, since opening PROJ's database takes
/// longer than most questions to it.
class ProjContext {
 public:
  ProjContext() : context_(of_this_thread()) {}

  PJ_CONTEXT* get() const { return context_.get(); }
  /// Why the last call failed. REQUIRES that it did.
  std::string last_error() const {
    const int number = proj_context_errno(get());
    return number == 0 ? "" : proj_context_errno_string(get(), number);
  }

 private:
  static std::shared_ptr<PJ_CONTEXT> of_this_thread() {
    thread_local const std::shared_ptr<PJ_CONTEXT> context = [] {
      std::shared_ptr<PJ_CONTEXT> made(proj_context_create(), proj_context_destroy);
      proj_log_level(made.get(), PJ_LOG_NONE);
      proj_context_set_enable_network(made.get(), 0);
      return made;
    }();
    return context;
  }

  std::shared_ptr<PJ_CONTEXT> context_;
};

struct ProjDestroyer {
  void operator()(PJ* object) const { proj_destroy(object); }
};
using ProjObject = std::unique_ptr<PJ, ProjDestroyer>;

/// The text from which a PJ of the same CRS is made again.
std::string definition_of(const Crs& crs);

}  // namespace farola
