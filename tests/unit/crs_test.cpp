#include "farola/crs/crs.hpp"

#include "farola/core/error.hpp"
#include "farola/crs/local_crs.hpp"
#include "farola/crs/projector.hpp"

#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "support/expect_error.hpp"
#include "support/shared_data.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::code_of;

TEST(Crs, ReadsCodesWktAndProjStrings) {
  const Crs madrid = Crs::from_text("EPSG:25830");
  EXPECT_TRUE(madrid.is_projected());
  EXPECT_EQ(madrid.code(), "EPSG:25830");
  EXPECT_EQ(madrid.name(), "ETRS89 / UTM zone 30N");
  EXPECT_EQ(madrid.unit_name(), "metre");
  EXPECT_TRUE(Crs::from_text(madrid.wkt()).equivalent(madrid));
  EXPECT_TRUE(Crs::from_text("+proj=utm +zone=18 +datum=WGS84").is_projected());
  EXPECT_TRUE(Crs::from_epsg(4326).is_geographic());
  EXPECT_FALSE(Crs::from_epsg(4326).is_projected());
  EXPECT_FALSE(Crs().known());
}

TEST(Crs, CompoundSystemsGiveTheirHorizontalPart) {
  const Crs compound = Crs::from_text("EPSG:25830+5782");
  EXPECT_TRUE(compound.is_projected());
  EXPECT_TRUE(compound.equivalent(Crs::from_epsg(25830)));
}

TEST(Crs, KnowsUsSurveyFeet) {
  const Crs philadelphia = Crs::from_epsg(2272);
  EXPECT_NEAR(philadelphia.metres_per_unit(), 1200.0 / 3937, 1e-12);
  EXPECT_EQ(philadelphia.unit_name(), "US survey foot");
}

TEST(Crs, NeverOpensAnAddressOrAFile) {
  for (const char* text : {"http://127.0.0.1:1/crs.wkt", "HTTPS://example.org/x",
                           "/vsicurl/http://x", "file:///etc/passwd"}) {
    EXPECT_EQ(code_of([&] { Crs::from_text(text); }), "crs-remote") << text;
  }
  EXPECT_EQ(code_of([&] { Crs::from_text("/etc/passwd"); }), "crs-unknown");
}

TEST(Crs, UnknownTextGetsARemedy) {
  std::string message;
  EXPECT_EQ(code_of([&] { Crs::from_text("4326"); }, &message), "crs-unknown");
  EXPECT_THAT(message, testing::HasSubstr("EPSG:4326"));
  EXPECT_EQ(code_of([&] { Crs::from_text("EPSG:99999999"); }), "crs-unknown");
  EXPECT_EQ(code_of([&] { Crs::from_text(""); }), "crs-unknown");
}

TEST(Crs, AWordIsNoBeginningOfAName) {
  // PROJ takes each of these for the first name that begins so, in any part of the world.
  for (const char* word : {"utm", "foo", "WGS"}) {
    SCOPED_TRACE(word);
    test::expect_error([&] { Crs::from_text(word); }, ErrorKind::usage, "crs-unknown", {word});
  }
  EXPECT_EQ(Crs::from_text("wgs 84 / utm zone 21s").code(), "EPSG:32721");
  EXPECT_TRUE(Crs::from_text("WGS84").is_geographic());
}

TEST(Crs, HeightsAndSpaceAreNoMaps) {
  test::expect_error([&] { Crs::from_text("EPSG:5703"); }, ErrorKind::usage, "crs-not-horizontal",
                     {"NAVD88 height"});
  test::expect_error([&] { Crs::from_text("EPSG:4978"); }, ErrorKind::usage, "crs-not-horizontal",
                     {"EPSG:4978"});
}

TEST(Projector, AxisOrderIsEastingNorthingForEveryCode) {
  // 40.42 N, 3.7 W in ETRS89 / UTM zone 30N, by PROJ's own cs2cs.
  for (const int source : {4326, 4258}) {
    const Point p =
        Projector(Crs::from_epsg(source), Crs::from_epsg(25830)).forward(Point{-3.7, 40.42});
    EXPECT_NEAR(p.x, 440615.66, .01);
    EXPECT_NEAR(p.y, 4474610.02, .01);
  }
  // EPSG:31467 lists northing first, EPSG:2193 too.
  const Point gauss = Projector(Crs::from_epsg(4326), Crs::from_epsg(31467)).forward(Point{9, 50});
  EXPECT_NEAR(gauss.x, 3'500'000, 200);
  const Point zealand =
      Projector(Crs::from_epsg(4326), Crs::from_epsg(2193)).forward(Point{173, -41});
  EXPECT_NEAR(zealand.x, 1'600'000, 1);
}

TEST(Projector, RoundTripsAndMarksWhatHasNoPlace) {
  const Projector projector(Crs::from_epsg(4326), Crs::from_epsg(32618));
  std::vector<double> x = {-75.1, -74.5, 1e9}, y = {40, 41, 1e9};
  projector.forward(x, y);
  EXPECT_TRUE(std::isnan(x[2]) && std::isnan(y[2]));
  projector.inverse(x, y);
  EXPECT_NEAR(x[0], -75.1, 1e-9);
  EXPECT_NEAR(y[1], 41, 1e-9);
}

TEST(Projector, MissingCrsIsAnErrorWithARemedy) {
  std::string message;
  EXPECT_EQ(code_of([] { Projector(Crs(), Crs::from_epsg(4326)); }, &message), "crs-missing");
  EXPECT_THAT(message, testing::HasSubstr("--crs EPSG:4326"));
}

TEST(Projector, SameNumbersFromManyThreads) {
  const Projector projector(Crs::from_epsg(4326), Crs::from_epsg(32618));
  const Point expected = projector.forward(Point{-75.16, 39.95});
  std::vector<std::thread> threads;
  std::vector<int> wrong(8, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i)
        wrong[t] += !(projector.forward(Point{-75.16, 39.95}) == expected);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, testing::Each(0));
}

// The publisher's own pairs of EPSG:2272 feet and WGS 84 degrees.
TEST(Projector, PhiladelphiaPublisherPairs) {
  FAROLA_REQUIRE_SHARED(file, "data/philadelphia/phl_epsg2272_to_4326_pairs.csv");
  const Projector projector(Crs::from_epsg(2272), Crs::from_epsg(4326));
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  int count = 0;
  while (std::getline(in, line)) {
    double x = 0, y = 0, longitude = 0, latitude = 0;
    ASSERT_EQ(std::sscanf(line.c_str(), "%lf,%lf,%lf,%lf", &x, &y, &longitude, &latitude), 4);
    const Point p = projector.forward(Point{x, y});
    // 1 mm; the pairs themselves are published to 1e-8 degrees, .7 mm by their description.
    EXPECT_NEAR(p.x, longitude, 1.2e-8);
    EXPECT_NEAR(p.y, latitude, 1e-8);
    ++count;
  }
  EXPECT_EQ(count, 338);
}

struct Choice {
  const char* what;
  int source;
  Box data;
  const char* expected;
};

TEST(LocalCrs, Chooses) {
  const std::vector<Choice> choices = {
      {"Madrid in degrees", 4326, {-3.8, 40.3, -3.6, 40.5}, "EPSG:32630"},
      {"Medellin", 4326, {-75.7, 6.1, -75.5, 6.4}, "EPSG:32618"},
      {"Porto Alegre, south", 4326, {-51.3, -30.3, -51, -29.9}, "EPSG:32722"},
      {"Bergen, Norway's wide zone", 4326, {5.2, 60.3, 5.4, 60.5}, "EPSG:32632"},
      {"Longyearbyen, Svalbard", 4326, {15.5, 78.2, 15.7, 78.3}, "EPSG:32633"},
      {"Amundsen-Scott", 4326, {0, -89.9, 1, -89.8}, "EPSG:5042"},
      {"Alert and beyond", 4326, {-60, 84.5, -59, 85}, "EPSG:5041"},
      {"Suva, zone 60", 4326, {178.3, -18.2, 178.5, -18}, "EPSG:32760"},
      {"Philadelphia in feet", 2272, {2660586, 204650, 2750109, 304965}, "EPSG:32618"},
      {"Frankfurt in Web Mercator", 3857, {950000, 6460000, 980000, 6490000}, "EPSG:32632"},
      {"Chicago in its state plane metres", 26971, {340000, 550000, 370000, 600000}, "EPSG:26971"},
      {"Lancashire in the British grid", 27700, {330000, 400000, 390000, 480000}, "EPSG:27700"},
  };
  for (const Choice& choice : choices) {
    const LocalCrs local = choose_local_crs(Crs::from_epsg(choice.source), choice.data);
    EXPECT_EQ(local.crs.code(), choice.expected) << choice.what << ": " << local.reason;
    EXPECT_EQ(local.warning, "") << choice.what;
    EXPECT_THAT(local.reason, testing::HasSubstr(choice.expected));
  }
}

TEST(LocalCrs, RefusesATargetWhoseMetreIsNone) {
  const LocalCrs proposal = choose_local_crs(Crs::from_epsg(4326), {-3.8, 40.3, -3.6, 40.5});
  const Point madrid{440'000, 4'474'000};
  const auto answer = [&](int code) {
    return require_projected_metres(Crs::from_epsg(code), proposal, madrid);
  };
  EXPECT_EQ(answer(25830), "");
  EXPECT_EQ(answer(3035), "");  // Europe's equal-area grid: .6 % at most here
  // Two zones to the east: (12.7 degrees cos 40.4)^2 / 2 = 1.4 %.
  EXPECT_THAT(answer(32632), testing::HasSubstr("is 1.4 % off at the data"));
  // On the sphere Mercator's scale is 1 / cos(40.416 degrees) = 1.313; the meridian's curvature on
  // the ellipsoid at that latitude makes it 1.317 northwards.
  test::expect_error([&] { answer(3857); }, ErrorKind::usage, "target-crs-not-true",
                     {"is 32 % off at the data", "--target-crs EPSG:32630"});
  test::expect_error([&] { answer(32755); }, ErrorKind::usage, "target-crs-not-true", {});
}

TEST(LocalCrs, WarnsOfNineCitiesInOneZone) {
  const LocalCrs local = choose_local_crs(Crs::from_epsg(4326), {-122, 29, -73, 43});
  EXPECT_THAT(local.warning, testing::HasSubstr("one city at a time"));
}

TEST(LocalCrs, RefusesDegreesAndFeetAsTarget) {
  const LocalCrs proposal = choose_local_crs(Crs::from_epsg(4326), {-3.8, 40.3, -3.6, 40.5});
  std::string message;
  EXPECT_EQ(code_of([&] { require_projected_metres(Crs::from_epsg(4326), proposal); }, &message),
            "target-crs-geographic");
  EXPECT_THAT(message, testing::HasSubstr("--target-crs EPSG:32630"));
  EXPECT_EQ(code_of([&] { require_projected_metres(Crs::from_epsg(2272), proposal); }),
            "target-crs-not-metres");
  EXPECT_NO_THROW(require_projected_metres(Crs::from_epsg(25830), proposal));
}

}  // namespace
}  // namespace farola
