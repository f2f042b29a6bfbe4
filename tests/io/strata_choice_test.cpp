// --strata: how it is read, and that two events are of one stratum exactly when they agree in all
// that it names.

#include "farola/catalog/strata_choice.hpp"

#include <string>
#include <vector>

#include "support/draw.hpp"
#include "support/expect_error.hpp"
#include "support/space_time_points.hpp"
#include <gtest/gtest.h>

namespace farola::catalog {
namespace {

using test::Draw;
using test::expect_error;

TEST(StrataChoices, AreReadAsTheyAreWritten) {
  const auto written = [](const std::string& text) {
    const StrataChoice choice = strata_choice(text);
    return std::string(choice.month ? "m" : "") + (choice.kind ? "k" : "") + "/" + choice.field;
  };
  EXPECT_EQ(written("none"), "/");
  EXPECT_EQ(written("month"), "m/");
  EXPECT_EQ(written("kind"), "k/");
  EXPECT_EQ(written("month-and-kind"), "mk/");
  EXPECT_EQ(written("district"), "/district");
  EXPECT_EQ(written("month, police district"), "m/police district");
  EXPECT_EQ(written("district,kind,month"), "mk/district");
  EXPECT_EQ(written("field:month"), "/month");
  EXPECT_EQ(written("month,field:month"), "m/month");
  EXPECT_EQ(written("field:field:month"), "/field:month");
  EXPECT_EQ(written("district,district"), "/district");
  for (const char* bad : {"", ",", "month,", "none,month", "field:"}) {
    expect_error([&] { strata_choice(bad); }, ErrorKind::usage, "strata-unreadable",
                 {"--strata month,district"});
  }
  expect_error([] { strata_choice("a,b"); }, ErrorKind::usage, "strata-two-fields",
               {"a and b", "--strata a,kind"});
}

TEST(StrataChoices, EventsOfOneStratumAgreeInAllThatIsNamed) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Draw draw(seed);
    std::vector<double> places, days;
    for (std::int64_t i = 2 + draw.below(60); i > 0; --i) {
      places.push_back(draw.uniform(0, 100));
      days.push_back(draw.uniform(0, 100));
    }
    SpaceTimeEvents events = test::at_days(places, places, days);
    events.kinds = {"a", "b"};
    events.strata = {"north", "south", "east"};
    for (std::size_t i = 0; i < events.size(); ++i) {
      events.kind.push_back(static_cast<std::int32_t>(draw.below(3)) - 1);
      events.stratum.push_back(static_cast<std::int32_t>(draw.below(4)) - 1);
    }
    const StrataChoice choice{draw.chance(.5), draw.chance(.5), draw.chance(.5) ? "side" : ""};
    Report report;
    const Strata strata = chosen_strata(events, Moment::midpoint, choice, report);
    if (!choice.any()) {
      EXPECT_TRUE(strata.group.empty());
      continue;
    }
    const auto month = [&](std::size_t i) {  // from 1970-01-01: 31, 28, 31 days
      return days[i] < 31 ? 0 : days[i] < 59 ? 1 : days[i] < 90 ? 2 : 3;
    };
    for (std::size_t i = 0; i < events.size(); ++i) {
      for (std::size_t j = 0; j < events.size(); ++j) {
        const bool agree = (!choice.month || month(i) == month(j)) &&
                           (!choice.kind || events.kind[i] == events.kind[j]) &&
                           (choice.field.empty() || events.stratum[i] == events.stratum[j]);
        ASSERT_EQ(strata.of(i) == strata.of(j), agree) << "seed " << seed;
      }
    }
    std::int64_t told = 0;
    const auto& of = report.values["near_repeat"]["strata_of"];
    ASSERT_EQ(of.size(), strata.groups);
    for (const auto& one : of) told += one["events"].get<std::int64_t>();
    EXPECT_EQ(told, static_cast<std::int64_t>(events.size()));
  }
}

TEST(StrataChoices, KindsThatAreNotThereAreRefused) {
  const SpaceTimeEvents events = test::at_days({0, 1}, {0, 1}, {0, 1});
  Report report;
  expect_error([&] { chosen_strata(events, Moment::midpoint, strata_choice("kind"), report); },
               ErrorKind::usage, "kind-missing", {"--kind offence", "--strata field:kind"});
}

}  // namespace
}  // namespace farola::catalog
