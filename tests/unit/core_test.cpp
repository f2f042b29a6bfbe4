#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/core/report.hpp"
#include "farola/core/text.hpp"

#include <atomic>
#include <cmath>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola {
namespace {

TEST(Error, CarriesKindCodeParameterAndSentence) {
  try {
    fail_usage("bandwidth-not-positive", "bandwidth", "Bandwidth must be positive, got -3 m.");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_EQ(error.code(), "bandwidth-not-positive");
    EXPECT_EQ(error.parameter(), "bandwidth");
    EXPECT_STREQ(error.what(), "Bandwidth must be positive, got -3 m.");
    return;
  }
  FAIL() << "fail_usage returned";
}

TEST(Progress, NeverFallsAndEndsAtOne) {
  std::vector<double> seen;
  const Progress progress([&](double fraction, const std::string&) { seen.push_back(fraction); });
  const Progress first = progress.part(0, .3, "reading");
  const Progress second = progress.part(.3, 1, "density");
  first.update(.5);
  first.update(.2);  // ignored
  first.finish();
  for_each_block(1000, 10, second, [](std::size_t, std::size_t, std::size_t) {});
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_DOUBLE_EQ(seen.front(), .15);
  EXPECT_EQ(seen.back(), 1.0);
  EXPECT_EQ(progress.stage(), "density");
}

TEST(Progress, CancelStopsParallelWork) {
  const Progress progress;
  std::atomic<int> blocks{0};
  EXPECT_THROW(for_each_block(1'000'000, 1, progress,
                              [&](std::size_t, std::size_t, std::size_t) {
                                if (++blocks == 5) progress.cancel();
                              }),
               Error);
  EXPECT_LT(blocks, 1000);
}

TEST(Parallel, ReduceGivesTheSameBitsForAnyThreadCount) {
  std::vector<double> values(100'003);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = random_normal(7, 0, i) * 1e6;
  const auto sum = [&](int threads) {
    const ThreadLimit limit(threads);
    return reduce_blocks(
        values.size(), 1000, Progress(), 0.0,
        [&](std::size_t begin, std::size_t end) {
          return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(begin),
                                 values.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
        },
        [](double& total, double part) { total += part; });
  };
  const double one = sum(1);
  EXPECT_EQ(one, sum(2));
  EXPECT_EQ(one, sum(0));
}

TEST(Parallel, WhatIsMadeIsTakenInOrderAndItsRoomUsedAgain) {
  for (const int threads : {1, 2, 4}) {
    const ThreadLimit limit(threads);
    struct Room {
      std::size_t number;
      std::vector<double> draws;
    };
    std::vector<Room> rooms(5);
    std::size_t next = 0;
    std::vector<double> sums;
    make_in_order<Room>(
        rooms.size(), Progress(),
        [&]() -> Room* {
          if (next == 500) return nullptr;
          Room& room = rooms[next % rooms.size()];
          room.number = next++;
          return &room;
        },
        [](Room& room) {
          room.draws.clear();
          for (std::size_t i = 0; i < 1 + room.number % 300; ++i)
            room.draws.push_back(random_uniform(7, room.number, i));
        },
        [&](const Room& room) {
          ASSERT_EQ(room.number, sums.size());
          ASSERT_EQ(room.draws.size(), 1 + room.number % 300);
          sums.push_back(std::accumulate(room.draws.begin(), room.draws.end(), 0.0));
        });
    ASSERT_EQ(sums.size(), 500u);
    for (std::size_t number = 0; number < sums.size(); ++number) {
      double sum = 0;
      for (std::size_t i = 0; i < 1 + number % 300; ++i) sum += random_uniform(7, number, i);
      EXPECT_EQ(sums[number], sum);
    }
  }
}

TEST(Parallel, MakingInOrderPassesOnErrorsAndHearsACancel) {
  int item = 0, given = 0;
  const auto next = [&]() -> int* { return given++ < 1000 ? &item : nullptr; };
  const auto nothing = [](int&) {};
  EXPECT_THROW(make_in_order<int>(
                   3, Progress(), next, [](int&) { fail_data("made-up", "Made up."); }, nothing),
               Error);
  EXPECT_LT(given, 1000);
  given = 0;
  int taken = 0;
  const Progress progress;
  EXPECT_THROW(make_in_order<int>(3, progress, next, nothing,
                                  [&](int&) {
                                    if (++taken == 10) progress.cancel();
                                  }),
               Error);
  EXPECT_LT(given, 1000);
}

TEST(Parallel, LimitHoldsWhileItLives) {
  const int before = thread_count();
  {
    const ThreadLimit limit(1);
    EXPECT_EQ(thread_count(), 1);
  }
  EXPECT_EQ(thread_count(), before);
}

TEST(Parallel, NegativeThreadsAreRefused) { EXPECT_THROW(ThreadLimit(-1), Error); }

// Known answers published with Random123 (kat_vectors, philox4x32 10 rounds).
TEST(Random, PhiloxKnownAnswers) {
  EXPECT_THAT(random_words(0, 0, 0),
              testing::ElementsAre(0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u));
  EXPECT_THAT(random_words(~0ull, ~0ull, ~0ull),
              testing::ElementsAre(0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu));
}

TEST(Random, MomentsOfUniformAndNormal) {
  const int n = 200'000;
  double sum = 0, normal = 0, square = 0;
  for (int i = 0; i < n; ++i) {
    const double u = random_uniform(1, 2, static_cast<std::uint64_t>(i));
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    const double z = random_normal(1, 3, static_cast<std::uint64_t>(i));
    normal += z;
    square += z * z;
  }
  // Five standard errors.
  EXPECT_NEAR(sum / n, .5, 5 * std::sqrt(1.0 / 12 / n));
  EXPECT_NEAR(normal / n, 0, 5 / std::sqrt(n));
  EXPECT_NEAR(square / n, 1, 5 * std::sqrt(2.0 / n));
}

TEST(Text, GroupsNumbersAndFindsSlips) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(-123456), "-123,456");
  EXPECT_EQ(plain(300), "300");
  EXPECT_EQ(plain(.1), "0.1");
  const std::vector<std::string> kernels = {"uniform", "quartic", "gaussian"};
  EXPECT_EQ(nearest_name("quartc", kernels), "quartic");
  EXPECT_EQ(nearest_name("Gausian", kernels), "gaussian");
  EXPECT_EQ(nearest_name("elephant", kernels), "");
  EXPECT_EQ(listed(kernels), "uniform, quartic or gaussian");
}

TEST(Report, AppendKeepsOrder) {
  Report a, b;
  a.values["rows"] = 1;
  b.values["used"] = 2;
  b.note("Chosen.");
  a.append(b);
  EXPECT_EQ(a.values.dump(), R"({"rows":1,"used":2})");
  EXPECT_THAT(a.notes, testing::ElementsAre("Chosen."));
}

}  // namespace
}  // namespace farola
