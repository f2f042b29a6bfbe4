#include "farola/events/timestamp.hpp"
#include "farola/io/read_events.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "support/expect_error.hpp"
#include "temporary_folder.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace farola::io {
namespace {

using test::expect_error;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

EventTable read(const EventSource& source) { return read_events(source, Progress()); }

EventTable read_text(const std::string& text, EventSource source = {},
                     const std::string& name = "events.csv") {
  const TemporaryFolder folder;
  source.path = folder.file(name, text);
  return read(source);
}

std::string gzipped(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string times(const Events& events) {
  std::string text;
  for (const Timestamp time : events.from) text += (text.empty() ? "" : " ") + iso_text(time);
  return text;
}

TEST(CsvEvents, FindsColumnsInThreeLanguages) {
  for (const char* header :
       {"lon,lat,date", "Longitude,LATITUDE,Date", "long,lat,occurred_at", "LNG,Lat,datetime",
        "longitud,latitud,fecha", "Longitud,Latitud,Fecha Hecho", "longitude,latitude,data_fato",
        "\"coord_lon\",\"coord_lat\",\"FECHA_HORA\"", "start_lng,start_lat,Data"}) {
    const EventTable table = read_text(std::string(header) + "\n-75.5,6.25,2019-04-23\n");
    EXPECT_THAT(table.events.x, ElementsAre(-75.5)) << header;
    EXPECT_THAT(table.events.y, ElementsAre(6.25)) << header;
    EXPECT_EQ(times(table.events), "2019-04-23T00:00:00") << header;
    EXPECT_EQ(table.events.crs.code(), "EPSG:4326") << header;
  }
}

TEST(CsvEvents, ProjectedColumnsNeedACrs) {
  for (const char* header :
       {"X,Y", "x_coordinate,y_coordinate", "POINT_X,POINT_Y", "este,norte", "Easting,Northing",
        "coord_x,coord_y", "XCOORD,YCOORD", "x_2263,y_2263"}) {
    const std::string text = std::string(header) + "\n440615.66,4474610.02\n";
    expect_error([&] { read_text(text); }, ErrorKind::data, "crs-missing", {"--crs EPSG:25830"});
    EventSource source;
    source.crs = "EPSG:25830";
    const EventTable table = read_text(text, source);
    EXPECT_THAT(table.events.x, ElementsAre(440615.66)) << header;
    EXPECT_EQ(table.events.crs.code(), "EPSG:25830");
  }
  expect_error([&] { read_text("x,y\n-3.7,40.2\n"); }, ErrorKind::data, "crs-missing",
               {"look like degrees", "--crs EPSG:4326"});
}

TEST(CsvEvents, DegreesArePreferredUnlessTheCrsSaysOtherwise) {
  const std::string text = "x_3435,y_3435,lat,lon\n1171154,1859576,41.77,-87.65\n";
  EXPECT_THAT(read_text(text).events.x, ElementsAre(-87.65));
  EventSource source;
  source.crs = "EPSG:3435";
  EXPECT_THAT(read_text(text, source).events.x, ElementsAre(1171154));
  source.crs = "EPSG:4269";
  EXPECT_THAT(read_text(text, source).events.x, ElementsAre(-87.65));
}

TEST(CsvEvents, SeveralPairsAreAQuestion) {
  const std::string text = "start_lng,start_lat,end_lng,end_lat\n-75,6,-76,7\n";
  expect_error([&] { read_text(text); }, ErrorKind::data, "coordinates-ambiguous",
               {"start_lng/start_lat and end_lng/end_lat"});
  EventSource source;
  source.x = "end_lng";
  source.y = "end_lat";
  const EventTable table = read_text(text, source);
  EXPECT_THAT(table.events.x, ElementsAre(-76));
  EXPECT_EQ(table.events.crs.code(), "EPSG:4326");
}

TEST(CsvEvents, NamedColumns) {
  EventSource source;
  source.x = "lgn";
  source.y = "lat";
  expect_error([&] { read_text("lng,lat\n1,2\n", source); }, ErrorKind::usage, "column-unknown",
               {"no column \"lgn\"", "lng and lat", "Did you mean --x lng?"});
  source.x = "LNG";  // case aside
  EXPECT_EQ(read_text("lng,lat\n1,2\n", source).events.size(), 1u);
  source.y = "";
  expect_error([&] { read_text("lng,lat\n1,2\n", source); }, ErrorKind::usage, "column-missing");
  expect_error([&] { read_text("name,age\nAna,3\n"); }, ErrorKind::data, "no-coordinates",
               {"name and age", "--x"});
}

struct Dialect {
  const char* name;
  std::string text;
};
class CsvDialects : public testing::TestWithParam<Dialect> {};

TEST_P(CsvDialects, ReadTheSameTable) {
  EventSource source;
  source.kind = "tipo";
  for (const bool packed : {false, true}) {
    const EventTable table = packed ? read_text(gzipped(GetParam().text), source, "events.csv.gz")
                                    : read_text(GetParam().text, source);
    EXPECT_EQ(table.rows_read, 3);
    EXPECT_THAT(table.events.x, ElementsAre(-75.5, -75.25, -75.125));
    EXPECT_THAT(table.events.y, ElementsAre(6.25, 6.5, 6.75));
    EXPECT_THAT(table.events.row, ElementsAre(1, 2, 3));
    EXPECT_THAT(table.events.kinds, ElementsAre("Hurto, \"simple\"\nde noche", "Da\xC3\xB1o"));
    EXPECT_THAT(table.events.kind, ElementsAre(0, 1, 1));
    EXPECT_EQ(times(table.events), "2019-04-23T12:30:00 2019-04-24T00:01:00 2019-04-25T23:59:00");
  }
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

const std::string table_with_commas =
    "fecha,longitud,latitud,tipo\n"
    "2019-04-23 12:30,-75.5,6.25,\"Hurto, \"\"simple\"\"\nde noche\"\n"
    "2019-04-24 00:01,-75.25,6.5,Da\xC3\xB1o\n"
    "2019-04-25 23:59,-75.125,6.75,Da\xC3\xB1o\n";
const std::string table_with_semicolons =
    "fecha;longitud;latitud;tipo\n"
    "2019-04-23 12:30;-75,5;6,25;\"Hurto, \"\"simple\"\"\nde noche\"\n"
    "2019-04-24 00:01;-75,25;6,5;Da\xC3\xB1o\n"
    "2019-04-25 23:59;-75,125;6,75;Da\xC3\xB1o\n";

std::string with_line_ends(const std::string& text, const std::string& end) {
  // The line end inside the quotes stays as it is.
  return replaced(replaced(replaced(text, "\"\"\nde", "@"), "\n", end), "@", "\"\"\nde");
}

INSTANTIATE_TEST_SUITE_P(
    All, CsvDialects,
    testing::Values(
        Dialect{"Comma", table_with_commas},
        Dialect{"SemicolonDecimalComma", table_with_semicolons},
        Dialect{"Tab", replaced(replaced(table_with_commas, ",", "\t"), "Hurto\t", "Hurto,")},
        Dialect{"Bar", replaced(table_with_semicolons, ";", "|")},
        Dialect{"Bom", "\xEF\xBB\xBF" + table_with_commas},
        Dialect{"SeparatorLine", "sep=;\r\n" + table_with_semicolons},
        Dialect{"Latin1", replaced(table_with_commas, "\xC3\xB1", "\xF1")},
        Dialect{"CrLf", with_line_ends(table_with_commas, "\r\n")},
        Dialect{"NoLastLineEnd", table_with_commas.substr(0, table_with_commas.size() - 1)},
        Dialect{"BlankLines", replaced(with_line_ends(table_with_commas, "\n\n"), "@", "")},
        Dialect{"AllQuoted", replaced(replaced(table_with_commas, "2019-04-24 00:01,-75.25",
                                               "\"2019-04-24 00:01\",\"-75.25\""),
                                      "6.5,", "\"6.5\",")}),
    [](const auto& test) { return test.param.name; });

TEST(CsvEvents, CarriageReturnsAlone) {
  const EventTable table = read_text("lon,lat,n\r-75.5,6.25,a\r-75.25,6.5,\"b\rc\"\r");
  EXPECT_THAT(table.events.x, ElementsAre(-75.5, -75.25));
  EXPECT_EQ(table.rows_read, 2);
}

TEST(CsvEvents, MissingAndUnreadableCoordinates) {
  const EventTable table = read_text(
      "lon,lat\n-75.5,6.25\nNA,NA\n,\n\"\",6\nabc,6\n-75.5\n1e1, +6.5 \nNULL,n/a\n75\xC2\xB0 "
      "30',6\n");
  EXPECT_EQ(table.rows_read, 9);
  EXPECT_EQ(table.events.size(), 7u);
  EXPECT_EQ(table.events.x[5], 10);
  EXPECT_EQ(table.events.y[5], 6.5);
  EXPECT_TRUE(std::isnan(table.events.x[1]));
  EXPECT_TRUE(std::isnan(table.events.y[4]));  // a row that is too short
  ASSERT_EQ(table.rejections.total(), 2);
  EXPECT_EQ(table.rejections.rows[0].row, 5);
  EXPECT_EQ(table.rejections.rows[0].reason, Reason::not_finite);
  EXPECT_EQ(table.rejections.rows[0].value, "abc");
}

TEST(CsvEvents, ExtraFieldsAreTold) {
  const EventTable table = read_text("lon,lat\n-75,6\n-75,6,7\n-75,6,\n");
  EXPECT_EQ(table.rows_read, 3);
  ASSERT_EQ(table.report.warnings.size(), 1u);
  EXPECT_THAT(table.report.warnings[0], HasSubstr("2 rows"));
  EXPECT_THAT(table.report.warnings[0], HasSubstr("row 2"));
}

TEST(CsvEvents, NoHeader) {
  const std::string text = "350353.39,578924.25,2015-12-31\n350353.40,578924.26,2016-01-01\n";
  expect_error([&] { read_text(text); }, ErrorKind::data, "no-coordinates",
               {"no header line", "field_1", "--x field_1 --y field_2"});
  EventSource source;
  source.x = "field_1";
  source.y = "field_2";
  source.time = "field_3";
  source.crs = "EPSG:26971";
  const EventTable table = read_text(text, source);
  EXPECT_EQ(table.rows_read, 2);
  EXPECT_THAT(table.events.row, ElementsAre(1, 2));
  EXPECT_EQ(times(table.events), "2015-12-31T00:00:00 2016-01-01T00:00:00");
}

TEST(CsvEvents, BadFiles) {
  const TemporaryFolder folder;
  const auto open = [&](const std::string& path) {
    EventSource source;
    source.path = path;
    return read(source);
  };
  expect_error([&] { open(folder.path("none.csv")); }, ErrorKind::file, "cannot-open",
               {"none.csv", "does not exist"});
  expect_error([&] { open(folder.file("empty.csv", "")); }, ErrorKind::file, "cannot-open",
               {"empty (0 bytes)"});
  expect_error([&] { open(folder.file("header.csv", "lon,lat\n")); }, ErrorKind::data, "no-rows",
               {"header line and no rows"});
  expect_error([&] { open(folder.file("utf16.csv", std::string("\xFF\xFEl\0o\0n\0", 8))); },
               ErrorKind::file, "cannot-open", {"UTF-16", "CSV UTF-8"});
  expect_error([&] { open(folder.file("binary.csv", std::string("PK\3\4\0\0\0", 7))); },
               ErrorKind::file, "cannot-open", {"not text"});
  expect_error([&] { open(folder.file("open.csv", "lon,lat,n\n1,2,a\n1,2,\"b\n1,2,c\n")); },
               ErrorKind::data, "csv-quote-open", {"row 2"});
}

TEST(CsvEvents, ATruncatedGzipIsNeverRead) {
  std::string text = "lon,lat\n";
  for (int i = 0; i < 200000; ++i) text += fmt::format("-75.{},6.{}\n", i * 7919 % 100000, i);
  const std::string packed = gzipped(text);
  const TemporaryFolder folder;
  EventSource source;
  for (const std::size_t size :
       {packed.size() / 10, packed.size() / 2, packed.size() - 9, packed.size() - 1}) {
    source.path = folder.file("cut.csv.gz", packed.substr(0, size));
    expect_error([&] { read(source); }, ErrorKind::file, "cannot-read", {"cut short"});
  }
  std::string damaged = packed;
  damaged[packed.size() - 6] ^= 1;  // of the checksum
  source.path = folder.file("damaged.csv.gz", damaged);
  expect_error([&] { read(source); }, ErrorKind::file, "cannot-read", {"damaged"});
  // Two members one after the other, as pigz and cat make them.
  source.path = folder.file("two.csv.gz", gzipped(text) + gzipped("-75.5,6.5\n"));
  EXPECT_EQ(read(source).rows_read, 200001);
}

TEST(CsvEvents, ANameThatEndsInTheMiddleOfTheBufferIsWhole) {
  // Records of many lengths, so that chunk ends fall everywhere, quotes and their doubles included.
  std::string text = "lon,lat,kind\n";
  std::vector<std::string> kinds;
  for (int i = 0; i < 60000; ++i) {
    const std::string kind =
        std::string(static_cast<std::size_t>(i % 97), 'k') + "\"" + std::to_string(i % 11);
    text += fmt::format("{},{},\"{}\"\n", i % 180, i % 90, replaced(kind, "\"", "\"\""));
    kinds.push_back(kind);
  }
  ASSERT_GT(text.size(), 3u << 20);
  EventSource source;
  source.kind = "kind";
  const EventTable table = read_text(text, source);
  ASSERT_EQ(table.events.size(), kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    ASSERT_EQ(table.events.x[i], double(i % 180));
    ASSERT_EQ(table.events.kinds[static_cast<std::size_t>(table.events.kind[i])], kinds[i]);
  }
}

TEST(CsvEvents, TimesOfTheWholeColumnDecide) {
  std::string text = "lon,lat,date\n";
  for (int i = 0; i < 20000; ++i) text += "-75.5,6.25,03/04/2020\n";
  EventSource source;
  expect_error(
      [&] {
        source.times_needed = true;
        read_text(text, source);
      },
      ErrorKind::data, "time-ambiguous", {"4 March 2020", "3 April 2020"});
  // Nobody asked for times: a note, and the events.
  source.times_needed = false;
  const EventTable noted = read_text(text, source);
  EXPECT_EQ(noted.events.size(), 20000u);
  EXPECT_TRUE(noted.events.from.empty());
  EXPECT_THAT(noted.report.notes, testing::Contains(HasSubstr("Times are not read")));
  // One value after the sample tells.
  source.times_needed = true;
  const EventTable table = read_text(text + "-75.5,6.25,25/04/2020\n", source);
  EXPECT_EQ(table.report.values["time"]["format"], "dmy");
  EXPECT_EQ(iso_text(table.events.from[0]), "2020-04-03T00:00:00");
  source.time_format = "mdy";
  const EventTable told = read_text(text, source);
  EXPECT_EQ(iso_text(told.events.from[0]), "2020-03-04T00:00:00");
}

TEST(CsvEvents, TimeColumnsAreChosenOrAskedFor) {
  const std::string text = "lon,lat,fecha,date,notes\n1,2,2020-01-01,2020-01-02,x\n";
  EventSource source;
  EXPECT_TRUE(read_text(text, source).events.from.empty());
  source.times_needed = true;
  expect_error([&] { read_text(text, source); }, ErrorKind::data, "time-column-ambiguous",
               {"fecha and date", "--time fecha"});
  source.time = "date";
  EXPECT_EQ(times(read_text(text, source).events), "2020-01-02T00:00:00");
  source.time.clear();
  expect_error([&] { read_text("lon,lat,age\n1,2,3\n", source); }, ErrorKind::data, "time-missing",
               {"--time DATE"});
  // "data" is Portuguese for date, and English for anything.
  EXPECT_TRUE(read_text("lon,lat,data\n1,2,blue\n").events.from.empty());
}

TEST(CsvEvents, UnreadableTimes) {
  const std::string text = "lon,lat,date\n1,2,2020-01-01\n1,2,soon\n1,2,\n";
  EventSource source;
  const EventTable kept = read_text(text, source);
  EXPECT_EQ(kept.events.size(), 3u);
  EXPECT_EQ(kept.events.from[1], no_time);
  EXPECT_EQ(kept.report.values["time"]["unreadable"], 1);
  source.times_needed = true;
  const EventTable table = read_text(text, source);
  EXPECT_EQ(table.events.size(), 2u);
  EXPECT_EQ(table.events.from[1], no_time);
  EXPECT_EQ(table.report.values["time"]["missing"], 1);
  ASSERT_EQ(table.rejections.total(), 1);
  EXPECT_EQ(table.rejections.rows[0].reason, Reason::bad_time);
  EXPECT_EQ(table.rejections.rows[0].value, "soon");
  EXPECT_EQ(table.rejections.rows[0].row, 2);
}

TEST(CsvEvents, PrecisionIsNotInvented) {
  EventSource source;
  source.time = "date";
  const EventTable days =
      read_text("lon,lat,date\n1,2,2020-01-31 10:00\n1,2,2020-02-01\n1,2,2020-02\n", source);
  EXPECT_EQ(iso_text(days.events.until[0]), "2020-01-31T10:00:00");
  EXPECT_EQ(iso_text(days.events.until[1]), "2020-02-01T23:59:59");
  EXPECT_EQ(iso_text(days.events.until[2]), "2020-02-29T23:59:59");
  EXPECT_TRUE(read_text("lon,lat,date\n1,2,2020-01-31 10:00\n", source).events.until.empty());
  const EventTable months = read_text("lon,lat,month\n1,2,2022-01-01\n1,2,2022-02-01\n");
  EXPECT_EQ(iso_text(months.events.until[1]), "2022-02-28T23:59:59");
  EXPECT_EQ(months.report.values["time"]["precision"], "month");
  const EventTable not_months = read_text("lon,lat,month\n1,2,2022-01-01\n1,2,2022-02-02\n");
  EXPECT_EQ(iso_text(not_months.events.until[0]), "2022-01-01T23:59:59");
}

TEST(CsvEvents, Intervals) {
  EventSource source;
  source.time = "start";
  source.until = "end";
  const EventTable table = read_text(
      "lon,lat,start,end\n1,2,2020-01-01 10:00,2020-01-01 16:30\n1,2,2020-01-01 10:00,NA\n"
      "1,2,2020-01-02 10:00,2020-01-01 09:00\n1,2,2020-01-02,2020-01-02 00:00\n",
      source);
  EXPECT_EQ(table.rows_read, 4);
  EXPECT_EQ(iso_text(table.events.until[0]), "2020-01-01T16:30:59");
  EXPECT_EQ(iso_text(table.events.until[1]), "2020-01-01T10:00:59");
  EXPECT_EQ(table.report.values["time"]["without_end"], 1);
  ASSERT_EQ(table.rejections.total(), 1);
  EXPECT_EQ(table.rejections.rows[0].reason, Reason::until_before_from);
  EXPECT_EQ(table.rejections.rows[0].row, 3);
}

TEST(CsvEvents, DateAndClockInTwoColumns) {
  EventSource source;
  source.time = "occur_date+occur_time";
  const std::string text =
      "lon,lat,occur_date,occur_time\n1,2,5/27/2021,21:30:00\n1,2,5/28/2021,\n1,2,,10:00\n";
  const EventTable table = read_text(text, source);
  EXPECT_EQ(iso_text(table.events.from[0]), "2021-05-27T21:30:00");
  EXPECT_EQ(iso_text(table.events.until[1]), "2021-05-28T23:59:59");
  EXPECT_EQ(table.events.from[2], no_time);
  EXPECT_EQ(table.report.values["columns"]["time"], "occur_date+occur_time");
  source.time = "occur_date+hour";
  expect_error([&] { read_text(text, source); }, ErrorKind::usage, "column-unknown", {"\"hour\""});
}

TEST(CsvEvents, WeightsAndKeys) {
  EventSource source;
  source.weight = "w";
  source.deduplicate = "id";
  const EventTable table = read_text(
      "lon;lat;w;id\n1;2;1,5;a\n1;2;-2;b\n1;2;x;c\n1;2;;d\n1;2;3;a\n1;2;4;\n1;2;5;\n;2;6;e\n1,5;2;"
      "7;e\n",
      source);
  EXPECT_THAT(table.events.weight, ElementsAre(1.5, -2, 4, 5, 6, 7));
  const auto counts = table.rejections.counts();
  EXPECT_EQ(counts[static_cast<std::size_t>(Reason::bad_weight)], 2);
  EXPECT_EQ(counts[static_cast<std::size_t>(Reason::duplicate_key)], 1);
}

TEST(CsvEvents, Where) {
  const std::string text =
      "lon;lat;tipo;n;dist\n1,5;2;Hurto;1;09\n2,5;2;hurto;2,5;10\n3;2;Da\xC3\xB1o;10;09\n4;2;;NA;"
      "11\n";
  const auto rows = [&](const std::string& where) {
    EventSource source;
    source.where = where;
    const EventTable table = read_text(text, source);
    EXPECT_EQ(table.rows_read, std::int64_t(table.events.size()));
    return table.events.row;
  };
  EXPECT_THAT(rows("tipo = 'Hurto'"), ElementsAre(1, 2));  // GDAL compares text case aside
  EXPECT_THAT(rows("tipo = 'Da\xC3\xB1o'"), ElementsAre(3));
  EXPECT_THAT(rows("n > 2"), ElementsAre(2, 3));
  EXPECT_THAT(rows("n BETWEEN 1 AND 2.5 AND NOT (lon > 2)"), ElementsAre(1));
  EXPECT_THAT(rows("tipo IS NULL"), ElementsAre(4));
  EXPECT_THAT(rows("dist = '09' OR \"dist\" IN ('11')"), ElementsAre(1, 3, 4));
  EXPECT_THAT(rows("tipo LIKE 'H%'"), ElementsAre(1));  // but not in LIKE
  for (const char* where : {"n >", "nowhere = 1", "1=1); DROP TABLE x; --", "SELECT 1"}) {
    EventSource source;
    source.where = where;
    expect_error([&] { read_text(text, source); }, ErrorKind::usage, "where-unreadable", {where});
  }
}

TEST(CsvEvents, XmlUnderAnotherNameIsRefused) {
  const TemporaryFolder folder;
  const std::string secret = folder.file("secret.csv", "lon,lat\n1,2\n");
  EventSource source;
  source.path =
      folder.file("events.csv", "<OGRVRTDataSource><OGRVRTLayer name=\"secret\"><SrcDataSource>" +
                                    secret + "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>");
  expect_error([&] { read(source); }, ErrorKind::usage, "driver-refused", {"XML"});
}

TEST(CsvEvents, ProgressEndsAtOneAndCancels) {
  std::string text = "lon,lat\n";
  for (int i = 0; i < 300000; ++i) text += "-75.5,6.25\n";
  const TemporaryFolder folder;
  EventSource source;
  source.path = folder.file("many.csv", text);
  const Progress progress;
  read_events(source, progress);
  EXPECT_EQ(progress.fraction(), 1);
  const Progress cancelled;
  cancelled.cancel();
  expect_error([&] { read_events(source, cancelled); }, ErrorKind::cancelled, "cancelled");
}

}  // namespace
}  // namespace farola::io
