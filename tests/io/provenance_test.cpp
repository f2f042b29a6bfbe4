#include "farola/io/provenance.hpp"

#include "farola/io/source_path.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <system_error>

#include "support/expect_error.hpp"
#include "temporary_folder.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::io {
namespace {

using test::expect_error;
using test::TemporaryFolder;
using testing::HasSubstr;
using testing::Not;

class SourceDateEpoch : public testing::Test {
 protected:
  void TearDown() override { ::unsetenv("SOURCE_DATE_EPOCH"); }
};

TEST_F(SourceDateEpoch, IsTheTimeOfFilesWhereSet) {
  ::setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
  EXPECT_EQ(timestamp_for_files(), "2023-11-14T22:13:20Z");
  ::setenv("SOURCE_DATE_EPOCH", "0", 1);
  EXPECT_EQ(timestamp_for_files(), "1970-01-01T00:00:00Z");
}

TEST_F(SourceDateEpoch, IsRefusedWhenItIsNoNumberOfSeconds) {
  for (const char* wrong : {"yesterday", "1700000000.5", "-1", "999999999999999", "12 "}) {
    ::setenv("SOURCE_DATE_EPOCH", wrong, 1);
    expect_error([&] { timestamp_for_files(); }, ErrorKind::usage, "source-date-epoch-invalid");
  }
}

// Known answers of FIPS 180-2, appendix B, and the empty message.
TEST(Sha256, GivesTheStandardsAnswers) {
  const TemporaryFolder folder;
  folder.file("empty", "");
  folder.file("abc", "abc");
  folder.file("million", std::string(1000000, 'a'));
  EXPECT_EQ(sha256_of_file(folder.path("empty")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of_file(folder.path("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of_file(folder.path("million")),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  expect_error([&] { sha256_of_file(folder.path("absent")); }, ErrorKind::file, "cannot-open");
}

// A hole of a terabyte: half an hour of work, which the cancel ends.
TEST(Sha256, StopsWhenCancelled) {
  const TemporaryFolder folder;
  folder.file("large", "");
  std::error_code trouble;
  std::filesystem::resize_file(folder.path("large"), std::uintmax_t{1} << 40, trouble);
  if (trouble) GTEST_SKIP() << "no large files here: " << trouble.message();
  const Progress progress;
  auto sum = std::async(std::launch::async,
                        [&] { return sha256_of_file(folder.path("large"), progress); });
  EXPECT_EQ(sum.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  progress.cancel();
  expect_error([&] { sum.get(); }, ErrorKind::cancelled, "cancelled");
}

TEST(InputFile, NamesTheFileWithoutItsFolder) {
  const TemporaryFolder folder;
  folder.file("thefts.csv", "abc");
  const InputFile input = input_file("events", folder.path("thefts.csv"));
  EXPECT_EQ(input.parameter, "events");
  EXPECT_EQ(input.name, "thefts.csv");
  EXPECT_EQ(input.bytes, 3);
  EXPECT_EQ(input.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(InputFile, OfAnArchiveIsTheArchive) {
  const TemporaryFolder folder;
  folder.file("a.zip", "abc");
  EXPECT_EQ(input_file("events", "/vsizip/" + (folder.path("a.zip")) + "/in/thefts.shp").name,
            "a.zip");
  EXPECT_EQ(input_file("events", "/vsizip/{" + (folder.path("a.zip")) + "}/thefts.shp").bytes, 3);
}

TEST(InputFile, OfAFolderOrADatabaseHasNoChecksum) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("shapes"));
  EXPECT_EQ(input_file("events", folder.path("shapes/")).name, "shapes");
  const InputFile table = input_file("events", "PG:dbname=crime password='s e\\'cret' user=ana");
  EXPECT_EQ(table.name, "PG:dbname=crime password=**** user=ana");
  EXPECT_EQ(table.sha256, "");
}

TEST(InputFile, OfAShapefileAreItsParts) {
  const TemporaryFolder folder;
  for (const char* part : {"lamps.shp", "lamps.dbf", "lamps.prj", "lamps.qix"}) {
    folder.file(part, part);
  }
  std::vector<std::string> names;
  for (const InputFile& input : input_files("lamps", folder.path("lamps.shp"))) {
    names.push_back(input.name);
  }
  EXPECT_THAT(names, testing::ElementsAre("lamps.shp", "lamps.dbf", "lamps.prj"));
}

TEST(Masked, HidesSecretsOfConnectionsAndAddresses) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"PG:host=h password=secret dbname=d", "PG:host=h password=**** dbname=d"},
      {"PG:host=h PASSWORD = 'two words' dbname=d", "PG:host=h PASSWORD = **** dbname=d"},
      {"postgresql://ana:secret@host:5432/crime", "postgresql://ana:****@host:5432/crime"},
      {"postgresql://ana:s@cret@host/crime", "postgresql://ana:****@host/crime"},
      {"/vsicurl/https://u:secret@h/a.csv?token=secret&x=1",
       "/vsicurl/https://u:****@h/a.csv?token=****&x=1"},
      {"https://h/a.csv?sv=1&sig=secret%3D", "https://h/a.csv?sv=1&sig=****"},
      {"kernel-density thefts.csv density.tif --bandwidth 300",
       "kernel-density thefts.csv density.tif --bandwidth 300"},
      {"https://host:8080/a.csv", "https://host:8080/a.csv"},
      // A quote is as good a letter as any in a password.
      {"PG:password=s'ecret dbname=d", "PG:password=**** dbname=d"},
      {"PG:password='se'cret' dbname=d", "PG:password=**** dbname=d"},
      {"cannot open \"PG:password=secret\".", "cannot open \"PG:password=****\"."},
  };
  for (const auto& [given, expected] : cases) {
    EXPECT_EQ(masked(given), expected);
    EXPECT_THAT(masked(given), Not(HasSubstr("secret")));
  }
}

TEST(Masked, TakesLongTextsInItsStride) {
  const std::string long_secret(1000000, 's');
  EXPECT_EQ(masked("PG:password=" + long_secret), "PG:password=****");
  EXPECT_EQ(masked("PG:password='" + long_secret + "' a=b"), "PG:password=**** a=b");
  EXPECT_EQ(shown_path("PG:password=" + long_secret), "PG:password=****");
}

TEST(Provenance, SaysAllThatARepeatNeeds) {
  Provenance provenance;
  provenance.analysis = "kernel-density";
  provenance.command = "farola kernel-density PG:password=secret density.tif";
  provenance.options = {
      {"bandwidth", 300}, {"where", "kind = 'theft'"}, {"source", "PG:pwd=secret"}};
  provenance.inputs = {{"events", "thefts.csv", 3, "ba78"}};
  provenance.crs = "EPSG:25830";
  provenance.made_at = "2026-11-24T08:15:00Z";
  const auto json = provenance.to_json();
  EXPECT_EQ(json["software"], "farola");
  EXPECT_EQ(json["options"]["bandwidth"], 300);
  EXPECT_EQ(json["options"]["where"], "kind = 'theft'");
  EXPECT_EQ(json["inputs"][0]["sha256"], "ba78");
  EXPECT_EQ(json["made_at"], "2026-11-24T08:15:00Z");
  EXPECT_THAT(json.dump(), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace farola::io
