// From a Knox table to weights: the rule on a table by hand, planted near repeats, and none.

#include "farola/near_repeat/knox_weights.hpp"

#include "farola/core/error.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "support/draw.hpp"
#include "support/expect_error.hpp"
#include "support/space_time_points.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

using test::at_days;
using test::Draw;
using test::error_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// Two bands of distance by two of time, ratio and adjusted p as given.
KnoxTable table_of(const std::vector<double>& ratio, const std::vector<double>& p) {
  KnoxTable table{Bands({.edges = {0, 100, 300}}, "distance-bands", "m"),
                  Bands({.edges = {0, 7, 14}}, "time-bands", "days"),
                  {},
                  0,
                  {}};
  for (std::size_t k = 0; k < 4; ++k) {
    KnoxCell cell;
    cell.distance_band = k / 2;
    cell.time_band = k % 2;
    cell.ratio = ratio[k];
    cell.p_adjusted = p[k];
    table.cells.push_back(cell);
  }
  return table;
}

TEST(KnoxWeights, AreTheExcessWhereItIsSignificant) {
  const auto found =
      knox_weights(table_of({3, 1.2, .4, NAN}, {.001, .05, .001, 1}), 86400, 999, .05);
  EXPECT_EQ(found.bands.weight, (std::vector<double>{2, 1.2 - 1, 0, 0}))
      << "fewer than by chance, or nothing expected, weighs nothing";
  EXPECT_EQ(found.significant, 2U);
  EXPECT_EQ(found.bands.time.reach().at, 14 * 86400.0);
  const auto& told = found.report.values["knox_weights"];
  EXPECT_EQ(told["bands"].size(), 2U);
  EXPECT_EQ(told["bands"][0]["weight"], 2.0);
  EXPECT_EQ(told["bands"][0]["distance_band"], "[0,100) m");
  EXPECT_THAT(
      found.report.notes,
      ElementsAre(AllOf(HasSubstr("2 of 4 bands"),
                        HasSubstr("2.00 within [0,100) m and [0,7) days and 0.20 within"))));
}

TEST(KnoxWeights, RefuseATableOfChance) {
  const Error none = error_of([] {
    (void)knox_weights(table_of({1.3, 1.2, .4, 1}, {.2, .1, .001, 1}), 86400, 999, .05);
  });
  EXPECT_EQ(none.kind(), ErrorKind::data);
  EXPECT_EQ(none.code(), "no-significant-band");
  EXPECT_THAT(none.what(), AllOf(HasSubstr("[7,14) days, 1.20 times"), HasSubstr("p of 0.1"),
                                 HasSubstr("farola kernel-density")));
  const Error fewer = error_of([] {
    (void)knox_weights(table_of({.3, .2, .4, 1}, {1, 1, 1, 1}), 1, 99, .05);
  });
  EXPECT_THAT(fewer.what(), HasSubstr("none is more frequent than by chance"));
}

TEST(KnoxWeights, RefuseWhatNoPermutationsCanShow) {
  EXPECT_NO_THROW(require_reachable(19, .05));
  EXPECT_NO_THROW(require_reachable(99, .01));
  const Error few = error_of([] { require_reachable(18, .05); });
  EXPECT_EQ(few.code(), "permutations-too-few");
  EXPECT_THAT(few.what(), HasSubstr("Give --permutations 19 or more"));
  for (const double wrong : {0.0, 1.0, -1.0, static_cast<double>(NAN)}) {
    EXPECT_EQ(error_of([&] { require_reachable(999, wrong); }).code(), "significance-not-a-share");
  }
}

/// 500 events over a city of 3 km and 200 days; the last of them come back to the place of one of
/// the others, within about 50 m and five days.
SpaceTimeEvents city(std::uint64_t seed, int coming_back) {
  Draw draw(seed);
  std::vector<double> x, y, t;
  for (int i = 0; i < 500; ++i) {
    const bool back = i >= 500 - coming_back;
    const auto of = static_cast<std::size_t>(draw.below(500 - coming_back));
    x.push_back(back ? x[of] + 35 * draw.normal() : draw.uniform(0, 3000));
    y.push_back(back ? y[of] + 35 * draw.normal() : draw.uniform(0, 3000));
    t.push_back(back ? t[of] + draw.uniform(0, 5) : draw.uniform(0, 200));
  }
  return at_days(x, y, t);
}

KnoxTable table_of(const SpaceTimeEvents& events) {
  KnoxOptions options;
  options.distance_bands = Bands({.edges = Bands::edges_of_width(200, 5)}, "distance-bands", "m");
  options.time_bands = Bands({.edges = Bands::edges_of_width(7, 6)}, "time-bands", "days");
  return knox_table(events, options, Progress());
}

TEST(KnoxWeights, FindWhatWasPlantedAndNothingElse) {
  const auto found = knox_weights(table_of(city(1, 120)), 86400, 999, .05);
  EXPECT_EQ(found.significant, 1U);
  EXPECT_GT(found.bands.weight[0], 1);
  // 20 cities of chance: at .05 one is expected to be taken for more, and more than four come once
  // in 400 times.
  int taken = 0;
  for (std::uint64_t seed = 2; seed < 22; ++seed) {
    try {
      (void)knox_weights(table_of(city(seed, 0)), 86400, 999, .05);
      ++taken;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "no-significant-band");
    }
  }
  EXPECT_LE(taken, 4);
}

}  // namespace
}  // namespace farola
