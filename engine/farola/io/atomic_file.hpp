#pragma once
// A file is whole or not there.
//
// Work goes to a new hidden folder beside the target (same file system, so that rename is atomic),
// ".NAME.farola-XXXXXX/NAME", open to its owner alone. What a driver leaves beside its file
// (-journal, -wal, .aux.xml, .ovr.tmp) stays in that folder and goes with it. commit() syncs the
// file, renames it over the target and syncs the target's folder. Whatever happens before leaves
// the target as it was; the destructor removes the folder. A killed run cannot remove its own: the
// folder is locked while its run lives, and the next run for the same target removes unlocked ones.
//
// The target must not exist unless `overwrite`, also not if somebody made it meanwhile. A symlink
// is never followed: the link itself is replaced (with `overwrite`), what it points to is not
// touched. A folder, device or pipe as target is refused.
//
// An old target's companions that GDAL or SQLite would take for the new file's own (.aux.xml, .ovr,
// .msk, an empty -wal, -shm) are removed just before the rename. A -wal or -journal that holds
// something belongs to a program that has the old file open, or died with it: that is refused.

#include <string>

namespace farola::io {

class AtomicFile {
 public:
  /// Checks before any work starts. Throws Error{file}: "output-exists", "output-folder-missing",
  /// "output-not-writable", "output-not-a-file", "output-in-use", "cannot-write"; Error{usage,
  /// "output-missing"} for an empty name. `parameter` is named in the message.
  AtomicFile(std::string target, bool overwrite, std::string parameter);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::string& target() const { return target_; }
  /// Where to write; does not exist yet, has the target's name.
  const std::string& temporary() const { return temporary_; }
  /// Another name in the same hidden folder, for work that is thrown away.
  std::string scratch(const std::string& name) const { return hidden_ + "/" + name; }

  /// Whether the file system of the target has no room left for so much as a block.
  bool disk_is_full() const;

  /// Throws Error{file, "cannot-write"} (disk full, …) and leaves the target as it was.
  void commit();

  /// Throws Error{file, "cannot-write"} with `reason`, as commit() does: for writers that notice.
  [[noreturn]] void fail(const std::string& reason) const;
  /// The same for the system's `error` number, 0 where it is not known.
  [[noreturn]] void fail(int error) const;

 private:
  void make_hidden_folder();
  void remove_hidden_folder() noexcept;
  void publish();

  std::string target_, folder_, name_, hidden_, temporary_, parameter_;
  bool overwrite_;
  int lock_ = -1;  // descriptor of the hidden folder, which holds the lock
};

/// Throws what AtomicFile's constructor would throw, and leaves nothing: for faces that check every
/// output before an analysis of an hour starts. An empty folder is made beside the target and taken
/// away at once: rights do not tell it all (in /proc nobody makes a file).
void require_writable(const std::string& target, bool overwrite, const std::string& parameter);

}  // namespace farola::io
