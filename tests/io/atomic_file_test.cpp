#include "farola/io/atomic_file.hpp"

#include <csignal>

#include "support/expect_error.hpp"
#include "temporary_folder.hpp"
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace farola::io {
namespace {

using test::bytes_of;
using test::expect_error;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

void put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(AtomicFile, AppearsWholeAtCommitAndLeavesNothingElse) {
  const TemporaryFolder folder;
  AtomicFile file(folder.path("result.txt"), false, "output");
  EXPECT_TRUE(file.temporary().ends_with("/result.txt"));
  put(file.temporary(), "whole");
  put(file.temporary() + "-journal", "a driver's leftover");
  EXPECT_FALSE(std::filesystem::exists(folder.path("result.txt")));
  file.commit();
  EXPECT_EQ(bytes_of(folder.path("result.txt")), "whole");
  EXPECT_THAT(folder.names(), ElementsAre("result.txt"));
}

TEST(AtomicFile, WithoutCommitTheTargetStaysAsItWas) {
  const TemporaryFolder folder;
  folder.file("result.txt", "old");
  {
    const AtomicFile file(folder.path("result.txt"), true, "output");
    put(file.temporary(), "half");
  }
  EXPECT_EQ(bytes_of(folder.path("result.txt")), "old");
  EXPECT_THAT(folder.names(), ElementsAre("result.txt"));
}

TEST(AtomicFile, RefusesAnExistingFileUnlessToldToOverwrite) {
  const TemporaryFolder folder;
  folder.file("result.txt", "old");
  expect_error([&] { AtomicFile(folder.path("result.txt"), false, "output"); }, ErrorKind::file,
               "output-exists");
  AtomicFile file(folder.path("result.txt"), true, "output");
  put(file.temporary(), "new");
  file.commit();
  EXPECT_EQ(bytes_of(folder.path("result.txt")), "new");
}

TEST(AtomicFile, RefusesAFileThatAppearedWhileItWorked) {
  const TemporaryFolder folder;
  AtomicFile file(folder.path("result.txt"), false, "output");
  put(file.temporary(), "mine");
  folder.file("result.txt", "somebody else's");
  expect_error([&] { file.commit(); }, ErrorKind::file, "output-exists");
  EXPECT_EQ(bytes_of(folder.path("result.txt")), "somebody else's");
}

TEST(AtomicFile, NeverFollowsASymlink) {
  const TemporaryFolder folder;
  folder.file("victim.txt", "precious");
  std::filesystem::create_symlink("victim.txt", folder.path("result.txt"));
  expect_error([&] { AtomicFile(folder.path("result.txt"), false, "output"); }, ErrorKind::file,
               "output-exists");
  AtomicFile file(folder.path("result.txt"), true, "output");
  put(file.temporary(), "new");
  file.commit();
  EXPECT_EQ(bytes_of(folder.path("victim.txt")), "precious");
  EXPECT_FALSE(std::filesystem::is_symlink(folder.path("result.txt")));
  EXPECT_EQ(bytes_of(folder.path("result.txt")), "new");
}

TEST(AtomicFile, ADanglingSymlinkCountsAsExisting) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("nowhere.txt", folder.path("result.txt"));
  expect_error([&] { AtomicFile(folder.path("result.txt"), false, "output"); }, ErrorKind::file,
               "output-exists");
}

TEST(AtomicFile, RefusesFoldersDevicesAndMissingFolders) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("maps"));
  expect_error([&] { AtomicFile(folder.path("maps"), true, "output"); }, ErrorKind::file,
               "output-not-a-file");
  expect_error([&] { AtomicFile(folder.path("maps/"), true, "output"); }, ErrorKind::file,
               "output-not-a-file");
  expect_error([&] { AtomicFile("/dev/null", true, "output"); }, ErrorKind::file,
               "output-not-a-file");
  std::filesystem::create_symlink("/dev/null", folder.path("to-device"));
  expect_error([&] { AtomicFile(folder.path("to-device"), true, "output"); }, ErrorKind::file,
               "output-not-a-file");
  expect_error([&] { AtomicFile(folder.path("no/such/result.txt"), false, "output"); },
               ErrorKind::file, "output-folder-missing");
  expect_error([&] { AtomicFile("", false, "output"); }, ErrorKind::usage, "output-missing");
}

TEST(AtomicFile, RefusesAFolderThatMayNotBeWritten) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("locked"));
  ::chmod(folder.path(".").c_str(), 0755);
  ::chmod((folder.path("locked")).c_str(), 0555);
  const pid_t child = ::fork();
  if (child == 0) {
    // Root may write anywhere; nobody may not.
    if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) ::_exit(2);
    std::string code = "no error";
    try {
      const AtomicFile file(folder.path("locked/result.txt"), false, "output");
    } catch (const Error& error) {
      code = error.code();
    }
    ::_exit(code == "output-not-writable" ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 2) GTEST_SKIP() << "cannot become another user here";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(AtomicFile, RefusesToReplaceADatabaseThatIsInUse) {
  const TemporaryFolder folder;
  folder.file("result.gpkg", "old");
  folder.file("result.gpkg-wal", "pages of the old file");
  expect_error([&] { AtomicFile(folder.path("result.gpkg"), true, "output"); }, ErrorKind::file,
               "output-in-use");
  EXPECT_EQ(bytes_of(folder.path("result.gpkg-wal")), "pages of the old file");
}

TEST(AtomicFile, TakesTheOldFilesCompanionsAwayWithIt) {
  const TemporaryFolder folder;
  folder.file("result.tif", "old");
  folder.file("result.tif.aux.xml", "statistics of the old file");
  folder.file("result.tif.ovr", "overviews of the old file");
  folder.file("result.tiff", "another file");
  AtomicFile file(folder.path("result.tif"), true, "output");
  put(file.temporary(), "new");
  file.commit();
  EXPECT_THAT(folder.names(), ElementsAre("result.tif", "result.tiff"));
}

TEST(AtomicFile, KeepsTheRightsOfTheFileItReplaces) {
  const TemporaryFolder folder;
  folder.file("result.txt", "old");
  ::chmod((folder.path("result.txt")).c_str(), 0640);
  AtomicFile file(folder.path("result.txt"), true, "output");
  put(file.temporary(), "new");
  file.commit();
  struct stat found {};
  ASSERT_EQ(::stat((folder.path("result.txt")).c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0640U);
}

TEST(AtomicFile, NameWithoutAFolderGoesToTheWorkingFolder) {
  const TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path("."));
  AtomicFile file("result.txt", false, "output");
  put(file.temporary(), "whole");
  file.commit();
  std::filesystem::current_path(before);
  EXPECT_THAT(folder.names(), ElementsAre("result.txt"));
}

TEST(AtomicFile, ALongNameStillFits) {
  const TemporaryFolder folder;
  const std::string name = std::string(240, 'n') + ".txt";
  AtomicFile file(folder.path(name), false, "output");
  put(file.temporary(), "whole");
  file.commit();
  EXPECT_THAT(folder.names(), ElementsAre(name));
}

TEST(AtomicFile, TwoAtOnceDoNotDisturbEachOther) {
  const TemporaryFolder folder;
  AtomicFile first(folder.path("result.txt"), true, "output");
  put(first.temporary(), "first");
  AtomicFile second(folder.path("result.txt"), true,
                    "output");  // may clear dead runs, not the first
  put(second.temporary(), "second");
  first.commit();
  EXPECT_EQ(bytes_of(folder.path("result.txt")), "first");
  second.commit();
  EXPECT_EQ(bytes_of(folder.path("result.txt")), "second");
  EXPECT_THAT(folder.names(), ElementsAre("result.txt"));
}

TEST(AtomicFile, WhatAKilledRunLeftIsHiddenAndClearedByTheNext) {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    AtomicFile file(folder.path("result.txt"), false, "output");
    put(file.temporary(), "half");
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_EQ(folder.names().size(), 1U);
  EXPECT_THAT(*folder.names().begin(), testing::StartsWith(".result.txt.farola-"));
  AtomicFile file(folder.path("result.txt"), false, "output");
  put(file.temporary(), "whole");
  file.commit();
  EXPECT_THAT(folder.names(), ElementsAre("result.txt"));
}

TEST(AtomicFile, MessageNamesParameterValueAndRemedy) {
  const TemporaryFolder folder;
  folder.file("result.txt", "old");
  try {
    const AtomicFile file(folder.path("result.txt"), false, "hotspots");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parameter(), "hotspots");
    EXPECT_THAT(error.what(), HasSubstr("\"hotspots\""));
    EXPECT_THAT(error.what(), HasSubstr(folder.path("result.txt")));
    EXPECT_THAT(error.what(), HasSubstr("--overwrite"));
  }
}

TEST(AtomicFile, CommitWithoutAFileIsAnError) {
  const TemporaryFolder folder;
  AtomicFile file(folder.path("result.txt"), false, "output");
  expect_error([&] { file.commit(); }, ErrorKind::file, "cannot-write");
}

}  // namespace
}  // namespace farola::io
