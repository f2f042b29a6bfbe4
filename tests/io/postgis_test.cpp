// Events from a real PostgreSQL + PostGIS, which with_postgis.sh starts for this program alone.

#include "farola/events/timestamp.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/read_events.hpp"
#include "farola/io/read_polygons.hpp"

#include <cmath>
#include <cstdlib>
#include <string>

#include "support/expect_error.hpp"
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace farola::io {
namespace {

using test::expect_error;
using testing::ElementsAre;

class PostGis : public testing::Test {
 protected:
  void SetUp() override {
    const char* const connection = std::getenv("FAROLA_POSTGIS");
    if (connection == nullptr) {
      const char* const why = std::getenv("FAROLA_POSTGIS_WHY");
      GTEST_SKIP() << "needs PostgreSQL with PostGIS: "
                   << (why != nullptr ? why : "run by tests/io/with_postgis.sh");
    }
    path_ = std::string("PG:") + connection;
    run("DROP TABLE IF EXISTS events, areas, plain CASCADE");
    run("CREATE TABLE events (id serial PRIMARY KEY, kind text, w numeric, at timestamptz, "
        "day date, place geometry(Point, 25830))");
    run("INSERT INTO events (kind, w, at, day, place) VALUES "
        "('theft', 1.5, '2019-07-23 12:30:00+02', '2019-07-23', 'SRID=25830;POINT(440615.66 "
        "4474610.02)'), "
        "('it''s', 2, '2019-01-23 12:30:00+01', '2019-01-23', 'SRID=25830;POINT(440616 4474611)'), "
        "('theft', 3, NULL, NULL, NULL), "
        "('theft', 4, '2019-07-24 00:00:00+02', '2019-07-24', 'SRID=25830;POINT EMPTY')");
    run("CREATE TABLE areas (id serial PRIMARY KEY, shape geometry(Polygon, 25830))");
    run("INSERT INTO areas (shape) VALUES ('SRID=25830;POLYGON((0 0,10 0,10 10,0 10,0 0))')");
  }
  /// With write access, which the readers never have.
  std::string run(const std::string& statement) {
    start_gdal();
    GDALDataset* const dataset = static_cast<GDALDataset*>(
        GDALOpenEx(path_.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr));
    EXPECT_NE(dataset, nullptr);
    if (dataset == nullptr) return {};
    std::string value;
    if (OGRLayer* const answer = dataset->ExecuteSQL(statement.c_str(), nullptr, nullptr)) {
      if (const OGRFeatureUniquePtr row{answer->GetNextFeature()}) value = row->GetFieldAsString(0);
      dataset->ReleaseResultSet(answer);
    }
    GDALClose(dataset);
    return value;
  }
  EventSource source(const std::string& layer = "events") const {
    EventSource source;
    source.path = path_;
    source.layer = layer;
    return source;
  }
  std::string path_;
};

EventTable read(const EventSource& source) { return read_events(source, Progress()); }

TEST_F(PostGis, ReadsEvents) {
  EventSource wanted = source();
  wanted.time = "at";
  wanted.kind = "kind";
  wanted.weight = "w";
  EventTable table = read(wanted);
  EXPECT_EQ(table.rows_read, 4);
  EXPECT_EQ(table.events.crs.code(), "EPSG:25830");
  ASSERT_EQ(table.events.size(), 4u);
  EXPECT_EQ(table.events.x[0], 440615.66);
  EXPECT_EQ(table.events.y[0], 4474610.02);
  EXPECT_TRUE(std::isnan(table.events.x[2]));
  EXPECT_TRUE(std::isnan(table.events.x[3]));
  EXPECT_THAT(table.events.weight, ElementsAre(1.5, 2, 3, 4));
  EXPECT_THAT(table.events.kinds, ElementsAre("theft", "it's"));
  EXPECT_THAT(table.events.row, ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(iso_text(table.events.from[0]), "2019-07-23T10:30:00");
  EXPECT_EQ(table.events.from[2], no_time);
  wanted.time_zone = "Europe/Madrid";
  table = read(wanted);
  EXPECT_EQ(iso_text(table.events.from[0]), "2019-07-23T12:30:00");
  EXPECT_EQ(iso_text(table.events.from[1]), "2019-01-23T12:30:00");
  wanted.time = "day";
  EXPECT_EQ(iso_text(read(wanted).events.until[0]), "2019-07-23T23:59:59");
}

TEST_F(PostGis, Filters) {
  EventSource wanted = source();
  wanted.where = "kind = 'theft' AND w > 1.5";
  EXPECT_EQ(read(wanted).rows_read, 2);
  wanted.where = "kind = 'it''s'";
  EXPECT_EQ(read(wanted).rows_read, 1);
}

TEST_F(PostGis, NothingCanBeChanged) {
  EventSource wanted = source();
  for (const char* where :
       {"1=1); DROP TABLE areas; --", "1=1; DELETE FROM areas", "1=1) OR (1=1"}) {
    wanted.where = where;
    expect_error([&] { read(wanted); }, ErrorKind::usage, "where-not-one-expression", {where});
  }
  // One expression, but with an effect: the session is read-only.
  run("CREATE OR REPLACE FUNCTION wipe() RETURNS boolean LANGUAGE plpgsql VOLATILE AS "
      "$f$ BEGIN DELETE FROM areas; RETURN true; END $f$");
  wanted.where = "wipe()";
  expect_error([&] { read(wanted); }, ErrorKind::usage, "where-unreadable", {"read-only"});
  wanted.where = "nowhere = 1";
  expect_error([&] { read(wanted); }, ErrorKind::usage, "where-unreadable", {"nowhere"});
  expect_error([&] { read(source("events; DROP TABLE areas")); }, ErrorKind::usage,
               "layer-unknown");
  EXPECT_EQ(run("SELECT count(*) FROM areas"), "1");
}

TEST_F(PostGis, StudyArea) {
  Report report;
  const StudyArea area = read_study_area(path_, "areas", "", false, report);
  EXPECT_EQ(area_of(area.polygons), 100);
  expect_error([&] { read(source("areas")); }, ErrorKind::data, "not-points");
}

}  // namespace
}  // namespace farola::io
