// The fast road through a GeoPackage against the road through GDAL, which a filter that keeps all
// rows forces.

#include "farola/io/geopackage_places.hpp"

#include "farola/core/parallel.hpp"
#include "farola/io/read_events.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "support/expect_error.hpp"
#include "temporary_folder.hpp"
#include "written_layers.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace farola::io {
namespace {

using test::expect_error;
using test::TemporaryFolder;
using test::write_layer;
using test::WrittenFeature;
using testing::HasSubstr;

GeopackageTable table_at(const std::string& path, std::int64_t expected = 0) {
  return {path, "events", "fid", "geom", expected};
}

std::vector<WrittenFeature> many(int count) {
  std::vector<WrittenFeature> features;
  for (int i = 0; i < count; ++i) {
    features.push_back({i % 1000 == 7    ? ""
                        : i % 1000 == 8  ? "POINT EMPTY"
                        : i % 1000 == 9  ? "MULTIPOINT (440000 4470000, 440001 4470002)"
                        : i % 1000 == 10 ? "POINT Z (440003 4470004 650)"
                        : i % 1000 == 11
                            ? "MULTIPOINT EMPTY"
                            : fmt::format("POINT ({} {})", 440000.25 + i, 4470000 + i * 7 % 1000),
                        {}});
  }
  return features;
}

void execute(const std::string& path, const std::string& statements) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  char* problem = nullptr;
  EXPECT_EQ(sqlite3_exec(connection, statements.c_str(), nullptr, nullptr, &problem), SQLITE_OK)
      << (problem != nullptr ? problem : "");
  sqlite3_close(connection);
}

/// Triggers of the spatial index call functions that SQLite alone does not have.
std::string without_triggers(const std::string& statements) {
  std::string all;
  for (const char* kind : {"insert", "update1", "update2", "update3", "update4", "delete"})
    all += fmt::format("DROP TRIGGER IF EXISTS rtree_events_geom_{}; ", kind);
  return all +
         "DROP TRIGGER IF EXISTS trigger_insert_feature_count_events; "
         "DROP TRIGGER IF EXISTS trigger_delete_feature_count_events; " +
         statements;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

void expect_same(const TablePlaces& places, const std::string& path) {
  EventSource source;
  source.path = path;
  source.layer = "events";
  source.where = "1 = 1";
  const EventTable table = read_events(source, Progress());
  EXPECT_EQ(places.rows, table.rows_read);
  EXPECT_EQ(places.row, table.events.row);
  EXPECT_TRUE(same_bits(places.x, table.events.x));
  EXPECT_TRUE(same_bits(places.y, table.events.y));
}

TEST(GeopackagePlaces, AreThoseThatGdalReadsForAnyThreads) {
  const TemporaryFolder folder;
  const std::string path = folder.path("events.gpkg");
  write_layer(path, "GPKG", "events", 25830, wkbUnknown, {}, many(70000));
  for (const int threads : {1, 2, 5}) {
    const ThreadLimit limit(threads);
    const auto places = geopackage_places(table_at(path, threads == 2 ? 70000 : 0), Progress());
    ASSERT_TRUE(places) << threads;
    EXPECT_EQ(places->rows, 70000);
    EXPECT_EQ(places->row.size(), 70070u);
    expect_same(*places, path);
  }
}

TEST(GeopackagePlaces, RowNumbersMayBeFarApart) {
  const TemporaryFolder folder;
  const std::string path = folder.path("events.gpkg");
  write_layer(path, "GPKG", "events", 25830, wkbPoint, {}, many(6));
  execute(path, without_triggers("UPDATE events SET fid = -9223372036854775807 - 1 WHERE fid = 1; "
                                 "UPDATE events SET fid = 9223372036854775807 WHERE fid = 2; "
                                 "UPDATE events SET fid = -5 WHERE fid = 3; "
                                 "UPDATE events SET fid = 123456789012345 WHERE fid = 4;"));
  const auto places = geopackage_places(table_at(path), Progress());
  ASSERT_TRUE(places);
  EXPECT_THAT(places->row,
              testing::ElementsAre(std::numeric_limits<std::int64_t>::min(), -5, 5, 6,
                                   123456789012345, std::numeric_limits<std::int64_t>::max()));
  EXPECT_THAT(places->x, testing::ElementsAre(440000.25, 440002.25, 440004.25, 440005.25, 440003.25,
                                              440001.25));
}

TEST(GeopackagePlaces, WhatIsNotAPlainTableOfPointsIsLeftToGdal) {
  const TemporaryFolder folder;
  const std::string plain = folder.path("events.gpkg");
  write_layer(plain, "GPKG", "events", 25830, wkbPoint, {}, many(6));
  ASSERT_TRUE(geopackage_places(table_at(plain), Progress()));
  const std::string bytes = test::bytes_of(plain);
  const auto refused = [&](const std::string& statements) {
    const std::string path = folder.file("other.gpkg", bytes);
    execute(path, without_triggers(statements));
    const bool none = !geopackage_places(table_at(path), Progress());
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
    return none;
  };
  EXPECT_TRUE(refused("PRAGMA journal_mode = wal"));
  EXPECT_TRUE(
      refused("ALTER TABLE events RENAME TO behind; "
              "CREATE VIEW events AS SELECT * FROM behind"));
  EXPECT_TRUE(refused("ALTER TABLE events ADD COLUMN _rowid_ INTEGER"));
  EXPECT_TRUE(refused("UPDATE events SET geom = 'POINT (1 2)' WHERE fid = 3"));
  EXPECT_TRUE(refused("UPDATE events SET geom = x'4750000100000000' WHERE fid = 3"));
  EXPECT_TRUE(refused("UPDATE events SET geom = x'0101000000' WHERE fid = 3"));
  EXPECT_TRUE(refused("DELETE FROM events"));
  EXPECT_FALSE(refused("DELETE FROM events WHERE fid = 3"));

  const std::string lines = folder.path("lines.gpkg");
  write_layer(lines, "GPKG", "events", 25830, wkbUnknown, {},
              {{"POINT (1 2)", {}}, {"LINESTRING (1 2, 3 4)", {}}});
  EXPECT_FALSE(geopackage_places(table_at(lines), Progress()));
  EXPECT_FALSE(geopackage_places({plain, "event", "fid", "geom", 0}, Progress()));
  EXPECT_FALSE(geopackage_places({plain, "events", "fid\" FROM x; --", "geom", 0}, Progress()));
  EXPECT_FALSE(geopackage_places(table_at(folder.path("absent.gpkg")), Progress()));
  EXPECT_FALSE(std::filesystem::exists(folder.path("absent.gpkg")));
  EXPECT_EQ(test::bytes_of(plain), bytes);
}

TEST(GeopackagePlaces, ADamagedPageAnywhereInTheTableIsNoticed) {
  const TemporaryFolder folder;
  const std::string whole = folder.path("whole.gpkg");
  write_layer(whole, "GPKG", "events", 25830, wkbPoint, {}, many(40000));
  const std::string bytes = test::bytes_of(whole);
  int damaged = 0;
  for (std::size_t page = 4096; page + 4096 <= bytes.size(); page += 37 * 4096) {
    // Only leaves of the table hold points as they are.
    if (bytes.compare(page, 1, "\x0D") != 0) continue;
    if (std::string_view(bytes).substr(page, 4096).find("GP") == std::string_view::npos) continue;
    std::string broken = bytes;
    std::fill_n(broken.begin() + std::ptrdiff_t(page), 4096, '\xA5');
    EventSource source;
    source.path = folder.file("broken.gpkg", broken);
    EXPECT_FALSE(geopackage_places(table_at(source.path), Progress())) << page;
    testing::internal::CaptureStderr();
    expect_error([&] { read_events(source, Progress()); }, ErrorKind::file, "cannot-read",
                 {"damaged", "broken.gpkg"});
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    ++damaged;
  }
  EXPECT_GT(damaged, 5);
}

TEST(GeopackagePlaces, ARowThatComesTwiceInThePlaceOfAnotherIsNoticed) {
  const TemporaryFolder folder;
  const std::string whole = folder.path("whole.gpkg");
  write_layer(whole, "GPKG", "events", 25830, wkbPoint, {}, many(2000));
  std::string bytes = test::bytes_of(whole);
  std::size_t page = 4096;
  while (bytes.compare(page, 1, "\x0D") != 0 ||
         std::string_view(bytes).substr(page, 4096).find("GP") == std::string_view::npos)
    page += 4096;
  // Where the cells of a leaf begin is told from its ninth byte on, two bytes each.
  bytes.replace(page + 10, 2, bytes, page + 8, 2);
  EventSource source;
  source.path = folder.file("broken.gpkg", bytes);
  EXPECT_FALSE(geopackage_places(table_at(source.path), Progress()));
  for (const char* where : {"", "1 = 1"}) {
    source.where = where;
    expect_error([&] { read_events(source, Progress()); }, ErrorKind::file, "cannot-read",
                 {"damaged", "broken.gpkg"});
  }
}

TEST(GeopackagePlaces, CancelIsHeard) {
  const TemporaryFolder folder;
  const std::string path = folder.path("events.gpkg");
  write_layer(path, "GPKG", "events", 25830, wkbPoint, {}, many(100));
  const Progress cancelled;
  cancelled.cancel();
  expect_error([&] { geopackage_places(table_at(path), cancelled); }, ErrorKind::cancelled,
               "cancelled");
}

}  // namespace
}  // namespace farola::io
