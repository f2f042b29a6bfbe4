#include "farola/io/atomic_file.hpp"

#include "farola/core/error.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace farola::io {
namespace {

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

std::string reason_of(int error) {
  switch (error) {
    case ENOSPC:
      return "the disk is full";
    case EDQUOT:
      return "the disk quota is used up";
    case EFBIG:
      return "the file would be larger than this system allows";
    case EROFS:
      return "the file system is read-only";
    case EACCES:
    case EPERM:
      return "permission denied";
    case ENOENT:
    case EOPNOTSUPP:
      return "its folder takes no new files";
    case EIO:
      return "the disk reports an error";
    default:
      return std::system_category().message(error);
  }
}

std::string option_of(const std::string& parameter) {
  return parameter.empty() ? std::string("Output") : fmt::format("Output \"{}\"", parameter);
}

[[noreturn]] void fail_to_write(const std::string& target, const std::string& parameter,
                                const std::string& reason) {
  fail_file(
      "cannot-write",
      fmt::format("{} cannot be written to {}: {}. Nothing was left there; free some space or "
                  "choose another folder, and run again.",
                  option_of(parameter), target, reason),
      parameter);
}

std::string hidden_prefix(const std::string& name) { return "." + name + ".farola-"; }

// Long names leave room for the prefix and suffix within the 255 bytes that file systems allow.
std::string short_name(const std::string& name) { return name.substr(0, 200); }

constexpr std::array companions = {".aux.xml", ".ovr", ".msk",    ".ovr.aux.xml",
                                   "-wal",     "-shm", "-journal"};
constexpr std::array database_logs = {"-wal", "-journal"};

// A writer that stops for want of room has asked for a piece at once, and it may leave a little.
constexpr std::uint64_t least_room = 1 << 16;

struct Place {
  std::string folder, name;
};

/// For mkdtemp to fill in.
std::string hidden_folder_in(const Place& place) {
  return place.folder + "/" + hidden_prefix(short_name(place.name)) + "XXXXXX";
}

Place place_of(const std::string& target, const std::string& parameter) {
  if (target.empty()) {
    fail_usage(
        "output-missing", parameter,
        fmt::format("{} must name a file, got an empty name. Give one, for example result.tif.",
                    option_of(parameter)));
  }
  const std::filesystem::path path(target);
  Place place{path.parent_path().string(), path.filename().string()};
  if (place.folder.empty()) place.folder = ".";
  if (place.name.empty() || place.name == "." || place.name == "..") {
    fail_file("output-not-a-file",
              fmt::format("{} is {}, which is a folder. Give the name of a file in it.",
                          option_of(parameter), target),
              parameter);
  }
  return place;
}

void check_target(const std::string& target, bool overwrite, const std::string& parameter) {
  struct stat found {};
  if (::lstat(target.c_str(), &found) != 0) {
    if (errno == ENOENT) return;
    fail_to_write(target, parameter, reason_of(errno));
  }
  struct stat behind {};  // a link to a device (/dev/stdout) is as little a file as the device
  const bool file_like =
      S_ISREG(found.st_mode) ||
      (S_ISLNK(found.st_mode) && (::stat(target.c_str(), &behind) != 0 || S_ISREG(behind.st_mode)));
  if (!file_like) {
    fail_file("output-not-a-file",
              fmt::format("{} is {}, which is a folder or a device, not a file. Give the name of a "
                          "file.",
                          option_of(parameter), target),
              parameter);
  }
  if (!overwrite) {
    fail_file("output-exists",
              fmt::format("{} already exists: {}. Give another name, or --overwrite to replace it.",
                          option_of(parameter), target),
              parameter);
  }
  if (S_ISLNK(found.st_mode)) return;  // the companions would be those of the file it points to
  for (const char* log : database_logs) {
    struct stat size {};
    if (::lstat((target + log).c_str(), &size) == 0 && size.st_size > 0) {
      fail_file(
          "output-in-use",
          fmt::format("{} cannot replace {}: beside it lies {}{}, so another program has it open "
                      "or stopped while writing. Close it there (for example in QGIS), or give "
                      "another name.",
                      option_of(parameter), target,
                      std::filesystem::path(target).filename().string(), log),
          parameter);
    }
  }
}

void check_folder(const Place& place, const std::string& target, const std::string& parameter) {
  struct stat found {};
  if (::stat(place.folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    fail_file("output-folder-missing",
              fmt::format("{} goes to a folder that does not exist: {}. Make the folder first, or "
                          "give another name.",
                          option_of(parameter), target),
              parameter);
  }
}

[[noreturn]] void fail_folder(const Place& place, const std::string& target,
                              const std::string& parameter, int error) {
  if (error == EACCES || error == EPERM || error == EROFS) {
    fail_file(
        "output-not-writable",
        fmt::format("{} cannot be written: the folder of {} does not allow new files ({}). Choose "
                    "another folder, or ask for the right to write in \"{}\".",
                    option_of(parameter), target, reason_of(error), place.folder),
        parameter);
  }
  fail_to_write(target, parameter, reason_of(error));
}

void remove_tree(const std::string& folder) noexcept {
  std::error_code ignored;  // what cannot be removed stays hidden, and harms no target
  std::filesystem::remove_all(folder, ignored);
}

// Folders of runs that were killed: theirs is the right name, and nobody holds their lock.
void remove_dead_runs(const Place& place) {
  const std::string prefix = hidden_prefix(short_name(place.name));
  std::vector<std::string> dead;
  DIR* entries = ::opendir(place.folder.c_str());
  if (entries == nullptr) return;
  while (const dirent* entry = ::readdir(entries)) {
    const std::string name = entry->d_name;
    if (name.size() == prefix.size() + 6 && name.starts_with(prefix)) {
      dead.push_back(place.folder + "/" + name);
    }
  }
  ::closedir(entries);
  for (const std::string& folder : dead) {
    const Descriptor lock(folder, O_RDONLY | O_DIRECTORY);
    struct stat owner {};
    if (!lock || ::fstat(lock.number(), &owner) != 0 || owner.st_uid != ::geteuid()) continue;
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) == 0) remove_tree(folder);
  }
}

Place checked_place(const std::string& target, bool overwrite, const std::string& parameter) {
  Place place = place_of(target, parameter);
  check_folder(place, target, parameter);
  check_target(target, overwrite, parameter);
  return place;
}

}  // namespace

void require_writable(const std::string& target, bool overwrite, const std::string& parameter) {
  const Place place = checked_place(target, overwrite, parameter);
  std::string probe = hidden_folder_in(place);
  if (::mkdtemp(probe.data()) == nullptr) fail_folder(place, target, parameter, errno);
  ::rmdir(probe.c_str());
}

AtomicFile::AtomicFile(std::string target, bool overwrite, std::string parameter)
    : target_(std::move(target)), parameter_(std::move(parameter)), overwrite_(overwrite) {
  Place place = checked_place(target_, overwrite_, parameter_);
  folder_ = std::move(place.folder);
  name_ = std::move(place.name);
  remove_dead_runs({folder_, name_});
  make_hidden_folder();
  temporary_ = hidden_ + "/" + name_;
}

AtomicFile::~AtomicFile() { remove_hidden_folder(); }

void AtomicFile::make_hidden_folder() {
  // Between mkdtemp and flock another run may take ours for a dead one; then we make another.
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string hidden = hidden_folder_in({folder_, name_});
    if (::mkdtemp(hidden.data()) == nullptr) {
      fail_folder({folder_, name_}, target_, parameter_, errno);
    }
    Descriptor lock(hidden, O_RDONLY | O_DIRECTORY);
    if (!lock) continue;
    // A file system without locks (ENOLCK, ENOTSUP) only loses the clearing up after a kill.
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) continue;
    struct stat still {};
    if (::lstat(hidden.c_str(), &still) != 0) continue;
    hidden_ = hidden;
    lock_ = lock.release();
    return;
  }
  fail_to_write(target_, parameter_, "its temporary folder is taken away again and again");
}

void AtomicFile::remove_hidden_folder() noexcept {
  if (hidden_.empty()) return;
  remove_tree(hidden_);
  if (lock_ >= 0) ::close(lock_);
  lock_ = -1;
  hidden_.clear();
}

bool AtomicFile::disk_is_full() const {
  struct statvfs found {};
  return ::statvfs(hidden_.c_str(), &found) == 0 && found.f_blocks > 0 &&
         found.f_bavail * found.f_frsize < least_room;
}

void AtomicFile::fail(const std::string& reason) const {
  fail_to_write(target_, parameter_, reason);
}

void AtomicFile::fail(int error) const {
  if (error == 0) fail(disk_is_full() ? reason_of(ENOSPC) : reason_of(EIO));
  fail(reason_of(error));
}

void AtomicFile::commit() {
  {
    const Descriptor file(temporary_, O_RDONLY);
    if (!file) fail(reason_of(errno));
    struct stat old {};
    if (overwrite_ && ::lstat(target_.c_str(), &old) == 0 && S_ISREG(old.st_mode)) {
      // Who may read the old file may read the new one; not ours to change: then umask decides.
      if (::fchmod(file.number(), old.st_mode & 07777) != 0) errno = 0;
    }
    if (::fsync(file.number()) != 0) fail(reason_of(errno));
  }
  check_target(target_, overwrite_, parameter_);
  publish();
  remove_hidden_folder();
}

void AtomicFile::publish() {
  if (overwrite_) {
    struct stat old {};
    if (::lstat(target_.c_str(), &old) == 0 && S_ISREG(old.st_mode)) {
      for (const char* companion : companions) ::unlink((target_ + companion).c_str());
    }
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(reason_of(errno));
  } else if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(),
                         RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) check_target(target_, overwrite_, parameter_);
    if (errno != EINVAL && errno != ENOSYS) fail(reason_of(errno));
    // The file system has no rename that keeps off: a hard link keeps off as well.
    if (::link(temporary_.c_str(), target_.c_str()) != 0) {
      const int error = errno;
      check_target(target_, overwrite_, parameter_);
      if (error != EPERM && error != ENOTSUP) fail(reason_of(error));
      if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(reason_of(errno));
    }
  }
  // Some file systems know no sync of a folder (EINVAL); there the rename is as durable as it gets.
  const Descriptor folder(folder_ + "/.", O_RDONLY | O_DIRECTORY);
  if (folder && ::fsync(folder.number()) != 0 && errno != EINVAL && errno != ENOTSUP) {
    fail_file("cannot-write",
              fmt::format("{} was written to {}, but the disk reports an error for its folder: {}. "
                          "Check the disk before trusting the file.",
                          option_of(parameter_), target_, reason_of(errno)),
              parameter_);
  }
}

}  // namespace farola::io
