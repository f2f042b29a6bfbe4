#include "farola/near_repeat/knox_weights.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr std::size_t most_in_words = 6;

std::string label_of(const KnoxTable& table, const KnoxCell& cell) {
  return table.distance_bands.label(cell.distance_band) + " and " +
         table.time_bands.label(cell.time_band);
}

[[noreturn]] void fail_without_bands(const KnoxTable& table, double significance) {
  const KnoxCell* nearest = nullptr;
  for (const KnoxCell& cell : table.cells) {
    if (!(cell.ratio > 1)) continue;
    if (!nearest || cell.p_adjusted < nearest->p_adjusted) nearest = &cell;
  }
  fail_data(
      "no-significant-band",
      fmt::format("None of the {} bands of distance and time is significant at {}: {}. Events "
                  "known before now do not follow each other more often than by chance, so "
                  "there is nothing to carry forward. Map the plain density (farola "
                  "kernel-density), or take longer data, wider bands, or --weighting "
                  "half-life, which assumes near repeats rather than testing for them.",
                  table.cells.size(), plain(significance),
                  nearest
                      ? fmt::format("the nearest to it is {}, {:.2f} times as often as by "
                                    "chance with an adjusted p of {:.3g}",
                                    label_of(table, *nearest), nearest->ratio, nearest->p_adjusted)
                      : "none is more frequent than by chance"),
      "weighting");
}

void tell(const KnoxTable& table, const std::vector<const KnoxCell*>& taken, double significance,
          KnoxWeights& found) {
  auto& told = found.report.values["knox_weights"];
  told = {{"significance", significance},
          {"cells", table.cells.size()},
          {"significant_cells", taken.size()},
          {"bands", nlohmann::ordered_json::array()}};
  std::vector<std::string> words;
  for (const KnoxCell* cell : taken) {
    told["bands"].push_back({{"distance_band", table.distance_bands.label(cell->distance_band)},
                             {"time_band", table.time_bands.label(cell->time_band)},
                             {"ratio", cell->ratio},
                             {"p_adjusted", cell->p_adjusted},
                             {"weight", cell->ratio - 1}});
    if (words.size() < most_in_words) {
      words.push_back(fmt::format("{:.2f} within {}", cell->ratio - 1, label_of(table, *cell)));
    }
  }
  const std::size_t more = taken.size() - words.size();
  if (more > 0) words.push_back(fmt::format("{} more in the report", more));
  found.report.note(fmt::format(
      "{} of {} bands of distance and time are significant (adjusted p at or below {}). An event "
      "weighs by the excess over chance there, ratio - 1: {}; elsewhere it weighs 0.",
      taken.size(), table.cells.size(), plain(significance), listed(words, "and")));
}

}  // namespace

void require_reachable(int permutations, double significance) {
  if (!(significance > 0) || !(significance < 1)) {
    fail_usage("significance-not-a-share", "significance",
               fmt::format("Significance must be above 0 and below 1, got {}. Give for example "
                           "--significance 0.05.",
                           plain(significance)));
  }
  // 1 / (m + 1) rounds like the p it is compared with.
  if (1.0 / (static_cast<double>(permutations) + 1) <= significance) return;
  fail_usage("permutations-too-few", "permutations",
             fmt::format("With {} permutations no p falls below {:.3g}, so nothing can be "
                         "significant at {}. Give --permutations {} or more.",
                         permutations, 1.0 / (permutations + 1.0), plain(significance),
                         grouped(static_cast<std::int64_t>(std::ceil(1 / significance)) - 1)));
}

KnoxWeights knox_weights(const KnoxTable& table, double time_unit, int permutations,
                         double significance) {
  require_reachable(permutations, significance);
  KnoxWeights found;
  found.bands.distance = table.distance_bands;
  found.bands.time = table.time_bands.scaled(time_unit, "s");
  std::vector<const KnoxCell*> taken;
  for (const KnoxCell& cell : table.cells) {
    const bool counts = cell.p_adjusted <= significance && cell.ratio > 1;
    found.bands.weight.push_back(counts ? cell.ratio - 1 : 0);
    if (counts) taken.push_back(&cell);
  }
  if (taken.empty()) fail_without_bands(table, significance);
  found.significant = taken.size();
  std::stable_sort(taken.begin(), taken.end(),
                   [](const KnoxCell* a, const KnoxCell* b) { return a->ratio > b->ratio; });
  tell(table, taken, significance, found);
  return found;
}

}  // namespace farola
