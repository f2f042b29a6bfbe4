#pragma once
// A file is whole or not there.
//
// Work goes to a hidden file in the target's folder (same file system, so that rename is atomic);
// commit() syncs it, renames it over the target and syncs the folder. Whatever happens before leaves
// the target as it was; the destructor removes the temporary file, and one left by a killed run is
// named so that it cannot be taken for the target (".name.farola-XXXXXX.ext").
// The target must not exist unless `overwrite`; a symlink is never followed: the link itself is
// replaced (with `overwrite`) and what it points to is not touched.

#include <string>

namespace farola::io {

class AtomicFile {
 public:
  /// Checks before any work starts: Error{file, "output-exists"}, "output-folder-missing",
  /// "output-not-writable". `parameter` is named in the message.
  AtomicFile(std::string target, bool overwrite, std::string parameter);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::string& target() const { return target_; }
  /// Where to write; has the target's extension.
  const std::string& temporary() const { return temporary_; }
  /// Throws Error{file, "cannot-write"} (disk full, …) and leaves the target as it was.
  void commit();

 private:
  std::string target_, temporary_, parameter_;
  bool overwrite_, committed_ = false;
};

}  // namespace farola::io
