#include "farola/io/dataset.hpp"

#include "farola/io/read_events.hpp"
#include "farola/io/read_raster.hpp"
#include "farola/io/source_path.hpp"

#include <filesystem>
#include <string>
#include <thread>

#include "support/expect_error.hpp"
#include "temporary_folder.hpp"
#include "written_layers.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace farola::io {
namespace {

using test::expect_error;
using test::TemporaryFolder;

/// A port of this machine that somebody listens on, to see whether anybody calls.
class Listener {
 public:
  Listener() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(socket_); }
  std::string url(const std::string& file) const {
    return fmt::format("http://127.0.0.1:{}/{}", port_, file);
  }
  bool called() const {
    pollfd waiting{socket_, POLLIN, 0};
    return poll(&waiting, 1, 50) > 0;
  }

 private:
  int socket_;
  int port_ = 0;
};

void read_all_ways(const std::string& path, ErrorKind kind, const std::string& code) {
  EventSource source;
  source.path = path;
  expect_error([&] { read_events(source, Progress()); }, kind, code, {});
  expect_error([&] { open_vector(path, false, "events"); }, kind, code, {});
}

TEST(Dataset, NothingIsFetchedUnlessAskedFor) {
  const Listener listener;
  const TemporaryFolder folder;
  const std::string url = listener.url("events.geojson");
  for (const std::string& path :
       {url, "/vsicurl/" + url, "/vsicurl_streaming/" + url, "/VSICURL/" + url,
        "/vsizip/vsicurl/" + url, "/vsizip//vsicurl/" + url, "/vsizip/{/vsicurl/" + url + "}/a.shp",
        "/vsigzip//vsicurl/" + url, "/vsitar//vsicurl/" + url, "GeoJSON:" + url, "ESRIJSON:" + url,
        "WFS:" + url, std::string("/vsis3/bucket/events.csv"),
        std::string("/vsigs/bucket/events.csv"), std::string("/vsiaz/a/b.csv"),
        std::string("/vsisubfile/0_10,/etc/passwd"), std::string("/vsicrypt/key=x,file=y.csv"),
        std::string("/vsistdin/")}) {
    if (path.rfind("/vsizip/vsicurl", 0) == 0) continue;  // a local folder of that name
    EventSource source;
    source.path = path;
    expect_error([&] { read_events(source, Progress()); }, ErrorKind::usage, "remote-refused",
                 {"--allow-remote"});
    expect_error([&] { open_raster(path, false, "population"); }, ErrorKind::usage,
                 "remote-refused");
  }
  EXPECT_FALSE(listener.called());
}

TEST(Dataset, AVirtualFileIsRefusedWhateverItsName) {
  const Listener listener;
  const TemporaryFolder folder;
  const std::string secret = folder.file("secret.csv", "lon,lat\n1,2\n");
  for (const std::string& target : {secret, "/vsicurl/" + listener.url("x.csv")}) {
    const std::string vrt = "<OGRVRTDataSource><OGRVRTLayer name=\"secret\"><SrcDataSource>" +
                            target + "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>";
    for (const char* name : {"a.vrt", "a.gpkg", "a.shp", "a.csv", "a.geojson", "a"})
      read_all_ways(folder.file(name, vrt), ErrorKind::usage, "driver-refused");
  }
  const std::string raster =
      "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"><VRTRasterBand dataType=\"Byte\" band=\"1\">"
      "<SimpleSource><SourceFilename>/vsicurl/" +
      listener.url("x.tif") + "</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>";
  for (const char* name : {"a.vrt", "a.tif", "a.img"}) {
    expect_error([&] { open_raster(folder.file(name, raster), false, "population"); },
                 ErrorKind::usage, "driver-refused", {"VRT"});
  }
  // The text itself in place of a path.
  expect_error([&] { open_raster(raster, false, "population"); }, ErrorKind::usage,
               "remote-refused");
  EXPECT_FALSE(listener.called());
}

TEST(Dataset, ARasterSidecarIsNotFollowed) {
  const Listener listener;
  const TemporaryFolder folder;
  GDALAllRegister();
  const std::string path = folder.path("a.tif");
  GDALDataset* made = GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
      path.c_str(), 4, 4, 1, GDT_Byte, nullptr);
  double place[6] = {440000, 10, 0, 4470000, 0, -10};
  made->SetGeoTransform(place);
  OGRSpatialReference reference;
  reference.importFromEPSG(25830);
  made->SetSpatialRef(&reference);
  GDALClose(made);
  folder.file("a.tif.aux.xml",
              "<PAMDataset><Metadata domain=\"OVERVIEWS\"><MDI key=\"OVERVIEW_FILE\">/vsicurl/" +
                  listener.url("x.ovr") + "</MDI></Metadata></PAMDataset>");
  const RasterFile raster(path, 1, false, "population");
  EXPECT_EQ(raster.rows(0, 4).size(), 16u);
  EXPECT_FALSE(listener.called());
}

TEST(Dataset, SaysWhatIsWrongWithAFile) {
  const TemporaryFolder folder;
  const auto open = [](const std::string& path) { open_vector(path, false, "events"); };
  expect_error([&] { open(folder.path("none.gpkg")); }, ErrorKind::file, "cannot-open",
               {"none.gpkg does not exist", "events"});
  expect_error([&] { open(folder.file("empty.gpkg", "")); }, ErrorKind::file, "cannot-open",
               {"empty (0 bytes)"});
  expect_error([&] { open(folder.file("noise.gpkg", std::string(5000, 'x'))); }, ErrorKind::file,
               "cannot-open", {"GeoPackage, GeoJSON"});
  expect_error([&] { open(folder.file("cut.geojson", "{\"type\":\"FeatureCollection\",\"feat")); },
               ErrorKind::file, "cannot-open", {"cut.geojson"});
  expect_error([&] { open(""); }, ErrorKind::file, "cannot-open");
  expect_error([&] { open("PG:host=127.0.0.1 port=1 dbname=none password=secret"); },
               ErrorKind::file, "cannot-open", {"password=***"});
}

TEST(Dataset, PasswordsAreNotShown) {
  EXPECT_EQ(shown_path("PG:dbname=a password=x user=b"), "PG:dbname=a password=**** user=b");
  EXPECT_EQ(shown_path("PG:dbname=a Password = 'x y'"), "PG:dbname=a Password = ****");
  EXPECT_EQ(shown_path("PG:postgresql://me:x@host/db"), "PG:postgresql://me:****@host/db");
  EXPECT_EQ(shown_path("/data/password=x.csv"), "/data/password=x.csv");
}

TEST(Dataset, GdalSpeaksOnlyToUs) {
  start_gdal();
  testing::internal::CaptureStderr();
  {
    const GdalMessages messages;
    CPLError(CE_Failure, CPLE_AppDefined, "first");
    {
      const GdalMessages inner;
      CPLError(CE_Warning, CPLE_AppDefined, "inner.\n");
      EXPECT_EQ(inner.warnings().at(0), "inner");
    }
    CPLError(CE_Failure, CPLE_AppDefined, "second");
    EXPECT_EQ(messages.last_error(), "second");
    EXPECT_TRUE(messages.warnings().empty());
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace farola::io
