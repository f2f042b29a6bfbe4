// A file is the old one or the whole new one, whatever happens to the program that writes it:
// killed at random moments, or out of room.

#include "farola/core/random.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "io/temporary_folder.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/wait.h>

namespace farola {
namespace {

using test::bytes_of;
using test::TemporaryFolder;
using testing::HasSubstr;
using Seconds = std::chrono::duration<double>;

struct Kind {
  const char* name;
  const char* file;
  std::int64_t size;  // for a run of a tenth of a second or so
};
std::ostream& operator<<(std::ostream& out, const Kind& kind) { return out << kind.name; }

class WholeOrAbsent : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override { ::setenv("SOURCE_DATE_EPOCH", "1700000000", 1); }
  void TearDown() override { ::unsetenv("SOURCE_DATE_EPOCH"); }

  pid_t start(const std::string& path, std::int64_t limit = 0, std::int64_t size = 0) const {
    const std::array<std::string, 5> words = {WRITE_ONCE, GetParam().name, path,
                                              std::to_string(size > 0 ? size : GetParam().size),
                                              std::to_string(limit)};
    std::array<char*, 6> pointers{};
    for (std::size_t i = 0; i < words.size(); ++i)
      pointers[i] = const_cast<char*>(words[i].c_str());
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 1, folder.path("said").c_str(),
                                       O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t child = -1;
    EXPECT_EQ(::posix_spawn(&child, WRITE_ONCE, &actions, nullptr, pointers.data(), environ), 0);
    ::posix_spawn_file_actions_destroy(&actions);
    return child;
  }
  static int end_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  }
  int run(const std::string& path, std::int64_t limit = 0, std::int64_t size = 0) const {
    return WEXITSTATUS(end_of(start(path, limit, size)));
  }
  std::string said() const { return bytes_of(folder.path("said")); }

  TemporaryFolder folder, place;
};

TEST_P(WholeOrAbsent, KilledAtAHundredMoments) {
  const std::string target = place.path(GetParam().file);
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_EQ(run(target), 0) << said();
  const Seconds took = std::chrono::steady_clock::now() - begun;
  const std::string whole = bytes_of(target);
  const std::string old = "what was there before";
  int kept = 0, finished = 0, half = 0;
  for (std::uint64_t moment = 0; moment < 100; ++moment) {
    const bool earlier = moment % 2 == 0;
    std::filesystem::remove(target);
    if (earlier) place.file(GetParam().file, old);
    const pid_t child = start(target);
    std::this_thread::sleep_for(took * (.2 + random_uniform(5, 0, moment)));
    ::kill(child, SIGKILL);
    end_of(child);
    const bool there = std::filesystem::exists(target);
    const std::string found = bytes_of(target);
    ASSERT_TRUE(found == whole || (earlier ? found == old : !there))
        << "moment " << moment << ": " << found.size() << " bytes of " << whole.size();
    (found == whole ? finished : kept) += 1;
    for (const std::string& name : place.names()) {
      const bool hidden = name.starts_with('.') && name.find(".farola-") != std::string::npos;
      half += hidden;
      ASSERT_TRUE(hidden || name == GetParam().file || name.ends_with(".qml")) << name;
    }
  }
  // Else the moments were not those of the writing.
  EXPECT_GT(kept, 0);
  EXPECT_GT(half, 0);
  RecordProperty("finished", finished);
  ASSERT_EQ(run(target), 0) << said();
  EXPECT_EQ(bytes_of(target), whole);
  for (const std::string& name : place.names()) EXPECT_FALSE(name.starts_with('.')) << name;
}

TEST_P(WholeOrAbsent, AFileThatMayNotGrowIsAnErrorAtAnyLength) {
  const std::string target = place.path(GetParam().file);
  ASSERT_EQ(run(target), 0) << said();
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(target));
  place.file(GetParam().file, "what was there before");
  for (const double share : {.01, .1, .25, .5, .75, .9, .99}) {
    EXPECT_EQ(run(target, static_cast<std::int64_t>(share * static_cast<double>(bytes))), 3)
        << share;
    EXPECT_THAT(said(), HasSubstr("cannot-write")) << share;
    EXPECT_EQ(bytes_of(target), "what was there before") << share;
  }
  EXPECT_EQ(run(target, bytes - 1), 3) << "the last byte";
  EXPECT_EQ(bytes_of(target), "what was there before");
  std::filesystem::remove(target);
  EXPECT_EQ(run(target, bytes / 2), 3);
  for (const std::string& name : place.names()) EXPECT_TRUE(name.ends_with(".qml")) << name;
}

TEST_P(WholeOrAbsent, AFullDiskIsNamedAndLeavesNoTarget) {
  const std::string disk = place.path("disk");
  std::filesystem::create_directory(disk);
  if (::mount("none", disk.c_str(), "tmpfs", 0, "size=200k") != 0) {
    GTEST_SKIP() << "needs the right to mount a small tmpfs";
  }
  const int status = run(disk + "/" + GetParam().file);
  const bool empty = std::filesystem::is_empty(disk);
  ::umount(disk.c_str());
  EXPECT_EQ(status, 3);
  EXPECT_TRUE(empty);
  EXPECT_THAT(said(), HasSubstr("the disk is full"));
}

INSTANTIATE_TEST_SUITE_P(, WholeOrAbsent,
                         testing::Values(Kind{"raster", "density.tif", 700},
                                         Kind{"strips", "density.tif", 700},
                                         Kind{"geopackage", "events.gpkg", 6000}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace farola
