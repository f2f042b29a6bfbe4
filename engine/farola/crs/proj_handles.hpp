#pragma once
// PROJ's handles, owned; for the sources of this floor alone.

#include "farola/crs/crs.hpp"

#include <memory>
#include <string>

#include <proj.h>

namespace farola {

/// A context of its own for each use: quiet, and without network whatever the environment says.
class ProjContext {
 public:
  ProjContext() : context_(proj_context_create()) {
    proj_log_level(context_, PJ_LOG_NONE);
    proj_context_set_enable_network(context_, 0);
  }
  ~ProjContext() { proj_context_destroy(context_); }
  ProjContext(const ProjContext&) = delete;
  ProjContext& operator=(const ProjContext&) = delete;

  PJ_CONTEXT* get() const { return context_; }
  std::string last_error() const {
    const int number = proj_context_errno(context_);
    return number == 0 ? "" : proj_context_errno_string(context_, number);
  }

 private:
  PJ_CONTEXT* context_;
};

struct ProjDestroyer {
  void operator()(PJ* object) const { proj_destroy(object); }
};
using ProjObject = std::unique_ptr<PJ, ProjDestroyer>;

/// The text from which a PJ of the same CRS is made again.
std::string definition_of(const Crs& crs);

}  // namespace farola
