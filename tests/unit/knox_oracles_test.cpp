// The Knox table against published tools: counts equal to the last pair under the four interval
// rules of R's cut(), exact moments equal, simulated means and p-values as near as chance allows.
// The files and the seeds they were made with are described in
// shared/oracles/near_repeat/README.md.

#include "farola/near_repeat/knox_table.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "support/shared_data.hpp"
#include <gtest/gtest.h>

namespace farola {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) fields.emplace_back();
    if (c != '"' && c != '\r' && (c != ',' || quoted)) fields.back() += c;
  }
  return fields;
}

std::vector<Row> rows_of(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = fields_of(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = fields_of(line);
    Row row;
    for (std::size_t k = 0; k < fields.size(); ++k) row[names[k]] = fields[k];
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Times are days, and stay so: the tables are R's, which compares doubles of days.
SpaceTimeEvents events_of(const std::string& path) {
  SpaceTimeEvents events;
  for (const Row& row : rows_of(path)) {
    if (row.at("t") == "NA") continue;
    events.x.push_back(std::stod(row.at("x")));
    events.y.push_back(std::stod(row.at("y")));
    events.from.push_back(std::stod(row.at("t")));
    events.row.push_back(std::stoll(row.at("id")));
  }
  events.until = events.from;
  return events;
}

/// "[0.1,200)" … as R labels its bands, in their order.
Bands bands_of(const std::vector<std::string>& labels, bool include_lowest, bool right) {
  BandOptions options;
  options.closed = right ? Closed::right : Closed::left;
  options.include_ends = include_lowest;
  for (const std::string& label : labels) {
    const auto comma = label.find(',');
    if (options.edges.empty()) options.edges.push_back(std::stod(label.substr(1)));
    if (label.substr(comma + 1, 3) == "Inf") {
      options.open_end = true;
    } else {
      options.edges.push_back(std::stod(label.substr(comma + 1)));
    }
  }
  return Bands(options);
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

/// One table of a file: its rows by time, then distance, as the oracles list them.
struct Table {
  std::string dataset, metric, name;
  bool include_lowest = false, right = false;
  std::vector<std::string> distances, times;
  std::map<std::pair<std::string, std::string>, Row> cells;
};

std::vector<Table> tables_of(const std::string& path) {
  std::map<std::string, Table> tables;
  for (const Row& row : rows_of(path)) {
    std::string key;
    for (const char* name : {"dataset", "config", "metric", "include_lowest", "right"}) {
      if (row.contains(name)) key += row.at(name) + " ";
    }
    Table& table = tables[key];
    table.name = key;
    table.dataset = row.at("dataset");
    table.metric = row.at("metric");
    table.include_lowest = row.contains("include_lowest") && row.at("include_lowest") == "TRUE";
    table.right = row.contains("right") && row.at("right") == "TRUE";
    add_once(table.distances, row.at("s_label"));
    add_once(table.times, row.at("t_label"));
    table.cells[{row.at("s_label"), row.at("t_label")}] = row;
  }
  std::vector<Table> list;
  for (auto& [key, table] : tables) list.push_back(std::move(table));
  return list;
}

KnoxTable computed(const Table& table, const SpaceTimeEvents& events, int permutations) {
  KnoxOptions options;
  options.distance_bands = bands_of(table.distances, table.include_lowest, table.right);
  options.time_bands = bands_of(table.times, table.include_lowest, table.right);
  options.time_unit = 1;
  options.metric = distance_metric_from_name(table.metric);
  options.permutations = permutations;
  return knox_table(events, options, Progress());
}

/// Calls check(cell, row, what) for each cell of each table.
template <class Check>
int compare(const std::string& folder, const std::string& file, int permutations,
            const Check& check) {
  int cells = 0;
  std::map<std::string, SpaceTimeEvents> data;
  for (const Table& table : tables_of(folder + "/" + file)) {
    SpaceTimeEvents& events = data[table.dataset];
    if (events.x.empty()) events = events_of(folder + "/" + table.dataset + ".csv");
    const KnoxTable found = computed(table, events, permutations);
    for (std::size_t s = 0; s < table.distances.size(); ++s) {
      for (std::size_t k = 0; k < table.times.size(); ++k) {
        const Row& row = table.cells.at({table.distances[s], table.times[k]});
        check(found.at(s, k), row, table.name + table.distances[s] + " x " + table.times[k]);
        ++cells;
      }
    }
  }
  return cells;
}

TEST(KnoxOracles, ObservedCountsAreEqualUnderFourIntervalRules) {
  FAROLA_REQUIRE_SHARED(folder, "oracles/near_repeat");
  for (const std::string file : {"knox_observed_edges.csv", "knox_observed_edges_dec.csv"}) {
    const int cells =
        compare(folder, file, 0, [](const KnoxCell& cell, const Row& row, const std::string& what) {
          EXPECT_EQ(cell.observed, std::stod(row.at("observed"))) << what;
        });
    EXPECT_GE(cells, 160) << file;
  }
}

TEST(KnoxOracles, ExactMomentsAreEqual) {
  FAROLA_REQUIRE_SHARED(folder, "oracles/near_repeat");
  const int cells = compare(folder, "knox_exact_moments.csv", 0,
                            [](const KnoxCell& cell, const Row& row, const std::string& what) {
                              // The files hold 12 digits; the standard deviations of
                              // all-but-complete bands fewer good ones.
                              const double mean = std::stod(row.at("exact_mean")),
                                           sd = std::stod(row.at("exact_sd"));
                              EXPECT_NEAR(cell.expected, mean, 1e-11 * mean) << what;
                              EXPECT_NEAR(cell.sd, sd, 1e-6 * sd) << what;
                            });
  EXPECT_GE(cells, 382);
}

/// The mean of `theirs` shuffles and a p of them, against the exact mean and a p of `own` shuffles.
void expect_as_by_chance(const KnoxCell& cell, int own, double mean, double their_p, double theirs,
                         const std::string& what) {
  if (cell.sd > 0) {
    EXPECT_LT(std::abs(mean - cell.expected) / (cell.sd / std::sqrt(theirs)), 5) << what;
  }
  // Two shares of shuffles with as many pairs, without the observed table that both add: compared
  // as such, with the correction for counts being whole.
  const double p = (their_p * (theirs + 1) - 1) / theirs;
  const double q = (cell.p * (own + 1) - 1) / own;
  const double both = (p * theirs + q * own) / (theirs + own);
  const double spread = std::sqrt(both * (1 - both) * (1 / theirs + 1. / own));
  const double whole = (1 / theirs + 1. / own) / 2;
  if (spread > 1e-9) {
    EXPECT_LT((std::abs(p - q) - whole) / spread, 5) << what;
  }
}

TEST(KnoxOracles, SimulatedMeansAndPValuesAgree) {
  FAROLA_REQUIRE_SHARED(folder, "oracles/near_repeat");
  constexpr int own = 999;
  const int cells =
      compare(folder, "knox_nearrepeat.csv", own,
              [](const KnoxCell& cell, const Row& row, const std::string& what) {
                EXPECT_EQ(cell.observed, std::stod(row.at("observed"))) << what;
                expect_as_by_chance(cell, own, std::stod(row.at("sim_mean")),
                                    std::stod(row.at("p")), std::stod(row.at("nrep")), what);
              });
  EXPECT_GE(cells, 382);
}

/// Near Repeat Calculator 1.3 (Ratcliffe): Manhattan distances of 32-bit coordinates, bands [a,b)
/// whatever their labels say ("201 to 400" is [200,400)), "same location" where the distance is 0.
void expect_calculator(const std::string& folder, const std::string& dataset, const Bands& distance,
                       const Bands& time) {
  SpaceTimeEvents events = events_of(folder + "/chicago_" + dataset + ".csv");
  for (double& x : events.x) x = static_cast<float>(x);
  for (double& y : events.y) y = static_cast<float>(y);
  KnoxOptions options;
  options.distance_bands = distance;
  options.time_bands = time;
  options.time_unit = 1;
  options.metric = DistanceMetric::manhattan;
  options.permutations = 999;
  const KnoxTable table = knox_table(events, options, Progress());
  const std::vector<Row> rows = rows_of(folder + "/knox_nrc13_" + dataset + ".csv");
  ASSERT_EQ(rows.size(), table.cells.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const Row& row = rows[k];
    const std::string what = dataset + ": " + row.at("row_label") + ", " + row.at("col_label");
    const double observed = std::stod(row.at("observed")), mean = std::stod(row.at("sim_mean"));
    EXPECT_EQ(table.cells[k].observed, observed) << what;
    EXPECT_NEAR(std::stod(row.at("ratio_mean")), observed / mean, 1e-9) << what;
    expect_as_by_chance(table.cells[k], options.permutations, mean, std::stod(row.at("p")),
                        std::stod(row.at("nsim")), what);
  }
}

TEST(KnoxOracles, TablesOfTheNearRepeatCalculator) {
  FAROLA_REQUIRE_SHARED(folder, "oracles/near_repeat");
  const auto bands = [](std::vector<double> edges, bool same_place) {
    return Bands({.edges = std::move(edges), .open_end = true, .has_same = same_place});
  };
  expect_calculator(folder, "arson", bands({0, 200, 400, 600}, true), bands({0, 1, 2, 3}, false));
  expect_calculator(folder, "be_month1", bands({0, 100, 200, 300}, true),
                    bands({0, 7, 14, 21}, false));
}

TEST(KnoxOracles, ThePublishedTableOf970Burglaries) {
  FAROLA_REQUIRE_SHARED(file, "oracles/near_repeat/chicago_be_month1.csv");
  KnoxOptions options;
  options.distance_bands = Bands({.edges = {0, .1, 200, 400, 600}});
  options.time_bands = Bands({.edges = {0, 7, 14, 21}});
  options.time_unit = 1;
  options.metric = DistanceMetric::manhattan;
  options.permutations = 0;
  const KnoxTable table = knox_table(events_of(file), options, Progress());
  const double published[] = {28, 5, 5, 141, 69, 27, 186, 140, 100, 237, 192, 128};
  ASSERT_EQ(table.cells.size(), 12U);
  for (std::size_t k = 0; k < 12; ++k) EXPECT_EQ(table.cells[k].observed, published[k]) << k;
}

}  // namespace
}  // namespace farola
